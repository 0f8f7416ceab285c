"""Vendor bill lines without an order of their own, shared over the lines that have one."""

from collections import defaultdict

from odoo import models

# Products, and the cash rounding of the bill.
KINDS = ("product", "rounding")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_lines_beside(self):
        """Return ``{line: [(line beside it, part)]}`` for the bill lines of ``self``, whose order
        is known by their documents.

        A credit note whose lines lost their link to an order takes back the cost of the bill that
        it reverses: line by line if the lines are the same, else by amount. A debit note adds to
        it.
        """
        bills = self.move_id._get_posted_with_corrections()
        beside = defaultdict(list)
        for line in self._search_lines_beside(bills):
            targets = line._get_beside_targets()
            for target, part in targets._share_by_amount():
                if target in self:
                    beside[target].append((line, part))
        return beside

    def _get_amounts_beside(self):
        """Return ``{line: [(line beside it, booked amount)]}``."""
        found = self._get_lines_beside()
        amounts = self.browse(
            {line.id for lines in found.values() for line, _part in lines}
        )._get_booked_costs()
        beside = defaultdict(list)
        for line, lines in found.items():
            beside[line] = [(other, amounts[other] * part) for other, part in lines]
        return beside

    def _search_lines_beside(self, bills):
        """Return the lines of ``bills`` without an order of their own."""
        lines = self.search_fetch(
            [
                ("move_id", "in", bills.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "in", KINDS),
                ("cost_order_id", "=", False),
            ],
            ["move_id", "account_id", "balance", "product_id", "name", "display_type"],
        )
        lines = (lines - self).filtered(lambda line: line._goes_beside())
        accounts = set().union(*(line._get_account_ids() for line in lines))
        owners = self.env["sale.order"]._get_account_owners(accounts)
        # Leave out the lines whose analytic accounts belong to an order.
        return lines.filtered(lambda line: not line._get_owners_among(owners))

    def _goes_beside(self):
        """Return whether the line, assigned to no order, has none by other means. Hook for
        bridges.
        """
        self.ensure_one()
        return self._is_in_the_result() and not self.analytic_line_ids.so_line

    def _get_beside_targets(self):
        """Return the lines that share the cost of this one. Hook for bridges.

        A discount is shared over the other lines of its bill, and what corrects a bill over its
        lines. Any other line of a bill may well belong to no order.
        """
        self.ensure_one()
        corrected = self.move_id._get_corrected()
        if not corrected and not self._is_discount():
            return self.browse()  # at once: a bill may have thousands of lines
        lines = (corrected or self.move_id)._get_cost_lines()
        priced = lines.filtered(lambda line: not line._is_discount())
        if not corrected:
            return priced
        same = lines.filtered(lambda x: x.product_id == self.product_id and x.name == self.name)
        # The discount of a bill that is reversed is shared as it was; so is what corrected it.
        undone = (same - priced).filtered(lambda line: line.balance == -self.balance)
        undone |= same.filtered(lambda line: line.move_id._get_corrected())
        return undone[0]._get_beside_targets() if undone else same & priced or priced

    def _is_discount(self):
        """Return whether the line lowers its bill, or rounds it, without an account of its own."""
        self.ensure_one()
        if self.display_type == "rounding":
            return True
        return not self.analytic_distribution and self.balance * self.move_id.direction_sign < 0

    def _share_by_amount(self):
        """Return [(line, part)]: the parts of the lines of ``self`` in a shared cost, by amount."""
        weights = {line: line.balance for line in self}
        total = sum(weights.values())
        if self and self[0].company_currency_id.is_zero(total):
            weights = {line: abs(line.balance) or 1.0 for line in self}
            total = sum(weights.values())
        return [(line, weight / total) for line, weight in weights.items()]

    def _get_beside_category(self, category):
        """Return the category of this line beside one of ``category``."""
        self.ensure_one()
        return self.cost_category or self.product_id._get_category_beside(category)
