from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._mark_by_accounts()
        return result

    def _mark_by_accounts(self):
        """Mark the orders linked by the analytic accounts of these vendor bills, or of those that
        they credit.
        """
        bills = self.filtered(lambda move: move.is_purchase_document(True))
        lines = (bills | bills.reversed_entry_id).line_ids
        accounts = set().union(*(line._get_account_ids() for line in lines))
        if accounts:
            self.env["sale.order"]._mark_by_accounts(accounts)

    def _get_posted_with_reversals(self):
        """Return the bills of ``self``, their posted credit notes, and the posted reversals of
        these.
        """
        moves, found = self, self
        while found:
            found = found.reversal_move_ids.filtered(lambda move: move.state == "posted") - moves
            moves |= found
        return moves

    def _is_credited_entirely(self):
        """Return whether the posted credit notes of the bill take back all of it."""
        self.ensure_one()
        moves = self._get_posted_with_reversals()
        total = sum(moves._get_cost_lines().mapped("balance"))
        return moves != self and self.company_currency_id.is_zero(total)

    def _get_cost_lines(self):
        """Return the product lines of the bill."""
        return self.line_ids.filtered(lambda line: line.display_type == "product")
