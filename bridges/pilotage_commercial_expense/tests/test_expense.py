from odoo import fields
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestExpense(RealCostCase):
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
        cls._set_accounts(cls.employee.work_contact_id, cls.company)
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

    def test_expense(self):
        """A draft is nothing yet; approved it is to come, posted it is a cost."""
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

    def test_reversed_then_posted_again(self):
        """130 once, though its first entry is an entry of the order too."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 130)
        self._post(expense)
        self._reverse(expense)
        self._post(expense)
        self.assertCosts(order, 130, other=130)
        self.assertEqual(order.real_cost_ids.source, "expense")

    def test_reversed_for_good(self):
        """Reversed and left there, it is to come again, not spent."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 130)
        self._post(expense)
        self._update(order)
        self._reverse(expense)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)

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
        """120 with 20 % in them: 120, to come then spent."""
        order = self._create_order((self.work, 10, 100))
        expense = self._approve(order, 120, tax_ids=self._create_lost_tax().ids)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 120)
        self._post(expense)
        self.assertCosts(order, 120, other=120)

    def test_expense_of_no_order(self):
        order = self._create_order((self.work, 10, 100))
        expense = self._spend(self.env["sale.order"], 130)
        expense.action_submit()
        expense._do_approve(check=False)
        self._post(expense)
        self.assertCosts(order, 0)
