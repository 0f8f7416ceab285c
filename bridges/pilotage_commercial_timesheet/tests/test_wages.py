"""Wages booked on the account of an order, beside its hours."""

from odoo import Command
from odoo.tests import tagged

from .common import TimesheetCase


@tagged("standard", "post_install", "-at_install")
class TestWages(TimesheetCase):
    """Eight hours at 25 on a task of the order, and wages of 180 on the account of its project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref("base.fr")
        cls.wages = cls._create_account("641100", "expense")
        cls.rent = cls._create_account("613500", "expense")
        cls.due = cls._create_account("421000", "liability_current")

    def _book(self, order, account, amount=180):
        site = order.order_line.task_id.project_id.account_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company.id,
                "date": "2026-03-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": amount,
                            "analytic_distribution": {str(site.id): 100},
                        }
                    ),
                    Command.create({"account_id": self.due.id, "balance": -amount}),
                ],
            }
        )
        entry.action_post()
        return entry

    def test_wages_beside_hours(self):
        """200 and 180 for the same work: the order says it until somebody takes one away."""
        order = self._create_delivered()
        self._spend(order.order_line.task_id, 8)
        entry = self._book(order, self.wages)
        self._update(order)
        self.assertEqual((order.real_cost, order.real_cost_state), (380, "provisional"))
        self.assertEqual(order.real_cost_missing, "wages_and_hours:1")
        self.assertIn("wages beside timesheets", order.real_cost_missing_text)
        entry.line_ids.analytic_distribution = False
        self.assertCosts(order, 200, state="complete", labour=200)

    def test_wages_without_hours(self):
        order = self._create_delivered()
        self._book(order, self.wages)
        self.assertCosts(order, 180, state="complete", other=180)

    def test_another_expense_beside_hours(self):
        order = self._create_delivered()
        self._spend(order.order_line.task_id, 8)
        self._book(order, self.rent, 50)
        self.assertCosts(order, 250, state="complete", labour=200, other=50)

    def test_another_chart_of_accounts(self):
        """In Germany the account may be anything."""
        self.company.account_fiscal_country_id = self.env.ref("base.de")
        order = self._create_delivered()
        self._spend(order.order_line.task_id, 8)
        self._book(order, self.wages)
        self.assertCosts(order, 380, state="complete", labour=200, other=180)
