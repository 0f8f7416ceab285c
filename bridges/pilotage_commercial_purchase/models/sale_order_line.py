from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_purchase_category(self):
        """Return the category of what is bought for the line itself. For addons."""
        self.ensure_one()
        return "subcontracting" if self.product_id.type == "service" else "purchase"
