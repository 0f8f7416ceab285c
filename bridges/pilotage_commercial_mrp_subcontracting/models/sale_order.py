from odoo import models

from odoo.addons.pilotage_commercial_stock.tools import Flow


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
        return items, further + self._get_subcontracted_flows(received)

    def _get_real_cost_flows(self):
        """Add the components supplied for what is bought by hand: its purchase tells its bills."""
        flows = super()._get_real_cost_flows()
        line, received = self.env["sale.order.line"], []
        for purchase_line, parts in self._get_purchases_by_hand().items():
            for receipt, kept in purchase_line._get_subcontracted_receipts().items():
                quantity = receipt._get_real_cost_quantity()
                for order, part in parts.items():
                    args = order, line, receipt, quantity * kept * part, receipt, kept * part
                    received.append(Flow(*args, "analytic", "production"))
        return flows + self._get_subcontracted_flows(received)

    def _get_subcontracted_flows(self, received):
        """Return the flows of the subcontracted productions that brought ``received``."""
        return [
            flow
            for before, _from_stock in self._step_back(received)
            for flow in before
            if flow.move.production_id
        ]
