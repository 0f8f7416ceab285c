"""The cost of a vendor bill line: the amount that its entry books as expense."""

from collections import defaultdict

from odoo import models

# Types of the accounts of what lasts: its depreciation is a cost, not its price.
CAPITALISED = ("asset_fixed", "asset_non_current")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_booked_costs(self):
        """Return ``{line: amount}``, in the currency of the company.

        The balance of the line, plus its part of the non-recoverable taxes, less its private part.
        It is 0 for a fixed asset, whose depreciation is the cost.
        """
        amounts = defaultdict(float)
        for line in self:
            amounts[line] = 0.0 if line._is_capitalised() else line._get_own_cost()
        for tax_line, lines in self._get_taxed_lines().items():
            weights = {line: line._get_tax_weight(tax_line) for line in lines}
            total = sum(weights.values())
            # What is booked on an asset with its line is no expense either.
            own = tax_line.account_id.account_type in CAPITALISED
            for line in () if own or not total else lines & self:
                amounts[line] += tax_line.balance * weights[line] / total
        return amounts

    def _get_own_cost(self):
        """Return the balance of the line less its private part."""
        self.ensure_one()
        if self.deductible_amount == 100:
            return self.balance
        private = self.balance * (1 - self.deductible_amount / 100)
        return self.balance - self.company_currency_id.round(private)

    def _get_taxed_lines(self):
        """Return ``{tax line: lines of its bill that bear it}`` of the taxes booked as expense.

        A tax due at the payment waits on a transition account: its final account decides.
        """
        tax_lines = self.search_fetch(
            [
                ("move_id", "in", self.move_id.ids),
                ("display_type", "=", "tax"),
                "|",
                "|",
                ("account_id.account_type", "=like", "expense%"),
                ("tax_repartition_line_id.account_id", "=", False),
                ("tax_repartition_line_id.account_id.account_type", "=like", "expense%"),
            ],
            [
                "move_id",
                "account_id",
                "balance",
                "tax_line_id",
                "group_tax_id",
                "tax_repartition_line_id",
            ],
        )
        taxed = {}
        for tax_line in tax_lines:
            tax = tax_line.group_tax_id or tax_line.tax_line_id
            lines = tax_line.move_id.line_ids.filtered(
                lambda line, tax=tax: line.display_type == "product" and tax in line.tax_ids
            )
            if tax_line.tax_line_id.tax_exigibility == "on_payment":
                own = tax_line.tax_repartition_line_id.account_id
                if borne := lines if own else lines.filtered(lambda line: line._is_expense()):
                    taxed[tax_line] = borne
                continue
            # A tax without an account of its own is booked on the account of its lines.
            same = lines.filtered(lambda line, x=tax_line: line.account_id == x.account_id)
            if same or tax_line._is_expense():
                taxed[tax_line] = same or lines
        return taxed

    def _get_tax_weight(self, tax_line):
        """Return the weight of the line in a tax: its quantity for a fixed tax, else its cost."""
        self.ensure_one()
        if tax_line.tax_line_id.amount_type == "fixed":
            return self.quantity
        return self._get_own_cost()

    def _is_expense(self):
        """Return whether the line is booked on an expense account."""
        self.ensure_one()
        return self.account_id.internal_group == "expense"

    def _is_in_the_result(self):
        """Return whether the line is booked as an expense or, as a penalty or a deduction for the
        common costs of a site can be, as an income.
        """
        self.ensure_one()
        return self.account_id.internal_group in ("expense", "income")

    def _is_capitalised(self):
        """Return whether the line is booked as a fixed asset."""
        self.ensure_one()
        return self.account_id.account_type in CAPITALISED
