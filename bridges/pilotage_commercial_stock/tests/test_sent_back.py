"""Goods that a customer sent back: the order tells them until they are credited."""

from odoo import Command
from odoo.tests import tagged

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestSentBack(GoodsCase):
    def _sell(self, cost=12, invoice=True, **values):
        """Sell five tiles at 20 that cost ``cost`` each, and deliver them."""
        product = self._create_goods("Tile", cost)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20), **values)
        self._do(order.picking_ids)
        if invoice:
            order._create_invoices().action_post()
        return order

    def _credit(self, order, quantity):
        """Credit some of the line of ``order``."""
        refund = order._get_posted_invoices()._reverse_moves()
        refund.invoice_line_ids.quantity = quantity
        refund.action_post()

    def assertMissing(self, order, codes):
        self.env.flush_all()
        order._update_real_cost()
        self.assertEqual(order.real_cost_missing or "", codes)
        state = "provisional" if codes else "complete"
        self.assertEqual(order.real_cost_state, state)

    def test_until_it_is_credited(self):
        """Two of five come back: they cost 36, for 100 until a credit note makes them 60."""
        order = self._sell()
        self.assertMissing(order, "")
        self._return(order.picking_ids, 2)
        self.assertMissing(order, "sent_back:1")
        self.assertIn("goods sent back", order.real_cost_missing_text)
        self._credit(order, 2)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertMissing(order, "")
        self.assertEqual((order.real_margin, order.completion_state), (24, "final"))

    def test_credited_in_part(self):
        """Three come back, two are credited, then the third."""
        order = self._sell()
        self._return(order.picking_ids, 3)
        self._credit(order, 2)
        self.assertMissing(order, "sent_back:1")
        self._credit(order, 1)
        self.assertMissing(order, "")
        self.assertEqual(order.real_margin, 16)  # 2 × 20 − 2 × 12

    def test_all_of_it(self):
        order = self._sell()
        self._return(order.picking_ids, 5)
        self.assertMissing(order, "sent_back:1")
        self._credit(order, 5)
        self.assertMissing(order, "")
        self.assertEqual((order.real_cost, order.real_margin), (0, 0))

    def test_without_a_plan(self):
        """Nobody planned a cost: the goods are missing from the revenue all the same."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20), confirm=False)
        order.order_line.purchase_price = 0
        order.action_confirm()
        self._do(order.picking_ids)
        self._return(order.picking_ids, 2)
        self.assertMissing(order, "sent_back:1")

    def test_taken_off_the_order(self):
        """Nothing is invoiced: three are sold, in place of five."""
        order = self._sell(invoice=False)
        self._return(order.picking_ids, 2)
        self.assertMissing(order, "sent_back:1")
        order.order_line.write({"product_uom_qty": 3, "price_unit": 20})
        self.assertMissing(order, "")
        self.assertEqual(order.real_margin, 24)

    def test_brought_again(self):
        """Two come back to be exchanged: what is missing is their delivery."""
        order = self._sell()
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.product_return_moves.quantity = 2
        action = wizard.action_create_exchanges()
        self._do(self.env["stock.picking"].browse(action["res_id"]))
        self.assertMissing(order, "not_delivered:1")
        self._do(order.picking_ids)
        self.assertMissing(order, "")

    def test_nothing_to_credit(self):
        """A gift, goods that the return leaves due, an order closed by hand."""
        gift = self._create_goods("Gift", 12)
        self._put_in_stock(gift, 20)
        order = self._sell()
        order.order_line = [
            Command.create(
                {"product_id": gift.id, "product_uom_qty": 2, "price_unit": 0, "tax_ids": False}
            )
        ]
        self._do(order.picking_ids)
        self.assertMissing(order, "")
        self._return(order.picking_ids.filtered(lambda x: x.move_ids.product_id == gift), 1)
        self.assertMissing(order, "planned:1")
        kept = self._sell()
        wizard = self.env["stock.return.picking"].create({"picking_id": kept.picking_ids.id})
        wizard.product_return_moves.write({"quantity": 2, "to_refund": False})
        self._do(self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"]))
        self.assertMissing(kept, "")
        closed = self._sell()
        self._return(closed.picking_ids, 2)
        closed.action_close_costs()
        self.assertMissing(closed, "")
