from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_share(self, flow):
        """Return the quantity of ``flow`` in the unit of the line."""
        self.ensure_one()
        uom = flow.move.product_id.uom_id
        return uom._compute_quantity(flow.quantity, self.product_uom_id, round=False)
