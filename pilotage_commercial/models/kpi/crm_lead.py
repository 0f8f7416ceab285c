"""Indexes for the cockpit's figures on closed and on converted opportunities."""

from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "pilotage.figures.mixin"]

    _pilotage_closed_idx = models.Index(
        "(date_closed) INCLUDE (won_status, company_id, team_id, user_id, expected_revenue, "
        "signed_order_count, signed_revenue, day_close, active, lost_from_stage_id, stage_id) "
        "WHERE type = 'opportunity' AND won_status IN ('won', 'lost')"
    )
    # The leads converted lately are changes of the pipeline.
    _pilotage_converted_idx = models.Index("(date_conversion) WHERE date_conversion IS NOT NULL")
