from odoo import models


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    def _get_real_cost_item(self):
        """Return the leaf of the time spent: what the employee cost then. One of 0 says that it
        is not known."""
        self.ensure_one()
        order = self.so_line.order_id or self.task_id.sale_order_id
        return {
            "order_id": order.id,
            "sale_line_id": (self.so_line or self.task_id.sale_line_id).id,
            "source": "timesheet",
            "category": "labour",
            "state": "actual",
            "amount": -self.amount,
            "date": self.date,
            "partner_id": False,
            "name": " · ".join(filter(None, (self.employee_id.name, self.name))),
            "res_model": self._name,
            "res_id": self.id,
        }
