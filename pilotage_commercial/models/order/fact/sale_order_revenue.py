"""The net revenue of an order, from its invoices, credit notes and payments."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_invoiced_revenue(self):
        """Return the untaxed revenue of the order's posted invoices less its credit notes.

        In company currency, each document at its own rate. A credit note that lost its link to an
        order (typed lines) is shared as the invoice that it credits. Amounts given up at the
        payment (early-payment discount, write-off) are deducted.
        """
        self.ensure_one()
        revenue = 0.0
        moves = self._get_customer_moves()
        for move in moves.filtered(lambda x: x._is_posted_for_sale()):
            part, whole = self._get_revenue_on(move), move._get_revenue()
            share = part / whole if whole else 1
            revenue += part - move._get_given_up() * share
            for reversal in move.reversal_move_ids - moves:
                if reversal._is_posted_for_sale() and not reversal.line_ids.sale_line_ids:
                    revenue += reversal._get_revenue() * share
        return revenue

    def _get_revenue_on(self, move):
        """Return the order's part of the revenue of the invoice or credit note ``move``.

        On a document of several orders each one has its own lines; lines added for all of them are
        shared. On a document of one order they all belong to it.
        """
        self.ensure_one()
        if move.line_ids.sale_line_ids.order_id == self:
            return move._get_revenue()
        amounts, common = {}, 0.0
        for line in move._get_revenue_lines():
            order = line.sale_line_ids.order_id[:1]
            if order:
                amounts[order] = amounts.get(order, 0.0) - line.balance
            else:
                common -= line.balance
        own, total = amounts.get(self, 0.0), sum(amounts.values())
        if not move.company_currency_id.is_zero(total):
            return own + common * own / total
        return own + (common / len(amounts) if self in amounts else 0.0)
