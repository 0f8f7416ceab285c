from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # The quotations that are being prepared, of years of orders.
    _pilotage_draft_idx = models.Index(
        "(opportunity_id) WHERE state = 'draft' AND opportunity_id IS NOT NULL"
    )
