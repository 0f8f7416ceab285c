from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_cost_category(self):
        category = super()._get_cost_category()
        if category != "purchase":
            return category
        kinds = self.product_id.bom_ids.mapped("type")
        if "subcontract" in kinds:
            return "subcontracting"
        return "production" if "normal" in kinds else category
