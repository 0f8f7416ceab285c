from odoo import models

SETTLED = ("paid", "in_payment", "reversed", "invoicing_legacy")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_posted_for_sale(self):
        """Return whether the document counts on its orders: posted, as Odoo counts them."""
        self.ensure_one()
        return self.state == "posted" or self.payment_state == "invoicing_legacy"

    def _is_undone(self):
        """Return whether posted credit notes cancel the whole of the invoice."""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return False
        notes = self.reversal_move_ids.filtered(lambda move: move._is_posted_for_sale())
        credited = sum(notes.mapped("amount_untaxed_signed"))
        return bool(notes) and self.company_currency_id.is_zero(
            self.amount_untaxed_signed + credited
        )

    def _is_settled(self):
        """Return whether nothing is owed, and all that settled it is posted.

        A payment or credit note that is reset to draft stays reconciled in Odoo.
        """
        self.ensure_one()
        settling = self._get_settling_lines()
        return self.payment_state in SETTLED and all(
            line.parent_state == "posted" for line in settling
        )

    def _get_settling_lines(self):
        """Return the journal items that the receivables of these invoices are reconciled with.

        Exchange differences are left out: they settle nothing.
        """
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        by_credit, by_debit = lines.matched_credit_ids, lines.matched_debit_ids
        exchanges = (by_credit + by_debit).exchange_move_id
        settling = by_credit.credit_move_id + by_debit.debit_move_id
        return settling.filtered(lambda line: line.move_id not in exchanges)
