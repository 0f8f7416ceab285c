from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self.order_line._mark_by_accounts()
        return result
