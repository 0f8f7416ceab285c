"""The bridge of the week: from the pipeline of a week ago to that of today, piece by piece.

Random lives of opportunities before and within the week. The test stores the state of each one at
the start of the week, and sums the pieces in plain Python from the rules of the design.
"""

import random
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common_kpi import KpiCase
from ..common_order import NOW

A_WEEK_AGO = NOW - timedelta(days=7)
PIECES = ("new", "converted", "reopened", "up", "down", "won", "lost", "archived")


@tagged("standard", "post_install", "-at_install")
class TestKpiBridge(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": False, "mail_notrack": False}
        )
        cls.env["crm.lead"].with_context(active_test=False).search(
            [("company_id", "in", [cls.company.id, False])]
        ).unlink()

    # --- lives ---

    def _at(self, moment, function, *args):
        """Run a function at ``moment``, as a transaction of its own."""
        with freeze_time(moment):
            result = function(*args)
            self.env.flush_all()
            self.cr.precommit.run()
        return result

    def _create(self, moment, **values):
        lead = self._at(moment, lambda: self._new(**values))
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [moment, lead.id])
        lead.invalidate_recordset()
        return lead

    def _new(self, **values):
        return (
            self.env["crm.lead"]
            .with_env(self.env)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": False,
                    "probability": 30,
                    "expected_revenue": 1000,
                    **values,
                }
            )
        )

    def _convert(self, lead):
        lead.convert_opportunity(self.customer)
        lead.date_conversion = fields.Datetime.now()  # Odoo takes the time of the transaction

    def _act(self, lead, draw):
        """Apply one random possible event to ``lead``."""
        if lead.type == "lead":
            actions = [lambda: self._convert(lead)]
        elif lead.won_status == "lost":
            actions = [lead.action_restore, lambda: lead.action_set_won()]
        elif not lead.active:
            actions = [lead.action_unarchive]
        elif lead.won_status == "won":
            stage = self.env["crm.stage"].search([("is_won", "=", False), ("is_lost", "=", False)])
            actions = [lambda: lead.write({"stage_id": stage[0].id})]
        else:
            amount = draw.randrange(100, 9000)
            actions = [
                lead.action_set_won,
                lead.action_set_lost,
                lambda: lead.write({"active": False}),
                lambda: lead.write({"expected_revenue": amount}),
                lambda: lead.write({"expected_revenue": amount + 0.25}),
            ]
        draw.choice(actions)()

    def _live(self, leads, draw, first, last):
        """Apply random events to ``leads``, one after the other, between two moments."""
        for _number in range(len(leads)):
            first += (last - first) * 0.05
            self._at(first, self._act, draw.choice(leads), draw)

    # --- the oracle ---

    def _note(self, leads):
        """Return ``{lead: amount}``, the amount being 0 for leads outside the pipeline."""
        return {
            lead: lead.expected_revenue
            for lead in leads
            if lead.type == "opportunity" and lead.active and lead.won_status == "pending"
        }

    def _expect(self, leads, then):
        """Return ``{piece: ids}`` and ``{piece: amount}``, from the states ``then``."""
        pieces = {code: set() for code in PIECES}
        effects = dict.fromkeys(PIECES, 0)

        def add(code, lead, amount):
            pieces[code].add(lead.id)
            effects[code] += amount

        for lead in leads.filtered(lambda lead: lead.type == "opportunity"):
            amount = lead.expected_revenue
            is_open = lead.active and lead.won_status == "pending"
            is_closed = lead.won_status != "pending" and lead.date_closed >= A_WEEK_AGO
            is_archived = lead.won_status == "pending" and not lead.active
            if lead in then:
                change = amount - then[lead]
                if change:
                    add("up" if change > 0 else "down", lead, change)
            elif lead.create_date >= A_WEEK_AGO:
                add("new", lead, amount)
            elif lead.date_conversion and lead.date_conversion >= A_WEEK_AGO:
                add("converted", lead, amount)
            elif is_open or is_closed or (is_archived and lead in self.touched):
                add("reopened", lead, amount)
            else:
                continue  # unchanged: outside the pipeline
            if is_closed:
                add(lead.won_status, lead, -amount)
            elif is_archived:
                add("archived", lead, -amount)
        return pieces, effects

    def _call(self):
        self.env.flush_all()
        self.env.invalidate_all()
        kpis = self.kpis.with_user(self.manager)
        return kpis.with_context(allowed_company_ids=self.company.ids).get_changes({})

    def _check(self, leads, then):
        found = self._call()
        changes = {change["code"]: change for change in found["changes"]}
        pieces, effects = self._expect(leads, then)
        start, end = found["start"]["amount"], found["end"]["amount"]
        self.assertAlmostEqual(start, sum(then.values()), 2)
        self.assertEqual(found["start"]["count"], len(then))
        self.assertAlmostEqual(end, sum(self._note(leads).values()), 2)
        added = sum(change["effect"] or 0 for change in changes.values())
        self.assertAlmostEqual(start + added, end, 2)
        records = self.env["crm.lead"].with_user(self.manager)
        records = records.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(set(records.search(found["start"]["domain"]).ids), {x.id for x in then})
        for code in PIECES:
            with self.subTest(code=code):
                opened = records.search(changes[code]["domain"])
                self.assertEqual(set(opened.ids), pieces[code])
                self.assertEqual(changes[code]["count"], len(pieces[code]))
                self.assertAlmostEqual(changes[code]["effect"], effects[code], 2)

    # --- the tests ---

    def test_each_piece(self):
        """1000 each: one of each kind, and one that was lost, reopened, and changed."""
        month = NOW - timedelta(days=30)
        leads = [self._create(month) for _number in range(7)]
        up, down, won, lost, archived, restored, reopened = leads
        waiting = self._create(month, type="lead")
        self._at(month + timedelta(days=1), restored.action_set_lost)
        self._at(month + timedelta(days=1), reopened.action_set_won)
        first = self.env["crm.stage"].search([("is_won", "=", False), ("is_lost", "=", False)])[0]
        then = dict.fromkeys((up, down, won, lost, archived), 1000)
        self.assertEqual(self._note(self.env["crm.lead"].union(*leads, waiting)), then)
        day = NOW - timedelta(days=2)
        acts = (
            lambda: up.write({"expected_revenue": 1500}),
            lambda: down.write({"expected_revenue": 300}),
            lambda: won.write({"expected_revenue": 1100}),
            won.action_set_won,
            lost.action_set_lost,
            lambda: archived.write({"active": False}),
            restored.action_restore,
            lambda: reopened.write({"stage_id": first.id}),
            lambda: self._convert(waiting),
            lambda: restored.write({"expected_revenue": 4000}),
        )
        for act in acts:
            self._at(day, act)
        new = self._create(day, expected_revenue=50)
        found = self._call()
        effects = {change["code"]: change["effect"] for change in found["changes"]}
        self.assertEqual(
            effects,
            {
                "new": 50,
                "converted": 1000,
                "reopened": 5000,
                "up": 600,
                "down": -700,
                "won": -1100,
                "lost": -1000,
                "archived": -1000,
                "slipped": None,
                "idle": None,
            },
        )
        self._check_end(found, [*leads, waiting, new], then)

    def _check_end(self, found, leads, then):
        # 5 × 1000 + 50 + 1000 + 5000 + 600 − 700 − 1100 − 1000 − 1000 = 7850
        self.assertEqual((found["start"]["amount"], found["end"]["amount"]), (5000, 7850))
        self.touched = self.env["crm.lead"].union(*leads)
        self._check(self.touched, then)
        self.assertEqual(
            self.touched.mapped("former_state"),
            [False, False, "open", "open", "open", "closed", "closed", False, False],
        )

    def test_random_lives(self):
        for seed in (1, 2, 3):
            draw = random.Random(seed)
            leads = [
                self._create(
                    NOW - timedelta(days=draw.randrange(9, 60)),
                    expected_revenue=draw.randrange(100, 9000),
                    type=draw.choice(["opportunity"] * 4 + ["lead"]),
                )
                for _number in range(24)
            ]
            self._live(leads, draw, A_WEEK_AGO - timedelta(days=2), A_WEEK_AGO)
            then = self._note(self.env["crm.lead"].union(*leads))
            before = {lead: (lead.active, lead.stage_id) for lead in leads}
            first = A_WEEK_AGO + timedelta(hours=1)
            later = [self._create(first, expected_revenue=70) for _number in range(4)]
            self._live([*leads, *later], draw, first, NOW)
            everything = self.env["crm.lead"].union(*leads, *later)
            self.touched = {
                lead
                for lead in leads
                if (lead.active, lead.stage_id) != before[lead] or self._was_moved(lead)
            }
            with self.subTest(seed=seed):
                self._check(everything, then)
            everything.unlink()

    def _was_moved(self, lead):
        """Return whether an event of the week changed ``lead``, even if it was undone since."""
        return any(
            value.field_id.name in ("active", "stage_id")
            for message in lead.message_ids
            if message.date >= A_WEEK_AGO
            for value in message.sudo().tracking_value_ids
        )

    def test_another_company_and_another_team(self):
        """The bridge of a team only has its own opportunities."""
        other = self._create_team("Roofs")
        lead = self._create(NOW - timedelta(days=30))
        self._create(NOW - timedelta(days=30), team_id=other.id, expected_revenue=9)
        self._at(NOW - timedelta(days=1), lambda: lead.write({"expected_revenue": 1200}))
        self.env.flush_all()
        kpis = self.kpis.with_user(self.manager)
        kpis = kpis.with_context(allowed_company_ids=self.company.ids)
        found = kpis.get_changes({"team_id": self.team.id})
        self.assertEqual((found["start"]["amount"], found["end"]["amount"]), (1000, 1200))
        found = kpis.get_changes({"team_id": other.id})
        self.assertEqual((found["start"]["amount"], found["end"]["amount"]), (9, 9))
