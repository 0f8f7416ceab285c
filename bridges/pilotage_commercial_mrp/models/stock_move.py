from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "production_id"]

    def _get_production_share(self):
        """Return the part of the cost of its manufacturing order that a unit of the finished
        product, or of the by-product, bears."""
        self.ensure_one()
        finished = self.production_id.move_finished_ids.filtered(
            lambda move: move.state not in ("draft", "cancel")
        )
        main = self.production_id.product_id
        if self.product_id == main:
            by_products = finished.filtered(lambda move: move.product_id != main)
            part = 1 - sum(by_products.mapped("cost_share")) / 100
        else:
            part = self.cost_share / 100
        same = finished.filtered(
            lambda move: (
                move.product_id == self.product_id and (self.product_id == main or move == self)
            )
        )
        quantity = sum(move._get_real_cost_quantity() for move in same)
        return part / quantity if quantity else 0.0
