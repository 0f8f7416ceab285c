"""Hours spent on the tasks of orders."""

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


class TimesheetCase(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work.write({"service_tracking": "task_in_project"})
        cls.mason = cls.env["hr.employee"].create(
            {"name": "Mason", "hourly_cost": 25, "company_id": cls.company.id}
        )

    def _spend(self, task, hours, **values):
        return task.env["account.analytic.line"].create(
            {
                "name": "On the site",
                "employee_id": self.mason.id,
                "task_id": task.id,
                "project_id": task.project_id.id,
                "unit_amount": hours,
                **values,
            }
        )
