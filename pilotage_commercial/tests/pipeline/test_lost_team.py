"""The Lost column of teams and companies."""

from odoo.tests import new_test_user, tagged

from odoo.addons.pilotage_commercial.tests.common import PipelineCase


@tagged("standard", "post_install", "-at_install")
class TestLostTeam(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_stage("Site visit", 3, team_ids=cls.team.ids)
        cls.own_lost = cls._create_stage("Dropped", 90, team_ids=cls.team.ids, is_lost=True)

    def test_own_column_before_the_shared_one(self):
        leads = self._create_leads([self.visit, self.quote, self.quote])
        leads[1].team_id = self.other_team
        leads[2].team_id = False
        leads.action_set_lost()
        self.assertLost(leads[0], self.visit, self.own_lost)
        self.assertLost(leads[1:], self.quote, self.lost)

    def test_drag_to_the_shared_one(self):
        # A card dropped on a column is found there.
        lead = self._create_lead(self.quote)
        lead.stage_id = self.lost
        self.assertLost(lead, self.quote, self.lost)

    def test_from_one_lost_column_to_another(self):
        def dates(lead):
            return lead.date_closed, lead.automated_probability

        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        before = dates(lead)
        lead.stage_id = self.lost
        self.assertLost(lead, self.quote, self.lost)
        self.assertEqual(lead.lost_reason_id, self.reason)
        self.assertEqual(dates(lead), before)
        lead.action_restore()
        self.assertOpen(lead, self.quote)

    def test_no_column_for_the_team(self):
        self.lost.team_ids = self.other_team
        self.own_lost.team_ids = self.other_team
        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        self.assertLost(lead, self.quote, self.quote)
        lead.action_restore()
        self.assertOpen(lead, self.quote)

    def test_team_changes_while_lost(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        self.assertEqual(lead.stage_id, self.own_lost)
        lead.team_id = self.other_team
        self.assertLost(lead, self.quote, self.lost)
        lead.team_id = self.team
        self.assertLost(lead, self.quote, self.lost)
        lead.action_restore()
        self.assertOpen(lead, self.quote)

    def test_team_changes_with_the_salesperson(self):
        self.env["crm.team.member"].create(
            {"crm_team_id": self.other_team.id, "user_id": self.salesperson.id}
        )
        lead = self._create_lead(self.visit)
        lead.action_set_lost()
        lead.user_id = self.salesperson
        self.assertEqual(lead.team_id, self.other_team)
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.lost))
        lead.action_restore()
        self.assertOpen(lead, self.prospect)

    def test_team_changes_to_one_without_column(self):
        self.lost.team_ids = self.team
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        lead.team_id = self.other_team
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.quote))
        lead.action_restore()
        self.assertOpen(lead, self.quote)

    def test_restored_in_another_team(self):
        """Its stage does not belong to its new team: it gets the first one, as in Odoo; also when
        it returns to its former team.
        """

        def scenario():
            lead = self._create_lead(self.visit)
            lead.action_set_lost()
            lead.team_id = self.other_team
            stages = [lead._get_effective_stage()]
            lead.team_id = self.team
            stages.append(lead._get_effective_stage())
            lead.action_restore()
            return [*stages, lead.stage_id]

        native, ours = self._play_both(scenario)
        self.assertEqual(ours, native)
        self.assertEqual(ours, [self.prospect] * 3)

    def test_restored_with_another_team_at_once(self):
        lead = self._create_lead(self.visit)
        lead.action_set_lost()
        lead.write({"team_id": self.other_team.id, "active": True})
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(lead.stage_id, self.prospect)

    def test_team_deleted(self):
        self.visit.team_ids = False
        lead = self._create_lead(self.visit, team_id=self.other_team.id)
        lead.action_set_lost()
        self.other_team.unlink()
        self.assertLost(lead, self.visit, self.lost)
        lead.action_restore()
        self.assertOpen(lead, self.visit)


@tagged("standard", "post_install", "-at_install")
class TestLostCompanies(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other & Sons"})
        cls.other_user = new_test_user(
            cls.env,
            "pilotage_other",
            "sales_team.group_sale_salesman_all_leads",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    def test_each_company(self):
        ours = self._create_lead(self.quote, company_id=self.company.id, team_id=False)
        theirs = self._create_lead(
            self.qualified,
            company_id=self.other_company.id,
            team_id=False,
            user_id=self.other_user.id,
        )
        ours.with_user(self.salesperson).action_set_lost()
        theirs.with_user(self.other_user).write({"stage_id": self.lost.id})
        self.assertLost(ours, self.quote)
        self.assertLost(theirs, self.qualified)
        theirs.with_user(self.other_user).action_restore()
        self.assertOpen(theirs, self.qualified)
        self.assertLost(ours, self.quote)

    def test_stage_holding_leads_of_another_company(self):
        """The user who sets a stage as Lost does not see other companies' opportunities."""
        stage = self._create_stage("Abandoned", 75)
        self._create_lead(
            stage, company_id=self.other_company.id, team_id=False, user_id=self.other_user.id
        )
        with self.assertRaisesRegex(Exception, r"still holds .* \(1\)"), self.cr.savepoint():
            stage.with_user(self.manager).is_lost = True
