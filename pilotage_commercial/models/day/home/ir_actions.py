"""To Handle Today opens on one's own records for a salesperson, on all of them for a manager."""

from odoo import models
from odoo.tools.safe_eval import safe_eval


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        action = super()._get_action_dict()
        day = self.env.ref(
            "pilotage_commercial.crm_lead_action_to_handle", raise_if_not_found=False
        )
        if self == day:
            context = self.env["pilotage.day"]._get_search_defaults()
            action["context"] = {**safe_eval(action["context"] or "{}"), **context}
        return action
