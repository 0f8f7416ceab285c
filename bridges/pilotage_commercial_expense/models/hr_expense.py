from odoo import models


class HrExpense(models.Model):
    _inherit = "hr.expense"

    def _get_real_cost_item(self):
        """Return the leaf of the expense: as posted, or as approved and still to be."""
        self.ensure_one()
        lines = self.account_move_id.line_ids.filtered(
            lambda line: (
                line.expense_id == self
                and line.display_type == "product"
                and line.parent_state == "posted"
            )
        )
        return {
            "order_id": self.sale_order_id.id,
            "sale_line_id": self.sale_order_line_id.id,
            "source": "expense",
            "category": "other",
            "state": "actual" if lines else "committed",
            "amount": sum(lines.mapped("balance")) if lines else self.untaxed_amount,
            "date": self.date,
            "partner_id": self.vendor_id.id,
            "name": " · ".join(filter(None, (self.employee_id.name, self.name))),
            "res_model": self._name,
            "res_id": self.id,
        }
