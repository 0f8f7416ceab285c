"""The covering index from which customers are computed."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _pilotage_customer_idx = models.Index(
        "(company_id, commercial_partner_id, confirmation_date, id) INCLUDE (user_id, team_id, "
        "net_revenue, completion_margin, completion_state, satisfaction) WHERE state = 'sale'"
    )
