"""Goods bought for orders that were cancelled since, and sent back to the supplier at a loss."""

from odoo import models

from odoo.addons.pilotage_commercial_stock.tools import Flow


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_items(self):
        """Add what the supplier keeps on goods sent back: nobody else bears it."""
        items = super()._get_real_cost_items()
        parts = {line: x for line, x in self._get_bought_then_cancelled() if line._is_sent_back()}
        lines = self.env["purchase.order.line"].union(*parts)
        for line, cost in lines._get_real_costs().items() if lines else ():
            for sale_line, part in parts[line].items():
                if sale_line.order_id in self:
                    args = cost, sale_line.order_id, sale_line, part, 0.0, part
                    items += line._get_real_cost_items(*args, category="purchase")
        return items

    def _get_real_cost_flows(self):
        """Link cancelled orders to what was received for them, by flows of nothing: a return marks
        them. Goods that stay in stock cost them nothing.
        """
        flows = super()._get_real_cost_flows()
        for line, parts in self._get_bought_then_cancelled():
            for sale_line in parts:
                if sale_line.order_id in self:
                    for move in line.move_ids.filtered(lambda move: move.state == "done"):
                        args = sale_line.order_id, sale_line, move, 0.0, move, 0.0
                        flows.append(Flow(*args, "stock", "purchase"))
        return flows

    def _get_bought_then_cancelled(self):
        """Return [(purchase line, {order line: part})] of the goods bought for cancelled orders."""
        cancelled = self.filtered(lambda order: order.state == "cancel")
        lines = cancelled.stock_reference_ids.purchase_ids.order_line.filtered("move_ids")
        return [(line, line._get_parts_by_cancelled_line()) for line in lines]
