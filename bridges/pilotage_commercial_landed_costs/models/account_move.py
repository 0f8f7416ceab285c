from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_landed_lines(self):
        """Return the lines of the bill, and of its credit notes, that its landed costs spread.

        A credit note with landed costs of its own counts by them.
        """
        self.ensure_one()
        moves = self._get_posted_with_corrections()
        moves -= (moves - self).filtered(
            lambda move: "done" in move.landed_costs_ids.mapped("state")
        )
        lines = moves._get_cost_lines()
        if all(self._get_cost_lines().mapped("is_landed_costs_line")):
            return lines
        return lines.filtered("is_landed_costs_line")
