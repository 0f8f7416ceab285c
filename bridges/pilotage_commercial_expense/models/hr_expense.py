from odoo import fields, models

# What decides whether an expense is a cost of the orders of its accounts.
DECIDING = ("analytic_distribution", "approval_state", "sale_order_id", "state")


class HrExpense(models.Model):
    _inherit = "hr.expense"

    real_cost_line_ids = fields.One2many(
        "account.move.line",
        "expense_id",
        string="Journal Items of the Costs",
        groups=fields.NO_ACCESS,
        help="Journal items of the entry of the expense and of its reversals, which Odoo no longer "
        "links to it.",
    )

    def write(self, vals):
        changed = not vals.keys().isdisjoint(DECIDING)
        accounts = self._get_all_account_ids() if changed else set()
        result = super().write(vals)
        if changed and (accounts := accounts | self._get_all_account_ids()):
            self.env["sale.order"]._mark_by_accounts(accounts)
        return result

    def _get_all_account_ids(self):
        return set().union(*(expense._get_account_ids() for expense in self))

    def _get_analytic_items(self, owners):
        """Return the leaves of the expenses on the accounts of ``owners``, by their percentages;
        once posted, by those of their entries, which an accountant may correct.
        """
        items, parts_of_lines = [], self._get_posted_lines()._share_by_account(owners)
        for expense, parts in self._share_by_account(owners).items():
            item, lines = expense._get_real_cost_item(), expense._get_posted_lines()
            if any(lines.mapped("analytic_distribution")):
                parts = lines._get_parts_together(parts_of_lines)
            for order, part in parts.items():
                if order._shares_books(expense.company_id):
                    amount = item["amount"] * part
                    values = {"order_id": order.id, "source": "analytic", "amount": amount}
                    items.append({**item, **values})
        return items

    def _get_posted_lines(self):
        """Return the posted lines that book the expenses, and those that take back a part of them;
        none of an expense that is taken back entirely: it is to be posted again.
        """
        lines = self.real_cost_line_ids.filtered(
            lambda line: line.display_type == "product" and line.parent_state == "posted"
        )
        for expense, booked in lines.grouped("expense_id").items():
            left = sum(booked.mapped("balance"))
            if booked.move_id.reversed_entry_id and expense.company_currency_id.is_zero(left):
                lines -= booked
        return lines

    def _get_costing_account_ids(self):
        """Return the ids of the analytic accounts of the expense, or of its entry once posted."""
        self.ensure_one()
        posted = set().union(*(line._get_account_ids() for line in self._get_posted_lines()))
        return posted or self._get_account_ids()

    def _get_booked_cost(self, lines):
        """Return the expense booked by the ``lines`` of its entry."""
        return sum(lines._get_booked_costs().values())

    def _get_expected_cost(self):
        """Return the cost of the expense once posted: untaxed, plus non-recoverable taxes."""
        self.ensure_one()
        taxes = self.tax_ids
        if not taxes._cost_something():
            return self.untaxed_amount
        # The amount of an expense includes its taxes.
        taxes = taxes.with_context(force_price_include=True)
        return taxes._get_cost(self.total_amount, 1.0, self.company_currency_id, self.product_id)

    def _get_real_cost_item(self):
        """Return the leaf of the expense: posted, or approved and not posted yet."""
        self.ensure_one()
        lines = self._get_posted_lines()
        return {
            "order_id": self.sale_order_id.id,
            "sale_line_id": self.sale_order_line_id.id,
            "source": "expense",
            "category": "other",
            "state": "actual" if lines else "committed",
            "amount": self._get_booked_cost(lines) if lines else self._get_expected_cost(),
            "date": self.date,
            "partner_id": self.vendor_id.id,
            "name": " · ".join(filter(None, (self.employee_id.name, self.name))),
            "res_model": self._name,
            "res_id": self.id,
        }
