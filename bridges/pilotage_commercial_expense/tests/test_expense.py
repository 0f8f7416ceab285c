from odoo import fields
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


class ExpenseCase(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.travel = cls._create_product("Travel", "service", 0, 0)
        cls.travel.write({"can_be_expensed": True, "expense_policy": "cost"})
        cls.env.user.group_ids |= cls.env.ref("hr_expense.group_hr_expense_manager")
        cls.env.user.group_ids |= cls.env.ref("account.group_account_manager")
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Mason",
                "company_id": cls.company.id,
                "work_contact_id": cls.env["res.partner"].create({"name": "Mason"}).id,
            }
        )
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "purchase")], limit=1
        )
        cls.company.expense_journal_id = journal

    def _spend(self, order, amount):
        return self.env["hr.expense"].create(
            {
                "name": "Train",
                "employee_id": self.employee.id,
                "product_id": self.travel.id,
                "total_amount_currency": amount,
                "tax_ids": False,
                "payment_mode": "own_account",
                "company_id": self.company.id,
                "sale_order_id": order.id,
                "account_id": self.env["account.account"]
                .search(
                    [("company_ids", "in", self.company.ids), ("account_type", "=", "expense")],
                    limit=1,
                )
                .id,
            }
        )

    def _post(self, expense):
        """Post the entry of an expense, as the wizard does."""
        action = expense.action_post()
        if isinstance(action, dict) and action.get("res_model") == "hr.expense.post.wizard":
            wizard = self.env["hr.expense.post.wizard"].with_context(**action["context"])
            wizard.create({}).action_post_entry()

    def _approve(self, order, amount, **values):
        expense = self._spend(order, amount)
        expense.write(values)
        expense.action_submit()
        expense._do_approve(check=False)
        return expense

    def _reverse(self, expense):
        today = fields.Date.today()
        values = [{"date": today, "invoice_date": today}]
        expense.account_move_id._reverse_moves(values, cancel=True)

    def _take_back(self, expense, amount, post=True):
        """Credit a part of the entry of an expense."""
        today = fields.Date.today()
        values = [{"date": today, "invoice_date": today}]
        refund = expense.account_move_id._reverse_moves(values)
        refund.invoice_line_ids.price_unit = amount
        if post:
            refund.action_post()
        return refund


@tagged("standard", "post_install", "-at_install")
class TestExpense(ExpenseCase):
    def test_expense(self):
        """A draft does not count; approved, the cost is to come; posted, it is incurred."""
        order = self._create_order((self.work, 10, 100))
        expense = self._spend(order, 130)
        self.assertCosts(order, 0)
        self.assertFalse(order.committed_cost)
        expense.action_submit()
        expense._do_approve(check=False)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 130)
        self._post(expense)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        # Charged again at its cost: 1 000 + 130 of revenue
        self.assertCosts(order, 130, other=130)
        self.assertFalse(order.committed_cost)
        self.assertEqual(len(order.real_cost_ids), 1)
        self.assertEqual(order.real_cost_ids.sale_line_id, order.order_line[1:])
        action = order.real_cost_ids.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("hr.expense", expense.id))

    def test_entry_reset(self):
        order = self._create_order((self.work, 10, 100))
        expense = self._spend(order, 130)
        expense.action_submit()
        expense._do_approve(check=False)
        self._post(expense)
        self.assertCosts(order, 130, other=130)
        expense.account_move_id.button_draft()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)

    def test_reversed_then_posted_again(self):
        """130 once, although its first entry is linked to the order too."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 130)
        self._post(expense)
        self._reverse(expense)
        self._post(expense)
        self.assertCosts(order, 130, other=130)
        self.assertEqual(order.real_cost_ids.source, "expense")

    def test_reversed_for_good(self):
        """Reversed and not posted again: to come, not incurred."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 130)
        self._post(expense)
        self._update(order)
        self._reverse(expense)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)

    def test_partly_taken_back(self):
        """130 posted, 30 credited: 100 incurred, nothing to come, although Odoo unlinks the entry;
        10 credited later: 90."""
        self.travel.expense_policy = "no"
        order = self._create_order((self._create_product("Works", "service", 100, 0), 10, 100))
        self._create_bill((order, 500))
        expense = self._approve(order, 130)
        self._post(expense)
        refund = self._take_back(expense, 30)
        self.assertFalse(expense.account_move_id)
        self.assertCosts(order, 600, state="complete", other=600)
        self.assertFalse(order.committed_cost)
        second = refund.copy({"invoice_date": fields.Date.today()})
        second.invoice_line_ids.price_unit = 10
        second.action_post()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 590, state="complete", other=590)

    def test_one_of_an_entry_partly_taken_back(self):
        """130 and 70 for two orders in one entry, of which 20 of the second are credited: 130 and
        50, as soon as the credit note is posted."""
        first, second = self._create_order(), self._create_order()
        expenses = self._approve(first, 130) | self._approve(second, 70)
        self._post(expenses)
        self.assertEqual(len(expenses.account_move_id), 1)
        refund = self._take_back(expenses[0], 20, post=False)
        refund.invoice_line_ids.filtered(lambda line: line.expense_id == expenses[0]).unlink()
        self.assertCosts(first, 130, other=130)
        self.assertCosts(second, 70, other=70)
        refund.action_post()
        self.assertCosts(first, 130, other=130)
        self.assertCosts(second, 50, other=50)
        self.assertFalse(first.committed_cost + second.committed_cost)

    def test_reversal_not_posted(self):
        """130 posted, a reversal in draft: 130 still booked; posted, 130 to come; the entry posted
        again: 130 incurred."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 130)
        self._post(expense)
        refund = self._take_back(expense, 130, post=False)
        self.assertCosts(order, 130, other=130)
        refund.action_post()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 130)
        self._post(expense)
        self.assertCosts(order, 130, other=130)
        self.assertFalse(order.committed_cost)

    def test_one_of_two_reversed(self):
        """130 and 70 posted, the first one reversed and posted again."""
        order = self._create_order((self.work, 10, 100))
        first, second = self._approve(order, 130), self._approve(order, 70)
        self._post(first)
        self._post(second)
        self._reverse(first)
        self._post(first)
        self.assertCosts(order, 200, other=200)

    def test_tax_that_nobody_gives_back(self):
        """120 including 20 % non-recoverable tax: 120, to come, then incurred."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 120, tax_ids=self._create_lost_tax().ids)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 120)
        self._post(expense)
        self.assertCosts(order, 120, other=120)

    def test_paid_by_the_company(self):
        """100 paid by the company's card, re-invoiced at cost: 1 100 less 100."""
        order = self._create_order()
        bank = self.env["account.account"].create(
            {"code": "512100", "name": "Bank", "account_type": "asset_cash"}
        )
        self.env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BNK",
                "type": "bank",
                "company_id": self.company.id,
                "default_account_id": bank.id,
            }
        )
        self._post(self._approve(order, 100, payment_mode="company_account"))
        self.assertCosts(order, 100, 1000, other=100)

    def test_refused_after_its_approval(self):
        order = self._create_order()
        expense = self._approve(order, 130)
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 130)
        expense._do_refuse("Not ours")
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)
        self.assertFalse(order.committed_cost)

    def test_expense_of_no_order(self):
        order = self._create_order((self.work, 10, 100))
        expense = self._spend(self.env["sale.order"], 130)
        expense.action_submit()
        expense._do_approve(check=False)
        self._post(expense)
        self.assertCosts(order, 0)


@tagged("standard", "post_install", "-at_install")
class TestExpenseByAccount(ExpenseCase):
    """Expenses without an order, on the analytic account of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.accounts = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )

    def _sell(self, account):
        """Sell works on the site ``account``."""
        order = self._create_order((self.work, 10, 100))
        order.order_line.analytic_distribution = {str(account.id): 100}
        self._update(order)
        return order

    def _travel(self, amount, *parts, **values):
        """Approve an expense on (account, percentage) ``parts``."""
        spread = {str(account.id): part for account, part in parts}
        return self._approve(self.env["sale.order"], amount, analytic_distribution=spread, **values)

    def test_to_come_then_spent(self):
        """130 approved, to come; posted, 130 incurred; once each."""
        order = self._sell(self.accounts[0])
        expense = self._travel(130, (self.accounts[0], 100))
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 130)
        self._post(expense)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 130, other=130)
        self.assertFalse(order.committed_cost)
        self.assertEqual(order.real_cost_ids.source, "analytic")
        self.assertEqual(order.real_cost_ids.res_model, "hr.expense")

    def test_draft(self):
        order = self._sell(self.accounts[0])
        expense = self._spend(self.env["sale.order"], 130)
        expense.analytic_distribution = {str(self.accounts[0].id): 100}
        self.assertCosts(order, 0)
        self.assertFalse(order.committed_cost)

    def test_shared_by_percentages(self):
        """60 and 40 % of 130: 78 and 52."""
        north, south = (self._sell(account) for account in self.accounts)
        parts = ((self.accounts[0], 60), (self.accounts[1], 40))
        self._post(self._travel(130, *parts))
        self.assertCosts(north, 78, other=78)
        self.assertCosts(south, 52, other=52)

    def test_account_of_two_orders(self):
        """Linked to none of them; both say that a document is missing."""
        orders = self._sell(self.accounts[0]) | self._sell(self.accounts[0])
        self._travel(130, (self.accounts[0], 100))
        for order in orders:
            self.assertCosts(order, 0)
            self.assertIn("shared_account:1", order.real_cost_missing)

    def test_accounts_of_two_plans(self):
        """130 on a site of one order and a team of nobody, on one key or two: 130; an order takes
        the team: 65 each."""
        plan = self.env["account.analytic.plan"].create({"name": "Teams"})
        teams = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("Roofers", "Masons")]
        )
        for site, team, joined in zip(self.accounts, teams, (True, False), strict=True):
            order, none = self._sell(site), self.env["sale.order"]
            keys = [f"{site.id},{team.id}"] if joined else [str(site.id), str(team.id)]
            expense = self._approve(none, 130, analytic_distribution=dict.fromkeys(keys, 100))
            self._post(expense)
            self.assertCosts(order, 130, other=130)
            other = self._sell(team)
            self.env.flush_all()
            self.assertTrue(order.real_cost_to_update)
            self.assertCosts(order, 65, other=65)
            self.assertCosts(other, 65, other=65)

    def test_order_named_too(self):
        """The order on the expense counts, whatever its account."""
        north, south = (self._sell(account) for account in self.accounts)
        spread = {str(self.accounts[0].id): 100}
        self._post(self._approve(south, 130, analytic_distribution=spread))
        self.assertCosts(north, 0)
        self.assertCosts(south, 130, other=130)

    def test_reversed_then_posted_again_by_account(self):
        order = self._sell(self.accounts[0])
        expense = self._travel(130, (self.accounts[0], 100))
        self._post(expense)
        self._reverse(expense)
        self._post(expense)
        self.assertCosts(order, 130, other=130)

    def test_partly_taken_back_by_account(self):
        """130 posted on a site, 30 credited: 100."""
        order = self._sell(self.accounts[0])
        expense = self._travel(130, (self.accounts[0], 100))
        self._post(expense)
        self._update(order)
        self._take_back(expense, 30)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 100, other=100)
        self.assertFalse(order.committed_cost)

    def test_account_given_afterwards(self):
        order = self._sell(self.accounts[0])
        expense = self._approve(self.env["sale.order"], 130)
        self.assertCosts(order, 0)
        expense.analytic_distribution = {str(self.accounts[0].id): 100}
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 130)

    def test_moved_to_another_account(self):
        """130 approved on the north site, moved to the south one: to come there only."""
        north, south = (self._sell(account) for account in self.accounts)
        expense = self._travel(130, (self.accounts[0], 100))
        self._update(north + south)
        self.assertEqual((north.committed_cost, south.committed_cost), (130, 0))
        expense.analytic_distribution = {str(self.accounts[1].id): 100}
        self.env.flush_all()
        self.assertTrue(north.real_cost_to_update and south.real_cost_to_update)
        self._update(north + south)
        self.assertEqual((north.committed_cost, south.committed_cost), (0, 130))

    def test_given_to_one_of_two_orders(self):
        """130 on the account of two orders, then for one of them: missing to none."""
        orders = self._sell(self.accounts[0]) + self._sell(self.accounts[0])
        expense = self._travel(130, (self.accounts[0], 100))
        self._update(orders)
        self.assertTrue(all("shared_account:1" in x for x in orders.mapped("real_cost_missing")))
        expense.sale_order_id = orders[0]
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True])
        self._update(orders)
        self.assertEqual(orders.mapped("committed_cost"), [130, 0])
        self.assertFalse(any("shared" in (x or "") for x in orders.mapped("real_cost_missing")))

    def test_entry_moved_to_another_account(self):
        """130 posted on the north site; the accountant moves them to the south one, then back by
        half: 65 and 65; reversed, they are to come where the expense says."""
        north, south = (self._sell(account) for account in self.accounts)
        expense = self._travel(130, (self.accounts[0], 100))
        self._post(expense)
        self._update(north + south)
        line = expense.account_move_id.line_ids.filtered("expense_id")
        line = line.filtered(lambda each: each.display_type == "product")
        for parts, costs in (((0, 100), (0, 130)), ((50, 50), (65, 65))):
            spread = zip(self.accounts, parts, strict=True)
            line.analytic_distribution = {str(site.id): part for site, part in spread if part}
            self.env.flush_all()
            self.assertTrue(north.real_cost_to_update and south.real_cost_to_update)
            self._update(north + south)
            self.assertEqual((north.real_cost, south.real_cost), costs)
        self._reverse(expense)
        self._update(north + south)
        self.assertEqual((north.real_cost, north.committed_cost), (0, 130))
        self.assertEqual((south.real_cost, south.committed_cost), (0, 0))
