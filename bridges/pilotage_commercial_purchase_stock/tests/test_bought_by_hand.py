"""Goods bought by hand for an order that delivers the same goods from stock."""

from odoo import Command
from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestBoughtByHand(BoughtCase):
    """Ten bricks of 60 each in stock are sold; a purchase on the site's account says 70."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spread = cls._create_site()
        cls.brick = cls._create_goods("Brick", 60)
        cls._put_in_stock(cls.brick, 10)

    def _sell(self):
        order = self._create_order((self.brick, 10, 100), confirm=False)
        order.order_line.write(self.spread)
        order.action_confirm()
        return order

    def _buy(self, quantity, **values):
        line = {"product_id": self.brick.id, "product_qty": quantity, "price_unit": 70, **values}
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create({**line, "tax_ids": False})],
            }
        )
        purchase.button_confirm()
        return purchase

    def test_from_the_order_to_the_bill(self):
        """700 at completion at each step, never 1 300."""
        order = self._sell()
        self.assertCompletion(order, 600, 0, 0)
        purchase = self._buy(10, **self.spread)
        self.assertCompletion(order, 700, -100, 0)
        self._do(purchase.picking_ids)
        self.assertCompletion(order, 700, -100, 0)
        self._bill(purchase)
        self.assertCompletion(order, 700, -100, 0)
        self._do(order.picking_ids)
        self.assertCosts(order, 700, 300, "complete", purchase=700)
        self.assertCompletion(order, 700, -100, 0, "final")

    def test_some_of_them(self):
        """Four ordered at 70, six of the stock: 640, before and after the delivery."""
        order = self._sell()
        purchase = self._buy(4, **self.spread)
        self.assertCompletion(order, 640, -40, 0)
        self._do(purchase.picking_ids)
        self._bill(purchase)
        self._do(order.picking_ids)
        self._update(order)
        # The stock mixes bricks of 60 and 70: the six cost its average.
        self.assertAlmostEqual(order.real_cost, 280 + order.picking_ids.move_ids.value * 6 / 10)

    def test_bill_of_a_purchase_for_the_stock(self):
        """Bought for the stock at 70; the bill is assigned to the order: 700, once."""
        purchase = self._buy(10)
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        order = self._sell()
        self._do(order.picking_ids)
        bill.invoice_line_ids.cost_order_id = order
        self.assertCosts(order, 700, 300, "complete", purchase=700)

    def test_bill_of_a_purchase_to_order_assigned_too(self):
        """Six beams bought to order for 360, their bill assigned by hand too; four of the stock at
        60 on another line: 600."""
        beam = self._create_bought()
        order = self._create_order((beam, 6, 100), (self.brick, 4, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._bill(purchase).invoice_line_ids.cost_order_id = order
        self._do(order.picking_ids)
        self.assertCosts(order, 600, 400, "complete", purchase=600)

    def test_bill_typed_beside_a_purchase_to_order(self):
        """Six beams bought to order at 60, delivered, and their bill typed by hand at 62; four
        bricks of the stock: 372 and 240."""
        beam = self._create_bought()
        order = self._create_order((beam, 6, 100), (self.brick, 4, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self.assertCosts(order, 600, state="provisional", purchase=600)
        self._create_bill((order, 62, {"product_id": beam.id, "quantity": 6}))
        self.assertCosts(order, 612, 388, "complete", purchase=612)

    def _buy_bags(self):
        """Buy ten bags at 70 for the site, which no order line sells; works are sold at 1 000."""
        bag = self._create_goods("Bag")
        order = self._create_order(
            (self._create_product("Works", "service", 1000, 0), 1, 1000), confirm=False
        )
        order.order_line.write(self.spread)
        order.action_confirm()
        return order, self._buy(10, product_id=bag.id, **self.spread)

    def assertKnown(self, order, incurred, to_come):
        self._update(order)
        self.assertEqual((order.real_cost, order.committed_cost), (incurred, to_come))

    def test_some_sent_back(self):
        """Four of the ten bags go back before the bill of six: 420, and nothing to come."""
        order, purchase = self._buy_bags()
        self._do(purchase.picking_ids)
        self._return(purchase.picking_ids, 4)
        self.assertKnown(order, 420, 0)
        self._bill(purchase, quantity=6)
        self.assertCosts(order, 420, 580, "complete", purchase=420)

    def test_some_sent_back_once_billed(self):
        """Ten billed, 700; four go back and are credited: 420."""
        order, purchase = self._buy_bags()
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        self._return(purchase.picking_ids, 4)
        self._refund(bill, quantity=4)
        self.assertCosts(order, 420, 580, "complete", purchase=420)

    def test_some_exchanged(self):
        """Four go back, four others come: 700."""
        order, purchase = self._buy_bags()
        self._do(purchase.picking_ids)
        back = self._return(purchase.picking_ids, 4)
        self.assertKnown(order, 420, 0)
        self._return(back, 4)
        self._bill(purchase)
        self.assertCosts(order, 700, 300, "complete", purchase=700)

    def test_some_not_delivered(self):
        """Six of ten are received without a backorder, then billed: 420."""
        order, purchase = self._buy_bags()
        self._do(purchase.picking_ids, bag=6)
        self.assertKnown(order, 420, 280)
        purchase.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertKnown(order, 420, 0)
        self._bill(purchase, quantity=6)
        self.assertCosts(order, 420, 580, "complete", purchase=420)

    def test_none_delivered(self):
        """The whole receipt is cancelled."""
        order, purchase = self._buy_bags()
        self.assertKnown(order, 0, 700)
        purchase.picking_ids.action_cancel()
        self.assertKnown(order, 0, 0)

    def test_sent_back_and_taken_from_stock(self):
        """Ten bricks for the site, four sent back: six at 70, four of the stock."""
        order = self._sell()
        purchase = self._buy(10, **self.spread)
        self._do(purchase.picking_ids)
        self._return(purchase.picking_ids, 4)
        self._bill(purchase, quantity=6)
        self.assertCompletion(order, 660, -60, 0)
        self._do(order.picking_ids)
        self._update(order)
        self.assertAlmostEqual(order.real_cost, 420 + order.picking_ids.move_ids.value * 4 / 10)
