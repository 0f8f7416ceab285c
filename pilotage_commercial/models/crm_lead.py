from odoo import api, fields, models

URGENCIES = [("0", "None"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    urgency = fields.Selection(
        URGENCIES,
        default="1",
        index=True,
        tracking=True,
        help="Time pressure on the opportunity; its priority (stars) says how interesting it is.",
    )

    @api.model
    def _merge_data_urgency(self, leads):
        """Return the highest urgency among ``leads``: merging forgets no time pressure."""
        return max(leads.mapped(lambda lead: lead.urgency or "0"), default="1")

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "urgency": lambda fname, leads: self._merge_data_urgency(leads),
        }
