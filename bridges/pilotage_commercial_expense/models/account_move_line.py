from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_by_account(self):
        return super()._goes_by_account() and not self.expense_id

    def _goes_beside(self):
        return super()._goes_beside() and not self.expense_id
