from odoo import api, fields, models

from odoo.addons.pilotage_commercial.models.cost.ledger.sale_order_cost import FOLLOWING


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
        """Add the bill lines that landed costs spread, over goods of these orders or not, and their
        credit notes.
        """
        lines = self.env["account.move.line"].browse(
            item["res_id"]
            for item in items
            if item["source"] in FOLLOWING and item["res_model"] == "account.move.line"
        )
        spread = lines.filtered(lambda line: line._is_spread())
        return super()._get_reached(orders, items) | set(spread.ids)
