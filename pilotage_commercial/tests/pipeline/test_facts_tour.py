from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestFactsTour(OrderCase, HttpCase):
    browser_size = "2200x1000"  # all six columns in sight
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.user = new_test_user(
            cls.env,
            login="facts-tour",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
        )
        cls.customer.email = "girard@example.com"

    def _lead(self, name, **values):
        return self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": self.user.id,
                "team_id": False,
                "stage_id": self.env.ref("crm.stage_lead1").id,
                "expected_revenue": 1,
                **values,
            }
        )

    def test_stages_follow_quotations(self):
        """1 EUR = 1.60 USD: 1 000 USD are 625 EUR, 2 000 USD are 1 250 EUR."""
        self.assertEqual(self.company.currency_id, self.euro)
        barn, shed, loft = (
            self._lead("Barn"),
            self._lead("Shed"),
            self._lead("Loft", company_id=False),
        )
        self._order((self.beam, 10, 123.4), opportunity_id=barn.id)
        self._order((self.beam, 10, 100), currency=self.dollar, opportunity_id=shed.id)
        self._order((self.beam, 10, 200), currency=self.dollar, opportunity_id=loft.id)
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            "pilotage_commercial_stages_follow_quotations",
            login=self.user.login,
        )
        leads = barn + shed + loft
        leads.invalidate_recordset()
        self.assertEqual(leads.mapped("expected_revenue"), [1234, 625, 1250])
        self.assertEqual(barn.won_status, "won")
        self.assertEqual((shed + loft).stage_id, self.env.ref("crm.stage_lead3"))

    def test_attention(self):
        now = fields.Datetime.now()
        late, idle, planned = self._lead("Late"), self._lead("Idle"), self._lead("Planned")
        late.write({"next_action": "Call back", "next_action_date": now - timedelta(days=5)})
        planned.write({"next_action": "Visit", "next_action_date": now + timedelta(days=5)})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [now - timedelta(days=20), idle.id],
        )
        self.env.invalidate_all()
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            "pilotage_commercial_attention",
            login=self.user.login,
        )
        self.start_tour(
            "/odoo/to-handle", "pilotage_commercial_attention_list", login=self.user.login
        )
