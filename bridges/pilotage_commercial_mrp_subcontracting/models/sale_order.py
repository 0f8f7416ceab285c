from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _follow_real_cost(self, flows):
        """Add the cost of subcontractors' receipts: their bills, and the components supplied."""
        items, further = super()._follow_real_cost(flows)
        received = [
            flow.through(receipt, 1.0)
            for flow in flows
            if (receipt := flow.move._get_subcontracted_receipt())
        ]
        for before, _from_stock in self._step_back(received):
            further += [flow for flow in before if flow.move.production_id]
        return items, further
