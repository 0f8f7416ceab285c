import unittest

from odoo import Command
from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestDropship(BoughtCase):
    """Goods sent by the supplier to the customer: Odoo gives their moves no value."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        route = cls.env.ref("stock_dropshipping.route_drop_shipping", raise_if_not_found=False)
        if not route:
            raise unittest.SkipTest("Dropshipping is not installed")
        cls.product = cls._create_bought(routes=route)

    def test_dropship(self):
        order = self._create_order((self.product, 10, 100))
        purchase = self._confirm_purchases(order)
        self.assertEqual(purchase.order_line.sale_line_id, order.order_line)
        self.assertCosts(order, 0, 1000, "planned")
        self.assertAlmostEqual(order.committed_cost, 600)
        self._do(purchase.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertCosts(order, 600, 400, "provisional", purchase=600)
        self._bill(purchase, price=70)
        self.assertCosts(order, 700, 300, "complete", purchase=700)

    def test_credited_in_part_and_kept(self):
        """3 of 10 credited and kept, then sent back after all: 7 × 70."""
        order = self._create_order((self.product, 10, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._refund(self._bill(purchase, price=70), quantity=3)
        self.assertCosts(order, 490, 510, "complete", purchase=490)
        self._return(purchase.picking_ids, 3)
        self.assertCosts(order, 490, 510, purchase=490)

    def test_dropship_sent_back(self):
        order = self._create_order((self.product, 10, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        bill = self._bill(purchase, price=70)
        self._return(purchase.picking_ids, 2)
        self._refund(bill, quantity=2)
        self.assertCosts(order, 560, 440, purchase=560)

    def test_dropship_instead_of_a_cancelled_purchase(self):
        """The purchase to order of 2 doors is cancelled; a new line has them dropshipped, 2 × 60;
        the first delivery, which still stands, takes them at 10 from the stock: the doors of the
        supplier are delivered once.
        """
        product = self._create_bought("Door")
        order = self._create_order((product, 2, 100))
        order.stock_reference_ids.purchase_ids.button_cancel()
        line = {"product_id": product.id, "product_uom_qty": 2, "price_unit": 100}
        order.order_line = [Command.create({**line, "route_ids": self.product.route_ids.ids})]
        purchase = self._confirm_purchases(order).filtered(lambda x: x.state == "purchase")
        self.assertEqual(purchase.order_line.sale_line_id, order.order_line[1])
        self._do(purchase.picking_ids)
        self.assertCosts(order, 120, purchase=120)
        self.assertAlmostEqual(order.committed_cost, 20)
