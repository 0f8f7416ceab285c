from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("expense", "Expense")], ondelete={"expense": "cascade"}
    )

    @api.model
    def _get_reached(self, orders, items):
        """Add the entries of the expenses: the expense itself is the leaf."""
        reached = super()._get_reached(orders, items)
        expenses = self.env["hr.expense"].browse(
            item["res_id"] for item in items if item["res_model"] == "hr.expense"
        )
        return reached | set(expenses.real_cost_line_ids.ids)
