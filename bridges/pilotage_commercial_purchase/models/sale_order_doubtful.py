"""Bills without a product beside purchases of the same supplier: they may bill these."""

from odoo import api, models

from odoo.addons.pilotage_commercial.models.cost.ledger.sale_order_cost import FOLLOWING


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_missing(self):
        """Add the bill lines without a product, read by a machine say, that no purchase is linked
        to, while the order waits for a bill of their supplier: both count.
        """
        missing = super()._get_real_cost_missing()
        spent = self.filtered("real_cost")  # most quotations have none: they need no query
        if not spent:
            return missing
        waiting = spent._get_suppliers_to_bill()
        rows = self.env["sale.order.cost"].search_fetch(
            [
                ("order_id", "in", [order.id for order in waiting]),
                ("source", "in", FOLLOWING),
                ("res_model", "=", "account.move.line"),
                ("amount", ">", 0),
            ],
            ["order_id", "partner_id", "res_id"],
        )
        # One recordset, so that all lines are read together.
        lines = self.env["account.move.line"].browse(row.res_id for row in rows)
        doubtful = dict.fromkeys(waiting, 0)
        for row, line in zip(rows, lines, strict=True):
            if not (line.product_id or line.purchase_line_id):
                supplier = row.partner_id.commercial_partner_id
                doubtful[row.order_id] += supplier in waiting[row.order_id]
        for order, count in doubtful.items():
            if count:
                missing[order.id].append(("perhaps_twice", count))
        return missing

    def _get_suppliers_to_bill(self):
        """Return ``{order: suppliers}`` of what is ordered or received, and not billed yet."""
        groups = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("res_model", "=", "purchase.order.line"),
                ("amount", ">", 0),
            ],
            ["order_id"],
            ["partner_id:recordset"],
        )
        return {order: partners.commercial_partner_id for order, partners in groups}

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "perhaps_twice": self.env._("bills without a product beside a purchase not billed"),
        }
