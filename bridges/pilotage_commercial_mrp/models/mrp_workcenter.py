from odoo import models
from odoo.fields import Domain


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    def write(self, vals):
        # A rare write on few records: a new rate changes the cost of open orders.
        result = super().write(vals)
        if "costs_hour" in vals:
            self._mark_open_real_costs()
        return result

    def _mark_open_real_costs(self):
        """Mark the orders whose work orders use the rate of these work centres."""
        # Whoever changes the rate may not see the orders: only their mark is written (hence sudo).
        workorders = (
            self.env["mrp.workorder"]
            .sudo()
            .search_fetch(
                Domain("workcenter_id", "in", self.ids) & Domain("costs_hour", "=", 0),
                ["production_id"],
            )
        )
        self.env["sale.order"].sudo().search(
            [("real_cost_move_ids.production_id", "in", workorders.production_id.ids)]
        )._mark_real_cost()
