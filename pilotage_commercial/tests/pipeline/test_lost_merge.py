"""A merge decides as if each loss were still in the stage where it happened."""

from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common import PipelineCase

FIELDS = [
    "active",
    "won_status",
    "probability",
    "automated_probability",
    "type",
    "lost_reason_id",
    "team_id",
]


@tagged("standard", "post_install", "-at_install")
class TestLostMerge(PipelineCase):
    def _assert_as_natively(self, specs, stage=None, lost=None, **merge_values):
        """Check that merging the leads of ``specs`` gives the same result as in Odoo.

        Each of ``specs`` is (stage, lost or not, other values).
        """

        def scenario():
            leads = self.env["crm.lead"]
            for index, (lead_stage, is_lost, values) in enumerate(specs):
                lead = self._create_lead(lead_stage, name=f"Deal {index}", **values)
                if is_lost:
                    lead.action_set_lost(lost_reason_id=self.reason.id)
                leads += lead
            self.env.flush_all()
            merged = leads.merge_opportunity(**merge_values)
            self.env.flush_all()
            merged.invalidate_recordset()
            survivor = leads.ids.index(merged.id)
            if merged.stage_id.is_lost:
                self.assertLost(merged, merged.lost_from_stage_id, merged.stage_id)
            else:
                self.assertEqual(
                    merged.lost_from_stage_id,
                    merged.stage_id if merged.won_status == "lost" else self.env["crm.stage"],
                )
            values = [merged[name] for name in FIELDS]
            return survivor, merged._get_effective_stage(), *values

        native, ours = self._play_both(scenario)
        self.assertEqual(ours, native)
        if stage is not None:
            self.assertEqual(ours[1], stage)
        if lost is not None:
            self.assertEqual(ours[3], "lost" if lost else "pending")

    def test_open_ahead_of_lost(self):
        self._assert_as_natively(
            [(self.quote, False, {}), (self.prospect, True, {})], stage=self.quote, lost=False
        )

    def test_lost_ahead_of_open(self):
        self._assert_as_natively(
            [(self.prospect, False, {}), (self.quote, True, {})], stage=self.quote, lost=True
        )

    def test_same_stage(self):
        for first in (True, False):
            specs = [(self.quote, first, {}), (self.quote, not first, {})]
            self._assert_as_natively(specs, stage=self.quote)

    def test_both_lost(self):
        specs = [(self.negotiation, True, {}), (self.qualified, True, {})]
        self._assert_as_natively(specs, stage=self.negotiation, lost=True)
        self._assert_as_natively(specs[::-1], stage=self.negotiation, lost=True)

    def test_with_leads(self):
        lead = {"type": "lead"}
        self._assert_as_natively([(self.quote, True, {}), (self.negotiation, False, lead)])
        self._assert_as_natively([(self.quote, False, {}), (self.negotiation, True, lead)])
        self._assert_as_natively([(self.quote, False, lead), (self.negotiation, True, lead)])
        self._assert_as_natively([(self.quote, True, lead), (self.qualified, True, lead)])

    def test_many(self):
        self._assert_as_natively(
            [
                (self.prospect, False, {}),
                (self.negotiation, True, {}),
                (self.quote, False, {"type": "lead"}),
                (self.quote, True, {}),
                (self.negotiation, False, {}),
            ]
        )

    def test_team_given(self):
        """The stage where it was lost follows the team, as stages do in Odoo."""
        visit = self._create_stage("Site visit", 5, team_ids=self.team.ids)
        audit = self._create_stage("Audit", 0, team_ids=self.other_team.ids)
        self._assert_as_natively(
            [(visit, True, {}), (self.prospect, False, {})],
            stage=audit,
            lost=True,
            team_id=self.other_team.id,
        )
        self._assert_as_natively(
            [(visit, False, {}), (self.prospect, True, {})], team_id=self.other_team.id
        )
        self._assert_as_natively(
            [(self.quote, True, {}), (self.prospect, True, {})],
            stage=self.quote,
            lost=True,
            team_id=self.other_team.id,
        )

    def test_team_with_its_own_column(self):
        own = self._create_stage("Dropped", 90, team_ids=self.other_team.ids, is_lost=True)
        leads = self._create_leads([self.quote, self.prospect])
        leads[0].action_set_lost()
        merged = leads.merge_opportunity(team_id=self.other_team.id)
        self.assertEqual(merged, leads[0])
        # A shared column belongs to that team too, as shared stages do in Odoo.
        self.assertLost(merged, self.quote, self.lost)

        leads = self._create_leads([self.quote, self.prospect], team_id=self.other_team.id)
        leads[0].action_set_lost()
        self.assertEqual(leads[0].stage_id, own)
        merged = leads.merge_opportunity(team_id=self.team.id)
        self.assertLost(merged, self.quote, self.lost)

    def test_lost_column_dragged_first(self):
        """An open opportunity is not lost when the Lost column comes first."""
        self.lost.sequence = 0
        visit = self._create_stage("Site visit", 5, team_ids=self.team.ids)
        leads = self._create_leads([visit, self.prospect])
        merged = leads.merge_opportunity(team_id=self.other_team.id)
        self.assertOpen(merged, self.prospect)
        self._assert_as_natively([(self.quote, True, {}), (self.prospect, False, {})])

    def test_unknown_origin(self):
        leads = self._create_leads([self.quote, self.quote])
        leads.action_set_lost()
        leads.lost_from_stage_id = False
        merged = leads.merge_opportunity()
        self.assertEqual((merged.won_status, merged.stage_id), ("lost", self.lost))
        self.assertFalse(merged.lost_from_stage_id)

    def test_context_does_not_last(self):
        leads = self._create_leads([self.quote, self.prospect])
        merged = leads.merge_opportunity()
        merged.stage_id = self.lost
        self.assertLost(merged, self.quote)

    def test_wizard(self):
        leads = self._create_leads([self.prospect, self.negotiation])
        leads[1].action_set_lost()
        wizard = (
            self.env["crm.merge.opportunity"]
            .with_user(self.manager)
            .with_context(active_ids=leads.ids, active_model="crm.lead")
            .create({})
        )
        self.assertEqual(wizard.opportunity_ids, leads)
        wizard.action_merge()
        self.assertEqual(leads.exists(), leads[1])
        self.assertLost(leads[1], self.negotiation)
