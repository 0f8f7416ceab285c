from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("purchase", "Purchase")], ondelete={"purchase": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        return {**super()._get_document_fields(), "purchase.order.line": "order_id"}
