"""Kits whose bill of materials changes, and kits made of kits."""

from odoo import Command
from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestKits(MadeCase):
    """A fence of two posts at 1, sold at 50."""

    def _create_kit(self, name, *components):
        kit = self._create_goods(name, sum(x.standard_price * number for x, number in components))
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": number})
                    for component, number in components
                ],
            }
        )
        return kit

    def _create_part(self, name, cost):
        part = self._create_goods(name, cost)
        self._put_in_stock(part, 100)
        return part

    def _sell_fences(self, quantity=4):
        self.post = self._create_part("Post", 1)
        fence = self._create_kit("Fence", (self.post, 2))
        self.bom = fence.bom_ids
        return self._create_order((fence, quantity, 50))

    def test_more_of_a_component(self):
        """Three posts a fence are decided once four fences are sold: they get eight."""
        order = self._sell_fences()
        self.bom.bom_line_ids.product_qty = 3
        self.assertCompletion(order, 8, 0, 0, "forecast")
        rest = self._do(order.picking_ids, post=4)
        self.assertCompletion(order, 8, 0, 0, "forecast")
        self._do(rest)
        self.assertCompletion(order, 8, 0, 0, "final")

    def test_more_of_a_component_in_two_steps(self):
        """The same, picked and shipped two by two."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._sell_fences()
        self.bom.bom_line_ids.product_qty = 3
        self.assertCompletion(order, 8, 0, 0, "forecast")
        self._do(order.picking_ids, post=4)
        self.assertCompletion(order, 8, 0, 0, "forecast")
        while ready := order.picking_ids.filtered(lambda x: x.state == "assigned"):
            self._do(ready)
        self.assertCompletion(order, 8, 0, 0, "final")

    def test_another_component(self):
        """Beams at 3 replace the posts; a fifth fence is sold: 8 × 1 and 2 × 3, planned 10."""
        order = self._sell_fences()
        beam = self._create_part("Beam", 3)
        self.bom.bom_line_ids.product_id = beam
        self.assertCompletion(order, 8, 0, 0, "forecast")
        order.order_line.write({"product_uom_qty": 5, "price_unit": 50})
        self.assertCompletion(order, 14, -4, 0, "forecast")

    def test_one_more_component(self):
        """A hook is added to the fence: those sold get none."""
        order = self._sell_fences()
        hook = self._create_part("Hook", 4)
        self.bom.bom_line_ids = [Command.create({"product_id": hook.id, "product_qty": 1})]
        self._do(order.picking_ids, post=4)
        self.assertCompletion(order, 8, 0, 0, "forecast")
        self.assertEqual(order.order_line.cost_quantity, 4)

    def test_cancelled_then_confirmed_again(self):
        """Four fences are to come, not eight; two are delivered, the others given up: 4 planned."""
        order = self._sell_fences()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertCompletion(order, 8, 0, 0, "forecast")
        self._do(order.picking_ids, post=4).action_cancel()
        self.assertCompletion(order, 8, 0, 4, "forecast")

    def test_service_among_the_components(self):
        """Two fences of two posts and a fitting; one is delivered, its posts cost 3: 6, and 2 that
        are still planned."""
        post = self._create_part("Post", 1)
        fitting = self._create_product("Fitting", "service", 0, 0)
        order = self._create_order((self._create_kit("Fence", (post, 2), (fitting, 1)), 2, 50))
        post.standard_price = 3
        self._do(order.picking_ids, post=2).action_cancel()
        self.assertCompletion(order, 8, -4, 2, "forecast")

    def test_kit_of_kits(self):
        """Two pairs of frames of three posts: planned 12; one pair is delivered, the other one
        given up by the warehouse: still due."""
        post = self._create_part("Post", 1)
        pair = self._create_kit("Pair", (self._create_kit("Frame", (post, 3)), 2))
        order = self._create_order((pair, 2, 50), confirm=False)
        order.order_line.purchase_price = 6
        order.action_confirm()
        self.assertCompletion(order, 12, 0, 0, "forecast")
        self._do(order.picking_ids, post=6).action_cancel()
        self.assertCompletion(order, 12, 0, 6, "forecast")
        self.assertEqual(order.real_cost_state, "provisional")
