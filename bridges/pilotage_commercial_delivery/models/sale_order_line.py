from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_real_cost_category(self, category):
        if self.is_delivery:
            return "transport"
        return super()._get_real_cost_category(category)

    def _get_cost_category(self):
        return "transport" if self.is_delivery else super()._get_cost_category()

    def _costs_something(self):
        # The missing cost of freight has a code of its own.
        return super()._costs_something() and not self.is_delivery
