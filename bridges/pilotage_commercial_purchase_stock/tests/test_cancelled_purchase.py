"""Purchases to order that were cancelled and confirmed again, or copied."""

from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestCancelledPurchase(BoughtCase):
    def _confirm_again(self, purchase):
        purchase.button_cancel()
        purchase.button_draft()
        purchase.button_confirm()

    def test_confirmed_again(self):
        """Bought at 60, cancelled, confirmed again, delivered, billed 70; 10 in Sales."""
        order = self._create_order((self._create_bought(), 1, 200))
        purchase = self._confirm_purchases(order)
        self._update(order)
        purchase.button_cancel()
        self.assertMarked(order, committed_cost=10)
        purchase.button_draft()
        purchase.button_confirm()
        self.assertMarked(order, committed_cost=60)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self.assertMarked(order, real_cost=60, committed_cost=0)
        self.assertEqual(order.real_cost_missing, "received_not_billed:1")
        bill = self._bill(purchase, 70)
        self.assertMarked(order, real_cost=70)
        self.assertEqual(order.real_cost_state, "complete")
        self._refund(bill)
        self.assertMarked(order, real_cost=60)

    def test_request_cancelled_before_it_is_ordered(self):
        """The request for quotation alone is cancelled, then ordered: 60."""
        order = self._create_order((self._create_bought(), 1, 200))
        self._confirm_again(order.stock_reference_ids.purchase_ids)
        purchase = self.env["purchase.order"].search([("origin", "=", order.name)])
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self.assertCosts(order, 60, purchase=60)
        self._bill(purchase, 70)
        self.assertMarked(order, real_cost=70)

    def test_some_received_before(self):
        """Ten at 60: four come, then it is cancelled and confirmed again, billed 65."""
        product = self._create_bought()
        order = self._create_order((product, 10, 200))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids, beam=4)
        self._confirm_again(purchase)
        self._do(purchase.picking_ids)
        self.assertEqual(purchase.order_line.qty_received, 10)
        self._do(order.picking_ids)
        self._bill(purchase, 65)
        self.assertCosts(order, 650, state="complete", purchase=650)

    def test_by_two_steps(self):
        """Received, then put away: 70 once billed."""
        self.warehouse.reception_steps = "two_steps"
        order = self._create_order((self._create_bought(), 1, 200))
        purchase = self._confirm_purchases(order)
        self._confirm_again(purchase)
        moves = purchase.order_line.move_ids
        while waiting := moves.filtered(lambda x: x.state not in ("done", "cancel")):
            self._do(waiting.picking_id)
            moves = waiting.move_dest_ids
        self._do(order.picking_ids)
        self._bill(purchase, 70)
        self.assertCosts(order, 70, state="complete", purchase=70)

    def test_two_lines_of_one_order(self):
        """One at 60, cancelled, confirmed again and billed 70, delivered first; three more at 80,
        asked for later: 70 and 240."""
        product = self._create_bought()
        order = self._create_order((product, 1, 200))
        first = self._confirm_purchases(order)
        self._confirm_again(first)
        product.seller_ids.price = 80
        order.write({"order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 3})]})
        second = self._confirm_purchases(order) - first
        second.order_line.price_unit = 80
        self._do(first.picking_ids | second.picking_ids)
        self._do(order.picking_ids)
        self._bill(first, 70)
        self._bill(second)
        self.assertCosts(order, 310, state="complete", purchase=310)
        costs = {cost.sale_line_id: cost.amount for cost in order.real_cost_ids}
        self.assertEqual([costs[line] for line in order.order_line], [70, 240])

    def test_some_sent_back_to_the_supplier(self):
        """Three come after all, one of them is sent back: two are delivered, billed 70."""
        order = self._create_order((self._create_bought(), 2, 200))
        purchase = self._confirm_purchases(order)
        self._confirm_again(purchase)
        purchase.order_line.product_qty = 3
        self._do(purchase.picking_ids)
        self._return(purchase.picking_ids.filtered(lambda x: x.state == "done")[:1], 1)
        self._do(order.picking_ids)
        self._bill(purchase, 70)
        self.assertCosts(order, 140, purchase=140)

    def test_scrapped_on_the_delivery(self):
        """Of two at 60, one is scrapped before it leaves, and another one is still to be found."""
        order = self._create_order((self._create_bought(), 2, 200))
        purchase = self._confirm_purchases(order)
        self._confirm_again(purchase)
        self._do(purchase.picking_ids)
        scrap = {"product_id": order.order_line.product_id.id, "scrap_qty": 1}
        place = {"location_id": self.stock.id, "picking_id": order.picking_ids.id}
        scrap = self.env["stock.scrap"].create({**scrap, **place, "company_id": self.company.id})
        scrap.action_validate()
        self._do(order.picking_ids, beam=1)
        self._bill(purchase, 70)
        self.assertCosts(order, 140, state="provisional", purchase=140)
        self.assertEqual(order.committed_cost, 10)

    def test_for_two_orders(self):
        """One purchase of 2 and 3 at 60, confirmed again and billed 70: 140 and 210."""
        product = self._create_bought()
        orders = self._create_order((product, 2, 200)) + self._create_order((product, 3, 200))
        requests = orders.stock_reference_ids.purchase_ids
        requests.action_merge()
        purchase = requests.filtered(lambda request: request.state != "cancel")
        purchase.button_confirm()
        self._confirm_again(purchase)
        self._do(purchase.picking_ids)
        self._do(orders.picking_ids)
        self._bill(purchase, 70)
        self.assertCosts(orders[0], 140, purchase=140)
        self.assertCosts(orders[1], 210, purchase=210)

    def test_on_the_account_of_the_order(self):
        """On the site too, the purchase counts once: 70."""
        site = self._create_site()
        order = self._create_order((self._create_bought(), 1, 200), confirm=False)
        order.order_line.write(site)
        order.action_confirm()
        purchase = self._confirm_purchases(order)
        purchase.order_line.write(site)
        self._confirm_again(purchase)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, 70)
        self.assertCosts(order, 70, state="complete", purchase=70)

    def test_cancelled_for_good(self):
        """The goods are taken from stock at 10 instead; nothing is missing."""
        product = self._create_bought()
        order = self._create_order((product, 1, 200))
        self._confirm_purchases(order).button_cancel()
        self._put_in_stock(product, 1)
        self._do(order.picking_ids)
        self.assertCosts(order, 10, state="complete", purchase=10)

    def test_another_purchase_for_the_stock(self):
        """Bought at 60, cancelled, confirmed again; another one at 90, for the stock, comes too."""
        product = self._create_bought()
        order = self._create_order((product, 1, 200))
        purchase = self._confirm_purchases(order)
        self._confirm_again(purchase)
        other = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_qty": 5, "price_unit": 90})
                ],
            }
        )
        other.button_confirm()
        self._do(other.picking_ids | purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, 70)
        self.assertCosts(order, 70, state="complete", purchase=70)

    def test_copied_purchase_that_comes_first(self):
        """One at 60 for the order; two at 80, by a copy of the purchase, come before: 60."""
        order = self._create_order((self._create_bought(), 1, 200))
        purchase = self._confirm_purchases(order)
        copy = purchase.copy()
        copy.order_line.write({"price_unit": 80, "product_qty": 2})
        copy.button_confirm()
        self._do(copy.picking_ids)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self.assertCosts(order, 60, purchase=60)
        self._bill(purchase, 70)
        self.assertCosts(order, 70, state="complete", purchase=70)

    def test_copied_purchase_that_brings_what_misses(self):
        """Of two at 60, one comes; the other one is bought at 80 by a copy: 140."""
        order = self._create_order((self._create_bought(), 2, 200))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids, beam=1)
        purchase.picking_ids.filtered(lambda x: x.state != "done").action_cancel()
        copy = purchase.copy()
        copy.order_line.write({"price_unit": 80, "product_qty": 1})
        copy.button_confirm()
        self._do(copy.picking_ids)
        self._do(order.picking_ids)
        self.assertCosts(order, 140, purchase=140)
