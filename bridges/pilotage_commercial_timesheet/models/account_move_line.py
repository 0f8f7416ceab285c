from odoo import models

from .sale_order_wages import WAGES


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _books_wages(self):
        """Return whether the line, of an entry, books wages, as far as its account tells it."""
        self.ensure_one()
        wages = WAGES.get(self.company_id.account_fiscal_country_id.code)
        account = self.account_id.with_company(self.company_id)
        return bool(
            wages and self.move_id.move_type == "entry" and (account.code or "").startswith(wages)
        )
