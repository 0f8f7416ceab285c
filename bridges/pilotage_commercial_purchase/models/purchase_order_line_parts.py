"""The order lines that a purchase line serves: its own, and those merged into it."""

from odoo import models
from odoo.fields import Domain


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_parts_by_sale_line(self):
        """Return ``{line: {order line: part}}``.

        Merged requests for quotation leave one purchase line, linked to one order line. The other
        order lines of its origins share it, by the quantities that they need.
        """
        merged = self._get_merged_sale_lines()
        parts = {}
        for line in self:
            lines = line.sale_line_id | merged[line]
            asked = {
                sale_line: sale_line.product_uom_id._compute_quantity(
                    sale_line.product_uom_qty, line.product_uom_id, round=False
                )
                for sale_line in lines
            }
            total = sum(asked.values())
            if len(lines) == 1 or not total:
                parts[line] = {line.sale_line_id: 1.0}
            else:
                parts[line] = {x: quantity / total for x, quantity in asked.items()}
        return parts

    def _get_merged_sale_lines(self):
        """Return ``{line: order lines that need the same product from its purchase order}``, those
        left without a purchase line of their own.
        """
        merged = {line: line._get_other_lines_of_order() for line in self}
        names = {line: line._get_other_origins() for line in self}
        if not any(names.values()):
            return merged
        found = self.env["sale.order.line"].search(
            Domain("order_id.name", "in", list(set().union(*names.values())))
            & Domain("product_id", "in", self.product_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        found = found.filtered(lambda line: line._lost_its_purchase())
        for line in self:
            merged[line] |= found.filtered(
                lambda x, line=line: (
                    x.order_id.name in names[line]
                    and x.product_id == line.product_id
                    and x.company_id == line.company_id
                )
            )
        return merged

    def _get_other_lines_of_order(self):
        """Return the other lines of its order for the same product, left without a purchase line
        of their own.
        """
        self.ensure_one()
        own = self.sale_line_id
        return own.order_id.order_line.filtered(
            lambda x: x != own and x.product_id == self.product_id and x._lost_its_purchase()
        )

    def _get_other_origins(self):
        """Return the names of the purchase order's origins, except the order that it is linked
        to.

        A line that somebody linked to another order than those it was bought for serves that one
        alone.
        """
        self.ensure_one()
        names = self._get_origins()
        own = self.sale_line_id.order_id.name
        return names - {own, ""} if own in names else set()

    def _get_origins(self):
        """Return the names of the documents that its order was made for."""
        self.ensure_one()
        return {name.strip() for name in (self.order_id.origin or "").split(",")}
