from odoo import models
from odoo.fields import Domain


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def unlink(self):
        # A typed cost stays with the order, whoever deletes the line.
        typed = Domain("sale_line_id", "in", self.ids) & Domain("source", "=", "manual")
        self.env["sale.order.cost"].sudo().search(typed).sale_line_id = False
        return super().unlink()

    def _costs_something(self):
        """Return whether the line, of a product, has a cost of its own. For addons."""
        self.ensure_one()
        return self.product_id.type != "combo"

    def _get_cost_category(self):
        """Return the category of what the line is planned to cost. For addons."""
        self.ensure_one()
        return "labour" if self.product_id.type == "service" else "purchase"

    def _get_real_cost_category(self, category):
        """Return the category of what is bought for the line, ``category`` to begin with. For
        addons."""
        self.ensure_one()
        return category
