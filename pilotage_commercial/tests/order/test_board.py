"""The state of an order on the board: the same by record, by search and by group."""

from datetime import date, datetime

from odoo.tests import tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestBoard(OrderCase):
    def _orders(self):
        """Return {case: (order, state)}, one for each state; today is 10 March."""
        confirmed = self._order(state="sale")
        promised = self._order(state="sale", commitment_date=datetime(2026, 3, 9, 9, 0))
        delivered = self._order(state="sale")
        self._deliver(delivered)
        invoiced = self._order(state="sale")
        self._deliver(invoiced)
        self._invoice(invoiced, date(2026, 3, 9)).invoice_date_due = date(2026, 3, 31)
        due = self._order(state="sale")
        self._deliver(due)
        self._invoice(due, date(2026, 2, 1)).invoice_date_due = date(2026, 3, 1)
        part_due = self._order(state="sale")
        self._down_payment(part_due, 300).invoice_date_due = date(2026, 3, 2)
        self._deliver(part_due)
        paid = self._order(state="sale")
        self._deliver(paid)
        self._pay(self._invoice(paid, date(2026, 2, 1)))
        cancelled = self._order(state="sale", commitment_date=datetime(2026, 3, 9, 9, 0))
        cancelled._action_cancel()
        return {
            "confirmed": (confirmed, "on_time"),
            "delivery late": (promised, "late"),
            "delivered, not invoiced": (delivered, "to_invoice"),
            "invoiced, not due": (invoiced, "on_time"),
            "payment late": (due, "late"),
            "delivered, down payment late": (part_due, "late"),
            "paid": (paid, False),
            "cancelled": (cancelled, False),
            "quotation": (self._order(state="sent"), False),
        }

    def test_state(self):
        orders = self._orders()
        self.env.flush_all()
        self.env.invalidate_all()
        for case, (order, state) in orders.items():
            with self.subTest(case=case):
                self.assertEqual(order.board_state, state)
                domain = [("id", "=", order.id)]
                [(found, count)] = order._read_group(domain, ["board_state"], ["__count"])
                self.assertEqual((found, count), (state, 1))

    def test_bar_of_the_columns(self):
        orders = self._orders()
        ids = [order.id for order, _state in orders.values()]
        bars = self.env["sale.order"].read_progress_bar(
            [("id", "in", ids), ("state", "=", "sale")],
            "order_progress",
            {"field": "board_state", "colors": {"on_time": "", "to_invoice": "", "late": ""}},
        )
        self.assertEqual(bars["delivered"], {"on_time": 0, "to_invoice": 1, "late": 1})
        self.assertEqual(bars["invoiced"], {"on_time": 1, "to_invoice": 0, "late": 1})

    def test_age(self):
        """(confirmed on, UTC; progress; age on 10 March, 11 in the morning in Paris)"""
        cases = [
            ("2026-03-10 09:00:00", "confirmed today"),
            ("2026-03-09 22:30:00", "confirmed yesterday"),
            ("2026-03-09 23:30:00", "confirmed today"),
            ("2026-02-10 09:00:00", "confirmed 28 days ago"),
        ]
        order = self._order(state="sale")
        for moment, expected in cases:
            with self.subTest(moment=moment):
                order.date_order = moment
                self.assertEqual(order.order_age, expected)
        self._deliver(order)
        self.assertEqual(order.order_age, "confirmed 28 days ago")
        self._pay(self._invoice(order, date(2026, 2, 1)))
        self.assertFalse(order.order_age)
        self.assertFalse(self._order(state="sent").order_age)
