"""What is taken off a vendor bill when it is paid: an early-payment discount, a write-off.

Where the company books it on an account of expenses, the bill costs that less. On an account of
income, it is a gain of the treasury.
"""

from collections import defaultdict

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_taken_off(self):
        """Return ``{bill: amount}``, negative, of what the entries that settle these bills take off
        the expenses, for the part of each entry that settles the bill.
        """
        bills = self.filtered(lambda move: move.move_type in ("in_invoice", "in_receipt"))
        partials = self.env["account.partial.reconcile"].search_fetch(
            [
                ("credit_move_id.move_id", "in", bills.ids),
                ("debit_move_id.parent_state", "=", "posted"),
                ("debit_move_id.move_id.move_type", "=", "entry"),
            ],
            ["amount", "credit_move_id", "debit_move_id"],
        )
        taken_off = defaultdict(float)
        for partial in partials:
            lines = partial.debit_move_id.move_id.line_ids
            lowered = lines.filtered(lambda line: line._lowers_the_expenses())
            settled = sum(lines.filtered(lambda line: line._settles_a_debt()).mapped("balance"))
            if lowered and settled > 0:
                part = min(1.0, partial.amount / settled)
                bill = partial.credit_move_id.move_id
                taken_off[bill] += sum(lowered.mapped("balance")) * part
        return taken_off

    def _get_lowered_bills(self):
        """Return the bills that these entries settle, and whose expenses they lower."""
        entries = self.filtered(
            lambda move: (
                move.move_type == "entry"
                and any(line._lowers_the_expenses() for line in move.line_ids)
            )
        )
        debts = entries.line_ids.filtered(lambda line: line._settles_a_debt())
        return debts.matched_credit_ids.credit_move_id.move_id.filtered(
            lambda move: move.is_purchase_document(include_receipts=True)
        )
