"""Works bought for a lump sum."""

from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestLumpSum(PurchaseCase):
    """Works of 1 000 are bought for an order as one unit."""

    def _sell(self, price=1000, quantity=1):
        works = self._create_subcontracted("Works", price)
        order = self._create_order((works, quantity, 3000))
        self._deliver(order)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        return order, purchase

    def _bill_again(self, purchase, price):
        """Post another bill of the line, which Odoo proposes no more: one unit at ``price``."""
        line = purchase.order_line
        values = {"purchase_line_id": line.id, "product_id": line.product_id.id}
        return self._create_bill((None, price, values))

    def test_four_months_at_a_part_of_the_price(self):
        """250 each month, for one unit: 250 and 750 to come, …, complete at 1 000."""
        order, purchase = self._sell()
        self._bill(purchase, 250)
        for billed in (250, 500, 750):
            self.assertCosts(order, billed, state="provisional", subcontracting=billed)
            self.assertAlmostEqual(order.committed_cost, 1000 - billed, 2)
            self.assertEqual(order.real_cost_missing, "not_received:1")
            self._bill_again(purchase, 250)
        self.assertCosts(order, 1000, 2000, "complete", subcontracting=1000)
        self.assertFalse(order.committed_cost)

    def test_four_months_at_a_part_of_the_quantity(self):
        """A quarter of the unit each month: the same."""
        order, purchase = self._sell()
        for billed in (250, 500, 750, 1000):
            bill = self._bill(purchase, quantity=0.25)
            self.assertEqual(bill.amount_untaxed, 250)
            self.assertCosts(order, billed, subcontracting=billed)
            self.assertAlmostEqual(order.committed_cost, 1000 - billed, 2)
        self.assertEqual(order.real_cost_state, "complete")

    def test_cheaper_in_the_end(self):
        """800 of 1 000 billed at once, or 980 in two bills: nothing more is to come."""
        order, purchase = self._sell()
        self._bill(purchase, 800)
        self.assertCosts(order, 800, 2200, "complete", subcontracting=800)
        order, purchase = self._sell()
        self._bill(purchase, 480)
        self._bill_again(purchase, 500)
        self.assertCosts(order, 980, 2020, "complete", subcontracting=980)

    def test_credited_in_part(self):
        """1 000 billed, 700 credited for a fault: 300, and nothing is to come."""
        order, purchase = self._sell()
        self._refund(self._bill(purchase), price=700)
        self.assertCosts(order, 300, 2700, "complete", subcontracting=300)

    def test_credited_and_billed_again(self):
        """The first 250 are credited entirely, and billed again: 250 and 750 to come."""
        order, purchase = self._sell()
        self._refund(self._bill(purchase, 250))
        self._bill_again(purchase, 250)
        self.assertCosts(order, 250, state="provisional", subcontracting=250)
        self.assertAlmostEqual(order.committed_cost, 750, 2)

    def test_all_received(self):
        """Said to be done, and 250 billed: the 750 that are not billed are incurred."""
        order, purchase = self._sell()
        purchase.order_line.qty_received = 1
        self._bill(purchase, 250)
        self.assertCosts(order, 1000, state="provisional", subcontracting=1000)
        self.assertEqual(order.real_cost_missing, "received_not_billed:1")

    def test_several_units(self):
        """Ten hours billed at a third of their price are ten hours."""
        order, purchase = self._sell(price=90, quantity=10)
        self._bill(purchase, 30)
        self.assertCosts(order, 300, state="complete", subcontracting=300)

    def test_billed_by_hand(self):
        """Each month a bill without a purchase line, for one unit of the works at 250."""
        order, purchase = self._sell()
        works = {"product_id": purchase.order_line.product_id.id}
        for billed in (250, 500, 750, 1000):
            self._create_bill((order, 250, works))
            self.assertCosts(order, billed, subcontracting=billed)
            self.assertAlmostEqual(order.committed_cost, 1000 - billed, 2)
        self.assertEqual(order.real_cost_state, "complete")
