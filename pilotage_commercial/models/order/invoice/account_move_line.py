from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """Follow the account, all that Odoo lets an accountant correct on a posted invoice."""
        result = super().write(vals)
        if "account_id" in vals:
            moves = self.filtered(lambda line: line.parent_state == "posted").move_id
            moves.filtered(lambda move: move.is_sale_document())._mark_corrected()
        return result
