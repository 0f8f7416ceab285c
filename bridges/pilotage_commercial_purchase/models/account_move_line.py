from odoo import api, models

# A credit note of at least this part of the price returns the goods.
FULL_PRICE = 0.95


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_bill_domain(self):
        """Leave out the down payments on purchases: what is bought is the cost."""
        lines = super()._get_bill_domain()
        down_payment = ("purchase_line_id.is_downpayment", "=", False)
        return [*lines, "|", ("purchase_line_id", "=", False), down_payment]

    def _goes_beside(self):
        return super()._goes_beside() and not self.purchase_line_id

    def _get_proposed_order(self, owners):
        order = self.purchase_line_id.sale_line_id.order_id
        return order or super()._get_proposed_order(owners)

    def _goes_by_account(self):
        line = self.purchase_line_id
        return super()._goes_by_account() and not (line and line._is_for_an_order())

    def _is_spread(self):
        """Return whether another document spreads the bill line over goods. Hook for bridges."""
        self.ensure_one()
        return False

    def _get_beside_targets(self):
        """A line beside the purchase lines of a bill (a discount, freight, a penalty) is shared
        over them.
        """
        own = self.move_id._get_purchase_bill_lines()
        if own:
            return own
        targets = super()._get_beside_targets()
        linked = targets.move_id._get_purchase_bill_lines()
        if not linked or targets <= linked:
            return targets
        return linked

    def _credits(self):
        """Return whether the line takes back what is billed: on a credit note, or by a negative
        quantity on a bill. On a credit note, a negative quantity bills.
        """
        return (self.move_type == "in_refund") != (self.quantity < 0)

    def _get_credited_move(self):
        """Return the bill that the line, which credits, takes back from."""
        move = self.move_id
        return move.reversed_entry_id if move.move_type == "in_refund" else move

    def _undoes(self):
        """Return whether the line belongs to the reversal of a credit note."""
        return (
            self.move_type == "in_invoice"
            and self.move_id.reversed_entry_id.move_type == "in_refund"
        )

    def _gives_back(self, bill_lines):
        """Return whether the line, which credits, returns the quantity of ``bill_lines``.

        It does at their price. At a lower price it is a discount on goods that are kept.
        """
        self.ensure_one()
        return self._is_at_full_price(bill_lines, self._get_credited_move())

    def _bills_goods(self, bill_lines):
        """Return whether the line, of a bill, bills its quantity.

        On a debit note, it does at the price of ``bill_lines``. At a lower price it raises the
        price of what is billed already.
        """
        self.ensure_one()
        if "debit_origin_id" not in self.move_id._fields or not self.move_id.debit_origin_id:
            return True
        others = [line for line in bill_lines if line != self]
        return self._is_at_full_price(others, self.move_id.debit_origin_id)

    def _is_at_full_price(self, bill_lines, move):
        """Return whether the price of the line is that of ``bill_lines``: of those of ``move``, if
        it has any.
        """
        lines = [line for line in bill_lines if line.move_id == move] or bill_lines
        if not self.quantity or not lines:
            return True
        if all(line.currency_id == self.currency_id for line in lines):
            name = "amount_currency"  # independent of the exchange rate
        else:
            name = "balance"
        prices = [abs(line[name] / line.quantity) for line in lines if line.quantity]
        return abs(self[name] / self.quantity) >= FULL_PRICE * min(prices, default=0.0)
