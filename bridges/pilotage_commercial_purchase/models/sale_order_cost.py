from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("purchase", "Purchase")], ondelete={"purchase": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        return {**super()._get_document_fields(), "purchase.order.line": "order_id"}

    @api.model
    def _get_bill_domain(self):
        """Leave out the down payments on purchases: what is bought is the cost."""
        lines = super()._get_bill_domain()
        down_payment = ("purchase_line_id.is_downpayment", "=", False)
        return [*lines, "|", ("purchase_line_id", "=", False), down_payment]
