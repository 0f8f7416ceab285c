from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        # Odoo's revaluation after each receipt under average cost marks nothing: opening the order
        # updates it. A cost that somebody types marks the orders.
        result = super().write(vals)
        if "standard_price" in vals and not self.env.context.get("disable_auto_revaluation"):
            self._mark_open_real_costs()
        return result

    def _mark_open_real_costs(self):
        """Mark the orders that wait for one of these products, at its present cost."""
        # Whoever changes the cost may not see the orders: only their mark is written (hence sudo).
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.ids),
                    ("state", "not in", ("draft", "done", "cancel")),
                ]
            )
        )
        self.env["sale.order"].sudo().search(
            [("real_cost_move_ids", "in", moves.ids)]
        )._mark_real_cost()
