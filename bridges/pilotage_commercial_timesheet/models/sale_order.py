from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_task_ids = fields.One2many(
        "project.task",
        "sale_order_id",
        string="Tasks of the Costs",
        groups=fields.NO_ACCESS,
    )

    @api.depends(
        "order_line.analytic_line_ids.amount",
        "order_line.analytic_line_ids.project_id",
        "real_cost_task_ids.timesheet_ids.amount",
        "real_cost_task_ids.timesheet_ids.so_line",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Add the time spent: on the lines of the orders, and on their tasks without a line."""
        items = super()._get_real_cost_items()
        on_task = Domain("so_line", "=", False) & Domain("task_id.sale_order_id", "in", self.ids)
        timesheets = self.env["account.analytic.line"].search(
            Domain("project_id", "!=", False)
            & (Domain("so_line.order_id", "in", self.ids) | on_task)
        )
        for timesheet in timesheets:
            order = timesheet.so_line.order_id or timesheet.task_id.sale_order_id
            if timesheet.unit_amount:
                items.append(timesheet._get_real_cost_item(order))
        return items + self._get_project_time_items()

    def _get_project_time_items(self):
        """Return the leaves of the time spent on the projects of the orders, without a task of an
        order.
        """
        own = self._get_own_projects()
        items = []
        for timesheet in self._search_time_on_projects({project.id for project in own}):
            owners = own[timesheet.project_id]
            for order in owners & self if timesheet.unit_amount else ():
                # Of somebody lent by another company, the hours count, at an unknown cost.
                if len(owners) == 1 or order._shares_books(timesheet.company_id):
                    item = timesheet._get_real_cost_item(order)
                    items.append({**item, "sale_line_id": False})
        return items

    @api.model
    def _search_time_on_projects(self, project_ids):
        """Return the time spent on projects that no order line and no task links to an order."""
        if not project_ids:
            return self.env["account.analytic.line"]
        return self.env["account.analytic.line"].search(
            [
                ("project_id", "in", list(project_ids)),
                ("so_line", "=", False),
                "|",
                ("task_id", "=", False),
                ("task_id.sale_order_id", "=", False),
            ]
        )

    @api.model
    def _count_on_accounts(self, account_ids):
        """Add the time spent on the projects of these accounts, without an order."""
        counts = super()._count_on_accounts(account_ids)
        projects = self.env["project.project"].search([("account_id", "in", list(account_ids))])
        for timesheet in self._search_time_on_projects(set(projects.ids)):
            counts[timesheet.project_id.account_id.id, timesheet.company_id.root_id] += 1
        return counts

    def _get_real_cost_missing(self):
        """Add the hours of employees without an hourly cost."""
        missing = super()._get_real_cost_missing()
        rows = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("res_model", "=", "account.analytic.line"),
                ("amount", "=", 0),
            ],
            ["order_id"],
            ["__count"],
        )
        for order, count in rows:
            missing[order.id].append(("hours_without_cost", count))
        return missing

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "hours_without_cost": self.env._("timesheets without an hourly cost in this company"),
        }
