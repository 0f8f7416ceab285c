from collections import defaultdict

from odoo import api, models

from odoo.addons.pilotage_commercial_purchase.models.sale_order import DOCUMENTS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends(
        "real_cost_move_ids.purchase_line_id",
        *(f"real_cost_move_ids.purchase_line_id.{name}" for name in DOCUMENTS),
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_purchase_domain(self):
        # Goods go by their moves: bought for an order line, they may well stay in stock.
        domain = super()._get_real_cost_purchase_domain()
        return [*domain, ("product_id.type", "=", "service")]

    def _follow_real_cost(self, flows):
        bought = [flow for flow in flows if flow.move.purchase_line_id]
        items, further = super()._follow_real_cost(
            [flow for flow in flows if not flow.move.purchase_line_id]
        )
        return items + self._get_received_items(bought), further

    def _get_received_items(self, flows):
        """Return the leaves of goods that came, or shall come, from a supplier: the share of
        their purchase line."""
        shares = defaultdict(lambda: [0.0, 0.0])
        for flow in flows:
            line = flow.move.purchase_line_id
            if line.company_id == flow.order.company_id:
                key = line, flow.order, flow.line, flow.move._get_purchase_cost_category(flow)
                shares[key][flow.move.state != "done"] += line._get_share(flow)
        lines = self.env["purchase.order.line"].browse({key[0].id for key in shares})
        costs = lines._get_real_costs()
        items = []
        for (line, order, sale_line, category), (received, planned) in shares.items():
            cost = costs[line]
            # What is billed before it comes is shared by what is to come.
            ahead = max(0.0, cost.billed - cost.received)
            awaited = max(planned, cost.ordered - cost.received)
            paid = planned * min(1.0, ahead / awaited) if awaited > 0 else 0.0
            incurred, to_come = received + paid, planned - paid
            items += line._get_real_cost_items(
                cost,
                order,
                sale_line,
                incurred / (cost.incurred or abs(incurred)) if incurred else 0.0,
                to_come / max(cost.to_come, abs(to_come)) if to_come else 0.0,
                category=category,
            )
        return items
