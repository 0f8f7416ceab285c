"""Lines that the buyer adds to a purchase for a part of its goods: at another price, or free."""

from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        result = super().write(vals)
        if "analytic_distribution" in vals:
            # It says from now on for whom the line is bought. Whoever buys may not see the orders
            # (hence sudo).
            self.sudo()._get_orders_served()._mark_real_cost()
        return result

    def _get_lines_split(self, product):
        """Return the lines added for ``product`` to the purchases of ``self``, for nobody by
        name.
        """
        added = self.order_id.order_line - self
        return added.filtered(lambda line: line.product_id == product and line._is_for_nobody())

    def _mark_along(self):
        """Mark the orders that a line added for the same goods may serve, too."""
        result = super()._mark_along()
        added = self.filtered(lambda line: line.state == "purchase" and line._is_for_nobody())
        others = (added.order_id.order_line - added).filtered(
            lambda line: line.product_id in added.product_id
        )
        if others:
            # Whoever buys may not see the orders: only the mark is written (hence sudo).
            others.sudo()._get_orders_served()._mark_real_cost()
        return result
