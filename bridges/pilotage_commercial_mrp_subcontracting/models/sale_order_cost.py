from odoo import fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("subcontracting", "Subcontracted manufacturing")],
        ondelete={"subcontracting": "cascade"},
    )
