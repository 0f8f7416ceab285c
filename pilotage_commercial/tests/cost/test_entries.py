"""Entries typed on the analytic account of an order."""

from odoo import Command
from odoo.tests import tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestEntries(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.north, cls.south = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        cls.expense = cls.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", cls.company.ids)]
        )
        cls.waiting = cls._create_account("486000", "asset_prepayments")

    def _sell(self, account):
        order = self._create_order(confirm=False)
        order.order_line.analytic_distribution = {str(account.id): 100}
        order.action_confirm()
        self._deliver(order)
        self._update(order)
        return order

    def _book(self, *lines, post=True, **values):
        """Create an entry of (account, balance, {analytic account: percentage}) ``lines``."""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company.id,
                "date": "2026-03-31",
                "line_ids": [
                    Command.create(
                        {
                            "name": "Entry",
                            "account_id": account.id,
                            "debit": max(balance, 0),
                            "credit": max(-balance, 0),
                            "analytic_distribution": {
                                str(site.id): part for site, part in spread.items()
                            },
                        }
                    )
                    for account, balance, spread in lines
                ],
                **values,
            }
        )
        if post:
            entry.action_post()
        return entry

    def _assert_known(self, orders, *costs):
        """Check the costs once the marked orders are updated, then all: none was left unmarked."""
        self.env.flush_all()
        self._update(orders.filtered("real_cost_to_update"))
        self.assertEqual(orders.mapped("real_cost"), list(costs))
        missing = orders.mapped("real_cost_missing")
        self._update(orders)
        self.assertEqual(orders.mapped("real_cost"), list(costs))
        self.assertEqual(orders.mapped("real_cost_missing"), missing)

    def test_moved_from_a_site_to_another(self):
        """1 000 billed on the north site, 300 of which an entry moves to the south: 700 and 300,
        complete."""
        orders = self._sell(self.north) + self._sell(self.south)
        self._create_bill((None, 1000, {"analytic_distribution": {str(self.north.id): 100}}))
        self._assert_known(orders, 1000, 0)
        self._book((self.expense, -300, {self.north: 100}), (self.expense, 300, {self.south: 100}))
        self._assert_known(orders, 700, 300)
        self.assertEqual(orders.mapped("real_cost_state"), ["complete"] * 2)
        self.assertEqual(set(orders.real_cost_ids.mapped("source")), {"analytic"})

    def test_from_draft_to_posted(self):
        """Half of 300, once posted; its account changes, and it is reset to draft."""
        orders = self._sell(self.north) + self._sell(self.south)
        lines = (self.expense, 300, {self.north: 50}), (self.waiting, -300, {self.north: 100})
        entry = self._book(*lines, post=False)
        self._assert_known(orders, 0, 0)
        entry.action_post()
        self._assert_known(orders, 150, 0)
        entry.line_ids[0].analytic_distribution = {str(self.south.id): 100}
        self._assert_known(orders, 0, 300)
        entry.button_draft()
        self._assert_known(orders, 0, 0)

    def test_depreciation(self):
        """A machine of 5 000 on the site, 400 of which are depreciated: 400."""
        order = self._sell(self.north)
        machine = self._create_account("215400", "asset_fixed")
        values = {"analytic_distribution": {str(self.north.id): 100}, "account_id": machine.id}
        self._create_bill((None, 5000, values))
        account = self._create_account("681100", "expense_depreciation")
        self._book((account, 400, {self.north: 100}), (machine, -400, {}))
        self._assert_known(order, 400)
        self.assertEqual(order.real_cost_missing, "capitalised:1")

    def test_income(self):
        """An invoice to make is no cost, nor is its income: the order tells it."""
        order = self._sell(self.north)
        income = self._create_account("704100", "income")
        self._book((self.waiting, 600, {}), (income, -600, {self.north: 100}))
        self._assert_known(order, 0)

    def test_given_up_to_the_customer(self):
        """Of 1 000 invoiced, 970 are paid and 30 given up, on the account of the order as Odoo
        writes an early-payment discount: 970 of revenue, and no cost."""
        order = self._sell(self.north)
        invoice = order._create_invoices()
        invoice.action_post()
        receivable = invoice.line_ids.account_id.filtered(
            lambda account: account.account_type == "asset_receivable"
        )
        entry = self._book(
            (receivable, -1000, {}), (self.waiting, 970, {}), (self.expense, 30, {self.north: 100})
        )
        self._assert_known(order, 0)
        due = (invoice | entry).line_ids.filtered(lambda line: line.account_id == receivable)
        due.reconcile()
        self._assert_known(order, 0)
        self.assertEqual(order.net_revenue, 970)
        self.assertEqual(order.real_margin, 970)

    def test_accrued(self):
        """500 accrued in March, reversed in April when the bill of 480 comes: 480. Until then it is
        missing; not without its reversal."""
        order = self._sell(self.north)
        self._create_bill((None, 70, {"analytic_distribution": {str(self.north.id): 100}}))
        entry = self._book((self.expense, 500, {self.north: 100}), (self.waiting, -500, {}))
        self._assert_known(order, 570)
        self.assertEqual(order.real_cost_state, "complete")
        reversal = entry._reverse_moves([{"date": "2026-04-01"}])
        self._assert_known(order, 70)
        self.assertEqual(order.real_cost_state, "provisional")
        self.assertEqual(order.real_cost_missing, "accrued:1")
        self._create_bill((None, 480, {"analytic_distribution": {str(self.north.id): 100}}))
        self._assert_known(order, 550)
        reversal.action_post()
        self._assert_known(order, 550)
        self.assertEqual(order.real_cost_state, "complete")
        reversal.button_draft()
        self._assert_known(order, 550)
        self.assertEqual(order.real_cost_missing, "accrued:1")
        reversal.unlink()
        self._assert_known(order, 1050)

    def test_account_of_two_orders(self):
        """An entry on the account of two orders is missing to both; not one that is reversed."""
        orders = self._sell(self.north) + self._sell(self.north)
        for order in orders:
            self._create_bill((order, 100))
        lines = (self.expense, 300, {self.north: 100}), (self.waiting, -300, {})
        self._book(*lines)._reverse_moves([{"date": "2026-04-01"}]).action_post()
        self._assert_known(orders, 100, 100)
        self.assertEqual(orders.mapped("real_cost_missing"), [False] * 2)
        entry = self._book(*lines)
        self._assert_known(orders, 100, 100)
        self.assertEqual(orders.mapped("real_cost_missing"), ["shared_account:1"] * 2)
        entry.line_ids[0].analytic_distribution = {str(self.south.id): 100}
        self._assert_known(orders, 100, 100)
        self.assertEqual(orders.mapped("real_cost_missing"), [False] * 2)

    def test_purchase_typed_on_the_bank_statement(self):
        """50 of fuel paid by card, without a bill."""
        order = self._sell(self.north)
        bank = self.env["account.journal"].create(
            {"name": "Bank", "code": "BNKX", "type": "bank", "company_id": self.company.id}
        )
        lines = (self.expense, 50, {self.north: 100}), (self.waiting, -50, {})
        self._book(*lines, journal_id=bank.id)
        self._assert_known(order, 50)
