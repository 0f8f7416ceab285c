from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestProgressTour(OrderCase, HttpCase):
    browser_size = "2200x1000"  # all the columns in sight
    frozen_at = None

    def test_from_the_site_to_the_invoice(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            login="progress-tour",
            groups="sales_team.group_sale_manager,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        promised = fields.Datetime.now() - timedelta(days=3)
        order = self._order(state="sale", user_id=user.id, commitment_date=promised)
        self.start_tour(
            "/odoo/order-progress",
            "pilotage_commercial_order_progress",
            login=user.login,
        )
        self.assertProgress(order, "paid", 1000)
        self.assertEqual(order.full_payment_date, fields.Date.today())

    def test_nothing_under_way(self):
        user = new_test_user(
            self.env,
            login="progress-tour",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        self.start_tour(
            "/odoo/order-progress",
            "pilotage_commercial_order_progress_empty",
            login=user.login,
        )
