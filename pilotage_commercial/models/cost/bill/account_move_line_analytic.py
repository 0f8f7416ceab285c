from odoo import models

# What decides whether a bill line is a cost of the orders of its accounts.
DECIDING = ("analytic_distribution", "account_id", "cost_order_id")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goes_by_account(self):
        """Return whether only its analytic accounts link the bill line to an order. Hook for
        bridges.
        """
        self.ensure_one()
        return not self.analytic_line_ids.so_line

    def write(self, vals):
        changed = not vals.keys().isdisjoint(DECIDING)
        before = self._get_costing_accounts() if changed else set()
        result = super().write(vals)
        if changed:
            accounts = before | self._get_costing_accounts()
            if accounts:
                self.env["sale.order"]._mark_by_accounts(accounts)
        return result

    def _get_costing_accounts(self):
        """Return the ids of the analytic accounts of the posted lines of bills and entries."""
        lines = self.filtered(
            lambda line: (
                line.display_type == "product"
                and line.parent_state == "posted"
                and line.move_id._can_cost_something()
            )
        )
        return set().union(*(line._get_account_ids() for line in lines))

    def _filter_to_be_reversed(self):
        """Return the lines whose entry has a reversal that is not posted yet: an accrual."""
        return self.filtered(lambda line: "draft" in line.move_id.reversal_move_ids.mapped("state"))
