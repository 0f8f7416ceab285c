from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_frozen_figures(self):
        """Keep the frozen figures of a salesperson, under their name."""
        self.env["pilotage.frozen.mixin"]._keep_everywhere("user_id", self)

    def _starts_on_cockpit(self):
        """Return whether Odoo opens on the cockpit for this salesperson or manager.

        The user's choice comes first, then the home action of the user, then the company's choice
        for its sales managers.
        """
        self.ensure_one()
        choice = self.res_users_settings_id.start_page
        if choice:
            return choice == "cockpit"
        return bool(
            not self.action_id
            and self.company_id.managers_start_on_cockpit
            and self.has_group("sales_team.group_sale_manager")
        )
