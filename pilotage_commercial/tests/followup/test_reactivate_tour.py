from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestReactivateTour(OrderCase, HttpCase):
    browser_size = "1600x1000"
    frozen_at = None

    def test_from_the_list_to_the_opportunity(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            login="reactivate-tour",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        other = self.env["res.partner"].create({"name": "Charpente Roux"})
        # Noon in the company's time zone, whatever the hour of the test.
        noon = self.company._get_end_of_day(self.company._get_today()) - timedelta(hours=12)
        for partner in (self.customer, other):
            for days in (600, 500, 400):
                order = self._order(state="sale", partner_id=partner.id, user_id=user.id)
                order.date_order = noon - timedelta(days=days)
        self.start_tour(
            "/odoo/customer-portfolio", "pilotage_commercial_reactivate", login=user.login
        )
        lead = self.env["crm.lead"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(lead.name, "Mme Girard: Offer the new range")
        self.assertEqual((lead.user_id, lead.company_id), (user, self.company))
        self.assertEqual(lead.activity_ids.date_deadline, fields.Date.today())
        self.assertFalse(self.customer.activity_ids)
        self.assertEqual(other.activity_ids.user_id, user)
