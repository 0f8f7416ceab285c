from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_by_account(self):
        return super()._goes_by_account() and not self.is_landed_costs_line

    def _goes_beside(self):
        # A landed cost line is shared over the receipts by its landed cost.
        return super()._goes_beside() and not self.is_landed_costs_line
