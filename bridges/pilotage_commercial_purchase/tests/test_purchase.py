from odoo import Command, fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchase(PurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_subcontracted()

    def _sell(self, quantity=2, **values):
        """Sell some at 100 each, and confirm their purchase."""
        order = self._create_order((self.service, quantity, 100), **values)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        return order, purchase

    def test_request_given_up(self):
        """Asked of a subcontractor and done by our own people for 30: closed by hand, 170 are left.
        What is ordered still comes.
        """
        order = self._create_order((self.service, 2, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        self._type_cost(order, 30)
        self.assertCosts(order, 30, 170, "provisional", purchase=30)
        order.action_close_costs()
        self.assertCosts(order, 30, 170, "complete", purchase=30)
        self.assertFalse(order.real_cost_missing)
        purchase.button_confirm()
        self.assertCosts(order, 30, 170, "provisional", purchase=30)
        self.assertEqual(order.real_cost_missing, "not_received:1")

    def test_subcontracted_service(self):
        """Planned at 2 × 40, billed 2 × 55: it costs 110. Odoo's margin leaves 200."""
        order = self._create_order((self.service, 2, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        self.assertLeaves(order)
        self.assertEqual(order.real_cost_missing, "not_ordered:1")
        purchase.button_confirm()
        self.assertCosts(order, 0, 200, "planned")
        self.assertAlmostEqual(order.committed_cost, 80)
        self.assertIn("not_received:1", order.real_cost_missing)
        order.order_line.purchase_line_ids.qty_received = 2
        self.assertCosts(order, 80, 120, "provisional", subcontracting=80)
        self.assertIn("received_not_billed:1", order.real_cost_missing)
        self._bill(purchase, price=55)
        self.assertCosts(order, 110, 90, "complete", subcontracting=110)
        self.assertFalse(order.real_cost_missing)
        self.assertAlmostEqual(order.margin, 200)

    def test_partial_bill(self):
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        self._bill(purchase, price=50, quantity=1)
        # 1 × 50 billed, 1 × 40 received
        self.assertCosts(order, 90, 110, "provisional", subcontracting=90)
        self._bill(purchase, price=50)
        self.assertCosts(order, 100, 100, "complete", subcontracting=100)

    def test_bill_in_draft_or_deleted(self):
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        bill = self._bill(purchase, price=55, post=False)
        self.assertCosts(order, 80, subcontracting=80)
        bill.action_post()
        self.assertCosts(order, 110, subcontracting=110)
        bill.button_draft()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 80, subcontracting=80)
        bill.unlink()
        self.assertCosts(order, 80, 120, subcontracting=80)

    def test_refund(self):
        """Credited entirely: the received quantity is to be billed again."""
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        bill = self._bill(purchase, price=55)
        self._refund(bill)
        # 110 − 110 + 2 × 40 received
        self.assertCosts(order, 80, 120, "provisional", subcontracting=80)

    def test_price_credit_note(self):
        """5 credited on each: the goods are kept, at 50."""
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        bill = self._bill(purchase, price=55)
        self._refund(bill, price=5)
        # 2 × 55 − 2 × 5
        self.assertCosts(order, 100, 100, "complete", subcontracting=100)

    def test_refund_of_one_of_two_bills(self):
        """The cheaper one is credited entirely: its quantity is to be billed again."""
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        cheap = self._bill(purchase, price=30, quantity=1)
        self._bill(purchase, price=90, quantity=1)
        self.assertCosts(order, 120, 80, "complete", subcontracting=120)
        self._refund(cheap)
        # 90, and 40 received
        self.assertCosts(order, 130, 70, "provisional", subcontracting=130)

    def test_partial_refund(self):
        """One of the two is credited, and was not received."""
        order, purchase = self._sell()
        purchase.order_line.qty_received = 1
        bill = self._bill(purchase, price=55, quantity=2)
        self.assertCosts(order, 110, subcontracting=110)
        self._refund(bill, quantity=1)
        # 55 billed; the other one of the two ordered is to come at 40
        self.assertCosts(order, 55, 145, subcontracting=55)
        self.assertAlmostEqual(order.committed_cost, 40)

    def test_two_purchase_lines(self):
        """The quantity was raised, and bought by a second line."""
        order, purchase = self._sell()
        order.order_line.product_uom_qty = 5
        self.assertEqual(len(order.order_line.purchase_line_ids), 2)
        second = order.order_line.purchase_line_ids.order_id - purchase
        second.button_confirm()
        purchase.order_line.qty_received = 2
        second.order_line.qty_received = 3
        self._bill(purchase, price=45)
        # 2 × 45, and 3 × 40 received
        self.assertCosts(order, 210, 290, "provisional", subcontracting=210)
        self._bill(second, price=30)
        # 2 × 45 + 3 × 30
        self.assertCosts(order, 180, 320, "complete", subcontracting=180)

    def test_bill_in_another_currency(self):
        """At the rate of the bill, not of the purchase order."""
        rates = [("2026-01-01", 2), ("2026-03-01", 4)]
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.dollar.id,
                    "company_id": self.company.id,
                    "name": date,
                    "rate": rate,
                }
                for date, rate in rates
            ]
        )
        self.supplier.with_company(self.company).property_purchase_currency_id = self.dollar
        self.service.seller_ids.write({"currency_id": self.dollar.id, "price": 80})
        order = self._create_order((self.service, 2, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        self.assertEqual(purchase.currency_id, self.dollar)
        purchase.date_order = "2026-02-01 10:00:00"
        purchase.button_confirm()
        purchase.order_line.price_unit = 80
        purchase.order_line.qty_received = 2
        # 160 dollars at 2
        self.assertCosts(order, 80, subcontracting=80)
        self._bill(purchase, price=100, date="2026-03-10", quantity=2)
        # 200 dollars at 4
        self.assertCosts(order, 50, 150, "complete", subcontracting=50)

    def test_cancelled_order(self):
        order, purchase = self._sell()
        purchase.order_line.qty_received = 2
        self._bill(purchase, price=55)
        order._action_cancel()
        self.assertCosts(order, 110, subcontracting=110)

    def test_cancelled_purchase(self):
        order, purchase = self._sell()
        purchase.button_cancel()
        self.assertCosts(order, 0, 200, "planned")
        self.assertFalse(order.committed_cost)

    def test_assigned_by_hand_too(self):
        """A bill line that the purchase reaches does not count again, wherever it is assigned."""
        order, purchase = self._sell()
        other = self._create_order()
        purchase.order_line.qty_received = 2
        bill = self._bill(purchase, price=55)
        bill.invoice_line_ids.cost_order_id = order
        self.assertCosts(order, 110, subcontracting=110)
        bill.invoice_line_ids.cost_order_id = other
        self.assertCosts(order, 110, subcontracting=110)
        self.assertCosts(other, 0)

    def test_second_company(self):
        order, purchase = self._sell()
        other = self._create_company("Other Company")
        self._bill(purchase, price=55, quantity=2)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "company_id": other.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Elsewhere",
                            "price_unit": 1000,
                            "tax_ids": False,
                            "purchase_line_id": purchase.order_line.id,
                        }
                    )
                ],
            }
        ).action_post()
        self.assertCosts(order, 110, subcontracting=110)

    def test_document(self):
        order, purchase = self._sell()
        self._update(order)
        action = order.real_cost_ids.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("purchase.order", purchase.id))
        bill = self._bill(purchase, quantity=2)
        self._update(order)
        action = order.real_cost_ids.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", bill.id))

    def test_marks(self):
        order, purchase = self._sell()
        other = self._create_order()
        self._update(order + other)
        for change in (
            lambda: purchase.order_line.write({"qty_received": 1}),
            lambda: purchase.order_line.write({"price_unit": 42}),
            lambda: self._bill(purchase, post=False),
            lambda: purchase.invoice_ids.action_post(),
            lambda: purchase.invoice_ids.button_draft(),
            lambda: purchase.invoice_ids.unlink(),
            lambda: purchase.button_cancel(),
        ):
            change()
            self.env.flush_all()
            self.assertTrue(order.real_cost_to_update)
            self.assertFalse(other.real_cost_to_update)
            self._update(order)
            self.assertFalse(order.real_cost_to_update)

    def test_constant_queries(self):
        orders = self.env["sale.order"]
        for _number in range(11):
            order, purchase = self._sell()
            purchase.order_line.qty_received = 2
            self._bill(purchase, price=55)
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)
