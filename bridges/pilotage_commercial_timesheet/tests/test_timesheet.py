from odoo.tests import tagged

from .common import TimesheetCase


@tagged("standard", "post_install", "-at_install")
class TestTimesheet(TimesheetCase):
    def test_time_spent(self):
        """Eight hours at 25."""
        order = self._create_delivered()
        task = order.order_line.task_id
        self.assertTrue(task)
        timesheet = self._spend(task, 8)
        self.assertEqual(timesheet.so_line, order.order_line)
        self.assertCosts(order, 200, 800, "complete", labour=200)
        timesheet.unit_amount = 10
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 250, 750, "complete", labour=250)
        action = order.real_cost_ids.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("project.task", task.id))
        timesheet.unlink()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 0, 1000, "planned")

    def test_employee_without_a_cost(self):
        """8 h at 25 are known, 8 h and 2 h of an apprentice are not."""
        order = self._create_delivered()
        task = order.order_line.task_id
        apprentice = self.env["hr.employee"].create(
            {"name": "Apprentice", "hourly_cost": 0, "company_id": self.company.id}
        )
        self._spend(task, 8)
        self.assertCosts(order, 200, state="complete", labour=200)
        hours = self._spend(task, 8, employee_id=apprentice.id)
        hours |= self._spend(task, 2, employee_id=apprentice.id)
        self.assertCosts(order, 200, state="provisional", labour=200)
        self.assertEqual(order.real_cost_missing, "hours_without_cost:2")
        # Their cost given later: 10 h at 15
        apprentice.hourly_cost = 15
        hours.write({"employee_id": apprentice.id})
        hours.amount = -75
        self.assertCosts(order, 350, state="complete", labour=350)

    def test_only_hours_without_a_cost(self):
        """The costs are unknown, and the line is not reported without any cost."""
        self.mason.hourly_cost = 0
        order = self._create_delivered()
        self._spend(order.order_line.task_id, 8)
        self._update(order)
        self.assertNotEqual(order.real_cost_state, "complete")
        self.assertEqual(order.real_cost_missing, "hours_without_cost:1")

    def test_time_not_charged(self):
        """Removed from the order line by hand, it still costs."""
        order = self._create_order()
        timesheet = self._spend(order.order_line.task_id, 8)
        self._update(order)
        timesheet.write({"so_line": False, "is_so_line_edited": True})
        self.env.flush_all()
        self.assertCosts(order, 200, 800, labour=200)

    def test_moved_to_another_order(self):
        first, second = self._create_order(), self._create_order()
        timesheet = self._spend(first.order_line.task_id, 8)
        self._update(first + second)
        task = second.order_line.task_id
        timesheet.write({"task_id": task.id, "project_id": task.project_id.id})
        self.env.flush_all()
        self.assertTrue(first.real_cost_to_update)
        self.assertTrue(second.real_cost_to_update)
        self.assertCosts(first, 0)
        self.assertCosts(second, 200, labour=200)

    def test_cost_of_the_employee_changes(self):
        """8 h at 25, then 8 h at 30, of which 2 are taken back: 200 + 180."""
        order = self._create_order()
        task = order.order_line.task_id
        self._spend(task, 8)
        self.mason.hourly_cost = 30
        self._spend(task, 8)
        self._spend(task, -2)
        self.assertCosts(order, 380, labour=380)

    def test_task_given_to_another_order(self):
        """The task is another order's from now on: its hours go along."""
        first, second = self._create_order(), self._create_order()
        task = first.order_line.task_id
        self._spend(task, 8)
        self._update(first + second)
        task.sale_line_id = second.order_line
        self.env.flush_all()
        self.assertTrue(first.real_cost_to_update)
        self.assertTrue(second.real_cost_to_update)
        self.assertCosts(first, 0)
        self.assertCosts(second, 200, labour=200)

    def test_time_on_nothing(self):
        """A project of its own belongs to no order."""
        order = self._create_order()
        project = self.env["project.project"].create(
            {"name": "Inside", "company_id": self.company.id, "allow_timesheets": True}
        )
        task = self.env["project.task"].create({"name": "Tidy", "project_id": project.id})
        self._spend(task, 8)
        self.assertCosts(order, 0)

    def test_constant_queries(self):
        orders = self.env["sale.order"]
        for _number in range(11):
            order = self._create_order()
            self._spend(order.order_line.task_id, 8)
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)

    # --- employees of other companies ---

    def _create_colleague(self, company, cost=30):
        """Return an employee of ``company`` who may spend time on the orders of ours."""
        self.env.user.company_ids |= company
        companies = (self.company | company).ids
        return (
            self.env["hr.employee"]
            .with_context(allowed_company_ids=companies)
            .create({"name": "Colleague", "hourly_cost": cost, "company_id": company.id})
        )

    def _sell_in_common(self):
        """Return an order whose project belongs to no company."""
        order = self._create_delivered()
        project = order.order_line.task_id.project_id
        project.company_id = False
        project.account_id.company_id = False
        return order

    def test_employee_of_a_branch(self):
        """2 h at 25, and 4 h at 30 of somebody of a branch, in the same books: 170."""
        order = self._sell_in_common()
        branch = self.env["res.company"].create({"name": "Lyon", "parent_id": self.company.id})
        colleague = self._create_colleague(branch)
        task = order.order_line.task_id
        self._spend(task, 2)
        hours = self._spend(task.with_env(colleague.env), 4, employee_id=colleague.id)
        self.assertEqual(hours.company_id, branch)
        self.assertCosts(order, 170, state="complete", labour=170)

    def test_employee_of_another_company(self):
        """2 h at 25; what another company will charge for 4 h of its own is not known."""
        order = self._sell_in_common()
        other = self._create_company("Other books")
        colleague = self._create_colleague(other)
        task = order.order_line.task_id
        self._spend(task, 2)
        hours = self._spend(task.with_env(colleague.env), 4, employee_id=colleague.id)
        self.assertEqual(hours.company_id, other)
        self.assertCosts(order, 50, state="provisional", labour=50)
        self.assertEqual(order.real_cost_missing, "hours_without_cost:1")
        unknown = order.real_cost_ids.filtered(lambda cost: not cost.amount)
        self.assertEqual(unknown.name, "Colleague · On the site · Other books")

    def test_hours_on_the_project_of_another_company(self):
        """4 h on the project itself, of somebody of another company: not known either."""
        order = self._sell_in_common()
        colleague = self._create_colleague(self._create_company("Other books"))
        task = order.order_line.task_id
        self._spend(task, 2)
        hours = self.env(context=colleague.env.context)["account.analytic.line"].create(
            {
                "name": "Cleaning",
                "employee_id": colleague.id,
                "project_id": task.project_id.id,
                "unit_amount": 4,
            }
        )
        hours.write({"so_line": False, "is_so_line_edited": True})
        self._update(order)
        self.assertEqual(order.real_cost, 50)
        self.assertEqual(order.real_cost_missing, "hours_without_cost:1")
