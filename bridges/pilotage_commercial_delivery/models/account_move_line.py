from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_cost_category(self):
        if not self.cost_category and self.product_id._is_freight():
            return "transport"
        return super()._get_cost_category()
