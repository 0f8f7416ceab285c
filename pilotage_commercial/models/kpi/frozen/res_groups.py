from odoo import api, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_frozen_figures(self):
        """Keep the figures reserved to the group; nobody else may see them."""
        self.env["pilotage.frozen.mixin"]._keep_everywhere("group_id", self)
