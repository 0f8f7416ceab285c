"""Returns of customers without a link to their delivery."""

from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestReturns(BoughtCase):
    def _sell(self, method="standard"):
        """Ten boilers sold at 130, bought at 60 and billed at 66, delivered."""
        product = self._create_bought("Boiler", 60, method)
        order = self._create_order((product, 10, 130))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=66)
        return order

    def _bring_back(self, order, quantity):
        """Receive some of the order line from the customer, by a transfer made by hand."""
        line, warehouse = order.order_line, order.warehouse_id
        customers = self.env.ref("stock.stock_location_customers")
        places = {"location_id": customers.id, "location_dest_id": self.stock.id}
        picking = self.env["stock.picking"].create(
            {"picking_type_id": warehouse.in_type_id.id, **places}
        )
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": line.product_id.id,
                "product_uom_qty": quantity,
                "product_uom": line.product_uom_id.id,
                "sale_line_id": line.id,
                **places,
            }
        )
        picking.action_confirm()
        self._do(picking)

    def test_lowered_through_draft(self):
        """Ten delivered, the order lowered to four through draft: 4 × 66. Odoo takes six back at
        the standard cost of 10."""
        order = self._sell()
        order._action_cancel()
        order.action_draft()
        order.order_line.write({"product_uom_qty": 4, "price_unit": 130})
        order.action_confirm()
        self._do(order.picking_ids)
        self.assertCosts(order, 264, 256, purchase=264)

    def test_brought_back_by_hand(self):
        """Three of ten: 7 × 66, under each costing method."""
        for method in ("average", "fifo", "standard"):
            with self.subTest(method):
                order = self._sell(method)
                self._bring_back(order, 3)
                self.assertCosts(order, 462, purchase=462)

    def test_with_and_without_its_origin(self):
        """Two are linked to their delivery, three are not: 5 × 66."""
        order = self._sell()
        self._return(order.picking_ids, 2)
        self._bring_back(order, 3)
        self.assertCosts(order, 330, purchase=330)
