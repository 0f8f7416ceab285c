"""Quantities of an order line that are delivered, invoiced and credited."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import float_compare

# Sign of a quantity on a document, by type of document.
SIGNS = {"out_invoice": 1, "out_refund": -1}
# Fields that the amount of a line depends on.
PRICED = {"product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount"}
# A tax may be included in the price.
OFFERED = PRICED | {"tax_ids"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals.get("order_id") for vals in vals_list} - {None}
        )
        with orders._following_amounts():
            return super().create(vals_list)

    def write(self, vals):
        if OFFERED.isdisjoint(vals):
            return super().write(vals)
        with self.order_id._following_amounts():
            result = super().write(vals)
            if not PRICED.isdisjoint(vals):
                self.order_id._follow_lines()
        return result

    def unlink(self):
        with self.order_id._following_amounts():
            return super().unlink()

    def _is_delivery_tracked(self):
        """Return whether a person or a document sets the delivered quantity of the line."""
        self.ensure_one()
        if self.product_uom_qty <= 0 and not self.qty_delivered:
            return False
        return bool(
            self.qty_delivered
            or self.product_id.type != "service"
            or self.product_id.invoice_policy != "order"
            or self.qty_delivered_method != "manual"
        )

    def _is_delivered(self):
        """Return whether everything due was delivered; a credited quantity is not due."""
        self.ensure_one()
        owed = self.product_uom_qty
        invoiced, credited = self._get_invoiced_quantities()
        if credited and self._compare_quantity(invoiced, owed) >= 0:
            owed = min(owed, invoiced - credited)
        return self._compare_quantity(self.qty_delivered, owed) >= 0

    def _is_fully_invoiced(self):
        """Return whether all that is sold, or delivered beyond it, is on posted invoices.

        Free lines need no invoice. A credited quantity does not have to be invoiced again.
        """
        self.ensure_one()
        # Old lines may have no currency: Odoo's totals take the company's too.
        currency = self.currency_id or self.order_id.company_id.currency_id
        if currency.is_zero(self.price_unit * (1 - self.discount / 100)):
            return True
        sold = self.product_uom_qty
        if self.product_id.invoice_policy == "delivery":
            sold = max(sold, self.qty_delivered)
        invoiced, credited = self._get_invoiced_quantities()
        if sold < 0:  # taken back: on an invoice with a negative quantity, or on a credit note
            return self._compare_quantity(invoiced - credited, sold) <= 0
        return self._compare_quantity(invoiced, sold) >= 0

    def _get_invoiced_quantities(self):
        """Return the quantities invoiced, and credited, on posted documents.

        The sign decides, not the type of the document: a final invoice lower than the down payments
        is a credit note with negative quantities, and still invoices them. A progress bill that
        deducts the previous one counts for the difference.

        An invoice that was credited entirely does not count, nor do its credit notes, unless it is
        the only one: it was replaced, or is about to be.
        """
        self.ensure_one()
        if not self.invoice_lines:
            return 0.0, 0.0
        lines = self.invoice_lines.filtered(lambda line: line.move_id._is_posted_for_sale())
        undone = lines.move_id.filtered(lambda move: move._is_undone())
        if lines.move_id.filtered(lambda move: move.move_type == "out_invoice") - undone:
            lines = lines.filtered(
                lambda line: line.move_id not in undone + undone.reversal_move_ids
            )
        quantities = defaultdict(float)
        for line in lines:
            if line.display_type == "product" and line.move_id.move_type in SIGNS:
                uom = line.product_uom_id or self.product_uom_id
                quantity = uom._compute_quantity(line.quantity, self.product_uom_id)
                quantities[line.move_id] += SIGNS[line.move_id.move_type] * quantity
        invoiced = sum(quantity for quantity in quantities.values() if quantity > 0)
        return invoiced, invoiced - sum(quantities.values())

    def _compare_quantity(self, quantity, other):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(quantity, other, precision_digits=digits)
