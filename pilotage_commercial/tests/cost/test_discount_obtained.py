"""What is taken off a vendor bill when it is paid, booked as less expense or as an income."""

from odoo import Command
from odoo.tests import tagged

from ..common_real_cost import RealCostCase

DAY = "2026-03-12"


@tagged("standard", "post_install", "-at_install")
class TestDiscountObtained(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.gain = cls._create_account("609700", "expense")
        cls.company.account_journal_early_pay_discount_gain_account_id = cls.gain
        cls.site = cls.env["account.analytic.account"].create(
            {"name": "Site", "plan_id": cls.env["account.analytic.plan"].create({"name": "P"}).id}
        )

    def _bill(self, *lines, mode="included", **values):
        """Post a bill that is 2 % lower when it is paid within ten days."""
        term = self.env["account.payment.term"].create(
            {
                "name": mode,
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": mode,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        return self._create_bill(*lines, invoice_payment_term_id=term.id, **values)

    def _pay(self, bill, **values):
        values = {"payment_date": DAY, "journal_id": self.bank.id, **values}
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        return wizard.create(values)._create_payments()

    def _assert_marked(self, order, cost):
        """Check the cost of ``order``, which what was just done has marked."""
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertAlmostEqual(order.real_cost, cost, 2)

    def test_every_way_to_reduce_the_tax(self):
        """1 000 plus a lost tax of 20 %, paid 2 % less.

        The tax follows the payment: 1 200 − 24. It never does: 1 200 − 20. It is lower from the
        beginning: 1 196 − 20. The order is known by hand, or by its account.
        """
        tax = self._create_lost_tax()
        for mode, billed, cost in (
            ("included", 1200, 1176),
            ("excluded", 1200, 1180),
            ("mixed", 1196, 1176),
        ):
            for by_account in (False, True):
                with self.subTest(mode, by_account=by_account):
                    site = self.site.copy()
                    spread = {"analytic_distribution": {str(site.id): 100}}
                    order = self._create_order(confirm=False)
                    order.order_line.write(spread if by_account else {})
                    order.action_confirm()
                    self._deliver(order)
                    more = {"tax_ids": [Command.set(tax.ids)], **(spread if by_account else {})}
                    bill = self._bill((None if by_account else order, 1000, more), mode=mode)
                    self._update(order)
                    self.assertAlmostEqual(order.real_cost, billed, 2)
                    self._pay(bill)
                    self._assert_marked(order, cost)
                    self.assertEqual(order.real_cost_state, "complete")

    def test_income(self):
        """A discount booked on an account of income is a gain of the treasury: 1 000."""
        self.company.account_journal_early_pay_discount_gain_account_id = self._create_account(
            "765100", "income_other"
        )
        order = self._create_delivered()
        self._pay(self._bill((order, 1000)))
        self.assertCosts(order, 1000, other=1000)

    def test_bill_of_two_orders(self):
        """600 and 400 of 1 000: 12 and 8 less."""
        orders = self._create_delivered() + self._create_delivered()
        bill = self._bill((orders[0], 600), (orders[1], 400))
        self._update(orders)
        self._pay(bill)
        self._assert_marked(orders[0], 588)
        self._assert_marked(orders[1], 392)

    def test_payment_of_two_bills(self):
        """1 000 and 3 000 paid at once, 80 less: 20 and 60."""
        orders = self._create_delivered() + self._create_delivered()
        bills = self._bill((orders[0], 1000)) + self._bill((orders[1], 3000))
        self._update(orders)
        self._pay(bills, group_payment=True)
        self._assert_marked(orders[0], 980)
        self._assert_marked(orders[1], 2940)

    def test_payment_undone(self):
        """The payment is cancelled: 1 000 again."""
        order = self._create_delivered()
        bill = self._bill((order, 1000))
        self._update(order)
        payment = self._pay(bill)
        self._assert_marked(order, 980)
        payment.action_draft()
        self._assert_marked(order, 1000)

    def test_written_off(self):
        """1 000, of which 990 are paid, and the supplier gives up 10."""
        order = self._create_delivered()
        bill = self._create_bill((order, 1000))
        self._update(order)
        values = {
            "amount": 990,
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": self.gain.id,
        }
        self._pay(bill, **values)
        self._assert_marked(order, 990)

    def test_fees_of_the_bank(self):
        """15 that the bank takes with the payment are no cost of the order."""
        order = self._create_delivered()
        bill = self._create_bill((order, 1000))
        payable = bill.line_ids.filtered(lambda line: line.balance < 0)
        entry = self.env["account.move"].create(
            {
                "journal_id": self.bank.id,
                "date": DAY,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (payable.account_id, 1000),
                        (self.gain, 15),
                        (self.bank.default_account_id, -1015),
                    )
                ],
            }
        )
        entry.action_post()
        (payable + entry.line_ids.filtered(lambda x: x.balance == 1000)).reconcile()
        self.assertCosts(order, 1000, other=1000)

    def test_retention_on_the_bill(self):
        """1 000 less 50 retained, 19 less at the payment: 981."""
        order = self._create_delivered()
        debt = self._create_account("404700", "liability_current")
        retained = {"account_id": debt.id, "name": "Retention"}
        self._pay(self._bill((order, 1000), (None, -50, retained)))
        self.assertCosts(order, 981, other=981)
