"""Returns of customers and to suppliers, without a link to what they bring back or replace."""

from odoo import Command
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

    # --- sent back to the supplier ---

    def _cancel_and_send_back(self, *quantities, price):
        """Cancel orders of these quantities, bought by one line at 60, received and billed; send
        all of it back, credited at ``price``.
        """
        product = self._create_bought("Boiler", 60)
        orders = self.env["sale.order"].union(
            *(self._create_order((product, quantity, 130)) for quantity in quantities)
        )
        purchase = self._merge_lines(orders.stock_reference_ids.purchase_ids.order_line)
        purchase.reference_ids |= orders.stock_reference_ids
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        orders._action_cancel()
        self._update(orders)
        self._return(purchase.picking_ids, sum(quantities))
        self.env.flush_all()
        self.assertTrue(all(order.real_cost_to_update for order in orders))
        # A credit note of the whole is expected.
        for order in orders:
            self.assertCosts(order, 0)
        self._refund(bill, price=price)
        self.env.flush_all()
        self.assertTrue(all(order.real_cost_to_update for order in orders))
        return orders

    def test_sent_back_at_a_loss(self):
        """Ten bought at 60 for an order that is cancelled; the supplier credits 54: 60 are lost."""
        order = self._cancel_and_send_back(10, price=54)
        self.assertCosts(order, 60, -60, purchase=60)

    def test_sent_back_at_a_small_loss(self):
        """He credits 58.50, which returns the goods: 15 are lost."""
        order = self._cancel_and_send_back(10, price=58.5)
        self.assertCosts(order, 15, -15, purchase=15)

    def test_sent_back_at_full_price(self):
        order = self._cancel_and_send_back(10, price=60)
        self.assertCosts(order, 0, 0)

    def test_sent_back_at_a_loss_for_two_orders(self):
        """Six and four, credited at 50: of the 100 lost, 60 and 40."""
        orders = self._cancel_and_send_back(6, 4, price=50)
        self.assertCosts(orders[0], 60, purchase=60)
        self.assertCosts(orders[1], 40, purchase=40)

    def test_sent_back_in_part(self):
        """Two of ten sent back, credited at 54, eight delivered: 600 − 108."""
        product = self._create_bought("Boiler", 60)
        order = self._create_order((product, 10, 130))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        self._return(purchase.picking_ids, 2)
        self._refund(bill, price=54, quantity=2)
        order.order_line.write({"product_uom_qty": 8, "price_unit": 130})
        self._do(order.picking_ids, boiler=8)
        self.assertCosts(order, 492, purchase=492)

    # --- exchanged by the supplier ---

    def _exchange(self, receipt, quantity):
        """Send some of each product of ``receipt`` back; the supplier is to bring others."""
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
        wizard.product_return_moves.quantity = quantity
        self._do(self.env["stock.picking"].browse(wizard.action_create_exchanges()["res_id"]))

    def test_exchanged_before_the_delivery(self):
        """Two of ten boilers bought at 60 are exchanged: 480 and 120 to come, 600 received; then
        delivered and billed at 66."""
        product = self._create_bought("Boiler", 60, "standard")
        order = self._create_order((product, 10, 130))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._exchange(purchase.picking_ids, 2)
        self.assertCosts(order, 480, purchase=480)
        self.assertEqual(order.completion_cost, 600)
        self._do(purchase.picking_ids)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 600, purchase=600)
        self._do(order.picking_ids)
        self._bill(purchase, price=66)
        self.assertCosts(order, 660, 640, "complete", purchase=660)

    def test_exchanged_after_the_delivery(self):
        """The customer sends two of ten back, the supplier exchanges them, and they are delivered
        anew: 10 × 66, whatever is on its way."""
        order = self._sell()
        delivery, receipt = order.picking_ids, self._confirm_purchases(order).picking_ids
        self._exchange(delivery, 2)
        self._exchange(receipt, 2)
        self.assertCosts(order, 660, purchase=660)
        self._do(receipt.purchase_id.picking_ids)
        self.assertCosts(order, 660, purchase=660)
        self._do(order.picking_ids)
        self.assertCosts(order, 660, 640, purchase=660)

    def _bring_in(self):
        """Validate the receipts and the moves into stock, step by step."""
        kinds = ("incoming", "internal")
        domain = [("company_id", "=", self.company.id), ("picking_type_id.code", "in", kinds)]
        while ready := self.env["stock.picking"].search([*domain, ("state", "=", "assigned")]):
            self._do(ready)

    def _get_steps_in(self, purchase):
        """Return the transfers that bring the goods of ``purchase`` into stock, the last one
        first.
        """
        steps, moves = [], purchase.picking_ids.move_ids
        while moves := moves.filtered(lambda move: move.picking_code != "outgoing"):
            steps.insert(0, moves.picking_id)
            moves = moves.move_dest_ids
        return steps

    def test_exchanged_after_two_steps(self):
        """Ten boilers at 60 are received in two steps; two of them, in stock, are exchanged: 480
        and 120 to come, 600 at the input and in stock; delivered, and billed at 66."""
        self.warehouse.reception_steps = "two_steps"
        order = self._create_order((self._create_bought("Boiler", 60, "standard"), 10, 130))
        purchase = self._confirm_purchases(order)
        self._bring_in()
        store, receipt = self._get_steps_in(purchase)
        self._return(store, 2)
        self._exchange(receipt, 2)
        self.assertCosts(order, 480, purchase=480)
        self.assertEqual((order.committed_cost, order.completion_cost), (120, 600))
        self._do(purchase.picking_ids)  # at the input
        self.assertCosts(order, 600, purchase=600)
        self._bring_in()
        self.assertCosts(order, 600, purchase=600)
        order.picking_ids.action_assign()
        self._do(order.picking_ids)
        self._bill(purchase, price=66)
        self.assertCosts(order, 660, 640, "complete", purchase=660)

    def test_exchanged_after_three_steps_for_two_orders(self):
        """Six and four boilers of one purchase at 60; two are exchanged, and billed at 66: 396 and
        264."""
        self.warehouse.reception_steps = "three_steps"
        product = self._create_bought("Boiler", 60, "standard")
        orders = self._create_order((product, 6, 130)) + self._create_order((product, 4, 130))
        purchase = self._merge_lines(orders.stock_reference_ids.purchase_ids.order_line)
        purchase.button_confirm()
        self._bring_in()
        *further, receipt = self._get_steps_in(purchase)
        self.assertEqual(len(further), 2)
        for step in further:
            self._return(step, 2)
        self._exchange(receipt, 2)
        self._update(orders)
        self.assertEqual(orders.mapped("completion_cost"), [360, 240])
        self._bring_in()
        orders.picking_ids.action_assign()
        self._do(orders.picking_ids)
        self._bill(purchase, price=66)
        for order, cost in zip(orders, (396, 264), strict=True):
            self.assertCosts(order, cost, state="complete", purchase=cost)

    def test_line_deleted_after_its_delivery(self):
        """Ten bought at 60, billed at 66 and delivered; their line is deleted: 660."""
        order = self._sell()
        order.order_line = [Command.create({"product_id": self.work.id, "price_unit": 40})]
        order._action_cancel()
        order.action_draft()
        order.order_line[0].unlink()
        order.action_confirm()
        self.assertCosts(order, 660, -620, purchase=660)
