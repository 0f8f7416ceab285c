from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_by_account(self):
        return super()._goes_by_account() and not self._is_spread()

    def _goes_beside(self):
        # A line that is landed is shared over the receipts by its landed cost.
        return super()._goes_beside() and not self._is_spread()

    def _is_spread(self):
        """Return whether landed costs spread the line, or the one that it credits. One that is only
        meant to be landed counts like any other.
        """
        # One after the other: together, they would lose the prefetch of the batch.
        bills = (self.move_id, self.move_id.reversed_entry_id)
        landed = [bill for bill in bills if "done" in bill.landed_costs_ids.mapped("state")]
        return super()._is_spread() or any(self in bill._get_landed_lines() for bill in landed)
