"""Goods billed by hand for an order that delivers the same goods from stock."""

from odoo import Command
from odoo.tests import tagged

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestBought(GoodsCase):
    """Ten bricks, sold at 100, of which the stock says 60 each; a bill says 70."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brick = cls._create_goods("Brick", 60)
        cls._put_in_stock(cls.brick, 20)
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.site = cls.env["account.analytic.account"].create({"name": "North", "plan_id": plan.id})

    def _sell(self, quantity=10, **values):
        order = self._create_order((self.brick, quantity, 100), confirm=False)
        order.order_line.write(values)
        order.action_confirm()
        return order

    def _bill_bricks(self, order, quantity, price=70, **values):
        values = {"product_id": self.brick.id, "quantity": quantity, **values}
        return self._create_bill((order, price, values))

    def _credit(self, bill, price):
        refund = bill._reverse_moves([{"invoice_date": bill.invoice_date}])
        refund.invoice_line_ids.price_unit = price
        refund.action_post()

    def test_assigned(self):
        """Before the delivery as after it: 700 at completion, not 1 300."""
        order = self._sell()
        self._bill_bricks(order, 10)
        self.assertCompletion(order, 700, -100, 0)
        self._do(order.picking_ids)
        self.assertCosts(order, 700, 300, "complete", purchase=700)
        self.assertCompletion(order, 700, -100, 0, "final")

    def test_by_account(self):
        spread = {"analytic_distribution": {str(self.site.id): 100}}
        order = self._sell(**spread)
        self._do(order.picking_ids)
        self.assertCosts(order, 600, purchase=600)
        self._bill_bricks(None, 10, **spread)
        self.assertCosts(order, 700, 300, "complete", purchase=700)

    def test_some_of_them(self):
        """Four billed at 70 and six from stock: 640; 8 credited on the price: 632; all four
        credited: ten from stock, 600."""
        order = self._sell()
        self._do(order.picking_ids)
        bill = self._bill_bricks(order, 4)
        self.assertCosts(order, 640, purchase=640)
        self._credit(bill, 2)
        self.assertCosts(order, 632, purchase=632)
        order = self._sell()
        self._do(order.picking_ids)
        self._credit(self._bill_bricks(order, 4), 70)
        self.assertCosts(order, 600, purchase=600)

    def test_taken_back_on_the_same_bill(self):
        """Ten billed at 70 less three on the same bill: 7 × 70, and three from stock, 3 × 60."""
        order = self._sell()
        bricks = {"product_id": self.brick.id}
        lines = [(order, 70, {**bricks, "quantity": quantity}) for quantity in (10, -3)]
        self._create_bill(*lines)
        self._do(order.picking_ids)
        self.assertCosts(order, 670, 330, "complete", purchase=670)

    def test_by_the_dozen(self):
        """A dozen billed for 840; fourteen delivered: two from stock."""
        order = self._sell(14)
        self._do(order.picking_ids)
        dozen = self.env.ref("uom.product_uom_dozen").id
        self._bill_bricks(order, 1, 840, product_uom_id=dozen)
        self.assertCosts(order, 960, purchase=960)

    def test_other_goods(self):
        """Mortar billed by hand for the order takes nothing from the bricks of the stock."""
        mortar = self._create_goods("Mortar", 8)
        order = self._sell()
        self._do(order.picking_ids)
        self._create_bill((order, 9, {"product_id": mortar.id, "quantity": 10}))
        self.assertCosts(order, 690, purchase=690)

    def test_consigned(self):
        """Goods of the supplier have no value in stock: unknown, until he bills them."""
        pump = self._create_goods("Pump", 25)
        self.env["stock.quant"]._update_available_quantity(
            pump, self.stock, 1, owner_id=self.supplier
        )
        order = self._create_order((pump, 1, 100))
        self._do(order.picking_ids)
        self.assertCosts(order, 0, state="provisional")
        self.assertEqual(order.real_cost_missing, "no_cost:1")
        self._create_bill((order, 30, {"product_id": pump.id}))
        self.assertCosts(order, 30, 70, "complete", purchase=30)

    def _sell_partly_consigned(self):
        """Sell five bricks: three of ours at 60, two of the supplier's."""
        self.env["stock.quant"]._update_available_quantity(self.brick, self.stock, -17)
        self.env["stock.quant"]._update_available_quantity(
            self.brick, self.stock, 2, owner_id=self.supplier
        )
        order = self._sell(5)
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        return order

    def test_partly_consigned(self):
        """3 × 60 of ours; the supplier's two are unknown until he bills them at 70: 320."""
        order = self._sell_partly_consigned()
        self.assertCosts(order, 180, state="provisional", purchase=180)
        self.assertEqual(order.real_cost_missing, "no_cost:1")
        delivery = order.picking_ids
        self.assertEqual([cost._get_document() for cost in order.real_cost_ids], [delivery] * 2)
        self._create_bill((order, 70, {"product_id": self.brick.id, "quantity": 2}))
        self.assertCosts(order, 320, 180, "complete", purchase=320)

    def test_partly_consigned_and_partly_billed(self):
        """He bills one of his two at 70: 250, and the other is unknown."""
        order = self._sell_partly_consigned()
        self._create_bill((order, 70, {"product_id": self.brick.id}))
        self.assertCosts(order, 250, state="provisional", purchase=250)
        self.assertEqual(order.real_cost_missing, "no_cost:1")

    # --- how goods are sold ---

    def test_packs_returned_by_units(self):
        """Two packs of six at 60 a brick, of which seven bricks come back: five."""
        unit = self.env.ref("uom.product_uom_unit")
        pack = self.env["uom.uom"].create(
            {"name": "Pack", "relative_factor": 6, "relative_uom_id": unit.id}
        )
        order = self._sell(2, product_uom_id=pack.id)
        self._do(order.picking_ids)
        self.assertCosts(order, 720, purchase=720)
        self._return(order.picking_ids, 7)
        self.assertCosts(order, 300, purchase=300)

    def test_combo(self):
        """A combo of a brick and a door at 20: its own line has no cost, and misses none."""
        door = self._create_goods("Door", 20)
        self._put_in_stock(door, 5)
        combos = self.env["product.combo"].create(
            [
                {
                    "name": product.name,
                    "company_id": False,
                    "combo_item_ids": [Command.create({"product_id": product.id})],
                }
                for product in (self.brick, door)
            ]
        )
        menu = {"name": "Entrance", "type": "combo", "list_price": 300, "taxes_id": False}
        menu = self.env["product.product"].create({**menu, "combo_ids": [Command.set(combos.ids)]})
        order = self._create_order((menu, 1, 0), confirm=False)
        order.order_line = [
            Command.create(
                {
                    "product_id": item.product_id.id,
                    "product_uom_qty": 1,
                    "combo_item_id": item.id,
                    "linked_line_id": order.order_line.id,
                    "tax_ids": False,
                }
            )
            for item in combos.combo_item_ids
        ]
        order.action_confirm()
        self.assertCompletion(order, 80, 0, 0)
        self._do(order.picking_ids)
        self.assertCosts(order, 80, state="complete", purchase=80)
