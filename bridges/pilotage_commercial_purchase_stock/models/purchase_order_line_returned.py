"""Purchase lines whose goods were all sent back to the supplier."""

from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _is_sent_back(self):
        """Return whether all that was received went back, and is credited, at least in part.

        Until then a credit note of the whole is expected.
        """
        self.ensure_one()
        lines = self.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        return (
            self.product_uom_id.compare(self.qty_received, 0.0) <= 0
            and not self._get_quantity_ordered()
            and any(line._credits() for line in lines)
        )

    def _get_parts_by_cancelled_line(self):
        """Return ``{order line: part}`` of the cancelled orders that the line was bought for, by
        the quantities that they sold. None if another order, not cancelled, may still take its
        goods.
        """
        self.ensure_one()
        orders = self.order_id.reference_ids.sale_ids
        if any(order.state != "cancel" for order in orders):
            return {}
        lines = orders.order_line.filtered(lambda line: line.product_id == self.product_id)
        total = sum(line.product_uom_qty for line in lines)
        return {line: line.product_uom_qty / total for line in lines} if total else {}
