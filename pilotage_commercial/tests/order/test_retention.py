"""A retention of 5 % for a year, by the payment term of the invoice."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.models.history.sale_order import RETENTION_PARAMETER

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestRetention(OrderCase):
    def _create_term(self, *lines):
        return self.env["account.payment.term"].create(
            {
                "name": "Works",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": part, "nb_days": days})
                    for part, days in lines
                ],
            }
        )

    def _bill(self, *lines):
        """Invoice 10 000 with a payment term of (part, days)."""
        term = self._create_term(*lines or ((95, 30), (5, 365)))
        order = self._order((self.work, 10, 1000), state="sale", payment_term_id=term.id)
        self._deliver(order)
        return order, self._invoice(order, date(2026, 3, 10))

    def test_paid_but_for_the_retention(self):
        """9 500 are paid on 20 April: the order is paid, and 500 are still due."""
        order, invoice = self._bill()
        self.assertProgress(order, "invoiced", 10000)
        self.assertEqual(order.retention_due, 500)
        self._pay(invoice, date(2026, 4, 20), 9500)
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 4, 20))
        self.assertEqual(order.retention_due, 500)
        # A year later the retention is paid: nothing else changes.
        self._pay(invoice, date(2027, 3, 15))
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 4, 20))
        self.assertEqual(order.retention_due, 0)

    def test_not_all_the_rest_is_paid(self):
        """9 000 of 9 500: not paid. The last 500 end the cycle."""
        order, invoice = self._bill()
        self._pay(invoice, date(2026, 4, 20), 9000)
        self.assertProgress(order, "invoiced", 10000)
        self.assertFalse(order.full_payment_date)
        self._pay(invoice, date(2026, 5, 2), 500)
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 5, 2))

    def test_last_instalment_that_is_no_retention(self):
        """A third due after 200 days, or 5 % after 60, are ordinary instalments."""
        for lines, rest in ((((70, 30), (30, 200)), 7000), (((95, 30), (5, 60)), 9500)):
            with self.subTest(lines):
                order, invoice = self._bill(*lines)
                self.assertEqual(order.retention_due, 0)
                self._pay(invoice, date(2026, 4, 20), rest)
                self.assertProgress(order, "invoiced", 10000)

    def test_setting(self):
        """A company that waits for the retention: paid a year later."""
        order, invoice = self._bill()
        self._pay(invoice, date(2026, 4, 20), 9500)
        self.assertProgress(order, "paid")
        self.company.retention_ends_cycle = True
        self.assertProgress(order, "invoiced")
        self.assertFalse(order.full_payment_date)
        self.assertEqual(order.retention_due, 500)
        self._pay(invoice, date(2027, 3, 15))
        self.assertProgress(order, "paid")
        self.assertEqual(order.full_payment_date, date(2027, 3, 15))
        self.company.retention_ends_cycle = False
        self.env.flush_all()
        self.assertEqual(order.full_payment_date, date(2026, 4, 20))

    def test_two_progress_bills(self):
        """Two bills of 5 000, each with a retention of 250: paid on the day of the last 4 750."""
        term = self._create_term((95, 30), (5, 365))
        order = self._order((self.work, 10, 1000), state="sale", payment_term_id=term.id)
        for done, day in ((5, date(2026, 4, 8)), (10, date(2026, 6, 3))):
            order.order_line.qty_delivered = done
            self._pay(self._invoice(order, date(2026, 3, 10)), day, 4750)
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 6, 3))
        self.assertEqual(order.retention_due, 500)

    def test_old_orders_get_theirs_from_the_cron(self):
        """Orders older than the field: 500 retained on each, found two by two; never searched
        again.
        """
        orders = self.env["sale.order"]
        for _number in range(5):
            order, invoice = self._bill()
            self._pay(invoice, date(2026, 4, 20), 9500)
            orders |= order
        plain, invoice = self._bill((100, 30))
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE sale_order SET retention_due = 0, order_progress = 'invoiced',
                                     full_payment_date = NULL WHERE id IN %s""",
            [(orders | plain)._ids],
        )
        self.env.invalidate_all()
        self.env["ir.config_parameter"].search([("key", "=", RETENTION_PARAMETER)]).unlink()
        runs = 1
        while self.env["sale.order"]._complete_history_retentions(2):
            runs += 1
        self.assertGreaterEqual(runs, 3)
        for order in orders:
            self.assertEqual((order.retention_due, order.order_progress), (500, "paid"))
            self.assertEqual(order.full_payment_date, date(2026, 4, 20))
        self.assertEqual(plain.retention_due, 0)
        self.env.cr.execute("UPDATE sale_order SET retention_due = 0 WHERE id = %s", [order.id])
        self.env.invalidate_all()
        self.assertEqual(self.env["sale.order"]._complete_history_retentions(2), 0)
        self.assertEqual(order.retention_due, 0)
