"""Covering indexes for the cockpit's figures on orders."""

from odoo import models

from ....tools.domains import ONGOING


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pilotage.figures.mixin"]

    _pilotage_quotation_idx = models.Index(
        "(company_id, quotation_date) INCLUDE (quotation_outcome, team_id, user_id) "
        "WHERE quotation_date IS NOT NULL"
    )
    _pilotage_confirmed_idx = models.Index(
        "(company_id, confirmation_date) INCLUDE (team_id, user_id, commercial_partner_id, "
        "net_revenue, real_cost_state, real_cost, real_margin, completion_state, completion_cost, "
        "completion_margin) WHERE state = 'sale'"
    )
    _pilotage_paid_idx = models.Index(
        "(company_id, full_payment_date) INCLUDE (team_id, user_id, sales_cycle_days) "
        "WHERE state = 'sale' AND full_payment_date IS NOT NULL"
    )
    # Of the quotations that wait: without answer, about to expire, accepted, expired.
    _pilotage_pending_idx = models.Index(
        "(company_id, last_sent_date) INCLUDE (id, team_id, user_id, opportunity_id, state, "
        "quotation_outcome, quotation_date, validity_date, signed_on, net_revenue) "
        "WHERE quotation_outcome = 'pending'"
    )
    _pilotage_ongoing_idx = models.Index(
        "(company_id, order_progress) INCLUDE (team_id, user_id, state, net_revenue, "
        "margin_percent, completion_state, completion_margin_percent, margin_drift) "
        f"WHERE order_progress IN {ONGOING}"
    )
    _pilotage_drifting_idx = models.Index(
        "(company_id) INCLUDE (team_id, user_id, margin_drift) "
        "WHERE state = 'sale' AND completion_state = 'forecast' AND margin_drift < 0"
    )
