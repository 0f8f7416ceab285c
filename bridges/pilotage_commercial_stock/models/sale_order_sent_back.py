"""Goods that the customer sent back, and that are neither credited nor taken off the order."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_lines_sent_back(self):
        """Add the lines with a return, unless other goods are on their way, or nothing is to be
        credited: a gift, or a return that leaves the delivered quantity as it is.
        """
        lines = super()._get_lines_sent_back()
        waiting = self.filtered(lambda order: not order._are_costs_closed())
        moves = self.env["stock.move"].search(
            [
                ("sale_line_id.order_id", "in", waiting.ids),
                ("state", "=", "done"),
                ("to_refund", "=", True),
                ("location_id.usage", "in", ("customer", "transit")),
            ]
        )
        back = moves.filtered(lambda move: move._get_real_cost_direction() < 0).sale_line_id
        lines |= back.filtered(lambda line: line.price_subtotal > 0 and not line._is_delivered())
        return lines - self._get_waiting_lines() if lines else lines
