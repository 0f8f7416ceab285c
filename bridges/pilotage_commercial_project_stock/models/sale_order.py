from odoo import models

from odoo.addons.pilotage_commercial_stock.tools import Flow


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_flows(self):
        """Add the deliveries for the projects of the orders that are on no order line."""
        flows = super()._get_real_cost_flows()
        own = self._get_own_projects()
        if not own:
            return flows
        moves = self.env["stock.move"].search(
            [
                ("picking_id.project_id", "in", [project.id for project in own]),
                ("sale_line_id", "=", False),
                ("state", "=", "done"),
            ]
        )
        line = self.env["sale.order.line"]
        for move in moves.filtered(lambda move: not move._get_order_served()):
            direction = move._get_real_cost_direction()
            for order in own[move.picking_id.project_id] & self if direction else ():
                if order._shares_books(move.company_id):
                    quantity = direction * move._get_real_cost_quantity()
                    flows.append(
                        Flow(order, line, move, quantity, move, direction, "analytic", "purchase")
                    )
        return flows
