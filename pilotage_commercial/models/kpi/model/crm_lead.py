"""Indexes for the cockpit's figures on open, closed and converted opportunities."""

from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "pilotage.figures.mixin"]

    # The value of the pipeline: a company reads its own part, where few rows were written to since
    # the last vacuum; else PostgreSQL prefers the index of open leads, in the order of the table.
    _pilotage_pipeline_idx = models.Index(
        "(company_id, user_id) INCLUDE (team_id, expected_revenue) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending'"
    )
    # The lists of who sees only their own open leads and those of nobody. Two indexes: PostgreSQL
    # would read one of all open leads for managers too, in place of the one in the order of the
    # table, and that takes longer.
    _pilotage_own_idx = models.Index(
        "(user_id, company_id) INCLUDE (id, expected_revenue, create_date, date_conversion) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending' "
        "AND user_id IS NOT NULL"
    )
    _pilotage_unassigned_idx = models.Index(
        "(company_id) INCLUDE (id, user_id, expected_revenue, create_date, date_conversion) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending' "
        "AND user_id IS NULL"
    )
    _pilotage_closed_idx = models.Index(
        "(date_closed) INCLUDE (won_status, company_id, team_id, user_id, expected_revenue, "
        "signed_order_count, signed_revenue, day_close, active, lost_from_stage_id, stage_id) "
        "WHERE type = 'opportunity' AND won_status IN ('won', 'lost')"
    )
    # The leads converted lately are changes of the pipeline.
    _pilotage_converted_idx = models.Index("(date_conversion) WHERE date_conversion IS NOT NULL")
