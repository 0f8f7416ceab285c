"""Lines that the buyer adds to a purchase to order: some goods at another price, or free."""

from odoo import Command
from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestSplitPurchase(BoughtCase):
    """The standard cost of the goods is 10: what is taken for goods of the stock costs that."""

    def _sell(self, quantity=10):
        product = self._create_bought(method="standard")
        order = self._create_order((product, quantity, 100))
        return order, order.stock_reference_ids.purchase_ids

    def _add(self, purchase, quantity, price, **values):
        product = purchase.order_line[0].product_id
        line = {"product_id": product.id, "product_qty": quantity, "price_unit": price}
        purchase.order_line = [Command.create({**line, "tax_ids": False, **values})]

    def _bring(self, purchase, order):
        self._do(purchase.picking_ids)
        order.picking_ids.action_assign()
        self._do(order.picking_ids)

    def test_two_prices(self):
        """Six at 60 and four at 70: 640, billed 62 and 71: 656."""
        order, purchase = self._sell()
        purchase.order_line.product_qty = 6
        self._add(purchase, 4, 70)
        purchase.button_confirm()
        self.assertMarked(order, committed_cost=640)
        self._bring(purchase, order)
        self.assertMarked(order, real_cost=640)
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        bill.invoice_date = bill.date
        for line, price in zip(bill.invoice_line_ids, (62, 71), strict=True):
            line.write({"price_unit": price, "tax_ids": False})
        bill.action_post()
        self.assertMarked(order, real_cost=656)
        self.assertEqual(order.real_cost_state, "complete")

    def test_thirteen_to_the_dozen(self):
        """Twelve at 60 and a free one: 720."""
        order, purchase = self._sell(13)
        purchase.order_line.product_qty = 12
        self._add(purchase, 1, 0)
        purchase.button_confirm()
        self._bring(purchase, order)
        self._bill(purchase)
        self.assertCosts(order, 720, 580, "complete", purchase=720)

    def test_split_once_ordered(self):
        """Ten at 60 are ordered, then six, then four more at 70."""
        order, purchase = self._sell()
        purchase.button_confirm()
        self.assertMarked(order, committed_cost=600)
        purchase.order_line.product_qty = 6
        self.assertMarked(order, committed_cost=400)
        self._add(purchase, 4, 70)
        self.assertMarked(order, committed_cost=640)
        self._bring(purchase, order)
        self._bill(purchase)
        self.assertMarked(order, real_cost=640)

    def test_more_for_the_stock(self):
        """Ten for the order, and five more at 50: 600."""
        order, purchase = self._sell()
        self._add(purchase, 5, 50)
        purchase.button_confirm()
        self._bring(purchase, order)
        self._bill(purchase)
        self.assertCosts(order, 600, 400, "complete", purchase=600)

    def test_for_another_site(self):
        """The four at 70 are on the account of another site: they cost that one 280, and the order
        takes four of the stock, 360 + 40."""
        order, purchase = self._sell()
        values = self._create_site()
        other = self._create_order((self.work, 1, 1000))
        other.order_line.analytic_distribution = values["analytic_distribution"]
        purchase.order_line.product_qty = 6
        self._add(purchase, 4, 70, **values)
        purchase.button_confirm()
        self._put_in_stock(purchase.order_line.product_id, 4)
        self._bring(purchase, order)
        self._bill(purchase)
        self.assertCosts(order, 400, 600, "complete", purchase=400)
        self.assertCosts(other, 280, 720, purchase=280)

    def test_given_to_another_site(self):
        """The four at 70 are given to another site later: 640, then 360 + 40 of the stock and
        280."""
        order, purchase = self._sell()
        values = self._create_site()
        other = self._create_order((self.work, 1, 1000))
        other.order_line.analytic_distribution = values["analytic_distribution"]
        purchase.order_line.product_qty = 6
        self._add(purchase, 4, 70)
        purchase.button_confirm()
        self._update(other)
        self.assertMarked(order, committed_cost=640)
        purchase.order_line[1].write(values)
        self.assertMarked(order, committed_cost=400)
        self.assertMarked(other, committed_cost=280)

    def test_two_orders(self):
        """Six and four of one purchase: nine at 60, and three at 70 of which one is needed: 360 for
        the first one delivered, 3 × 60 + 70 for the other one."""
        product = self._create_bought(method="standard")
        first = self._create_order((product, 6, 100))
        second = self._create_order((product, 4, 100))
        lines = (first | second).stock_reference_ids.purchase_ids.order_line
        purchase = self._merge_lines(lines)
        purchase.order_line.product_qty = 9
        self._add(purchase, 3, 70)
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        for order in (first, second):
            order.picking_ids.action_assign()
            self._do(order.picking_ids)
        self._bill(purchase)
        self.assertCosts(first, 360, 240, "complete", purchase=360)
        self.assertCosts(second, 250, 150, "complete", purchase=250)
