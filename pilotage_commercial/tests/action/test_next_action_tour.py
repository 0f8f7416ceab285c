from odoo.tests import HttpCase, new_test_user, tagged


@tagged("standard", "post_install", "-at_install")
class TestNextActionTour(HttpCase):
    browser_size = "2200x1000"  # all six columns in sight

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.company = self.env["res.company"].create({"name": "Tour"})
        self.user = new_test_user(
            self.env,
            login="next-action-tour",
            groups="sales_team.group_sale_salesman,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        self.leads = (
            self.env["crm.lead"]
            .with_user(self.user)
            .create(
                [
                    {
                        "name": name,
                        "type": "opportunity",
                        "stage_id": self.env.ref("crm.stage_lead1").id,
                    }
                    for name in ("Dupont", "Martin")
                ]
            )
        )

    def _start(self, policy):
        self.company.next_action_policy = policy
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            f"pilotage_commercial_next_action_{policy}",
            login=self.user.login,
        )
        self.leads.invalidate_recordset()

    def test_ask(self):
        self._start("ask")
        self.assertEqual(self.leads.mapped("next_action"), ["Send the quotation", "Visit the site"])
        self.assertEqual(self.leads.activity_ids.user_id, self.user)

    def test_require(self):
        self._start("require")
        self.assertEqual(self.leads[0].next_action, "Send the quotation")
        self.assertEqual(self.leads[0].stage_id, self.env.ref("crm.stage_lead2"))
