from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_expense_ids = fields.One2many(
        "hr.expense",
        "sale_order_id",
        string="Expenses of the Costs",
        groups=fields.NO_ACCESS,
    )

    @api.depends(
        "real_cost_expense_ids.state",
        "real_cost_expense_ids.untaxed_amount",
        "real_cost_expense_ids.sale_order_line_id",
        "real_cost_expense_ids.real_cost_line_ids.balance",
        "real_cost_expense_ids.real_cost_line_ids.parent_state",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Add the expenses of the orders, once approved."""
        items = super()._get_real_cost_items()
        expenses = self.env["hr.expense"].search(
            [
                ("sale_order_id", "in", self.ids),
                ("state", "not in", ("draft", "submitted", "refused")),
            ]
        )
        expenses = expenses.filtered(
            lambda expense: expense.sale_order_id._shares_books(expense.company_id)
        )
        items += [expense._get_real_cost_item() for expense in expenses]
        owners = self._get_own_accounts()
        by_account = self._search_expenses_by_account(set(owners))
        return items + by_account._get_analytic_items(owners)

    @api.model
    def _search_expenses_by_account(self, account_ids):
        """Return the approved expenses on the analytic accounts, without an order of their own."""
        if not account_ids:
            return self.env["hr.expense"]
        on_entry = [("expense_id", "!=", False), ("analytic_distribution", "in", list(account_ids))]
        booked = self.env["account.move.line"].search(on_entry)
        return self.env["hr.expense"].search(
            [
                "|",
                ("analytic_distribution", "in", list(account_ids)),
                ("id", "in", booked.expense_id.ids),
                ("sale_order_id", "=", False),
                ("state", "not in", ("draft", "submitted", "refused")),
            ]
        )

    @api.model
    def _get_analytic_models(self):
        return [*super()._get_analytic_models(), "hr.expense"]

    @api.model
    def _count_on_accounts(self, account_ids):
        counts = super()._count_on_accounts(account_ids)
        for expense in self._search_expenses_by_account(account_ids):
            for account_id in expense._get_costing_account_ids() & account_ids:
                counts[account_id, expense.company_id.root_id] += 1
        return counts
