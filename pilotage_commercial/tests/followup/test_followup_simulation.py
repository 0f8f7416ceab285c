"""Weeks of a sales department, compared with an oracle that remembers all events.

The oracle is written from the definitions alone: it stores in plain Python what people and robots
did to each opportunity, and tells each night which follow-ups are due.
"""

import random
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from ..common_attention import NOW, days_ago
from .simulation_events import SimulationCase
from .simulation_oracle import INACTIVE_DAYS, STEPS, Action, Opportunity, day_of

SEED = 20260318
LEADS = 200
EVENTS_A_DAY = 26
ENGINE_AT = time(20, 0)  # UTC: the same day in Paris


def carriers_record(activity):
    return activity.env[activity.res_model].browse(activity.res_id)


@tagged("standard", "post_install", "-at_install")
class TestFollowupSimulation(SimulationCase):
    days, least = 28, 2  # days, and follow-ups of each kind that occur in them

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(SEED)
        cls.env["crm.lead"].sudo().search([]).unlink()
        cls.env["sale.order"].sudo().search([("state", "=", "sent")])._action_cancel()
        stages = cls.env["crm.stage"].sudo().search([("is_won", "=", False)])
        cls.stages = stages.filtered(lambda stage: not stage.is_lost and not stage.team_ids)
        cls.product = cls.env["product.product"].sudo().create({"name": "W", "type": "service"})
        cls.supplier = cls.env["res.partner"].sudo().create({"name": "Beton Sud"})
        cls.second = new_test_user(
            cls.env(user=cls.robot),
            "simulation-second",
            "sales_team.group_sale_salesman",
            tz="Europe/Paris",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.deals = cls._create_deals()
        cls.apart = []  # quotations without a deal, each one a case of its own
        cls.made = []  # every follow-up: (record, rule's delay, day)
        cls.last_id = cls._get_last_id()

    @classmethod
    def _create_deals(cls):
        """Create 200 opportunities, some of them cold or mere leads, up to 120 days old."""
        kinds = [cls.chance.choice(["opportunity"] * 19 + ["lead"]) for _index in range(LEADS)]
        leads = (
            cls.env["crm.lead"]
            .with_context(mail_create_nolog=True)
            .create(
                [
                    {
                        "name": f"Deal {index}",
                        "type": kind,
                        "user_id": cls.sales.id,
                        "partner_id": cls.customer.id,
                        "stage_id": cls.stages[0].id,
                        "expected_revenue": 1000,
                    }
                    for index, kind in enumerate(kinds)
                ]
            )
        )
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        deals = []
        for lead, kind in zip(leads.with_context(mail_create_nolog=False), kinds, strict=True):
            created = days_ago(cls.chance.choice([0, 1, 3, 6, 7, 8, 20, 40, 89, 90, 120]))
            cls.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", [created, lead.id]
            )
            deals.append(Opportunity(lead, created, kind, owner=cls.sales))
        cls.env.invalidate_all()
        return deals

    @classmethod
    def _get_last_id(cls):
        cls.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM mail_activity")
        return cls.env.cr.fetchone()[0]

    # --- the weeks ---

    def test_weeks(self):
        events, weights = list(self.EVENTS), list(self.EVENTS.values())
        expected = []
        for number in range(self.days):
            day = (NOW + timedelta(days=number)).date()
            minutes = sorted(self.chance.sample(range(7 * 60, 17 * 60), EVENTS_A_DAY))
            for minute in minutes:
                moment = datetime.combine(day, time()) + timedelta(minutes=minute)
                # People work on those with an open activity or a quotation.
                busy = [deal for deal in self.deals if deal.actions or deal.quotations]
                deal = self._pick(busy if busy and self.chance.random() < 0.6 else self.deals)
                [event] = self.chance.choices(events, weights)
                with freeze_time(moment):
                    self.env.cr._now = moment
                    deal.story.append(f"{moment} {event.__name__}")
                    event(self, deal, moment)
                    self._flush_tracking()
                    self._see_ended(deal, moment)
            now = datetime.combine(day, ENGINE_AT)
            with freeze_time(now):
                self.env.cr._now = now
                if number % 8 == 0:
                    self._analyze()
                    self._check_facts(now)
                self._foresee_ends(now)
                expected += self._expect(now)
                self._run()
                if number % 3 == 0:
                    self._run()
                self._learn(now)
        self.assertEqual(sorted(self.made), sorted(expected))
        self.assertEqual(len(set(self.made)), len(self.made))
        # All kinds of follow-ups occurred in these weeks.
        steps = [(model, delay) for model, _id, delay, _day in self.made]
        for step in [("crm.lead", 7), *(("sale.order", days) for days in STEPS)]:
            self.assertGreaterEqual(steps.count(step), self.least, step)

    def _analyze(self):
        """Update PostgreSQL's statistics, as autovacuum does on a living database."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE crm_lead, sale_order, mail_message, mail_tracking_value, mail_activity, "
            "calendar_event"
        )

    def _see_ended(self, deal, now):
        """Remove the follow-ups that ended with the last events from the memory, each with a
        reason.
        """
        for carrier in [deal, *deal.quotations]:
            for action in [action for action in carrier.actions if action.is_followup]:
                end, is_there = carrier.get_end(now, action), bool(action.activity.exists())
                story = "\n".join(deal.story)
                self.assertTrue(is_there or end, f"ended without a reason:\n{story}")
                self.assertFalse(is_there and end == "at once", f"its reason is gone:\n{story}")
                if not is_there:
                    carrier.actions.remove(action)

    def _foresee_ends(self, now):
        """Remove the follow-ups that the next run must end from the memory; check them after it."""
        self.ended = []
        for deal in [*self.deals, *self.apart]:
            for carrier in [deal, *deal.quotations]:
                for action in [x for x in carrier.actions if x.is_followup]:
                    if carrier.get_end(now, action):
                        carrier.actions.remove(action)
                        self.ended.append(action.activity)

    def _expect(self, now):
        """Return the follow-ups due tonight: (model, id, rule's delay, day)."""
        owed = []
        for deal in [*self.deals, *self.apart]:
            steps = [(quotation, quotation.get_due_step(now)) for quotation in deal.quotations]
            for quotation, step in steps:
                if step:
                    owed.append(("sale.order", quotation.order.id, step, day_of(now)))
            followed = any(step for _quotation, step in steps)
            if deal.is_due(now) and not followed:
                owed.append(("crm.lead", deal.lead.id, INACTIVE_DAYS, day_of(now)))
        return owed

    def _learn(self, now):
        """Store the follow-ups that exist now in the oracle."""
        created = self.env["mail.activity"].search(
            [("followup_rule_id", "!=", False), ("id", ">", self.last_id)], order="id"
        )
        self.last_id = max(created.ids, default=self.last_id)
        carriers = {("crm.lead", deal.lead.id): deal for deal in self.deals}
        for deal in [*self.deals, *self.apart]:
            carriers.update({("sale.order", q.order.id): q for q in deal.quotations})
        for activity in created:
            delay = activity.sudo().followup_rule_id.trg_date_range
            carrier = carriers[activity.res_model, activity.res_id]
            carrier.actions.append(Action(activity, activity.date_deadline, True, now))
            if activity.res_model == "sale.order":
                carrier.step = delay
            self.made.append((activity.res_model, activity.res_id, delay, day_of(now)))
        for deal in self.deals:
            # The quotation's follow-up replaces that of its deal.
            if any(quotation.has_followup for quotation in deal.quotations):
                gone = [action for action in deal.actions if action.is_followup]
                self.ended += [action.activity for action in gone]
                deal.actions = [action for action in deal.actions if action not in gone]
        self.assertFalse(self.env["mail.activity"].union(*self.ended).exists())
        kept = [x for carrier in carriers.values() for x in carrier.actions if x.is_followup]
        for action in kept:
            self.assertTrue(action.activity.exists())
            owner, record = action.activity.user_id, carriers_record(action.activity)
            self.assertTrue(owner.active)
            self.assertTrue(record.with_user(owner).has_access("read"))
        for deal in self.deals:
            cases = [deal, *deal.quotations]
            self.assertLessEqual(sum(a.is_followup for case in cases for a in case.actions), 1)
        for carrier in carriers.values():
            self.assertLessEqual(sum(action.is_followup for action in carrier.actions), 1)

    def _check_facts(self, now):
        """Check that touches and attention of every opportunity equal the oracle's."""
        leads = self.env["crm.lead"].browse([deal.lead.id for deal in self.deals])
        self.env.invalidate_all()
        for deal, lead in zip(self.deals, leads, strict=True):
            self.assertEqual(
                (lead.last_interaction_date or None, lead.attention),
                (deal.get_last_touch(now), deal.get_attention(now)),
                f"{lead.name} on {now}:\n" + "\n".join(deal.story),
            )


@tagged("nightly", "-standard", "post_install", "-at_install")
class TestEightWeeks(TestFollowupSimulation):
    days, least = 56, 6
