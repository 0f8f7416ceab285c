from odoo import models

# A credit note of that part of the price, or more, gives back the thing itself.
FULL_PRICE = 0.95


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_beside(self):
        return super()._goes_beside() and not self.purchase_line_id

    def _get_proposed_order(self, owners):
        order = self.purchase_line_id.sale_line_id.order_id
        return order or super()._get_proposed_order(owners)

    def _goes_by_account(self):
        line = self.purchase_line_id
        return super()._goes_by_account() and not (line and line._is_for_an_order())

    def _get_beside_targets(self):
        """What stands on the bill of a purchase beside its lines (a discount, freight, a penalty)
        is shared over these."""
        own = self.move_id._get_purchase_bill_lines()
        if own:
            return own
        targets = super()._get_beside_targets()
        linked = targets.move_id._get_purchase_bill_lines()
        if not linked or targets <= linked:
            return targets
        return linked

    def _gives_back(self, bill_lines):
        """Return whether a line of a credit note takes back the quantity of ``bill_lines``.

        It does at their price. At a lower one it corrects what they asked, for what is kept.
        """
        self.ensure_one()
        reversed_move = self.move_id.reversed_entry_id
        lines = [line for line in bill_lines if line.move_id == reversed_move] or bill_lines
        if not self.quantity or not lines:
            return True
        if all(line.currency_id == self.currency_id for line in lines):
            name = "amount_currency"  # whatever the rate did meanwhile
        else:
            name = "balance"
        prices = [abs(line[name] / line.quantity) for line in lines if line.quantity]
        return abs(self[name] / self.quantity) >= FULL_PRICE * min(prices, default=0.0)
