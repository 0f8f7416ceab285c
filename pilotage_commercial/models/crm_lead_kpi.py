"""Indexes that answer the cockpit without opening a record."""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # ``active IS TRUE``, as the ORM writes it: said otherwise, the index is ignored.
    _pilotage_pipeline_idx = models.Index(
        "(company_id, team_id, user_id) INCLUDE (expected_revenue, prorated_revenue, "
        "date_deadline, stage_id) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending'"
    )
    _pilotage_closed_idx = models.Index(
        "(date_closed) INCLUDE (won_status, company_id, team_id, user_id, expected_revenue, "
        "day_close, active, lost_from_stage_id, stage_id) "
        "WHERE type = 'opportunity' AND won_status IN ('won', 'lost')"
    )
