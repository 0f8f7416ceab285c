from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_mapped_income(self):
        """Return whether the line is on an account that the fiscal position of its document puts in
        the place of an income account.
        """
        self.ensure_one()
        mapped = self.move_id.fiscal_position_id.account_ids.filtered(
            lambda each: each.account_dest_id == self.account_id
        )
        return "income" in mapped.account_src_id.mapped("internal_group")
