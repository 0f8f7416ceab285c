from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends(
        "real_cost_move_ids.landed_cost_line_ids.additional_landed_cost",
        "real_cost_move_ids.landed_cost_line_ids.cost_id.state",
        "real_cost_move_ids.landed_cost_line_ids.cost_id.vendor_bill_id.state",
        "real_cost_move_ids.landed_cost_line_ids.cost_id.vendor_bill_id.reversal_move_ids.state",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _follow_real_cost(self, flows):
        """Add the landed costs of every move followed."""
        items, further = super()._follow_real_cost(flows)
        # One recordset, so that all moves are read together.
        moves = self.env["stock.move"].browse(dict.fromkeys(flow.move.id for flow in flows))
        moves.landed_cost_line_ids.fetch(["cost_id", "additional_landed_cost"])
        billed = moves.landed_cost_line_ids.cost_id._get_billed_parts()
        for flow in flows:
            for line in flow.move.landed_cost_line_ids if flow.quantity else ():
                if line.cost_id.state == "done" and flow.move._get_real_cost_quantity():
                    items.append(line._get_real_cost_item(flow, billed[line.cost_id]))
        return items, further

    # --- missing costs ---

    def _get_real_cost_missing(self):
        """Add the landed costs that are not what their bill says."""
        missing = super()._get_real_cost_missing()
        rows = self.env["sale.order.cost"].search_fetch(
            [("order_id", "in", self.ids), ("source", "=", "landed_cost")], ["order_id", "res_id"]
        )
        # One recordset, so that all landed costs are read together.
        lines = self.env["stock.valuation.adjustment.lines"].browse(row.res_id for row in rows)
        differing = lines.cost_id.filtered(lambda cost: cost._differs_from_its_bill())
        found = {(row.order_id, line.cost_id) for row, line in zip(rows, lines, strict=True)}
        for order in self:
            if count := sum((order, cost) in found for cost in differing):
                missing[order.id].append(("landed_cost_differs", count))
        return missing

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "landed_cost_differs": self.env._("landed costs that differ from their bill"),
        }
