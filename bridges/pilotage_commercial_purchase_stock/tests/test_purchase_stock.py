from datetime import timedelta

from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseStock(BoughtCase):
    def _sell(self, product, quantity=10, price=100):
        order = self._create_order((product, quantity, price))
        return order, self._confirm_purchases(order)

    def test_bill_dearer_after_delivery(self):
        """Ordered 10 × 60, delivered, then billed 10 × 70: it costs 700, and leaves 300.

        Odoo leaves 400 under AVCO and FIFO, 900 under standard (cost 10).
        """
        for method, odoo_margin in (("average", 400), ("fifo", 400), ("standard", 900)):
            with self.subTest(method):
                order, purchase = self._sell(self._create_bought(method=method))
                self.assertCosts(order, 0, 1000, "planned")
                self.assertAlmostEqual(order.committed_cost, 600)
                self.assertIn("not_received:1", order.real_cost_missing)
                self._do(purchase.picking_ids)
                self.assertCosts(order, 600, 400, "provisional", purchase=600)
                self.assertIn("received_not_billed:1", order.real_cost_missing)
                self._do(order.picking_ids)
                self.assertCosts(order, 600, 400, "provisional", purchase=600)
                self._bill(purchase, price=70)
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(order, 700, 300, "complete", purchase=700)
                self.assertLeaves(order, ("purchase", "purchase", "actual", 700))
                self.assertAlmostEqual(order.margin, odoo_margin)

    def _date_back(self, pickings, days):
        """Say that the transfers were done some days ago: they are done within a second here."""
        for move in pickings.move_ids.filtered(lambda move: move.state == "done"):
            move.date -= timedelta(days=days)

    def test_purchase_copied_after_the_delivery(self):
        """One bought at 60 and delivered. The purchase is copied for the stock, two at 80: Odoo
        links them to the delivery too, but they came after it."""
        order, purchase = self._sell(self._create_bought(), 1)
        self._do(purchase.picking_ids)
        self._bill(purchase)
        self._do(order.picking_ids)
        self._date_back(purchase.picking_ids, 3)
        self._date_back(order.picking_ids, 2)
        self.assertCosts(order, 60, 40, "complete", purchase=60)
        copy = purchase.copy()
        copy.order_line.write({"product_qty": 2, "price_unit": 80})
        copy.button_confirm()
        self.assertEqual(copy.picking_ids.move_ids.move_dest_ids, order.picking_ids.move_ids)
        self._do(copy.picking_ids)
        self.assertCosts(order, 60, 40, "complete", purchase=60)
        self._bill(copy)
        self.assertCosts(order, 60, 40, "complete", purchase=60)

    def test_purchase_copied_before_the_last_delivery(self):
        """One of two came at 60 and left; the other one comes by a copy, with one more, at 80."""
        order, purchase = self._sell(self._create_bought(), 2)
        self._do(purchase.picking_ids, beam=1)
        self._bill(purchase, quantity=1)
        backorder = self._do(order.picking_ids, beam=1)
        self._date_back(purchase.picking_ids, 3)
        self._date_back(order.picking_ids, 2)
        copy = purchase.copy()
        copy.order_line.write({"product_qty": 2, "price_unit": 80})
        copy.button_confirm()
        self._do(copy.picking_ids)
        self._do(backorder)
        self._bill(copy)
        self.assertCosts(order, 140, 60, purchase=140)

    def test_delivered_before_the_receipt(self):
        """One leaves at its cost of 10 before it comes at 60: its receipt, then its bill of 66,
        mark the order."""
        order, purchase = self._sell(self._create_bought(), 1)
        self._do(order.picking_ids)
        self.assertCosts(order, 10, purchase=10)
        self._date_back(order.picking_ids, 2)
        self._do(purchase.picking_ids)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 60, purchase=60)
        self._bill(purchase, price=66)
        self.assertCosts(order, 66, 34, "complete", purchase=66)

    def test_bill_at_the_price_of_the_order(self):
        """Odoo is right here: nothing changed after the delivery."""
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._bill(purchase)
        self._do(order.picking_ids)
        self.assertCosts(order, 600, 400, "complete", purchase=600)
        self.assertAlmostEqual(order.margin, order.real_margin)

    def test_partial_receipts_and_deliveries(self):
        order, purchase = self._sell(self._create_bought())
        backorder = self._do(purchase.picking_ids, beam=6)
        self._do(order.picking_ids, beam=6)
        # 6 × 60; 4 × 60 to come
        self.assertCosts(order, 360, 640, "provisional", purchase=360)
        self.assertAlmostEqual(order.committed_cost, 240)
        self._bill(purchase, price=70)
        # 6 × 70
        self.assertCosts(order, 420, 580, "provisional", purchase=420)
        self.assertAlmostEqual(order.committed_cost, 240)
        self._do(backorder)
        self.assertCosts(order, 660, 340, purchase=660)  # and 4 × 60 received
        self._do(order.picking_ids)
        self._bill(purchase, price=80)
        # 6 × 70 + 4 × 80
        self.assertCosts(order, 740, 260, "complete", purchase=740)

    def test_billed_before_it_comes(self):
        product = self._create_bought()
        product.purchase_method = "purchase"
        order, purchase = self._sell(product)
        self._bill(purchase, price=70)
        self.assertCosts(order, 700, 300, purchase=700)
        self.assertFalse(order.committed_cost)
        self._do(purchase.picking_ids, beam=5)
        self._do(order.picking_ids, beam=5)
        self.assertCosts(order, 700, 300, purchase=700)

    def test_one_purchase_for_two_orders(self):
        """Ten for two orders of four and six, by one line: split by need."""
        product = self._create_bought()
        first = self._create_order((product, 4, 100))
        second = self._create_order((product, 6, 100))
        purchase = self._merge_lines((first + second).stock_reference_ids.purchase_ids.order_line)
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        self._do((first + second).picking_ids)
        self._bill(purchase, price=70)
        self.assertCosts(first, 280, 120, "complete", purchase=280)
        self.assertCosts(second, 420, 180, "complete", purchase=420)
        # A third of it for each of three would be no sum of cents; the parts add up all the same.
        self._refund(purchase.invoice_ids, price=0.1)
        self._update(first + second)
        self.assertAlmostEqual(first.real_cost + second.real_cost, 699)

    def test_more_is_bought_than_needed(self):
        """The surplus stays in stock."""
        order = self._create_order((self._create_bought(), 10, 100))
        purchase = order.stock_reference_ids.purchase_ids
        purchase.order_line.product_qty = 12
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=70)
        # 10 / 12 of 840
        self.assertCosts(order, 700, 300, "complete", purchase=700)

    def test_other_unit(self):
        """Bought by the dozen."""
        product = self._create_bought()
        product.seller_ids.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "price": 720}
        )
        order, purchase = self._sell(product, 24)
        self.assertEqual(purchase.order_line.product_qty, 2)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        # 2 × 720
        self.assertCosts(order, 1440, 960, purchase=1440)
        self._bill(purchase, price=840)
        self.assertCosts(order, 1680, 720, "complete", purchase=1680)

    def test_two_purchase_lines(self):
        """Needed for one line, bought by two."""
        product = self._create_bought()
        order, purchase = self._sell(product)
        order.order_line.product_uom_qty = 15
        second = self._confirm_purchases(order) - purchase
        self.assertEqual(second.order_line.product_qty, 5)
        for each, price in ((purchase, 70), (second, 50)):
            self._do(each.picking_ids)
            self._bill(each, price=price)
        self._do(order.picking_ids)
        # 10 × 70 + 5 × 50
        self.assertCosts(order, 950, 550, "complete", purchase=950)

    def test_customer_return(self):
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=70)
        self._return(order.picking_ids, 3)
        # 7 × 70
        self.assertCosts(order, 490, 510, purchase=490)

    def test_returned_to_the_supplier(self):
        """Three are refused by the customer, sent back to the supplier, and credited."""
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        bill = self._bill(purchase, price=70)
        self._return(order.picking_ids, 3)
        self._return(purchase.picking_ids, 3)
        self._refund(bill, quantity=3)
        self.assertCosts(order, 490, 510, purchase=490)

    def test_price_credit_note(self):
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._refund(self._bill(purchase, price=70), price=5)
        self.assertCosts(order, 650, 350, "complete", purchase=650)

    def test_bill_in_draft(self):
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=70).button_draft()
        self.assertCosts(order, 600, 400, "provisional", purchase=600)

    def test_three_steps(self):
        """Received in three steps, delivered in two: the receipt is five moves away."""
        self.warehouse.write({"reception_steps": "three_steps", "delivery_steps": "pick_ship"})
        order, purchase = self._sell(self._create_bought())
        pickings = self.env["stock.picking"]
        ready = [("company_id", "=", self.company.id), ("state", "=", "assigned")]
        while waiting := pickings.search(ready):
            self._do(waiting)
            pickings |= waiting
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertGreater(len(pickings), 3)
        self._bill(purchase, price=70)
        self.assertCosts(order, 700, 300, "complete", purchase=700)
        self._update(order)
        self._refund(purchase.invoice_ids, price=5)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)

    def test_billed_before_it_is_picked(self):
        """10 × 70 for a plan of 100, delivered in two steps: to come, received, and billed at 75
        before it is picked; six are shipped first: 750."""
        self.warehouse.delivery_steps = "pick_ship"
        order, purchase = self._sell(self._create_bought(price=70))
        self._update(order)
        self.assertEqual((order.committed_cost, order.completion_cost), (700, 700))
        self._do(purchase.picking_ids)
        self.assertCosts(order, 700, state="provisional", purchase=700)
        self._bill(purchase, price=75)
        for quantity in (6, 4):
            ready = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
            self._do(ready, beam=quantity)
            self.assertCosts(order, 750, state="provisional", purchase=750)
            outgoing = order.picking_ids.filtered(lambda x: x.picking_type_code == "outgoing")
            self._do(outgoing)
        self.assertCosts(order, 750, 250, "complete", purchase=750)

    def test_taken_from_stock_if_there(self):
        """Four are in stock, six are bought: the purchase line, linked to the order line, counts
        once.
        """
        rule = self.mto.rule_ids.filtered(lambda r: r.warehouse_id == self.warehouse)
        rule.procure_method = "mts_else_mto"
        product = self._create_bought()
        self._put_in_stock(product, 4)
        order, purchase = self._sell(product)
        self.assertEqual(purchase.order_line.product_qty, 6)
        purchase.order_line.sale_line_id = order.order_line
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=70)
        self.env.flush_all()
        value = order.picking_ids.move_ids.value
        move = order.picking_ids.move_ids
        if move.move_orig_ids:
            # 6 × 70, and four tenths of what left the stock
            self.assertCosts(order, 420 + value * 0.4, purchase=420 + value * 0.4)
        else:
            self.assertCosts(order, value, purchase=value)

    def test_cancelled_order(self):
        """Delivered in part: the rest stays in stock."""
        order, purchase = self._sell(self._create_bought())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids, beam=4)
        self._bill(purchase, price=70)
        order._action_cancel()
        self.assertCosts(order, 280, purchase=280)
        self.assertFalse(order.committed_cost)

    def test_marks(self):
        product = self._create_bought()
        (order, purchase), (other, _purchase) = (
            self._sell(product),
            self._sell(self._create_bought("Slab")),
        )
        self._update(order + other)
        for change in (
            lambda: self._do(purchase.picking_ids),
            lambda: self._bill(purchase, price=70),
            lambda: purchase.invoice_ids.button_draft(),
            lambda: purchase.invoice_ids.unlink(),
        ):
            change()
            self.env.flush_all()
            self.assertTrue(order.real_cost_to_update)
            self._update(order)
            self.assertFalse(order.real_cost_to_update)

    def test_constant_queries(self):
        product = self._create_bought()
        orders = self.env["sale.order"]
        for _number in range(11):
            order, purchase = self._sell(product)
            self._do(purchase.picking_ids)
            self._do(order.picking_ids)
            self._bill(purchase, price=70)
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)
