"""Bills and credit notes of goods that do not go with a receipt or a return."""

from datetime import datetime

from odoo import Command, fields
from odoo.tests import tagged

from .common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestBilled(BoughtCase):
    def _sell(self, *quantities, **values):
        """Beams sold at 100 and bought at 60, received, delivered and billed."""
        product = self._create_bought(**values)
        orders = self.env["sale.order"]
        for quantity in quantities or (10,):
            orders += self._create_order((product, quantity, 100))
        lines = orders.stock_reference_ids.purchase_ids.order_line
        purchase = self._merge_lines(lines)
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        self._do(orders.picking_ids)
        return orders, purchase, self._bill(purchase)

    def _bill_more(self, purchase, quantity, price):
        """Post a second bill of the same purchase line."""
        line = {
            "purchase_line_id": purchase.order_line.id,
            "product_id": purchase.order_line.product_id.id,
        }
        return self._create_bill((None, price, {**line, "quantity": quantity}))

    # --- credited in part (see purchase: test_purchase_billed.py) ---

    def test_part_credited_and_kept(self):
        """3 of 10 credited, without a return: 420, shared by the orders that got 4 and 6."""
        orders, _purchase, bill = self._sell(4, 6)
        self._refund(bill, quantity=3)
        self.assertCosts(orders[0], 168, 232, "complete", purchase=168)
        self.assertCosts(orders[1], 252, 348, "complete", purchase=252)

    def test_sent_back_afterwards(self):
        """3 credited, then taken back by the customer and sent back: 7 × 60 all the time."""
        order, purchase, bill = self._sell()
        self._refund(bill, quantity=3)
        self.assertCosts(order, 420, state="complete", purchase=420)
        self._return(order.picking_ids, 3)
        self._return(purchase.picking_ids, 3)
        self.assertCosts(order, 420, purchase=420)

    def test_sent_back_and_brought_again(self):
        """3 sent back, credited, and brought again: these are to be billed, at 60."""
        order = self._create_order((self._create_bought(), 10, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        back = self._return(purchase.picking_ids, 3)
        self._refund(bill, quantity=3)
        self.assertCosts(order, 420, purchase=420)
        self._return(back, 3)
        self.assertCosts(order, 600, state="provisional", purchase=600)
        self.assertIn("received_not_billed:1", order.real_cost_missing)

    def test_credited_before_the_rest_came(self):
        """10 billed, 7 came, 3 credited, and these come later: they are to be billed, at 60."""
        product = self._create_bought()
        product.purchase_method = "purchase"
        order = self._create_order((product, 10, 100))
        purchase = self._confirm_purchases(order)
        day = fields.Date.to_date("2026-03-10")
        bill = self._bill(purchase, date=day)
        rest = self._do(purchase.picking_ids, beam=7)
        refund = bill._reverse_moves([{"invoice_date": day, "date": day}])
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        self.assertCosts(order, 420, purchase=420)
        self.assertAlmostEqual(order.committed_cost, 180)
        self._do(rest)
        self._do(order.picking_ids)
        self.assertCosts(order, 600, state="provisional", purchase=600)
        self._bill(purchase)
        self.assertCosts(order, 600, state="complete", purchase=600)

    def test_the_rest_came_the_next_day_in_auckland(self):
        """3 of 10 credited on the 10th; these come on the 11th at nine in the morning there, which
        is still the 10th in UTC: they are to be billed, at 60.
        """
        self.company.sales_tz = "Pacific/Auckland"
        product = self._create_bought()
        product.purchase_method = "purchase"
        order = self._create_order((product, 10, 100))
        purchase = self._confirm_purchases(order)
        day = fields.Date.to_date("2026-03-10")
        bill = self._bill(purchase, date=day)
        rest = self._do(purchase.picking_ids, beam=7)
        refund = bill._reverse_moves([{"invoice_date": day, "date": day}])
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        self._do(rest)
        rest.move_ids.date = datetime(2026, 3, 10, 20)
        self._do(order.picking_ids)
        self.assertCosts(order, 600, state="provisional", purchase=600)

    # --- billed beyond what came: it belongs to what came ---

    def test_supplement(self):
        """10 × 60, then 10 × 5 more; or one more at 80, for the crane that was needed."""
        for quantity, price, cost in ((10, 5, 650), (1, 80, 680)):
            with self.subTest(price):
                order, purchase, _bill = self._sell()
                self._bill_more(purchase, quantity, price)
                self.assertCosts(order, cost, state="complete", purchase=cost)

    def test_price_credit_note_reversed(self):
        """5 credited on each, and the credit note reversed: 550, then 600."""
        order, _purchase, bill = self._sell()
        refund = self._refund(bill, price=5)
        self.assertCosts(order, 550, state="complete", purchase=550)
        refund._reverse_moves([{"invoice_date": fields.Date.today()}]).action_post()
        self.assertCosts(order, 600, state="complete", purchase=600)

    def test_billed_twice(self):
        """12 bought for 10, billed twice by error: 10 / 12 of 1 440; credited: of 720."""
        order = self._create_order((self._create_bought(), 10, 100))
        purchase = order.stock_reference_ids.purchase_ids
        purchase.order_line.product_qty = 12
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase)
        again = self._bill_more(purchase, 12, 60)
        self.assertCosts(order, 1200, purchase=1200)
        self._refund(again)
        self.assertCosts(order, 600, state="complete", purchase=600)

    # --- links that Odoo cuts ---

    def test_scrapped_before_the_delivery(self):
        """Ten bought for the order, one scrapped in the warehouse, nine delivered, billed at 70:
        9 × 70. Odoo cuts the delivery's link to the receipt; from stock it would be 9 × 10 at
        standard cost, 9 × 60 at average cost."""
        for method in ("standard", "average"):
            with self.subTest(method):
                product = self._create_bought(method=method)
                order = self._create_order((product, 10, 100))
                purchase = self._confirm_purchases(order)
                self._do(purchase.picking_ids)
                self._scrap_from_stock(product, 1)
                self.assertFalse(order.picking_ids.move_ids.move_orig_ids)
                self._do(order.picking_ids, beam=9).action_cancel()
                self._bill(purchase, price=70)
                self.assertCosts(order, 630, 370, purchase=630)

    # --- prices and units ---

    def test_price_of_the_order_changed_after_the_receipt(self):
        """Received at 60; the purchase is changed to 65: 650, then billed so."""
        order = self._create_order((self._create_bought(), 10, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self.assertCosts(order, 600, purchase=600)
        purchase.order_line.price_unit = 65
        self.assertCosts(order, 650, purchase=650)
        self._do(order.picking_ids)
        self._bill(purchase)
        self.assertCosts(order, 650, state="complete", purchase=650)

    def test_two_layers_and_a_return(self):
        """FIFO: five bought for stock at 10, five at 20; seven delivered, 5 × 10 + 2 × 20; two of
        them brought back: 5 / 7 of 90."""
        product = self._create_goods("Layer", 10, "fifo")
        for price in (10, 20):
            line = {"product_id": product.id, "product_qty": 5, "price_unit": price}
            purchase = self.env["purchase.order"].create(
                {
                    "partner_id": self.supplier.id,
                    "company_id": self.company.id,
                    "order_line": [Command.create(line)],
                }
            )
            purchase.button_confirm()
            self._do(purchase.picking_ids)
        order = self._create_order((product, 7, 50))
        self._do(order.picking_ids)
        self.assertCosts(order, 90, 260, "complete", purchase=90)
        self._return(order.picking_ids, 2)
        self.assertCosts(order, 64.29, purchase=64.29)

    def test_dozen_billed_by_the_piece(self):
        """2 dozens at 720; 20 pieces billed at 65, 5 of them credited and kept.

        20 × 65 + 4 × 60 = 1 540; less 5 × 65 = 1 215.
        """
        dozen = self.env.ref("uom.product_uom_dozen")
        product = self._create_bought()
        product.seller_ids.write({"product_uom_id": dozen.id, "price": 720})
        order = self._create_order((product, 24, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.product_uom_id = self.env.ref("uom.product_uom_unit")
        bill.invoice_line_ids.write({"quantity": 20, "price_unit": 65})
        bill.action_post()
        self.assertCosts(order, 1540, purchase=1540)
        self._refund(bill, quantity=5)
        self.assertCosts(order, 1215, purchase=1215)

    def test_bought_in_dollars_billed_in_both(self):
        """10 at 80 dollars, rate 1.25 then 1.6: 4 billed at 70 euros, then 6 in dollars.

        4 × 70 + 6 × 64 = 664; then 4 × 70 + 6 × 50 = 580.
        """
        rates = [("2026-01-01", 1.25), ("2026-03-11", 1.6)]
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.dollar.id, "company_id": self.company.id, "name": d, "rate": r}
                for d, r in rates
            ]
        )
        product = self._create_bought(price=80)
        product.seller_ids.currency_id = self.dollar
        self.supplier.with_company(self.company).property_purchase_currency_id = self.dollar
        order = self._create_order((product, 10, 100))
        purchase = order.stock_reference_ids.purchase_ids
        purchase.button_confirm()
        purchase.date_order = "2026-02-01 10:00:00"
        purchase.order_line.price_unit = 80
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        bill = self._bill(purchase, post=False, date="2026-03-20")
        bill.currency_id = self.euro
        bill.invoice_line_ids.write({"quantity": 4, "price_unit": 70})
        bill.action_post()
        self.assertCosts(order, 664, purchase=664)
        self._bill(purchase, date="2026-03-20")
        self.assertCosts(order, 580, state="complete", purchase=580)

    # --- lines typed on the purchase order ---

    def _sell_with_freight(self, amount, **values):
        freight = self._create_product("Freight", "service", 0, 0)
        order = self._create_order((self._create_bought(), 10, 100))
        purchase = order.stock_reference_ids.purchase_ids
        line = {"product_id": freight.id, "product_qty": 1, "tax_ids": False}
        others = [{**line, "price_unit": amount}, *([values] if values else [])]
        purchase.write({"order_line": [Command.create(each) for each in others]})
        purchase.button_confirm()
        return order, purchase, purchase.order_line.filtered(lambda x: x.product_id == freight)

    def test_freight_on_the_purchase(self):
        """600 to come and 40 of freight; the freight at 50; 4 of the 10 brought back."""
        order, purchase, freight = self._sell_with_freight(40)
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 640)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._update(order)
        freight.price_unit = 50
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        freight.qty_received = 1
        self._bill(purchase)
        self.assertCosts(order, 650, 350, "complete", purchase=650)
        self._return(order.picking_ids, 4)
        # 6 / 10 of 650
        self.assertCosts(order, 390, purchase=390)

    def test_freight_of_goods_for_stock_too(self):
        """600 for the order and 300 for stock; freight 90: two thirds, then half of it."""
        tile = self._create_goods("Tile", 3)
        order, purchase, freight = self._sell_with_freight(
            90, product_id=tile.id, product_qty=100, price_unit=3, tax_ids=False
        )
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        freight.qty_received = 1
        self.assertCosts(order, 660, purchase=660)
        purchase.order_line.filtered(lambda line: line.product_id == tile).price_unit = 6
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 645, purchase=645)

    def test_freight_added_to_a_confirmed_purchase(self):
        order, purchase, freight = self._sell_with_freight(40)
        self._update(order)
        freight.copy({"order_id": purchase.id})
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 680)
