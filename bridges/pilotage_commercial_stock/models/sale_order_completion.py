"""How much of each order line its deliveries stand for, done or planned."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_cost_quantities(self):
        """Add what goes to the customer, less what came back."""
        quantities = super()._get_cost_quantities()
        moves = self.order_line.move_ids
        moves.fetch([*self.env["stock.move"]._get_real_cost_fields(), "sale_line_id"])
        for line, line_moves in moves.grouped("sale_line_id").items():
            if quantity := line_moves._get_covered_quantity(line):
                quantities[line.id] = quantity
        return quantities
