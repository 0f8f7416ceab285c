from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def unlink(self):
        # A rule left without companies would apply to all of them: delete it.
        rules = self.env["base.automation"].sudo().with_context(active_test=False)
        own = rules.search([("followup_company_ids", "in", self.ids)])
        own = own.filtered(lambda rule: rule.followup_company_ids <= self)
        result = super().unlink()
        own.unlink()
        return result
