"""Margin at completion of purchased services."""

from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestCompletionPurchase(PurchaseCase):
    def _sell(self, price, *lines, planned=60):
        """Sell a service at 100, planned at ``planned``, to be bought at ``price``."""
        service = self._create_subcontracted(price=price)
        service.standard_price = planned
        order = self._create_order((service, 1, 100), *lines)
        return order, order.order_line.purchase_line_ids.order_id

    def test_case_2(self):
        """100, 60; a purchase is ordered at 70: 70."""
        order, purchase = self._sell(70)
        self.assertCompletion(order, 60, 0, 60)
        purchase.button_confirm()
        self.assertCompletion(order, 70, -10, 0)
        self.assertEqual(order.completion_cost_subcontracting, 70)

    def test_ordered_cheaper(self):
        """The purchase covers the whole line: nothing remains of its plan."""
        order, purchase = self._sell(50)
        purchase.button_confirm()
        self.assertCompletion(order, 50, 10, 0)

    def test_case_3(self):
        """200, lines of 60 and 40; the first is received and billed at 90: 130."""
        other = self._create_product("Survey", "service", 100, 40)
        order, purchase = self._sell(70, (other, 1, 100))
        purchase.button_confirm()
        purchase.order_line.qty_received = 1
        self._bill(purchase, price=90)
        self.assertCompletion(order, 130, -30, 40)
        self.assertEqual(order.real_cost_state, "provisional")

    def test_case_4(self):
        """100, 60; received and billed at 55, nothing missing: 55."""
        order, purchase = self._sell(70)
        purchase.button_confirm()
        purchase.order_line.qty_received = 1
        self._bill(purchase, price=55)
        order.order_line.qty_delivered = 1
        self.assertCompletion(order, 55, 5, 0, "final")

    def test_purchase_cancelled(self):
        order, purchase = self._sell(70)
        purchase.button_confirm()
        self.assertCompletion(order, 70, -10, 0)
        purchase.button_cancel()
        self.assertCompletion(order, 60, 0, 60)

    def test_ordered_in_part(self):
        """Three planned at 60; two are ordered at 50: 100, and 60 still planned."""
        order, purchase = self._sell(50, planned=60)
        order.order_line.product_uom_qty = 3
        order.order_line.price_unit = 100
        purchase.order_line.product_qty = 2
        purchase.button_confirm()
        (order.order_line.purchase_line_ids.order_id - purchase).button_cancel()
        self.assertCompletion(order, 160, 20, 60)
