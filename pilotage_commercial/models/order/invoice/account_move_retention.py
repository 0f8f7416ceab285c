"""Retentions: the part of an invoice that a customer keeps until the end of the guarantee."""

from datetime import timedelta

from odoo import models

# An instalment that falls due this long after the invoice, and is this small, is a retention.
DELAY = timedelta(days=180)
PART = 0.1


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_retention(self):
        """Return the amount that the payment term lets the customer retain, in the invoice's
        currency.
        """
        self.ensure_one()
        issued = self.invoice_date or self.date
        if self.move_type != "out_invoice" or not issued:
            return 0.0
        lines = self._get_receivable_lines()
        kept = lines.filtered(lambda line: (line.date_maturity or issued) >= issued + DELAY)
        total, amount = sum(lines.mapped("amount_currency")), sum(kept.mapped("amount_currency"))
        return amount if 0 < amount <= total * PART else 0.0

    def _get_amount_left(self):
        """Return the amount of the invoice that is not settled, in its currency."""
        self.ensure_one()
        payments = self._get_payments_without_entry()
        paid = sum(payment._get_amount_in(self.currency_id) for payment in payments)
        return max(0.0, self.amount_residual - paid)

    def _get_retention_due(self):
        """Return the amount still retained, by the payment term or by lines on a balance-sheet
        account, in the currency of the company.
        """
        self.ensure_one()
        due = 0.0
        if kept := self._get_retention():
            kept = min(kept, self._get_amount_left())
            rate = self.invoice_currency_rate or 1.0
            due += self.company_currency_id.round(kept / rate)
        for line in self._get_retention_lines():
            due += line.amount_residual if line.account_id.reconcile else line.balance
        return due

    def _get_retention_lines(self):
        """Return the lines of the document on a balance-sheet account: the amount
        retained, or claimed later.
        """
        return self.line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and line.account_id.internal_group == "asset"
                and not any(line.sale_line_ids.mapped("is_downpayment"))
                and not line._is_mapped_income()
            )
        )

    def _is_settled_but_for_retention(self):
        """Return whether only the retention is unpaid, and at least something was settled."""
        self.ensure_one()
        if self.state != "posted" or self.company_id.retention_ends_cycle:
            return False
        kept = self._get_retention()
        return bool(kept) and self.currency_id.compare_amounts(self._get_amount_left(), kept) <= 0

    def _get_settlement_date(self):
        """Return the day from which only the retention was due; None when nothing settled the
        invoice.
        """
        self.ensure_one()
        settlements = sorted(self._get_settlements())
        left = self.amount_total - self._get_retention()
        for day, amount in settlements:
            left -= amount
            if self.currency_id.compare_amounts(left, 0) <= 0:
                return day
        return settlements[-1][0] if settlements else None

    def _get_settlements(self):
        """Return [(day, amount)] of the entries that settled the invoice, in its currency."""
        self.ensure_one()
        partials = self._get_receivable_lines().matched_credit_ids
        settling = self._get_settling_lines()
        settlements = [
            (partial.credit_move_id.date, partial.debit_amount_currency)
            for partial in partials
            if partial.credit_move_id in settling
        ]
        return settlements + [
            (payment.date, payment._get_amount_in(self.currency_id))
            for payment in self._get_payments_without_entry()
        ]
