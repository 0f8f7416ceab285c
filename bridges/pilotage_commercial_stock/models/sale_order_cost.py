from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("stock", "Taken from stock")], ondelete={"stock": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        documents = dict.fromkeys(("stock.move", "stock.move.line"), "picking_id")
        return {**super()._get_document_fields(), **documents}
