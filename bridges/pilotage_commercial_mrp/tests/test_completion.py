"""Margin at completion of products made to order."""

from odoo import Command
from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestCompletionMade(MadeCase):
    def test_case_7(self):
        """100, made, planned at 50; components of 30 are taken, hours of 25 are to come: 55."""
        self.workcenter.costs_hour = 25
        order = self._create_order((self._create_made(cost=50, steel=6), 1, 100))
        production = order.stock_reference_ids.production_ids
        self.assertCompletion(order, 55, -5, 0)
        self.assertEqual(order.planned_cost, 50)
        production.move_raw_ids.quantity = 6
        production.move_raw_ids.picked = True
        production.move_raw_ids._action_done()
        self.assertCompletion(order, 55, -5, 0)
        self.assertEqual((order.real_cost, order.committed_cost), (30, 25))
        self.assertEqual(order.completion_cost_production, 55)

    def test_order_cancelled(self):
        """Its manufacturing order is cancelled: the plan counts again."""
        order = self._create_order((self._create_made(cost=50, steel=6), 1, 100))
        order.stock_reference_ids.production_ids.action_cancel()
        self.assertCompletion(order, 50, 0)

    def test_kit(self):
        """Two kits planned at 50, of 1 panel at 20 and 2 posts at 10; then one is delivered."""
        panel, post = self._create_goods("Panel", 20), self._create_goods("Post", 10)
        kit = self._create_product("Fence", "consu", 100, 50)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": panel.id, "product_qty": 1}),
                    Command.create({"product_id": post.id, "product_qty": 2}),
                ],
            }
        )
        self._put_in_stock(panel, 10)
        self._put_in_stock(post, 10)
        order = self._create_order((kit, 2, 100), confirm=False)
        order.order_line.purchase_price = 50
        order.action_confirm()
        # 2 × (20 + 2 × 10): the transfers cover both.
        self.assertCompletion(order, 80, 20, 0)
        self.assertEqual(order.order_line.cost_quantity, 2)
        self._do(order.picking_ids, panel=1, post=2).action_cancel()
        # 40 delivered, and the other kit as planned.
        self.assertCompletion(order, 90, 10, 50)
