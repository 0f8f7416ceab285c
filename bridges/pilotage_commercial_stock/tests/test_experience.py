"""What finished orders teach about goods: their cost, and the plan of what was delivered."""

from odoo.tests import tagged

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestExperienceStock(GoodsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.experience_orders = 1
        cls.tile = cls._create_goods("Tile", 12)
        cls._put_in_stock(cls.tile, 100)

    def _sell(self, *more, **delivered):
        """Sell ten tiles at 20, planned at 12 and out of stock at 15, and deliver them."""
        order = self._create_order((self.tile, 10, 20), *more)
        self.tile.standard_price = 15
        self._do(order.picking_ids, **delivered)
        order._create_invoices().action_post()
        return order

    def _credit(self, order, quantity):
        refund = order._get_posted_invoices()._reverse_moves()
        for line in refund.invoice_line_ids.filtered(lambda x: x.product_id == self.tile):
            line.quantity = quantity
        (refund.invoice_line_ids.filtered(lambda x: x.product_id != self.tile)).unlink()
        refund.action_post()

    def assertLearned(self, order, planned, real):
        """Check the plan and the real cost of tiles in the experience of ``order``."""
        self._update(order)
        self.assertEqual(order.real_cost_state, "complete")
        self.env["pilotage.cost.experience"]._update_company(self.company)
        rows = self.env["pilotage.cost.experience"].search(
            [("company_id", "=", self.company.id), ("product_categ_id", "=", self.tile.categ_id.id)]
        )
        found = [(round(row.planned, 2), round(row.real, 2)) for row in rows]
        self.assertEqual(found, [(planned, real)] if planned else [])

    def test_all_delivered(self):
        """Ten at 12, and at 15: 1.25."""
        self.assertLearned(self._sell(), 120, 150)

    def test_returned_in_part(self):
        """Four came back and are credited: six at 12, and at 15."""
        order = self._sell()
        self._return(order.picking_ids, 4)
        self._credit(order, 4)
        self.assertLearned(order, 72, 90)

    def test_returned_entirely_beside_other_goods(self):
        """The tiles all came back: they teach nothing; a bill of the whole order is the work's."""
        order = self._sell((self.work, 1, 100))
        order.order_line[1].qty_delivered = 1
        self._return(order.picking_ids, 10)
        self._credit(order, 10)
        self._create_bill((order, 75, {"cost_category": "purchase"}))
        self.assertLearned(order, 0, 0)
        rows = self.env["pilotage.cost.variance"].search([("order_id", "=", order.id)])
        self.assertEqual(rows.product_id, self.work)
        self.assertAlmostEqual(sum(rows.mapped("real")), 75)

    def test_closed_short(self):
        """Six of ten are delivered, the rest will not come: six at 12, and at 15."""
        order = self._sell(tile=6)
        order.picking_ids.filtered(lambda x: x.state != "done").action_cancel()
        order.action_close_costs()
        self.assertLearned(order, 72, 90)

    def test_delivered_more(self):
        """Twelve of ten, invoiced: twelve at 12, and at 15. Given for nothing, they cost ten."""
        self.tile.invoice_policy = "delivery"
        order = self._create_order((self.tile, 10, 20))
        self.tile.standard_price = 15
        order.picking_ids.move_ids.write({"quantity": 12, "picked": True})
        order.picking_ids.button_validate()
        self.assertLearned(order, 120, 180)
        order._create_invoices().action_post()
        self.assertLearned(order, 144, 180)

    def test_lost_on_the_way(self):
        """Two come back to be thrown away, and others replace them: ten at 12 cost twelve at 15."""
        order = self._sell()
        delivery = order.picking_ids
        loss = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        self._return(delivery, 2, location_dest_id=loss)
        again = delivery.copy()
        again.move_ids.write({"product_uom_qty": 2, "sale_line_id": order.order_line.id})
        again.action_confirm()
        self._do(again)
        self.assertLearned(order, 120, 180)

    def test_billed_and_never_delivered(self):
        """The goods went from the supplier's hand to the customer's: no transfer tells it."""
        order = self._create_order((self.tile, 10, 20))
        order.picking_ids.action_cancel()
        self._create_bill((order, 150, {"cost_category": "purchase"}))
        order.action_close_costs()
        self.assertLearned(order, 120, 150)
