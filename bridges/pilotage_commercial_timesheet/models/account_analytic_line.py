from odoo import api, models


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mark_by_projects()
        return lines

    def write(self, vals):
        watched = {"amount", "unit_amount", "project_id", "so_line", "task_id", "employee_id"}
        if watched.isdisjoint(vals):
            return super().write(vals)
        self._mark_by_projects()
        result = super().write(vals)
        self._mark_by_projects()
        return result

    def unlink(self):
        self._mark_by_projects()
        return super().unlink()

    def _mark_by_projects(self):
        """Mark the orders of the projects on which time was spent without an order line."""
        projects = self.filtered(lambda line: not line.so_line).project_id
        if projects:
            self.env["sale.order"]._mark_by_projects(projects)

    def _get_real_cost_item(self, order):
        """Return the leaf of the time spent for ``order``, at the employee's cost of that time. A
        leaf of 0 means that it is unknown; so is what another company of the group charges for it.
        """
        self.ensure_one()
        is_own = order._shares_books(self.company_id)
        return {
            "order_id": order.id,
            "sale_line_id": (self.so_line or self.task_id.sale_line_id).id,
            "source": "timesheet",
            "category": "labour",
            "state": "actual",
            "amount": -self.amount if is_own else 0.0,
            "date": self.date,
            "partner_id": False,
            "name": " · ".join(
                filter(
                    None,
                    (self.employee_id.name, self.name, not is_own and self.company_id.name),
                )
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
