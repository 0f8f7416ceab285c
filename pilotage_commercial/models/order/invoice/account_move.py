from odoo import api, models

SETTLED = ("paid", "in_payment", "reversed", "invoicing_legacy")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_posted_for_sale(self):
        """Return whether the document counts for its orders: posted, as Odoo defines it."""
        self.ensure_one()
        return self.state == "posted" or self.payment_state == "invoicing_legacy"

    def _sells_something(self):
        """Return whether the document is an invoice, by its type or by its sign."""
        self.ensure_one()
        if self.move_type == "out_invoice":
            return True
        lines = self.line_ids.filtered(lambda line: line.sale_line_ids and line.quantity < 0)
        return any(not line.is_downpayment for line in lines.sale_line_ids)

    def _is_undone(self):
        """Return whether posted credit notes cancel the whole invoice."""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return False
        notes = self.reversal_move_ids.filtered(lambda move: move._is_posted_for_sale())
        credited = sum(notes.mapped("amount_untaxed_signed"))
        return bool(notes) and self.company_currency_id.is_zero(
            self.amount_untaxed_signed + credited
        )

    def _is_settled(self):
        """Return whether only a retention is still due, and all entries that settled it are posted.

        A payment or credit note that is reset to draft stays reconciled in Odoo.
        """
        self.ensure_one()
        settling = self._get_settling_lines()
        settled = self.payment_state in SETTLED or self._is_settled_but_for_retention()
        return settled and all(line.parent_state == "posted" for line in settling)

    def _pays_for(self, order):
        """Return whether the entry, which settles an invoice of ``order``, is a payment: no credit
        note, or one of other orders only.
        """
        self.ensure_one()
        if self.move_type != "out_refund":
            return True
        orders = (self | self.reversed_entry_id).line_ids.sale_line_ids.order_id
        return bool(orders) and order not in orders

    # --- revenue ---

    def _get_revenue_lines(self):
        """Return the lines that are revenue: without those withheld on a balance-sheet account.

        A down payment is revenue, whatever account it waits on; so is what an order sells on an
        account of deferred revenue. A gift card, sold below zero on such an account, is a payment.
        """
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: line.display_type in ("product", "rounding") and self._is_revenue(line)
        )

    @api.model
    def _is_revenue(self, line):
        """Return whether ``line``, of a product or a rounding, is revenue."""
        group, sold = line.account_id.internal_group, line.sale_line_ids
        if group in ("income", "expense") or any(sold.mapped("is_downpayment")):
            return True
        if group == "liability" and any(price > 0 for price in sold.mapped("price_unit")):
            return True
        return line._is_mapped_income()

    def _get_revenue(self):
        """Return the revenue of the document, negative for a credit note."""
        return -sum(self._get_revenue_lines().mapped("balance"))

    def _get_given_up(self):
        """Return the amount given up when the document was settled: the expense in the entries of
        its payments, for the part of them that settles it.
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.payment_state in ("not_paid", "reversed"):
            return 0.0
        given_up = 0.0
        for entry, amount in self._get_settling_amounts().items():
            lines = entry.line_ids
            whole = abs(sum(entry._get_receivable_lines().mapped("balance")))
            lost = lines.filtered(lambda x: x.account_id.internal_group in ("income", "expense"))
            if lost and whole:
                given_up += sum(lost.mapped("balance")) * min(1.0, amount / whole)
        return given_up

    def _get_settling_amounts(self):
        """Return ``{journal entry: amount of this invoice that it settles}``."""
        self.ensure_one()
        amounts = {}
        for line in self._get_settling_lines():
            entry = line.move_id
            if entry.move_type == "entry" and line.parent_state == "posted":
                partials = line.matched_debit_ids.filtered(
                    lambda partial: partial.debit_move_id.move_id == self
                )
                amounts[entry] = amounts.get(entry, 0.0) + sum(partials.mapped("amount"))
        return amounts

    def _get_settling_lines(self):
        """Return the journal items reconciled with the receivables of these invoices.

        Exchange differences are left out: they settle nothing.
        """
        lines = self._get_receivable_lines()
        by_credit, by_debit = lines.matched_credit_ids, lines.matched_debit_ids
        exchanges = (by_credit + by_debit).exchange_move_id
        settling = by_credit.credit_move_id + by_debit.debit_move_id
        return settling.filtered(lambda line: line.move_id not in exchanges)

    def _get_receivable_lines(self):
        """Return the journal items of these entries on the accounts of customers."""
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _get_payments_without_entry(self):
        """Return the payments that settle these invoices without a journal entry of their own, as
        payments made by Odoo's accounting application do.
        """
        return self.matched_payment_ids.filtered(
            lambda payment: not payment.move_id and payment.state in ("in_process", "paid")
        )
