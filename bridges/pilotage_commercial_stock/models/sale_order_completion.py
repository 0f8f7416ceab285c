"""The quantity of each order line that its deliveries cover, done or planned."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_cost_quantities(self):
        """Add the quantities delivered, or to deliver, less the returns."""
        quantities = super()._get_cost_quantities()
        moves = self.order_line.move_ids
        moves.fetch(self.env["stock.move"]._get_real_cost_fields())
        for line, line_moves in moves.grouped("sale_line_id").items():
            if quantity := line_moves._get_covered_quantity(line):
                quantities[line.id] = quantity
        return quantities
