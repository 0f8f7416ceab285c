"""Margin at completion of goods from stock."""

from odoo.tests import tagged

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestCompletionStock(GoodsCase):
    def _sell(self, quantity=4, price=25, cost=10, **values):
        product = self._create_goods("Tile", cost, **values)
        self._put_in_stock(product, 20)
        return self._create_order((product, quantity, price))

    def test_case_5(self):
        """100, 4 units planned at 10; 2 delivered from stock at 12: 24, and 20 still planned."""
        order = self._sell()
        product = order.order_line.product_id
        self.assertCompletion(order, 40, 0)
        product.standard_price = 12
        self.assertCompletion(order, 40, 0)
        backorder = self._do(order.picking_ids, tile=2)
        self.assertCompletion(order, 44, -4)
        self.assertEqual(order.real_cost, 24)
        self._do(backorder)
        self.assertCompletion(order, 48, -8, 0, "final")
        self.assertEqual(order.completion_margin, order.real_margin)

    def test_rest_will_not_come(self):
        """A quantity not delivered and on no transfer stays in the plan, until somebody closes the
        costs.
        """
        order = self._sell()
        backorder = self._do(order.picking_ids, tile=2)
        backorder.action_cancel()
        self.assertCompletion(order, 40, 0, 20, "forecast")
        self.assertIn("planned:1", order.real_cost_missing)
        order.action_close_costs()
        self.assertCompletion(order, 20, 20, 0, "closed")

    def test_delivered_more(self):
        """Five of four: nothing is left of the plan, and the fifth costs."""
        order = self._sell()
        order.picking_ids.move_ids.quantity = 5
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.assertCompletion(order, 50, -10, 0, "final")

    def test_returned(self):
        """Two of four came back: the plan of two remains, until they are no longer due."""
        order = self._sell()
        self._do(order.picking_ids)
        self._return(order.picking_ids, 2)
        self.assertCompletion(order, 40, 0, 20, "forecast")
        order.order_line.product_uom_qty = 2
        self.assertCompletion(order, 20, 0, 0, "final")

    def test_all_returned_and_credited(self):
        """All came back and is credited: nothing is due, 100 are not earned."""
        order = self._sell()
        self._do(order.picking_ids)
        invoice = order._create_invoices()
        invoice.action_post()
        self._return(order.picking_ids, 4)
        self.assertCompletion(order, 40, 0, 40, "forecast")
        invoice._reverse_moves().action_post()
        self.assertCompletion(order, 0, -60, 0, "final")

    def test_other_unit(self):
        """A dozen at 10 a unit; the cost is typed by the dozen."""
        product = self._create_goods("Tile", 10)
        self._put_in_stock(product, 100)
        order = self._create_order((product, 2, 400), confirm=False)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.purchase_price = 120
        order.action_confirm()
        self.assertCompletion(order, 240, 0, 0)
        self.assertEqual(order.order_line.cost_quantity, 2)
        self._do(order.picking_ids, tile=12)
        self.assertCompletion(order, 240, 0)

    def test_worth_nothing(self):
        """Planned at a typed cost, and without a value in stock: the plan is expected."""
        product = self._create_goods("Tile", 0)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 4, 25), confirm=False)
        order.order_line.purchase_price = 10
        order.action_confirm()
        self.assertCompletion(order, 40, 0)
        self._do(order.picking_ids)
        self.assertCompletion(order, 40, 0, 40, "forecast")
        self.assertEqual(order.real_cost_missing, "no_cost:1")

    def test_goods_taken_back(self):
        """Ten tiles at 12, less two old pumps at 15 that the customer hands over: 120 − 30."""
        tile, pump = self._create_goods("Tile", 12), self._create_goods("Pump", 15)
        self._put_in_stock(tile, 20)
        order = self._create_order((tile, 10, 30), (pump, -2, 20))
        self.assertCompletion(order, 90, 0, 0, "forecast")
        self.assertEqual((order.committed_cost, order.real_cost_missing), (90, "not_delivered:2"))
        delivery = order.picking_ids.filtered(lambda x: x.picking_type_code == "outgoing")
        self._do(delivery)
        self.assertCompletion(order, 90, 0, 0, "forecast")
        self.assertEqual((order.real_cost, order.committed_cost), (120, -30))
        self._do(order.picking_ids)
        self.assertCompletion(order, 90, 0, 0, "final")

    def test_only_goods_taken_back(self):
        """Three tiles at 12 are taken back at 30: −90 and −36."""
        order = self._sell(-3, 30, 12)
        self.assertCompletion(order, -36, 0, 0, "forecast")
        self._do(order.picking_ids)
        self.assertCompletion(order, -36, 0, 0, "final")
        self.assertEqual(order.real_margin, -54)
