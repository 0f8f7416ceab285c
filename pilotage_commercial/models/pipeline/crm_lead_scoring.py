"""Predictive lead scoring sees a lost opportunity in the stage where it was lost.

Odoo learns from ``stage_id``, live and in its rebuild; it must learn nothing from the Lost column.
"""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _pls_get_lead_pls_values(self, domain=None):
        values = super()._pls_get_lead_pls_values(domain=domain)
        lost_ids = set(self.env["crm.stage"]._get_lost().ids)
        lost_leads = [
            lead_id
            for lead_id, lead_values in values.items()
            if any(name == "stage_id" and id_ in lost_ids for name, id_ in lead_values["values"])
        ]
        if lost_leads:
            origins = self._pls_get_lost_stages(lost_leads)
            for lead_id in lost_leads:
                values[lead_id]["values"] = [
                    ("stage_id", origins[lead_id]) if name == "stage_id" else (name, value)
                    for name, value in values[lead_id]["values"]
                ]
        return values

    def _pls_get_lost_stages(self, lead_ids):
        """Return ``{lead id: id of the stage where it was lost}``, new records included.

        When unknown, it is the first stage of the lead's team.
        """
        # Odoo's scoring reads all leads without record rules (bypass_access), so do we.
        leads = self.env["crm.lead"].sudo().browse(lead_ids)
        unknown = leads.filtered(lambda lead: not lead.lost_from_stage_id)
        first = {
            team: team_leads[0]._get_first_stage().id
            for team, team_leads in unknown.grouped("team_id").items()
        }
        return {lead.id: lead.lost_from_stage_id.id or first[lead.team_id] for lead in leads}

    def _pls_prepare_frequencies(self, lead_values, leads_pls_fields, target_state=None):
        frequencies = super()._pls_prepare_frequencies(
            lead_values, leads_pls_fields, target_state=target_state
        )
        # A won deal counts for every stage of the pipeline; the Lost stage is not one of them.
        for stage_id in self.env["crm.stage"]._get_lost().ids:
            frequencies.get("stage_id", {}).pop(str(stage_id), None)
        return frequencies

    def _pls_get_won_lost_total_count(self, team_results):
        counts = super()._pls_get_won_lost_total_count(team_results)
        learned = team_results.get("stage_id", {})
        if any(counts) or not learned.get("lost_total"):
            return counts
        # The Lost column may stand first: take the first stage that is not Lost.
        first = self.env["crm.stage"].search(
            [("team_ids", "=", False), ("is_lost", "=", False)], order="sequence, id", limit=1
        )
        result = learned.get(str(first.id), {"won": 0, "lost": 0})
        return result["won"], result["lost"], result["won"] + result["lost"]
