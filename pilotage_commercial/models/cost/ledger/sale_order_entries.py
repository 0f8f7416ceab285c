"""Entries typed on the analytic accounts of an order: what no bill and no expense tells.

A transfer between two sites, the depreciation of a machine, the month of a prepaid hire, a purchase
by card typed on the bank statement.
"""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_analytic_bill_items(self):
        """Add the expenses of the entries on the accounts of the orders."""
        items = super()._get_analytic_bill_items()
        owners = self._get_own_accounts()
        lines = self._search_entry_lines(set(owners))
        lines -= lines._filter_to_be_reversed()
        amounts = lines._get_booked_costs() if lines else {}
        for line, parts in lines._share_by_account(owners).items():
            items += [
                line._get_real_cost_item(order, source="analytic", amount=amounts[line] * part)
                for order, part in parts.items()
            ]
        return items

    @api.model
    def _search_entry_lines(self, account_ids):
        """Return the posted expenses of entries on the analytic accounts, without those that other
        documents make, those given up to a customer and those taken off a bill.
        """
        lines = self.env["account.move.line"]
        if not account_ids:
            return lines
        lines = lines.search_fetch(
            [
                ("analytic_distribution", "in", list(account_ids)),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", "entry"),
                ("account_id.account_type", "=like", "expense%"),
                # The tax due at the payment counts with its bill.
                ("move_id.tax_cash_basis_rec_id", "=", False),
            ],
            ["analytic_distribution", "company_id", "balance", "move_id", "name"],
        )
        return lines.filtered(
            lambda line: (
                line._goes_by_account()
                and not line.move_id._settles_a_customer()
                and not line._lowers_a_bill()
            )
        )

    @api.model
    def _count_on_accounts(self, account_ids):
        """Add these entries, but for those that their reversal undoes."""
        counts = super()._count_on_accounts(account_ids)
        lines = self._search_entry_lines(account_ids)
        reversed_ = lines.filtered(
            lambda line: line.move_id.reversed_entry_id or line.move_id.reversal_move_ids
        )
        for line in lines - reversed_:
            for account_id in line._get_account_ids() & account_ids:
                counts[account_id, line.company_id.root_id] += 1
        return counts

    # --- missing costs ---

    def _get_real_cost_missing(self):
        """Add the expenses accrued, whose reversal waits: the document that tells them is to
        come.
        """
        missing = super()._get_real_cost_missing()
        owners = self._get_own_accounts()
        lines = self._search_entry_lines(set(owners))._filter_to_be_reversed()
        for order in self:
            if number := sum(order in parts for parts in lines._share_by_account(owners).values()):
                missing[order.id].append(("accrued", number))
        return missing

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "accrued": self.env._("accrued expenses to be reversed"),
        }
