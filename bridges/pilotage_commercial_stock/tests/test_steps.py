"""Deliveries in several steps: Odoo plans a step when the one before is done."""

from odoo.tests import tagged

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestSteps(GoodsCase):
    """Ten tiles, sold at 30."""

    def _sell(self, steps, cost=12):
        self.warehouse.delivery_steps = steps
        self.tile = self._create_goods("Tile", cost)
        self._put_in_stock(self.tile, 20)
        return self._create_order((self.tile, 10, 30))

    def _move_on(self, order, code, **quantities):
        """Validate the ready transfers of a step (PICK, PACK, OUT)."""
        ready = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self._do(
            ready.filtered(lambda picking: picking.picking_type_id.sequence_code == code),
            **quantities,
        )

    def test_to_come_at_each_step(self):
        """10 × 12 to come until they are shipped."""
        order = self._sell("pick_pack_ship")
        for code in ("PICK", "PACK", "OUT"):
            self.assertLeaves(order, ("stock", "purchase", "committed", 120))
            self.assertEqual(order.real_cost_missing, "not_delivered:1")
            self.assertEqual((order.completion_cost, order.remaining_cost), (120, 0))
            self._move_on(order, code)
        self.assertCosts(order, 120, 180, "complete", purchase=120)

    def test_left_behind(self):
        """Ten are picked, six of them packed and shipped: 72, and 4 × 12 to come."""
        order = self._sell("pick_pack_ship")
        self._move_on(order, "PICK")
        self._move_on(order, "PACK", tile=6)
        self._move_on(order, "OUT")
        self.assertCosts(order, 72, state="provisional", purchase=72)
        self.assertEqual((order.committed_cost, order.real_cost_missing), (48, "not_delivered:1"))
        self._move_on(order, "PACK")
        self._move_on(order, "OUT")
        self.assertCosts(order, 120, 180, "complete", purchase=120)

    def test_left_behind_without_a_plan(self):
        """Sold before their cost was known: six shipped at 12, the costs are not complete."""
        order = self._sell("pick_ship", cost=0)
        self.assertEqual(order.planned_cost, 0)
        self.tile.standard_price = 12
        self._move_on(order, "PICK", tile=6)
        self._move_on(order, "OUT")
        self.assertCosts(order, 72, state="provisional", purchase=72)
        self.assertEqual((order.committed_cost, order.real_cost_missing), (48, "not_delivered:1"))

    def test_left_behind_for_good(self):
        """The four that are not picked are cancelled: 72, and 48 still planned."""
        order = self._sell("pick_ship")
        self._move_on(order, "PICK", tile=6)
        self._move_on(order, "OUT")
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        rest.action_cancel()
        self.assertCompletion(order, 120, 0, 48, "forecast")
        self.assertEqual((order.real_cost, order.committed_cost), (72, 0))
