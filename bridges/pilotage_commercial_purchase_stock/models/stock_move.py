from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "purchase_line_id"]

    def _get_purchase_cost_category(self, flow):
        """Return what the bills of a receipt are for ``flow``: what is consumed to make
        something is production, wherever it comes from. For addons."""
        self.ensure_one()
        return flow.category
