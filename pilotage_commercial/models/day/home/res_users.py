from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _starts_on_day(self):
        """Return whether Odoo opens on To Handle Today for this salesperson.

        The user's choice comes first, then the home action of the user, then the company's choice
        for its salespeople. Managers start on the cockpit.
        """
        self.ensure_one()
        choice = self.res_users_settings_id.start_page
        if choice:
            return choice == "day"
        return bool(
            not self.action_id
            and self.company_id.salespeople_start_on_day
            and self.has_group("sales_team.group_sale_salesman")
            and not self.has_group("sales_team.group_sale_manager")
        )
