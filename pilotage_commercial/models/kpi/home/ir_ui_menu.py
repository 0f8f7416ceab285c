from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Show the cockpit once: as the first menu for managers, among the reports for the
        others.
        """
        blacklist = super()._load_menus_blacklist()
        if self.env.user.has_group("sales_team.group_sale_manager"):
            report = self.env.ref("pilotage_commercial.menu_cockpit_report", False)
            blacklist += report.ids if report else []
        return blacklist
