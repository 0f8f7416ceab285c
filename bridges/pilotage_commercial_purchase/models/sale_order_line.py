from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_cost_category(self):
        category = super()._get_cost_category()
        product = self.product_id.with_company(self.company_id)
        bought = category == "labour" and product.service_to_purchase
        return "subcontracting" if bought else category
