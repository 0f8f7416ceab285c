from odoo import models
from odoo.fields import Domain


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "pilotage.system.fields"]
    _has_facts = True

    def unlink(self):
        # Typed costs stay on the order when the line is deleted, whoever deletes it.
        typed = Domain("sale_line_id", "in", self.ids) & Domain("source", "=", "manual")
        self.env["sale.order.cost"].sudo().search(typed).sale_line_id = False
        return super().unlink()

    def _costs_something(self):
        """Return whether the line, with a product, has a cost of its own. Hook for bridges."""
        self.ensure_one()
        return self.product_id.type != "combo"

    def _get_cost_category(self):
        """Return the category of the planned cost of the line. Hook for bridges."""
        self.ensure_one()
        return "labour" if self.product_id.type == "service" else "purchase"

    def _get_real_cost_category(self, category):
        """Return the cost category of purchases for this line (default: ``category``). Hook for
        bridges.
        """
        self.ensure_one()
        return category
