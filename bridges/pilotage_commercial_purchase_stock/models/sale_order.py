from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.pilotage_commercial_purchase.models.sale_order import DOCUMENTS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_along_line_ids = fields.Many2many(
        "purchase.order.line",
        "sale_order_real_cost_along_line_rel",
        "order_id",
        "line_id",
        string="Purchase Lines beside the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Lines of the purchase orders of its goods, if freight or a discount is among them: a "
        "change of one marks the order.",
    )

    @api.depends(
        "real_cost_move_ids.purchase_line_id",
        *(f"real_cost_move_ids.purchase_line_id.{name}" for name in DOCUMENTS),
        *(f"real_cost_along_line_ids.{name}" for name in DOCUMENTS),
        "real_cost_purchase_line_ids.move_ids.state",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Store the lines beside those of the goods."""
        items = super()._get_real_cost_items()
        along = {order.id: set() for order in self}
        for item in items:
            along[item["order_id"]] |= item.get("along", set())
        self._store_real_cost_links("real_cost_along_line_ids", along)
        return items

    def _get_quantities_bought_by_hand(self, items):
        """Add the goods ordered by hand, or received beyond that."""
        bought = super()._get_quantities_bought_by_hand(items)
        for line, parts in self._get_purchases_by_hand().items():
            if line.product_id.type == "service":
                continue
            for product, quantity in line._get_quantities_by_product().items():
                for order, part in parts.items():
                    bought[order.id, product] += quantity * part
        return bought

    def _get_goods_billed_by_hand(self, items):
        """Leave out the bills of purchases made by hand, which tell the quantities, and those of
        goods bought to order that are not billed yet.
        """
        found = super()._get_goods_billed_by_hand(items)
        if not found:
            return found
        by_hand = self._get_purchases_by_hand()
        bought = [item for item in items if item["res_model"] == "purchase.order.line"]
        lines = self.env["purchase.order.line"].browse(item["res_id"] for item in bought)
        to_order = {
            (item["order_id"], line.product_id) for item, line in zip(bought, lines, strict=True)
        }
        return [
            (item, line)
            for item, line in found
            if line.purchase_line_id not in by_hand
            and (item["order_id"], line.product_id) not in to_order
        ]

    def _get_real_cost_purchase_domain(self):
        # Goods are found by their moves: those bought for an order line may stay in stock.
        domain = super()._get_real_cost_purchase_domain()
        return [*domain, ("product_id.type", "=", "service")]

    def _follow_real_cost(self, flows):
        bought = [flow for flow in flows if flow.move.purchase_line_id]
        items, further = super()._follow_real_cost(
            [flow for flow in flows if not flow.move.purchase_line_id]
        )
        return items + self._get_received_items(bought), further

    def _get_received_items(self, flows):
        """Return the leaves of goods from a supplier, received or to come: the share of their
        purchase line.
        """
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
            # A quantity billed before its receipt is shared by the receipts to come.
            ahead = max(0.0, cost.billed - cost.received)
            awaited = max(planned, cost.ordered - cost.received)
            paid = planned * min(1.0, ahead / awaited) if awaited > 0 else 0.0
            incurred, to_come = received + paid, planned - paid
            whole = max(cost.ordered, cost.incurred)
            items += line._get_real_cost_items(
                cost,
                order,
                sale_line,
                incurred / (cost.incurred or abs(incurred)) if incurred else 0.0,
                to_come / max(cost.to_come, abs(to_come)) if to_come else 0.0,
                (received + planned) / whole if whole else 0.0,
                category=category,
                along=line._get_lines_along([cost]),
            )
        return items
