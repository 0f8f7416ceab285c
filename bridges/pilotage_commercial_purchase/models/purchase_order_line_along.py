"""The lines typed on a purchase order beside what it buys: freight, a discount, a fee."""

from collections import defaultdict

from odoo import api, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_costs_along(self):
        """Return ``{line: [(line beside it, its cost, part)]}`` for the lines of ``self``.

        As on a bill, a line that serves nothing by itself is shared over the others by amount.
        """
        along = defaultdict(list)
        beside = self.order_id.order_line.filtered(lambda line: line._goes_along())
        beside = beside._without_an_owner() if beside else beside
        for line, cost in beside._get_own_costs().items() if beside else ():
            cost.amounts = {
                bill_line: amount
                for bill_line, amount in cost.amounts.items()
                if not bill_line.cost_order_id
            }
            targets = line.order_id.order_line - beside
            targets = targets.filtered(lambda x: not (x.display_type or x.is_downpayment))
            for target, part in targets._share_by_amount():
                if target in self:
                    along[target].append((line, cost, part))
        return along

    def _goes_along(self):
        """Return whether the line is a service that nothing links to an order. Hook for
        bridges.
        """
        self.ensure_one()
        return (
            not self.display_type
            and not self.is_downpayment
            and self.product_id.type == "service"
            and not (self.sale_line_id or self.bought_for_order_id)
        )

    def _without_an_owner(self):
        """Return the lines of ``self`` whose analytic accounts, and those of their bills, belong to
        no order.
        """
        accounts = {
            line: line._get_account_ids().union(
                *(bill_line._get_account_ids() for bill_line in line.invoice_lines)
            )
            for line in self
        }
        claimed = self.env["sale.order"]._get_claimants(set().union(*accounts.values()))
        return self.filtered(lambda line: claimed.keys().isdisjoint(accounts[line]))

    def _share_by_amount(self):
        """Return [(line, part)] by the untaxed amounts of the lines."""
        weights = {line: line.price_subtotal for line in self}
        total = sum(weights.values())
        if not total:
            weights, total = dict.fromkeys(self, 1.0), float(len(self))
        return [(line, weight / total) for line, weight in weights.items()]

    def _get_category_beside(self, category):
        """Return the category of this line beside one of ``category``."""
        self.ensure_one()
        return self.product_id._get_category_beside(category)

    # --- marks ---

    @api.model
    def _get_lines_along(self, costs):
        """Return the ids of the purchase lines on which ``costs`` depend besides their own.

        They are those of the parts of lines beside, and those that one bill line may stand for.
        """
        beside = self.browse().union(*(line for cost in costs for line, _cost, _part in cost.along))
        together = beside.union(*(cost.together for cost in costs if cost.together))
        return {*together.ids, *(beside.order_id.order_line.ids if beside else ())}

    def _mark_along(self):
        """Mark the orders that these lines, added to purchase orders, are shared over."""
        added = self.filtered(lambda line: line.state == "purchase" and line._goes_along())
        if added:
            others = added.order_id.order_line - added
            # Whoever buys may not see the orders: only the mark is written (hence sudo).
            others.sudo()._get_orders_served()._mark_real_cost()
            others._mark_by_accounts()

    def _get_orders_served(self):
        """Return the orders that the lines were bought for. Hook for bridges."""
        return self.sale_line_id.order_id
