from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common_order import NOW, OrderCase


@tagged("standard", "post_install", "-at_install")
class TestLate(OrderCase):
    def assertLate(self, order, delivery, payment, reason=""):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((order.is_delivery_late, order.is_payment_late), (delivery, payment))
        self.assertEqual(order.late_reason or "", reason)
        # The search agrees.
        for name, value in (("is_delivery_late", delivery), ("is_payment_late", payment)):
            found = order.search([("id", "=", order.id), (name, "=", True)])
            self.assertEqual(bool(found), value)
            found = order.search([("id", "=", order.id), (name, "=", False)])
            self.assertEqual(bool(found), not value)

    def test_delivery(self):
        order = self._order(state="sale", commitment_date=datetime(2026, 3, 9, 9, 0))
        self.assertLate(order, True, False, "Delivery promised for 03/09/2026")
        self._deliver(order, 3)
        self.assertLate(order, True, False, "Delivery promised for 03/09/2026")
        self._deliver(order)
        self.assertLate(order, False, False)

    def test_the_day_promised_is_not_over(self):
        order = self._order(state="sale", commitment_date=datetime(2026, 3, 10, 6, 0))
        self.assertLate(order, False, False)
        # 23:30 on the 9th in UTC is the 10th in Paris.
        order.commitment_date = datetime(2026, 3, 9, 23, 30)
        self.assertLate(order, False, False)
        order.commitment_date = datetime(2026, 3, 9, 22, 30)
        self.assertLate(order, True, False, "Delivery promised for 03/09/2026")
        with freeze_time(datetime(2026, 3, 10, 23, 30)):
            order.commitment_date = datetime(2026, 3, 10, 6, 0)
            self.assertLate(order, True, False, "Delivery promised for 03/10/2026")

    def test_only_orders_are_late(self):
        order = self._order(state="sent", commitment_date=datetime(2026, 3, 1))
        self.assertLate(order, False, False)
        order.action_confirm()
        self.assertLate(order, True, False, "Delivery promised for 03/01/2026")
        order._action_cancel()
        self.assertLate(order, False, False)

    def test_payment(self):
        order = self._order(state="sale")
        self._deliver(order)
        invoice = self._invoice(order, date(2026, 2, 1), post=False)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = date(2026, 3, 9)
        self.assertLate(order, False, False)  # a draft is not due
        invoice.action_post()
        self.assertLate(order, False, True, "Payment due on 03/09/2026")
        self._pay(invoice, amount=400)
        self.assertLate(order, False, True, "Payment due on 03/09/2026")
        self._pay(invoice)
        self.assertLate(order, False, False)

    def test_due_today(self):
        order = self._order(state="sale")
        self._deliver(order)
        self._invoice(order, NOW.date()).invoice_date_due = NOW.date()
        self.assertLate(order, False, False)

    def test_both(self):
        order = self._order(state="sale", commitment_date=datetime(2026, 3, 4, 9, 0))
        self._down_payment(order, 300).invoice_date_due = date(2026, 3, 2)
        reason = "Delivery promised for 03/04/2026, Payment due on 03/02/2026"
        self.assertLate(order, True, True, reason)

    def test_salespeople_see_it_without_seeing_invoices(self):
        user = new_test_user(
            self.env,
            "late-salesperson",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        order = self._order(state="sale", user_id=user.id)
        self._deliver(order)
        invoice = self._invoice(order, date(2026, 2, 1))
        invoice.invoice_date_due = date(2026, 3, 2)
        invoice.invoice_user_id = self.env.ref("base.user_admin")
        self.assertLate(order.with_user(user), False, True, "Payment due on 03/02/2026")

    def test_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        order = self._order(state="sale", commitment_date=datetime(2026, 3, 4, 9, 0))
        self.assertIn("04/03/2026", order.with_context(lang="fr_FR").late_reason)

    def test_mark_delivered(self):
        order = self._order((self.beam, 10, 100), (self.study, 1, 500), state="sale")
        order.order_line[0].qty_delivered = 12
        order.action_mark_delivered()
        self.assertEqual(order.order_line.mapped("qty_delivered"), [12, 1])
        self.assertProgress(order, "delivered")
        with self.assertRaises(UserError):
            self._order().action_mark_delivered()
