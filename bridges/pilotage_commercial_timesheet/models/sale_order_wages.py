"""Wages booked on the accounts of an order beside its hours: the same work costs twice."""

from collections import defaultdict

from odoo import api, models

# First figures of the accounts of wages, where the law fixes the chart of accounts: in France, its
# overseas departments and Monaco.
WAGES = dict.fromkeys(("FR", "GF", "GP", "MC", "MQ", "RE", "YT"), "64")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_missing(self):
        """Add the entries of wages of the orders that have hours: which of the two count is for
        somebody to say.
        """
        missing = super()._get_real_cost_missing()
        for order, count in self._count_wages().items():
            missing[order.id].append(("wages_and_hours", count))
        return missing

    def _count_wages(self):
        """Return ``{order: number of its entries of wages}`` of the orders with hours."""
        costs = self.env["sale.order.cost"]
        worked = self.filtered("real_cost_labour")  # most quotations have none: no query
        if not worked:
            return {}
        domain = [("order_id", "in", worked.ids), ("source", "=", "timesheet"), ("amount", ">", 0)]
        orders = {order for (order,) in costs._read_group(domain, ["order_id"])}
        rows = costs.search_fetch(
            [
                ("order_id", "in", [order.id for order in orders]),
                ("source", "=", "analytic"),
                ("res_model", "=", "account.move.line"),
            ],
            ["order_id", "res_id"],
        )
        # One recordset, so that all lines are read together.
        lines = self.env["account.move.line"].browse(row.res_id for row in rows)
        counts = defaultdict(int)
        for row, line in zip(rows, lines, strict=True):
            if line._books_wages():
                counts[row.order_id] += 1
        return counts

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "wages_and_hours": self.env._("entries of wages beside timesheets of the same work"),
        }
