from odoo import api, fields, models

from odoo.addons.pilotage_commercial_stock.models.sale_order import GOODS


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("production", "Manufacturing")], ondelete={"production": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        return {**super()._get_document_fields(), "mrp.workorder": "production_id"}

    def _get_document(self):
        document = super()._get_document()
        if document or self.res_model not in GOODS:
            return document
        # A component has no transfer to open: open its manufacturing order.
        goods = self.env[self.res_model].browse(self.res_id).exists()
        move = goods if self.res_model == "stock.move" else goods.move_id
        return move.raw_material_production_id or document
