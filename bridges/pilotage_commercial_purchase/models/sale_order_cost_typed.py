"""Bills typed by hand, without a link to the purchase order that they bill."""

from collections import defaultdict

from odoo import api, models

from odoo.addons.pilotage_commercial.models.cost.ledger.sale_order_cost import FOLLOWING

from .purchase_order_line_billed import get_part_of_lump_sum


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    @api.model
    def _merge_items(self, orders, items):
        return super()._merge_items(orders, self._leave_out_typed(items))

    @api.model
    def _leave_out_typed(self, items):
        """Return ``items`` without what was bought for an order and not billed, as far as a bill
        typed by hand for that order bills the same product of the same supplier.
        """
        typed = self._get_typed_bills(items)
        if not typed:
            return items
        bought = [item for item in items if item["res_model"] == "purchase.order.line"]
        # One recordset, so that all lines are read together.
        lines = self.env["purchase.order.line"].browse({item["res_id"] for item in bought})
        lines, kept = {line.id: line for line in lines}, []
        # What was received comes first, then what is to be received.
        for item in sorted(items, key=lambda item: item["state"] != "actual"):
            is_bought = item["res_model"] == "purchase.order.line" and item["amount"] > 0
            part = self._get_part_typed(item, lines[item["res_id"]], typed) if is_bought else 0.0
            if part < 1.0:
                kept.append({**item, "amount": item["amount"] * (1.0 - part)})
        return kept

    @api.model
    def _get_typed_bills(self, items):
        """Return ``{(order id, product, supplier): [quantity, amount]}`` of the bill lines assigned
        by hand, or by their account, that have no purchase line.
        """
        typed = defaultdict(lambda: [0.0, 0.0])
        items = [
            item
            for item in items
            if item["source"] in FOLLOWING and item.get("part") and not item["sale_line_id"]
        ]
        lines = self.env["account.move.line"].browse(item["res_id"] for item in items)
        for item, line in zip(items, lines, strict=True):
            if line.product_id and not line.purchase_line_id and line.balance:
                key = item["order_id"], line.product_id, line.partner_id.commercial_partner_id
                quantity = line.product_uom_id._compute_quantity(
                    abs(line.quantity), line.product_id.uom_id, round=False
                )
                typed[key][0] += item["part"] * quantity * (1 if line.balance > 0 else -1)
                typed[key][1] += item["amount"]
        return typed

    @api.model
    def _get_part_typed(self, item, line, typed):
        """Return the part of the leaf of a purchase line that the ``typed`` bills cover, by
        quantity or by amount, and deduct it from them.
        """
        key = item["order_id"], line.product_id, line.partner_id.commercial_partner_id
        if key not in typed:
            return 0.0
        quantity, amount = typed[key]
        times, by_amount = quantity / item["quantity"], amount / item["amount"]
        if by_amount > 2 * times:  # far from the price: hours billed in one piece
            times = by_amount
        elif line.product_id.type == "service" and item["quantity"] == 1.0 <= times:
            times = get_part_of_lump_sum(by_amount, quantity)
        if times <= 0.0:
            return 0.0
        part = min(times, 1.0)
        left = 1.0 - part / times
        typed[key] = [quantity * left, amount * left]
        return part
