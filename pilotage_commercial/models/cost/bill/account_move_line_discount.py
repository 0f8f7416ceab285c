"""The part of each bill line in what is taken off its bill at the payment."""

from odoo import models

from ....tools.costs import DEBTS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_booked_costs(self):
        """Deduct what is taken off at the payment, shared over the lines of the bill."""
        amounts = super()._get_booked_costs()
        for bill, taken_off in self.move_id._get_taken_off().items():
            lines = bill._get_cost_lines().filtered(
                lambda line: line.account_id.account_type not in DEBTS
            )
            total = sum(line._get_own_cost() for line in lines)
            for line in lines & self if total else ():
                if not line._is_capitalised():
                    amounts[line] += taken_off * line._get_own_cost() / total
        return amounts

    def _settles_a_debt(self):
        """Return whether the line lowers what is owed to a supplier."""
        self.ensure_one()
        return self.account_id.account_type == "liability_payable" and self.balance > 0

    def _lowers_the_expenses(self):
        """Return whether the line takes something off the expenses, other than by an exchange
        rate.
        """
        self.ensure_one()
        exchange = self.company_id.expense_currency_exchange_account_id
        return self.balance < 0 and self._is_expense() and self.account_id != exchange

    def _lowers_a_bill(self):
        """Return whether the line, of an entry, lowers the cost of the bills that it settles."""
        self.ensure_one()
        if not self._lowers_the_expenses():
            return False
        debts = self.move_id.line_ids.filtered(lambda line: line._settles_a_debt())
        bills = debts.matched_credit_ids.credit_move_id.move_id
        return any(bill.is_purchase_document(include_receipts=True) for bill in bills)
