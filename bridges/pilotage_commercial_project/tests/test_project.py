"""Documents entered by hand on the project of an order, and shared by analytic percentages."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestProject(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_product("Site", "service", 3000, 0)
        cls.site.service_tracking = "task_in_project"

    def _sell(self, **values):
        """Sell works at 3 000 with a project of their own, and its analytic account."""
        order = self._create_order((self.site, 1, 3000), **values)
        project = order.project_ids[:1] or order.project_id
        if not project.account_id:
            project._create_analytic_account()
        return order, project

    def _spread(self, *parts):
        """Return the values of a line on the accounts of (project, percentage)."""
        return {
            "analytic_distribution": {str(project.account_id.id): part for project, part in parts}
        }

    def test_bill_on_the_project(self):
        """A bill of 400 on the account of the project, not assigned by hand."""
        order, project = self._sell()
        self._update(order)
        self._create_bill((None, 400, self._spread((project, 100))))
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 400, 2600, other=400)
        self.assertEqual(order.real_cost_ids.source, "analytic")

    def test_bill_shared_by_percentages(self):
        """1 000 at 60 and 40 % on the projects of two orders."""
        (first, one), (second, two) = self._sell(), self._sell()
        self._create_bill((None, 1000, self._spread((one, 60), (two, 40))))
        self.assertCosts(first, 600, other=600)
        self.assertCosts(second, 400, other=400)

    def test_part_of_a_bill(self):
        """30 % of 1 000; the rest is on no order's account."""
        order, project = self._sell()
        plan = project.account_id.plan_id
        office = self.env["account.analytic.account"].create({"name": "Office", "plan_id": plan.id})
        spread = {str(project.account_id.id): 30, str(office.id): 70}
        self._create_bill((None, 1000, {"analytic_distribution": spread}))
        self.assertCosts(order, 300, other=300)

    def test_credit_note_of_such_a_bill(self):
        """400, then 150 credited on the same account."""
        order, project = self._sell()
        self._create_bill((None, 400, self._spread((project, 100))))
        self._create_bill((None, 150, self._spread((project, 100))), kind="in_refund")
        self.assertCosts(order, 250, other=250)

    def test_assigned_elsewhere(self):
        """Assigned by hand to another order: it belongs to that order."""
        (first, project), (second, _two) = self._sell(), self._sell()
        self._create_bill((second, 400, self._spread((project, 100))))
        self.assertCosts(first, 0)
        self.assertCosts(second, 400, other=400)

    def test_account_given_afterwards(self):
        order, project = self._sell()
        bill = self._create_bill((None, 400))
        self.assertCosts(order, 0)
        bill.invoice_line_ids.write(self._spread((project, 100)))
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 400, other=400)
        bill.button_draft()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)

    def test_project_of_two_orders(self):
        """A site and its supplement: nothing is shared, both say that a document is missing.
        Assigned, it belongs to the order.
        """
        order, project = self._sell()
        more = self._create_order((self.work, 1, 500), project_id=project.id)
        bill = self._create_bill((None, 400, self._spread((project, 100))))
        for each in order + more:
            self.assertCosts(each, 0)
            self.assertIn("shared_account:1", each.real_cost_missing)
        bill.invoice_line_ids.cost_order_id = more
        self._deliver(more)
        self.assertCosts(more, 400, state="complete", other=400)
        self.assertFalse(more.real_cost_missing)

    def test_shared_by_a_later_order(self):
        """400 are the site's; its supplement is confirmed: nobody's; it is cancelled: the site's.
        Each time the update of the supplement marks the site."""
        order, project = self._sell()
        self._create_bill((None, 400, self._spread((project, 100))))
        self.assertCosts(order, 400, other=400)
        more = self._create_order((self.work, 1, 500), project_id=project.id)
        self._update(more)
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)
        self.assertIn("shared_account:1", order.real_cost_missing)
        # It ends there: neither marks the other again.
        self._update(more)
        self.assertFalse(order.real_cost_to_update or more.real_cost_to_update)
        more._action_cancel()
        self._update(more)
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 400, other=400)
        self._update(order + more)
        self.assertFalse(order.real_cost_to_update or more.real_cost_to_update)

    def test_joined_by_another_customer(self):
        """400 are the site's; an order of another customer chooses its project: nobody's; it is
        cancelled: the site's. Each time its update marks the site."""
        order, project = self._sell()
        self._create_bill((None, 400, self._spread((project, 100))))
        self.assertCosts(order, 400, other=400)
        other = self.env["res.partner"].create({"name": "Somebody else"})
        more = self._create_order((self.work, 1, 500), project_id=project.id, partner_id=other.id)
        for cost in (0, 400):
            self._update(more)
            self.assertTrue(order.real_cost_to_update)
            self.assertCosts(order, cost, other=cost)
            self._update(more)
            self.assertFalse(order.real_cost_to_update or more.real_cost_to_update)
            more._action_cancel()

    def test_copy_of_an_order(self):
        """The copy of an order on a project shares nothing until it is confirmed."""
        order, project = self._sell()
        self._create_bill((None, 400, self._spread((project, 100))))
        copy = order.copy({"project_id": project.id, "order_line": False})
        self._update(order + copy)
        self.assertCosts(order, 400, other=400)
        copy.order_line = [Command.create({"product_id": self.work.id, "price_unit": 40})]
        copy.action_confirm()
        self._update(copy)
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0)
        copy._action_cancel()
        copy.action_draft()
        self._update(copy)
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 400, other=400)

    def test_branch(self):
        """400 billed in a branch, in the same books, on the account of the order: its cost. Those
        of another company are not."""
        order, project = self._sell()
        project.write({"company_id": False})
        project.account_id.company_id = False
        other = self._create_company("Other books")
        branch = self.env["res.company"].create({"name": "Lyon", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        debts = self.supplier.property_account_payable_id
        self.supplier.with_company(branch).property_account_payable_id = debts
        for company in (branch, other):
            self.env["account.move"].with_context(
                allowed_company_ids=[company.id, self.company.id]
            ).create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.supplier.id,
                    "company_id": company.id,
                    "invoice_date": "2026-03-10",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Sand",
                                "price_unit": 400,
                                "tax_ids": False,
                                **self._spread((project, 100)),
                            }
                        )
                    ],
                }
            ).action_post()
        self.assertCosts(order, 400, other=400)

    def test_account_of_a_department(self):
        """Orders of many customers have the account: it tells no order."""
        order, project = self._sell()
        other = self.env["res.partner"].create({"name": "Somebody else"})
        values = {"project_id": project.id, "partner_id": other.id}
        more = self._create_order((self.work, 1, 500), **values)
        self._create_bill((None, 400, self._spread((project, 100))))
        for each in order + more:
            self._update(each)
            self.assertNotIn("shared_account", each.real_cost_missing or "")

    def test_constant_queries(self):
        orders = self.env["sale.order"]
        for _number in range(5):
            order, project = self._sell()
            self._create_bill((None, 400, self._spread((project, 100))))
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)

    # --- re-invoiced to the customer ---

    def test_plan_of_what_is_reinvoiced(self):
        """A crane for 500, re-invoiced at its cost or for 700 beside works of 3 000 planned at
        2 000: it costs what it was planned to cost, so nothing drifts."""
        if "reinvoiced_sale_order_id" not in self.env["project.project"]._fields:
            self.skipTest("Nothing is re-invoiced from a project")
        self.site.standard_price = 2000
        for policy, price in (("cost", 500), ("sales_price", 700)):
            with self.subTest(policy):
                order, project = self._sell()
                crane = self._create_product("Crane", "service", 700, 0)
                crane.expense_policy = policy
                values = {"product_id": crane.id, **self._spread((project, 100))}
                self._create_bill((None, 500, values))
                self.assertEqual(order.order_line[1:].price_unit, price)
                self.assertCompletion(order, 2500, 0, 2000)
                self.assertAlmostEqual(order.completion_margin, 1000 + price - 500)

    def test_deleted_project(self):
        """Odoo deletes the account of a deleted project; the order line keeps its id. A bill of 30
        assigned to the order still counts."""
        project = self.env["project.project"].create({"name": "P", "company_id": self.company.id})
        order = self._create_order(confirm=False, project_id=project.id)
        project._create_analytic_account()
        account = project.account_id
        order.order_line.analytic_distribution = {str(account.id): 100}
        order.action_confirm()
        project.unlink()
        self.assertFalse(account.exists())
        self._create_bill((order, 30))
        self.assertCosts(order, 30, other=30)
