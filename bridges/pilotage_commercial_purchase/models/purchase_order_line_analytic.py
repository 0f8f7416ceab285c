"""Purchases made by hand on the analytic account of an order."""

from odoo import api, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _is_for_an_order(self):
        """Return whether another document links the line to an order. Hook for bridges."""
        self.ensure_one()
        return bool(self.sale_line_id or self.bought_for_order_id)

    def _is_for_nobody(self):
        """Return whether nothing on the line says for whom it is bought. Hook for bridges."""
        self.ensure_one()
        return not (
            self.display_type
            or self.sale_line_id
            or self.bought_for_order_id
            or self.analytic_distribution
        )

    @api.model
    def _get_items_by_hand(self, shares, costs):
        """Return the leaves of the purchase lines made by hand for orders.

        A bill line with accounts of its own counts on these accounts instead.

        :param shares: ``{purchase line: {order: part}}``
        :param costs: ``{purchase line: Cost}``
        """
        items = []
        for line in shares:
            cost = costs[line]
            cost.amounts = {
                bill_line: amount
                for bill_line, amount in cost.amounts.items()
                if not bill_line.analytic_distribution and not bill_line.cost_order_id
            }
            for order, part in shares[line].items():
                if order._shares_books(line.company_id):
                    items += line._get_real_cost_items(
                        cost,
                        order,
                        self.env["sale.order.line"],
                        part,
                        part,
                        part,
                        source="analytic",
                        category=line._get_analytic_category(),
                    )
        return items

    def _get_analytic_category(self):
        self.ensure_one()
        return "subcontracting" if self.product_id.type == "service" else "purchase"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mark_by_accounts()
        lines._mark_along()
        return lines

    def write(self, vals):
        if "analytic_distribution" not in vals:
            return super().write(vals)
        before = self._get_costing_accounts()
        result = super().write(vals)
        self._mark_by_accounts(before)
        return result

    def _mark_by_accounts(self, former=()):
        """Mark the orders linked to the accounts of these purchase lines, and to ``former`` ones,
        which they had before.
        """
        if accounts := self._get_costing_accounts().union(former):
            self.env["sale.order"]._mark_by_accounts(accounts)

    def _get_costing_accounts(self):
        """Return the ids of the analytic accounts of the lines that are ordered."""
        ordered = self.filtered(lambda line: line.state == "purchase")
        return set().union(*(line._get_account_ids() for line in ordered))
