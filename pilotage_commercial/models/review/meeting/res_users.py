from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _works_for(self, company):
        """Return whether the user is internal and works for ``company``."""
        self.ensure_one()
        # Managers may not read the companies of other users (hence sudo).
        known = self.sudo()
        return not known.share and company in known.company_ids
