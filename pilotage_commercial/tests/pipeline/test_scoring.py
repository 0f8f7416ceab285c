"""Predictive lead scoring learns the same as without the Lost column.

The oracle is Odoo itself: the same actions run without a Lost stage, then with it, and all data of
the scoring must be equal, after each step and after the rebuild.
"""

import random

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from odoo.addons.pilotage_commercial.tests.common import PipelineCase


@tagged("standard", "post_install", "-at_install")
class TestScoring(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env["crm.lead.scoring.frequency"].search([]).unlink()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("crm.pls_start_date", "2000-01-01")
        parameters.set_param(
            "crm.pls_fields", "country_id,email_state,phone_state,source_id,tag_ids,lang_id"
        )
        cls.visit = cls._create_stage("Site visit", 3, team_ids=cls.team.ids)
        cls.tags = cls.env["crm.tag"].create([{"name": f"Scored {i}"} for i in range(3)])
        cls.countries = cls.env.ref("base.fr") | cls.env.ref("base.be")
        cls.stages = cls.prospect | cls.qualified | cls.quote | cls.negotiation | cls.visit

    # --- data compared ---

    def _read_scoring(self):
        """Return the data of the scoring: its frequencies, and the probabilities of each lead."""
        self.env.flush_all()
        self.env.invalidate_all()
        frequencies = {
            (row.team_id.id, row.variable, row.value): (
                round(row.won_count, 1),
                round(row.lost_count, 1),
            )
            for row in self.env["crm.lead.scoring.frequency"].search([])
            # Without the application it is an ordinary stage, and always empty.
            if (row.variable, row.value) != ("stage_id", str(self.lost.id))
        }
        leads = self.env["crm.lead"].with_context(active_test=False).search([], order="name")
        return frequencies, [
            (
                lead.name,
                lead.won_status,
                lead.active,
                lead.probability,
                lead.automated_probability,
                lead.team_id,
                lead._get_effective_stage(),
            )
            for lead in leads
        ]

    def _play(self, scenario):
        """Run the steps that ``scenario`` yields; return the data of the scoring after each one,
        and after the rebuild.
        """
        seen = []
        for label in scenario():
            seen.append((label, self._read_scoring()))
        self.env["crm.lead"]._cron_update_automated_probabilities()
        seen.append(("rebuild", self._read_scoring()))
        return seen

    def _assert_as_natively(self, scenario, native_scenario=None):
        native, ours = self._play_both(
            lambda: self._play(scenario), lambda: self._play(native_scenario or scenario)
        )
        self.assertEqual(len(native), len(ours))
        for step, (expected, found) in enumerate(zip(native, ours, strict=True)):
            self.assertEqual(found[1], expected[1], f"step {step}: {expected[0]}")
        return ours

    # --- random actions, from a fixed seed ---

    def _create_random(self, chance, name):
        return self._create_lead(
            chance.choice(self.stages - self.visit),
            name=name,
            team_id=chance.choice([self.team.id, self.other_team.id, False]),
            country_id=chance.choice([*self.countries.ids, False]),
            tag_ids=[(6, 0, chance.sample(self.tags.ids, chance.randint(0, 2)))],
            email_from=chance.choice(["a@example.com", "wrong", False]),
            type=chance.choice(["opportunity"] * 5 + ["lead"]),
        )

    def _lose(self, leads, chance, native):
        """Lose ``leads`` by any path; the oracle uses Odoo's own instead of the column."""
        leads = leads.filtered(lambda lead: lead.won_status == "pending")
        path = chance.choice(["action", "wizard", "drag", "write", "drag"])
        if path == "action":
            leads.action_set_lost(lost_reason_id=self.reason.id)
        elif path == "wizard":
            self.env["crm.lead.lost"].create({"lead_ids": leads.ids}).action_lost_reason_apply()
        elif path == "write":
            leads.write({"active": False, "probability": 0})
        elif native:
            leads.action_set_lost()
        else:
            leads.write({"stage_id": self.lost.id})
        return path

    def _move(self, leads, chance, native):
        stage = chance.choice(self.stages | self.won)
        leads = leads.filtered(lambda lead: lead._is_stage_of_team(stage))
        in_column = leads.filtered(
            lambda lead: lead.won_status == "lost" and lead.type == "opportunity"
        )
        if native and not stage.is_won:
            # Dragging out of the Lost column equals Odoo's restore, then a move.
            in_column.action_restore()
        leads.write({"stage_id": stage.id})
        return f"move to {stage.name}"

    def _change(self, leads, chance):
        values = chance.choice(
            [
                {"team_id": self.team.id},
                {"team_id": self.other_team.id},
                {"tag_ids": [(4, chance.choice(self.tags.ids))]},
                {"country_id": chance.choice(self.countries.ids)},
                {"email_from": "b@example.com"},
                {"probability": 42},
            ]
        )
        if "probability" in values:
            leads = leads.filtered(lambda lead: lead.won_status == "pending")
        leads.write(values)
        return f"change {values}"

    def _act(self, leads, chance, native):
        """Do one action on some of ``leads``; return its name."""
        some = leads.browse(sorted(chance.sample(leads.ids, chance.randint(1, 4))))
        action = chance.choice(["lose"] * 4 + ["win", "restore", "unarchive", "move", "change"])
        if action == "lose":
            return self._lose(some, chance, native)
        if action == "win":
            some.action_set_won()
        elif action == "restore":
            some.filtered(lambda lead: lead.won_status == "lost").action_restore()
        elif action == "unarchive":
            some.action_unarchive()
        elif action == "move":
            return self._move(some, chance, native)
        else:
            return self._change(some, chance)
        return action

    def _random_scenario(self, seed, native, steps=60):
        def scenario():
            chance = random.Random(seed)
            leads = self.env["crm.lead"]
            for index in range(24):
                leads += self._create_random(chance, f"Deal {index:02}")
            yield "creation"
            for _step in range(steps):
                yield self._act(leads, chance, native)

        return scenario

    def test_random_actions(self):
        """Sixty actions on 24 opportunities: each step is compared, and a difference names it."""
        for seed in (1, 20):
            with self.subTest(seed=seed), freeze_time("2026-02-28 12:00:00"):
                ours = self._assert_as_natively(
                    self._random_scenario(seed, native=False),
                    self._random_scenario(seed, native=True),
                )
                # Enough data was compared.
                frequencies, leads = ours[-1][1]
                self.assertGreater(len(frequencies), 20)
                self.assertEqual({lead[1] for lead in leads}, {"won", "lost", "pending"})

    # --- single paths ---

    def _history(self):
        """Create wins and losses at every stage, so that the scoring can compute."""
        for index, stage in enumerate(self.stages):
            lead = self._create_lead(stage, name=f"Old lost {index}")
            lead.action_set_lost()
            self._create_lead(stage, name=f"Old won {index}").action_set_won()

    def test_lost_counts_where_it_was(self):
        def scenario():
            self._history()
            lead = self._create_lead(self.quote)
            yield "open"
            lead.action_set_lost()
            yield "lost"
            lead.action_restore()
            yield "restored"
            lead.stage_id = self.won
            yield "won"

        ours = self._assert_as_natively(scenario)
        counts = dict(ours[1][1][0])
        before = dict(ours[0][1][0])
        for stage, more in ((self.prospect, 1), (self.quote, 1), (self.negotiation, 0)):
            key = (self.team.id, "stage_id", str(stage.id))
            self.assertAlmostEqual(counts[key][1] - before[key][1], more)

    def test_lost_column_teaches_nothing(self):
        self._history()
        rows = self.env["crm.lead.scoring.frequency"].search([("variable", "=", "stage_id")])
        self.assertNotIn(str(self.lost.id), rows.mapped("value"))
        self.env["crm.lead"]._cron_update_automated_probabilities()
        rows = self.env["crm.lead.scoring.frequency"].search([("variable", "=", "stage_id")])
        self.assertTrue(rows)
        self.assertNotIn(str(self.lost.id), rows.mapped("value"))

    def test_lost_to_won_at_once(self):
        def scenario():
            self._history()
            lead = self._create_lead(self.qualified)
            lead.action_set_lost()
            yield "lost"
            lead.write({"stage_id": self.won.id})
            yield "won"

        self._assert_as_natively(scenario)

    def test_changes_of_a_lost_one(self):
        """A recomputation of a lost opportunity uses the stage where it was lost."""

        def scenario():
            self._history()
            lead = self._create_lead(self.visit)
            lead.action_set_lost()
            yield "lost"
            lead.country_id = self.countries[0]
            yield "country"
            lead.tag_ids = self.tags
            yield "tags"
            lead.team_id = self.other_team
            yield "team"
            lead.action_unarchive()
            yield "unarchived"

        self._assert_as_natively(scenario)

    def test_probability_0_before_the_archive(self):
        def scenario():
            self._history()
            lead = self._create_lead(self.quote)
            lead.probability = 0
            yield "0"
            lead.action_archive()
            yield "archived"
            lead.write({"active": True})
            yield "active"

        self._assert_as_natively(scenario)

    def test_created_in_the_lost_column(self):
        def ours():
            self._history()
            self._create_lead(self.lost)
            yield "created"

        def native():
            self._history()
            self._create_lead(self.prospect).action_set_lost()
            yield "created"

        self._assert_as_natively(ours, native)

    def test_merge(self):
        def scenario():
            self._history()
            leads = self._create_leads([self.visit, self.prospect, self.negotiation])
            leads[0].action_set_lost()
            leads[2].action_set_lost()
            yield "lost"
            leads.merge_opportunity(team_id=self.other_team.id)
            yield "merged"

        self._assert_as_natively(scenario)

    def test_lost_column_anywhere(self):
        """The figures of the other stages do not depend on the place of the Lost column."""
        for sequence in (0, 2, 200):
            self.lost.sequence = sequence

            def scenario():
                self._history()
                lead = self._create_lead(self.negotiation)
                yield "open"
                lead.action_set_lost()
                yield "lost"

            # The oracle would count that stage as any other: put it last there.
            def native(scenario=scenario):
                self.lost.sequence = 200
                return scenario()

            with self.subTest(sequence=sequence):
                self._assert_as_natively(scenario, native)

    def test_tooltip(self):
        """The explanation of the probability of a lost one is that of the stage where it was
        lost.
        """

        def scenario():
            self._history()
            lead = self._create_lead(self.quote)
            lead.action_set_lost()
            probabilities, tooltip = lead._pls_get_naive_bayes_probabilities(is_tooltip=True)
            return list(probabilities.values()), tooltip

        native, ours = self._play_both(scenario)
        self.assertEqual(ours, native)
        self.assertTrue(ours[1]["scores"])

    def test_unknown_origin(self):
        """A loss from an unknown stage counts for the first stage of its team."""
        first = self._create_stage("Call", 0, team_ids=self.team.ids)
        leads = self._create_leads([self.quote, self.quote])
        leads[1].team_id = False
        leads.action_set_lost()
        leads.lost_from_stage_id = False
        self.env.flush_all()
        values = self.env["crm.lead"]._pls_get_lead_pls_values([("id", "in", leads.ids)])
        self.assertEqual(
            [dict(values[lead.id]["values"])["stage_id"] for lead in leads],
            [first.id, self.prospect.id],
        )
        self.env["crm.lead"]._cron_update_automated_probabilities()

    def test_without_record_rule_access(self):
        """A salesperson's loss counts, although they may not read the other records."""
        self.salesperson.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        lead = self._create_lead(self.quote, user_id=self.salesperson.id)
        lead.with_user(self.salesperson).write({"stage_id": self.lost.id})
        self.assertLost(lead, self.quote)
        row = self.env["crm.lead.scoring.frequency"].search(
            [("variable", "=", "stage_id"), ("value", "=", str(self.quote.id))]
        )
        self.assertAlmostEqual(row.lost_count, 1.1)
