from odoo import api, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_frozen_figures(self):
        """Keep the frozen figures of the team, under its name."""
        self.env["pilotage.frozen.mixin"]._keep_everywhere("team_id", self)
