"""Margin at completion of goods bought to order."""

from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestCompletionBought(BoughtCase):
    def _sell(self, quantity, price, cost=10, seller=12):
        product = self._create_bought(price=seller)
        product.standard_price = cost
        return self._create_order((product, quantity, price))

    def test_case_2(self):
        """100, 60; the purchase is ordered at 70: 70."""
        order = self._sell(1, 100, cost=60, seller=70)
        self.assertCompletion(order, 60, 0)
        self._confirm_purchases(order)
        self.assertCompletion(order, 70, -10, 0)

    def test_case_3(self):
        """200, lines of 60 and 40, both bought; the first is delivered and billed at 90: 130."""
        beam, plank = self._create_bought("Beam", price=60), self._create_bought("Plank", price=40)
        beam.standard_price, plank.standard_price = 60, 40
        plank.seller_ids.partner_id = self.customer
        order = self._create_order((beam, 1, 100), (plank, 1, 100))
        purchase = order.stock_reference_ids.purchase_ids.filtered(
            lambda purchase: purchase.partner_id == self.supplier
        )
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        self._do(order.picking_ids, beam=1)
        self._bill(purchase, price=90)
        self.assertCompletion(order, 130, -30)
        self.assertEqual(order.real_cost, 90)

    def test_case_4(self):
        """100, 60; delivered, billed at 55, nothing missing: 55, and established."""
        order = self._sell(1, 100, cost=60, seller=60)
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=55)
        self.assertCompletion(order, 55, 5, 0, "final")

    def test_case_6(self):
        """100, 4 units planned at 10, bought to order: all ordered at 12, 48."""
        order = self._sell(4, 25)
        self.assertCompletion(order, 40, 0)
        purchase = self._confirm_purchases(order)
        self.assertCompletion(order, 48, -8, 0)
        # Two came, and are billed at 13: 26 + 24.
        self._do(purchase.picking_ids, beam=2)
        self._bill(purchase, price=13)
        self.assertCompletion(order, 50, -10, 0)
