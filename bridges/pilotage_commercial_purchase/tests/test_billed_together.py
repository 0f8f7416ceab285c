"""Bills of several purchase lines of one product, all on the first: *Bill Matching* links them so,
and so does a supplier who adds up what he delivered."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestBilledTogether(PurchaseCase):
    def _sell(self, *quantities, price=40):
        """Sell each quantity on an order of its own; all are bought by one purchase."""
        product = self._create_subcontracted(price=price)
        orders = self.env["sale.order"]
        for quantity in quantities:
            orders |= self._create_order((product, quantity, 100))
        lines = orders.order_line.purchase_line_ids
        purchase = lines[0].order_id
        lines.order_id = purchase
        purchase.button_confirm()
        return orders, purchase

    def _receive(self, purchase):
        for line in purchase.order_line:
            line.qty_received = line.product_qty

    def _bill_on_the_first(self, purchase, *lines):
        """Bill (quantity, price) ``lines``, all of them linked to the first purchase line."""
        first = purchase.order_line[0]
        values = {"product_id": first.product_id.id, "purchase_line_id": first.id, "tax_ids": False}
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": purchase.partner_id.id,
                "company_id": self.company.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({**values, "quantity": quantity, "price_unit": price})
                    for quantity, price in lines
                ],
            }
        )
        bill.action_post()
        return bill

    def test_each_on_a_line(self):
        """1 at 40 and 1 at 46 are billed, both on the first: 43 for each order, and nothing is
        missing. Once the bill is credited, both wait for another: 40 and 40.
        """
        orders, purchase = self._sell(1, 1)
        self._receive(purchase)
        self._update(orders)
        bill = self._bill_on_the_first(purchase, (1, 40), (1, 46))
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True])
        for order in orders:
            self.assertCosts(order, 43, 57, subcontracting=43)
            self.assertFalse(order.real_cost_missing)
        self._refund(bill)
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True])
        for order in orders:
            self.assertCosts(order, 40, 60, "provisional", subcontracting=40)

    def test_added_up(self):
        """10 and 5 days are ordered at 40, and billed before they are worked as one line of 15 at
        42: 420 and 210.
        """
        (first, second), purchase = self._sell(10, 5)
        self._bill_on_the_first(purchase, (15, 42))
        self.assertCosts(first, 420, subcontracting=420)
        self.assertCosts(second, 210, subcontracting=210)
        self.assertAlmostEqual(first.committed_cost + second.committed_cost, 0)

    def test_some_of_the_others(self):
        """13 of 15 are billed, of which 5 are not worked yet: 10 × 42 for the first, and for the
        second 3 × 42, with 2 to come at 40.
        """
        (first, second), purchase = self._sell(10, 5)
        purchase.order_line[0].qty_received = 10
        self._bill_on_the_first(purchase, (13, 42))
        self.assertCosts(first, 420, subcontracting=420)
        self.assertCosts(second, 126, subcontracting=126)
        self.assertAlmostEqual(second.committed_cost, 80)

    def test_works_in_one_piece(self):
        """Two houses at 1 000 each; the first is billed month by month, 3 × 300: no part of it is
        for the second.
        """
        (first, second), purchase = self._sell(1, 1, price=1000)
        self._receive(purchase)
        for _month in range(3):
            self._bill_on_the_first(purchase, (1, 300))
        self._update(first | second)
        self.assertAlmostEqual(sum(first.real_cost_ids.mapped("amount")), 1000)
        self.assertCosts(second, 1000, subcontracting=1000)
