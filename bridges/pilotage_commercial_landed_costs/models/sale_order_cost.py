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
        """Add the bill lines of landed costs, and their credit notes: the landed costs include
        them already.
        """
        reached = super()._get_reached(orders, items)
        adjustments = self.env["stock.valuation.adjustment.lines"].browse(
            item["res_id"] for item in items if item["source"] == "landed_cost"
        )
        bills = adjustments.cost_id.vendor_bill_id
        spread = bills.line_ids.browse().union(*(bill._get_landed_lines() for bill in bills))
        return reached | set(spread.ids)
