from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("landed_cost", "Landed cost")], ondelete={"landed_cost": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        return {**super()._get_document_fields(), "stock.valuation.adjustment.lines": "cost_id"}

    @api.model
    def _get_reached(self, orders, items):
        """Add the bill lines of landed costs: the landed costs include them already."""
        reached = super()._get_reached(orders, items)
        adjustments = self.env["stock.valuation.adjustment.lines"].browse(
            item["res_id"] for item in items if item["source"] == "landed_cost"
        )
        spread = adjustments.cost_id.vendor_bill_id.line_ids.filtered("is_landed_costs_line")
        return reached | set(spread.ids)
