from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_by_account(self):
        # The entry of a transfer is no cost: the transfer is.
        made = self.move_id.move_type == "entry" and self.move_id.stock_move_ids
        return super()._goes_by_account() and not made
