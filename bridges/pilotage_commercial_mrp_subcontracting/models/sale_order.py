from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _follow_real_cost(self, flows):
        """A subcontractor's receipt costs its bills, and the components given to make it."""
        items, further = super()._follow_real_cost(flows)
        received = [flow for flow in flows if flow.move.is_subcontract]
        if not received:
            return items, further
        parts = self._browse_moves(flow.move.id for flow in received)._get_real_cost_parts()
        origins = self._browse_moves(origin for part in parts.values() for origin in part)
        origins = {origin.id: origin for origin in origins}
        for flow in received:
            for origin, part in parts.get(flow.move.id, {}).items():
                if origins[origin].production_id:
                    further.append(flow.through(origins[origin], part))
        return items, further
