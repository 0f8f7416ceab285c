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
