from collections import defaultdict

from odoo import api, models

from odoo.addons.pilotage_commercial.models.cost.bill import account_move_line


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"
    # What a line books is a cost of the expense that it names.
    _acting_links = {**account_move_line.AccountMoveLine._acting_links, "expense_id": "read"}

    @api.model
    def _get_reinvoiced_domain(self):
        # The expense is the leaf, not the entries that post it.
        return [*super()._get_reinvoiced_domain(), ("expense_id", "=", False)]

    def _goes_by_account(self):
        return super()._goes_by_account() and not self.expense_id

    def _goes_beside(self):
        return super()._goes_beside() and not self.expense_id

    def _get_parts_together(self, parts):
        """Return ``{order: part}`` of the amount of these lines of an expense, by ``{line: {order:
        part}}``.
        """
        together = defaultdict(float)
        for line, weight in self._share_by_amount():
            for order, part in parts[line].items():
                together[order] += weight * part
        return together
