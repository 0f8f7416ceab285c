"""Margin at completion of services by the hour."""

from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestCompletionTimesheet(RealCostCase):
    def test_case_8(self):
        """600, 10 hours planned at 40: 6 hours; then 12; then delivered at 8 hours."""
        service = self._create_product("Masonry", "service", 60, 40)
        service.service_tracking = "task_in_project"
        mason = self.env["hr.employee"].create(
            {"name": "Mason", "hourly_cost": 40, "company_id": self.company.id}
        )
        order = self._create_order((service, 10, 60))
        task = order.order_line.task_id
        timesheet = self.env["account.analytic.line"].create(
            {
                "name": "On the site",
                "employee_id": mason.id,
                "task_id": task.id,
                "project_id": task.project_id.id,
                "unit_amount": 6,
            }
        )
        self.assertCompletion(order, 400, 0, 160, "forecast")
        self.assertEqual(order.real_cost_missing, "planned:1")
        timesheet.unit_amount = 12
        self.assertCompletion(order, 480, -80, 0)
        timesheet.unit_amount = 8
        self.assertCompletion(order, 400, 0, 80)
        order.order_line.qty_delivered = 10
        self.assertCompletion(order, 320, 80, 0, "final")
        self.assertEqual(order.completion_cost_labour, 320)

    def _work(self, cost, quantity, unit, hours, **order_values):
        """Sell a service planned at ``cost`` at a fixed price, and spend ``hours`` at 50 on it."""
        service = self._create_product("Survey", "service", 8000, cost)
        service.write({"service_tracking": "task_in_project", "service_policy": "ordered_prepaid"})
        service.uom_id = self.env.ref(f"uom.product_uom_{unit}")
        engineer = self.env["hr.employee"].create(
            {"name": "Engineer", "hourly_cost": 50, "company_id": self.company.id}
        )
        order = self._create_order((service, quantity, 8000), **order_values)
        task = order.order_line.task_id
        values = {"name": "On the site", "employee_id": engineer.id, "unit_amount": hours}
        values |= {"task_id": task.id, "project_id": task.project_id.id}
        return order, self.env["account.analytic.line"].create(values)

    def test_fixed_price_by_the_piece(self):
        """One survey planned at 3 000, which Odoo calls delivered after an hour: two hours cost 100
        of it; sixty-one cost 3 050; forty are enough if somebody says so.
        """
        order, timesheet = self._work(3000, 1, "unit", 2)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertCompletion(order, 3000, 0, 2900, "forecast")
        self.assertEqual(order.real_cost_missing, "planned:1")
        timesheet.unit_amount = 61
        self.assertCompletion(order, 3050, -50, 0, "final")
        timesheet.unit_amount = 40
        self.assertCompletion(order, 3000, 0, 1000, "forecast")
        order.action_close_costs()
        self.assertCompletion(order, 2000, 1000, 0, "closed")

    def test_fixed_price_planned_by_the_deal(self):
        """The deal is estimated at 3 000, the survey has no cost of its own: 3 000 all the same."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "company_id": self.company.id,
                "expected_revenue": 8000,
                "estimated_cost": 3000,
            }
        )
        order, timesheet = self._work(0, 1, "unit", 2, opportunity_id=lead.id)
        self.assertCompletion(order, 3000, 0, 2900, "forecast")
        timesheet.unit_amount = 61
        self.assertCompletion(order, 3050, -50, 0, "final")

    def test_fixed_price_by_the_hour(self):
        """Ten hours planned at 60, spent at 50, whether their unit is an hour or a piece: 500; five
        days planned at 900 and spent at 400.
        """
        for unit in ("unit", "hour"):
            order, timesheet = self._work(60, 10, unit, 9)
            self.assertCompletion(order, 600, 0, 150, "forecast")
            timesheet.unit_amount = 10
            self.assertCompletion(order, 500, 100, 0, "final")
        order, _timesheet = self._work(900, 5, "day", 40)
        self.assertCompletion(order, 2000, 2500, 0, "final")
