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
