"""What an order closed by hand misses: nothing, whichever cost is not known."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_missing(self):
        """An order closed by hand has no missing cost."""
        missing = super()._get_real_cost_missing()
        for order in self.filtered("costs_closed_date"):
            missing.pop(order.id, None)
        return missing

    def _get_real_cost_states(self, missing):
        """An order closed by hand before any cost is complete."""
        states = super()._get_real_cost_states(missing)
        for order in self.filtered("costs_closed_date"):
            if order.state == "sale" and not order.committed_cost:
                states[order.id] = "complete"
        return states
