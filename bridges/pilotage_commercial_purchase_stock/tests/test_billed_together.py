"""Goods of several purchase lines, billed on the first of them."""

from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestBilledTogether(BoughtCase):
    def test_matched_with_the_first(self):
        """Two lines of one product are bought to order at 60; the bill has one of 60 and one of 66,
        both matched with the first purchase line: 126, and nothing is missing.
        """
        product = self._create_bought()
        order = self._create_order((product, 1, 100), (product, 1, 100))
        purchase = self._confirm_purchases(order)
        self.assertEqual(len(purchase.order_line), 2)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self.assertCosts(order, 120, state="provisional", purchase=120)
        bill = self._bill(purchase, post=False)
        first, second = bill.invoice_line_ids
        second.write({"price_unit": 66, "purchase_line_id": first.purchase_line_id.id})
        bill.action_post()
        self.assertEqual(purchase.order_line.mapped("qty_invoiced"), [2, 0])
        self.assertCosts(order, 126, 74, "complete", purchase=126)

    def test_added_up_for_two_orders(self):
        """6 for one order and 4 for another are bought at 60, and billed as 10 at 63 on the line of
        the first: 378 and 252. The bill marks both.
        """
        product = self._create_bought()
        orders = self._create_order((product, 6, 100))
        purchase = orders.stock_reference_ids.purchase_ids
        orders |= self._create_order((product, 4, 100))
        other = orders[1].stock_reference_ids.purchase_ids - purchase
        other.order_line.order_id = purchase
        purchase.button_confirm()
        self.assertEqual(purchase.order_line.mapped("product_qty"), [6, 4])
        self._do(purchase.picking_ids)
        self._do(orders.picking_ids)
        self._update(orders)
        bill = self._bill(purchase, 63, post=False)
        first, second = bill.invoice_line_ids
        first.quantity = 10
        second.unlink()
        bill.action_post()
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True])
        self.assertCosts(orders[0], 378, state="complete", purchase=378)
        self.assertCosts(orders[1], 252, state="complete", purchase=252)
