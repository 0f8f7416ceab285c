from odoo import api, models

DOCUMENTS = (
    "state",
    "product_id",
    "product_qty",
    "price_unit",
    "discount",
    "qty_received",
    "invoice_lines.parent_state",
    "invoice_lines.balance",
    "invoice_lines.quantity",
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends(*(f"order_line.purchase_line_ids.{name}" for name in DOCUMENTS))
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Add what was bought for order lines."""
        items = super()._get_real_cost_items()
        lines = self.env["purchase.order.line"].search(self._get_real_cost_purchase_domain())
        lines = lines.filtered(lambda line: line.company_id == line.sale_line_id.company_id)
        for line, cost in lines._get_real_costs().items():
            sale_line = line.sale_line_id
            category = "subcontracting" if line.product_id.type == "service" else "purchase"
            category = sale_line._get_real_cost_category(category)
            items += line._get_real_cost_items(
                cost, sale_line.order_id, sale_line, category=category
            )
        return items

    def _get_real_cost_purchase_domain(self):
        """Return the domain of the purchase lines that are a cost of the line they point at."""
        return [("sale_line_id.order_id", "in", self.ids), ("display_type", "=", False)]

    # --- what is missing ---

    def _get_real_cost_missing(self):
        """Add what is asked and not ordered, and what the leaves of the purchase lines say."""
        missing = super()._get_real_cost_missing()
        for order, lines in self._get_lines_asked().grouped("order_id").items():
            missing[order.id].append(("not_ordered", len(lines)))
        rows = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("source", "=", "purchase"),
                ("res_model", "=", "purchase.order.line"),
            ],
            ["order_id", "state"],
            ["res_id:count_distinct"],
        )
        codes = {"actual": "received_not_billed", "committed": "not_received"}
        for order, state, count in rows:
            missing[order.id].append((codes[state], count))
        return missing

    def _get_lines_asked(self):
        """Return the order lines for which a supplier is asked, and nothing is ordered yet."""
        asked = self.env["purchase.order.line"]._read_group(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "in", ("draft", "sent", "to approve")),
            ],
            ["sale_line_id"],
        )
        return self.env["sale.order.line"].browse(line.id for (line,) in asked)

    def _get_lines_costing_later(self):
        return super()._get_lines_costing_later() | set(self._get_lines_asked().ids)

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "not_ordered": self.env._("asked, not ordered"),
            "received_not_billed": self.env._("received, not billed"),
            "not_received": self.env._("ordered, not received"),
        }
