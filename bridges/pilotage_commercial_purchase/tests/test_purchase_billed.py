"""Quantities that bills and credit notes stand for."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseBilled(PurchaseCase):
    """A supplier who credits a part of a bill does not bill that part again: he credits missing or
    broken pieces, or makes a gesture. The entries book that much less expense, and 180 less cost
    180 less, however the credit note is typed. Odoo's *quantity to invoice* has no such case: it
    would wait for a bill for ever, and the order would never be complete.

    A supplier who credits a whole bill makes another one: what was received is still to be billed.
    """

    def _sell(self, received=10):
        """Ten days sold at 100 and bought at 60."""
        order = self._create_order((self._create_subcontracted("Crane", 60), 10, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.order_line.qty_received = received
        return order, purchase

    def _reverse(self, move):
        reversal = move._reverse_moves([{"invoice_date": fields.Date.today()}])
        reversal.action_post()
        return reversal

    def test_part_credited_and_kept(self):
        """10 × 60 received and billed, 3 credited: 420, and nothing is missing."""
        order, purchase = self._sell()
        bill = self._bill(purchase)
        self.assertCosts(order, 600, 400, "complete", subcontracting=600)
        self._refund(bill, quantity=3)
        self.assertCosts(order, 420, 580, "complete", subcontracting=420)
        self.assertFalse(order.real_cost_missing)

    def test_the_same_amount_typed_otherwise(self):
        """180 credited as 18 on each of ten, or on a line of its own: 420 too."""
        for typed in ("price", "line"):
            with self.subTest(typed):
                order, purchase = self._sell()
                bill = self._bill(purchase)
                refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
                line = {"name": "Goodwill", "price_unit": 180, "tax_ids": False}
                if typed == "price":
                    refund.invoice_line_ids.price_unit = 18
                else:
                    refund.invoice_line_ids = [Command.clear(), Command.create(line)]
                refund.action_post()
                self.assertCosts(order, 420, 580, "complete", subcontracting=420)

    def test_part_of_the_second_bill(self):
        """6 at 60 and 4 at 70 billed, 2 of these credited: 360 + 280 − 140."""
        order, purchase = self._sell()
        self._bill(purchase, quantity=6)
        self._refund(self._bill(purchase, price=70), quantity=2)
        self.assertCosts(order, 500, 500, "complete", subcontracting=500)

    def test_billed_again_after_all(self):
        """3 credited at 60, and billed again at 65: 420 + 195."""
        order, purchase = self._sell()
        self._refund(self._bill(purchase), quantity=3)
        self._bill(purchase, price=65)
        self.assertCosts(order, 615, 385, "complete", subcontracting=615)

    def test_all_credited_in_two_times(self):
        """3 of ten, then the other 7: the ten are to be billed again, at 60."""
        order, purchase = self._sell()
        bill = self._bill(purchase)
        self._refund(bill, quantity=3)
        self._refund(bill, quantity=7)
        self.assertCosts(order, 600, 400, "provisional", subcontracting=600)

    def test_credited_because_not_received(self):
        """7 of 10 received, 10 billed, 3 credited: 420; the 3 are still to come, at 60."""
        order, purchase = self._sell(7)
        bill = self._bill(purchase, quantity=10)
        self._refund(bill, quantity=3)
        self.assertCosts(order, 420, state="provisional", subcontracting=420)
        self.assertAlmostEqual(order.committed_cost, 180)

    def test_credit_note_reversed(self):
        """3 of ten credited by error: the reversal of the credit note brings back 600."""
        order, purchase = self._sell()
        self._reverse(self._refund(self._bill(purchase), quantity=3))
        self.assertCosts(order, 600, 400, "complete", subcontracting=600)

    def test_price_credit_note_reversed(self):
        """4 of ten billed, 5 credited on each, then not: 240, and 360 received and not billed."""
        order, purchase = self._sell()
        refund = self._refund(self._bill(purchase, quantity=4), price=5)
        self.assertCosts(order, 580, state="provisional", subcontracting=580)
        self._reverse(refund)
        self.assertCosts(order, 600, state="provisional", subcontracting=600)

    # --- negative quantities ---

    def _bill_line(self, purchase, quantity, price=60):
        line = purchase.order_line
        values = {"product_id": line.product_id.id, "purchase_line_id": line.id}
        return None, price, {**values, "quantity": quantity}

    def test_taken_back_on_the_same_bill(self):
        """10 × 60 received and billed, less 2 × 60 on the same bill: 480, as by a credit note."""
        order, purchase = self._sell()
        self._create_bill(self._bill_line(purchase, 10), self._bill_line(purchase, -2))
        self.assertCosts(order, 480, 520, "complete", subcontracting=480)

    def test_price_corrected_on_the_next_bill(self):
        """10 × 60, then two of them taken back and billed at 55 instead, beside other works of
        another order: 600 − 120 + 110."""
        order, purchase = self._sell()
        self._create_bill(self._bill_line(purchase, 10))
        lines = self._bill_line(purchase, -2), self._bill_line(purchase, 2, 55)
        self._create_bill(*lines, (self._create_order(), 300))
        self.assertCosts(order, 590, 410, "complete", subcontracting=590)

    def test_taken_back_because_not_received(self):
        """8 of 10 received, 10 billed less 2 on the same bill: 480; two are still to come."""
        order, purchase = self._sell(8)
        self._create_bill(self._bill_line(purchase, 10), self._bill_line(purchase, -2))
        self.assertCosts(order, 480, state="provisional", subcontracting=480)
        self.assertEqual(order.committed_cost, 120)

    def test_billed_on_a_credit_note(self):
        """1 000 credited for other works, less 10 × 60 billed on the same document: 600."""
        order, purchase = self._sell()
        other = self._create_order()
        lines = self._bill_line(purchase, -10), (other, 1000)
        self._create_bill(*lines, kind="in_refund")
        self.assertCosts(order, 600, 400, "complete", subcontracting=600)

    # --- the price of what is not billed ---

    def test_emptied_after_its_receipt(self):
        """10 × 60 less 10 %, four received, then nothing more ordered: 4 × 54; with 20 % of
        non-recoverable tax: 4 × 64.80."""
        order, purchase = self._sell(4)
        purchase.order_line.discount = 10
        self._update(order)
        self.assertEqual((order.real_cost, order.committed_cost), (216, 324))
        # Odoo takes the supplier's discount again when the quantity changes: there is none.
        purchase.order_line.write({"product_qty": 0, "discount": 10})
        self.assertCosts(order, 216, subcontracting=216)
        self.assertEqual(order.committed_cost, 0)
        purchase.order_line.tax_ids = self._create_lost_tax()
        self.assertCosts(order, 259.2, subcontracting=259.2)

    def test_tax_chosen_after_the_order(self):
        """10 × 60 to come; 20 % of non-recoverable tax is added to the purchase: 720."""
        order, purchase = self._sell(0)
        self._update(order)
        self.assertEqual(order.committed_cost, 600)
        purchase.order_line.tax_ids = self._create_lost_tax()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertEqual(order.committed_cost, 720)

    # --- the account of a posted bill line ---

    def test_freight_moved_to_prepayments(self):
        """10 × 60 and 40 of freight: 640; the freight is of next year, then it is not."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        line = {"name": "Freight", "quantity": 1, "price_unit": 40, "tax_ids": False}
        bill.write({"invoice_line_ids": [Command.create(line)]})
        bill.action_post()
        self.assertCosts(order, 640, subcontracting=640)
        freight = bill.invoice_line_ids.filtered(lambda line: line.name == "Freight")
        expense = freight.account_id
        freight.account_id = self._create_account("486000", "asset_prepayments")
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 600, subcontracting=600)
        freight.account_id = expense
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 640, subcontracting=640)

    def test_purchase_moved_to_prepayments(self):
        """The only line of the bill: 600 are to be billed again, then they are billed."""
        order, purchase = self._sell()
        line = self._bill(purchase).invoice_line_ids
        self.assertCosts(order, 600, state="complete", subcontracting=600)
        expense = line.account_id
        line.account_id = self._create_account("486000", "asset_prepayments")
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 600, state="provisional", subcontracting=600)
        line.account_id = expense
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 600, state="complete", subcontracting=600)

    def test_second_bill_of_a_purchase_by_hand_credited(self):
        """Ten hours bought at 12 on the account of an order: 6 billed at 12 and 4 at 13. The second
        bill is credited entirely: 72, and 4 to be billed again at 12."""
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site = self.env["account.analytic.account"].create({"name": "North", "plan_id": plan.id})
        order = self._create_order()
        order.order_line.analytic_distribution = {str(site.id): 100}
        line = {
            "product_id": self._create_product("Hire", "service", 0, 0).id,
            "product_qty": 10,
            "price_unit": 12,
            "tax_ids": False,
            "analytic_distribution": {str(site.id): 100},
        }
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )
        purchase.button_confirm()
        purchase.order_line.qty_received = 10
        self._bill(purchase, quantity=6)
        second = self._bill(purchase, quantity=4, price=13)
        self.assertCosts(order, 124, subcontracting=124)
        self._refund(second)
        self.assertCosts(order, 120, state="provisional", subcontracting=120)

    def test_whole_bill_with_a_discount_credited(self):
        """600 less 60 on a line of the purchase; the whole bill is credited: 540 to be billed."""
        order, purchase = self._sell()
        discount = self._create_product("Discount", "service", 0, 0)
        line = {"product_id": discount.id, "product_qty": 1, "price_unit": -60, "tax_ids": False}
        purchase.order_line = [Command.create(line)]
        purchase.order_line[1].qty_received = 1
        bill = self._bill(purchase)
        self.assertCosts(order, 540, 460, "complete", subcontracting=540)
        self._refund(bill)
        self.assertCosts(order, 540, state="provisional", subcontracting=540)
