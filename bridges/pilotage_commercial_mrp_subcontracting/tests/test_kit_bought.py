"""A kit bought by hand for an order that delivers its components from stock."""

from odoo import Command
from odoo.tests import tagged

from .common import SubcontractedCase


@tagged("standard", "post_install", "-at_install")
class TestKitBought(SubcontractedCase):
    """A frame is two posts and one panel; a purchase on the site's account buys frames at 90."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spread = cls._create_site()
        cls.post, cls.panel = (cls._create_goods(name, 20) for name in ("Post", "Panel"))
        cls.frame = cls._create_goods("Frame", 60)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.frame.product_tmpl_id.id,
                "type": "phantom",
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.post.id, "product_qty": 2}),
                    Command.create({"product_id": cls.panel.id, "product_qty": 1}),
                ],
            }
        )
        cls._put_in_stock(cls.post, 40)
        cls._put_in_stock(cls.panel, 20)

    def _sell_and_buy(self, sold, bought):
        """Sell and buy so many frames for the site."""
        order = self._create_order((self.frame, sold, 200), confirm=False)
        order.order_line.write(self.spread)
        order.action_confirm()
        line = {"product_id": self.frame.id, "product_qty": bought, "price_unit": 90}
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create({**line, **self.spread, "tax_ids": False})],
            }
        )
        purchase.button_confirm()
        self.assertEqual(purchase.picking_ids.move_ids.product_id, self.post | self.panel)
        return order, purchase

    def test_all(self):
        """Five sold, five bought at 90: 450, at each step."""
        order, purchase = self._sell_and_buy(5, 5)
        self.assertCompletion(order, 450, -150, 0)
        self._do(purchase.picking_ids)
        self._bill(purchase)
        self.assertCompletion(order, 450, -150, 0)
        self._do(order.picking_ids)
        self.assertCosts(order, 450, 550, "complete", purchase=450)

    def test_some(self):
        """Five sold, two bought at 90, three from the stock: 180, and three fifths of what left
        it."""
        order, purchase = self._sell_and_buy(5, 2)
        self._do(purchase.picking_ids)
        self._bill(purchase)
        self._do(order.picking_ids)
        self._update(order)
        self.assertEqual(order.real_cost_state, "complete")
        value = sum(order.picking_ids.move_ids.mapped("value"))
        self.assertAlmostEqual(order.real_cost, 180 + value * 3 / 5)

    def test_some_sent_back(self):
        """Five bought, two frames (four posts, two panels) sent back: three at 90, two from the
        stock."""
        order, purchase = self._sell_and_buy(5, 5)
        receipt = purchase.picking_ids
        self._do(receipt)
        for move in receipt.move_ids:
            back = self.env["stock.return.picking"].create({"picking_id": receipt.id})
            for line in back.product_return_moves:
                kept = line.product_id != move.product_id
                line.quantity = 0 if kept else 4 if line.product_id == self.post else 2
            self._do(self.env["stock.picking"].browse(back.action_create_returns()["res_id"]))
        self._bill(purchase, quantity=3)
        self._do(order.picking_ids)
        self._update(order)
        value = sum(order.picking_ids.move_ids.mapped("value"))
        self.assertAlmostEqual(order.real_cost, 270 + value * 2 / 5)
