"""Vendor bill lines assigned to an order from its screen, or from the bill."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestAssign(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.accounts = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )

    def _sell(self, account=None):
        order = self._create_order(confirm=False)
        if account:
            order.order_line.analytic_distribution = {str(account.id): 100}
        order.action_confirm()
        return order

    def _bill(self, amount, account=None, **values):
        spread = {"analytic_distribution": {str(account.id): 100}} if account else {}
        return self._create_bill((None, amount, spread), **values).invoice_line_ids

    def _open(self, order):
        action = order.action_assign_bill_lines()
        return action, self.env["account.move.line"].with_context(**action["context"])

    def test_given_in_one_click(self):
        order = self._sell()
        line, other = self._bill(70), self._bill(30)
        action, lines = self._open(order)
        # The title of the screen: the web client shows the display name.
        self.assertEqual(action["display_name"], f"Bill Lines for {order.name}")
        self.assertLessEqual(line | other, lines.search(action["domain"]))
        lines.browse(line.ids + other.ids).action_give_to_order()
        self.assertEqual((line | other).cost_order_id, order)
        self.assertCosts(order, 100, other=100)

    def test_its_suppliers_first(self):
        """Only suppliers of the order, and the account of its lines, come first."""
        order = self._sell(self.accounts[0])
        self._create_bill((order, 50))
        self._update(order)
        stranger = self.env["res.partner"].create({"name": "Stationery"})
        known = self._bill(70)
        on_account = self._bill(20, self.accounts[0], partner_id=stranger.id)
        self._bill(10, partner_id=stranger.id)
        action, lines = self._open(order)
        self.assertTrue(action["context"]["search_default_proposed"])
        self.assertEqual(lines.search(order._get_proposed_bill_domain()), known | on_account)

    def test_nothing_to_propose(self):
        action, _lines = self._open(self._sell())
        self.assertFalse(action["context"]["search_default_proposed"])

    def test_proposed_by_its_account(self):
        order = self._sell(self.accounts[0])
        line = self._bill(70, self.accounts[0])
        self.assertEqual(line.proposed_order_id, order)
        line.action_give_to_order()
        self.assertEqual(line.cost_order_id, order)
        self.assertFalse(line.proposed_order_id)

    def test_account_of_two_orders(self):
        self._sell(self.accounts[0])
        self._sell(self.accounts[0])
        line = self._bill(70, self.accounts[0])
        self.assertFalse(line.proposed_order_id)
        with self.assertRaisesRegex(UserError, "No order is proposed"):
            line.action_give_to_order()

    # --- by the account, with CRM and Sales alone ---

    def test_shared_by_percentages(self):
        """1 000 at 60 and 40 % on the accounts of two orders."""
        north, south = self._sell(self.accounts[0]), self._sell(self.accounts[1])
        self._deliver(north + south)
        self._update(north + south)
        spread = {str(self.accounts[0].id): 60, str(self.accounts[1].id): 40}
        self._create_bill((None, 1000, {"analytic_distribution": spread}))
        self.env.flush_all()
        self.assertTrue(north.real_cost_to_update)
        self.assertTrue(south.real_cost_to_update)
        self.assertCosts(north, 600, 400, "complete", other=600)
        self.assertCosts(south, 400, 600, "complete", other=400)
        self.assertEqual(north.real_cost_ids.source, "analytic")

    def test_accounts_of_two_plans(self):
        """1 000 on a site of one order and a department of another: 500 each, updated alone or
        together; 70 % of it on both, and 30 % on the site: 650 and 350.
        """
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        office = self.env["account.analytic.account"].create({"name": "Works", "plan_id": plan.id})
        for parts, costs in (((100, 0), (500, 500)), ((70, 30), (650, 350))):
            site = self.env["account.analytic.account"].create(
                {"name": "Site", "plan_id": self.accounts[0].plan_id.id}
            )
            works = office.copy()
            orders = [self._sell(site), self._sell(works)]
            both, alone = f"{site.id},{works.id}", str(site.id)
            spread = dict(zip((both, alone), parts, strict=True))
            spread = {key: part for key, part in spread.items() if part}
            self._create_bill((None, 1000, {"analytic_distribution": spread}))
            for batch in (orders[0], orders[1], orders[0] | orders[1]):
                self._update(batch)
            for order, cost in zip(orders, costs, strict=True):
                self.assertCosts(order, cost, other=cost)

    def test_shared_with_no_order(self):
        """25 % belong to the order, the rest to an account without an order."""
        order = self._sell(self.accounts[0])
        spread = {str(self.accounts[0].id): 25, str(self.accounts[1].id): 75}
        self._create_bill((None, 1000, {"analytic_distribution": spread}))
        self.assertCosts(order, 250, other=250)

    def test_two_orders_of_one_customer(self):
        """Nothing is shared automatically; both orders say that a document is missing."""
        orders = self._sell(self.accounts[0]) + self._sell(self.accounts[0])
        line = self._bill(70, self.accounts[0])
        for order in orders:
            self.assertCosts(order, 0)
            self.assertIn("shared_account:1", order.real_cost_missing)
            self.assertIn("project of several orders (1)", order.real_cost_missing_text)
        line.cost_order_id = orders[0]
        self.env.flush_all()
        self.assertTrue(orders[1].real_cost_to_update)
        self._deliver(orders)
        self.assertCosts(orders[0], 70, state="complete", other=70)
        self._update(orders[1])
        self.assertNotIn("shared_account", orders[1].real_cost_missing)

    # --- discounts and credit notes typed beside them ---

    def _credit(self, bill, amount):
        """Post a credit note of ``bill`` with one typed line, without an account or an order."""
        refund = bill._reverse_moves([{"invoice_date": "2026-03-12"}])
        line = {"name": "Goodwill", "price_unit": amount, "tax_ids": False}
        refund.invoice_line_ids = [Command.clear(), Command.create(line)]
        refund.action_post()

    def test_credit_of_a_bill_shared_by_percentages(self):
        """1 000 at 60 and 40 %, 100 credited: 540 and 360."""
        north, south = self._sell(self.accounts[0]), self._sell(self.accounts[1])
        spread = {str(self.accounts[0].id): 60, str(self.accounts[1].id): 40}
        bill = self._create_bill((None, 1000, {"analytic_distribution": spread}))
        self._update(north + south)
        self._credit(bill, 100)
        self.env.flush_all()
        self.assertTrue(north.real_cost_to_update)
        self.assertTrue(south.real_cost_to_update)
        self.assertCosts(north, 540, other=540)
        self.assertCosts(south, 360, other=360)

    def test_discount_beside_an_account(self):
        """1 000 on the account of the order, less 100: 900."""
        order = self._sell(self.accounts[0])
        spread = {"analytic_distribution": {str(self.accounts[0].id): 100}}
        self._create_bill((None, 1000, spread), (None, -100))
        self.assertCosts(order, 900, other=900)

    def test_discount_of_an_account(self):
        """A discount on an account of its own lowers that account: 1 000."""
        order = self._sell(self.accounts[0])
        spread = {"analytic_distribution": {str(self.accounts[0].id): 100}}
        other = {"analytic_distribution": {str(self.accounts[1].id): 100}}
        self._create_bill((None, 1000, spread), (None, -100, other))
        self.assertCosts(order, 1000, other=1000)

    def test_discount_beside_assigned_lines(self):
        """300 and 100 assigned to two orders, 100 to none, less 50: 270 and 90. The other 10 of the
        discount are nobody's, and so are the 100."""
        first, second = self._sell(), self._sell()
        bill = self._create_bill((first, 300), (second, 100), (None, 100), (None, -50))
        self.assertCosts(first, 270, other=270)
        self.assertCosts(second, 90, other=90)
        bill.invoice_line_ids[3].cost_order_id = first
        self.env.flush_all()
        self.assertTrue(second.real_cost_to_update)
        self.assertCosts(first, 250, other=250)
        self.assertCosts(second, 100, other=100)

    # --- the expense booked by the entry ---

    def test_tax_that_nobody_gives_back(self):
        """20 % on 1 000 are not recoverable: 1 200."""
        order = self._create_order()
        self._create_bill((order, 1000, {"tax_ids": self._create_lost_tax().ids}))
        self.assertCosts(order, 1200, other=1200)

    def test_tax_of_two_lines(self):
        """20 % on 300 and 700 of two orders: 360 and 840."""
        tax, first, second = self._create_lost_tax(), self._create_order(), self._create_order()
        self._create_bill((first, 300, {"tax_ids": tax.ids}), (second, 700, {"tax_ids": tax.ids}))
        self.assertCosts(first, 360, other=360)
        self.assertCosts(second, 840, other=840)

    def test_private_part(self):
        """60 % of 1 000 are the company's, plus 20 % of non-recoverable tax: 720."""
        order = self._create_order()
        values = {"deductible_amount": 60, "tax_ids": self._create_lost_tax().ids}
        self._create_bill((order, 1000, values))
        self.assertCosts(order, 720, other=720)

    # --- taxes due at the payment: a cost as soon as they are billed ---

    def _create_cash_tax(self, account=None):
        """Create a tax of 20 % due at the payment, booked on ``account`` then."""
        self.company.write(
            {
                "tax_exigibility": True,
                "tax_cash_basis_journal_id": self.env["account.journal"]
                .search([("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1)
                .id,
            }
        )
        transition = self._create_account("445800", "asset_current")
        transition.reconcile = True
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create(
                {"repartition_type": "tax", "account_id": account.id if account else False}
            ),
        ]
        return self._create_lost_tax(
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=transition.id,
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )

    def _pay(self, bill):
        """Settle ``bill``: the tax leaves its transition account."""
        cash = self._create_account("530000", "asset_cash")
        payable = bill.line_ids.filtered(lambda x: x.account_id.account_type == "liability_payable")
        entry = self.env["account.move"].create(
            {
                "company_id": self.company.id,
                "date": bill.date,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": payable.account_id.id,
                            "partner_id": self.supplier.id,
                            "debit": -payable.balance,
                        }
                    ),
                    Command.create({"account_id": cash.id, "credit": -payable.balance}),
                ],
            }
        )
        entry.action_post()
        paid = entry.line_ids.filtered(lambda x: x.account_id == payable.account_id)
        (payable | paid).reconcile()
        self.assertTrue(bill.tax_cash_basis_created_move_ids)

    def test_cash_basis_tax_lost(self):
        """20 % on 1 000, not recoverable: 1 200 once billed, and once paid."""
        order = self._create_order()
        account = self._create_account("635100", "expense")
        bill = self._create_bill((order, 1000, {"tax_ids": self._create_cash_tax(account).ids}))
        self.assertCosts(order, 1200, other=1200)
        self._pay(bill)
        self.assertCosts(order, 1200, other=1200)

    def test_cash_basis_tax_without_an_account(self):
        """It goes to the account of its line: 1 200."""
        order = self._create_order()
        self._create_bill((order, 1000, {"tax_ids": self._create_cash_tax().ids}))
        self.assertCosts(order, 1200, other=1200)

    def test_cash_basis_tax_given_back(self):
        """The ordinary one of builders, recoverable: 1 000, billed or paid."""
        order = self._create_order()
        account = self._create_account("445660", "asset_current")
        bill = self._create_bill((order, 1000, {"tax_ids": self._create_cash_tax(account).ids}))
        self.assertCosts(order, 1000, other=1000)
        self._pay(bill)
        self.assertCosts(order, 1000, other=1000)

    def test_cash_basis_tax_of_two_orders(self):
        """20 % on 300 and 700: 360 and 840."""
        first, second = self._create_order(), self._create_order()
        account = self._create_account("635100", "expense")
        taxes = {"tax_ids": self._create_cash_tax(account).ids}
        self._create_bill((first, 300, taxes), (second, 700, taxes))
        self.assertCosts(first, 360, other=360)
        self.assertCosts(second, 840, other=840)
