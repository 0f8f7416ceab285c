from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            bills = self.filtered(lambda move: move._can_cost_something())
            bills._mark_by_accounts()
            debits = bills.filtered(lambda move: move._get_corrected() - move.reversed_entry_id)
            debits.line_ids._mark_orders_of_bill()
            self._get_lowered_bills().line_ids._mark_orders_of_bill()
        return result

    def unlink(self):
        undone = self.filtered(lambda move: move.move_type == "entry").reversed_entry_id
        result = super().unlink()
        undone._mark_by_accounts()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # An accrual does not count any more as soon as its reversal is planned.
        result = super()._reverse_moves(default_values_list, cancel)
        self.filtered(lambda move: move.move_type == "entry")._mark_by_accounts()
        return result

    def _can_cost_something(self):
        """Return whether orders can bear costs of the document: a bill, or an entry."""
        self.ensure_one()
        return self.move_type == "entry" or self.is_purchase_document(include_receipts=True)

    def _settles_a_customer(self):
        """Return whether the entry is on the account of a customer: the net revenue tells what is
        paid, and what is given up with it.
        """
        self.ensure_one()
        kinds = self.line_ids.account_id.mapped("account_type")
        return self.move_type == "entry" and "asset_receivable" in kinds

    def _copy_recurring_entries(self):
        """The next bill of a recurring one costs the same orders."""
        result = super()._copy_recurring_entries()
        for move in self.filtered(lambda move: move.is_purchase_document(True)):
            lines = move.invoice_line_ids
            if not lines.cost_order_id:
                continue
            following = self.search(
                [
                    ("auto_post_origin_id", "=", move.auto_post_origin_id.id),
                    ("state", "=", "draft"),
                    ("date", ">", move.date),
                ]
            )
            # Whoever posts a bill may not see the orders that bear it (hence sudo).
            for bill in following.sudo():
                for line, copy in zip(lines.sudo(), bill.invoice_line_ids, strict=False):
                    if line.cost_order_id and not copy.cost_order_id:
                        copy.cost_order_id = line.cost_order_id
                        copy.cost_category = line.cost_category
        return result

    def _mark_by_accounts(self):
        """Mark the orders linked by the analytic accounts of these bills and entries, or of those
        that they correct.
        """
        lines = (self | self._get_corrected()).line_ids
        accounts = set().union(*(line._get_account_ids() for line in lines))
        if accounts:
            self.env["sale.order"]._mark_by_accounts(accounts)

    def _get_corrected(self):
        """Return the bills that these credit, or that they raise: debit notes are another app."""
        if "debit_origin_id" not in self._fields:
            return self.reversed_entry_id
        return self.reversed_entry_id | self.debit_origin_id

    def _get_corrections(self):
        """Return the credit notes and the debit notes of these bills."""
        if "debit_note_ids" not in self._fields:
            return self.reversal_move_ids
        return self.reversal_move_ids | self.debit_note_ids

    def _get_posted_with_corrections(self):
        """Return the bills of ``self``, their posted credit notes and debit notes, and the posted
        reversals of these.
        """
        moves, found = self, self
        while found:
            found = found._get_corrections().filtered(lambda move: move.state == "posted") - moves
            moves |= found
        return moves

    def _is_credited_entirely(self):
        """Return whether the posted credit notes of the bill take back all of it."""
        self.ensure_one()
        moves = self._get_posted_with_corrections()
        total = sum(moves._get_cost_lines().mapped("balance"))
        return moves != self and self.company_currency_id.is_zero(total)

    def _get_cost_lines(self):
        """Return the product lines of the bill."""
        return self.line_ids.filtered(lambda line: line.display_type == "product")
