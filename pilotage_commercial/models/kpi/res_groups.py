from odoo import api, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_frozen_figures(self):
        """What was kept for the group stays, and is shown to nobody more."""
        self.env["pilotage.frozen.mixin"]._keep_everywhere("group_id", self)
