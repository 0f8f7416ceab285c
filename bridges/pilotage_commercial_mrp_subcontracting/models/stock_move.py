from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "is_subcontract"]

    def _get_purchase_cost_category(self, flow):
        if self.is_subcontract and flow.category == "purchase":
            return "subcontracting"
        return super()._get_purchase_cost_category(flow)
