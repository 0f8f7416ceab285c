"""Goods bought by hand for an order: those that leave the stock for it do not cost again."""

from collections import defaultdict

from odoo import models

from odoo.addons.pilotage_commercial.models.cost.ledger.sale_order_cost import FOLLOWING

from .sale_order import GOODS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _leave_out_bought(self, items):
        """Return ``items`` without the goods from stock whose purchase or bill, made by hand for
        the order, counts already.
        """
        bought = self._get_quantities_bought_by_hand(items)
        if not bought:
            return items
        kept = []
        # What left the stock comes first, then what is to leave it; goods of others before ours.
        for item in sorted(items, key=lambda x: (x["state"] != "actual", bool(x["amount"]))):
            part = self._take_from_bought(item, bought)
            if part:
                kept.append({**item, "amount": item["amount"] * part})
        return kept

    def _take_from_bought(self, item, bought):
        """Return the part of a leaf that was not ``bought`` by hand, and deduct the rest from
        it.
        """
        quantity = item.get("quantity", 0.0) if item["res_model"] in GOODS else 0.0
        if quantity <= 0:
            return 1.0
        product = self.env[item["res_model"]].browse(item["res_id"]).product_id
        taken = min(quantity, max(bought.get((item["order_id"], product), 0.0), 0.0))
        if not taken:
            return 1.0
        bought[item["order_id"], product] -= taken
        return 1.0 - taken / quantity

    def _get_quantities_bought_by_hand(self, items):
        """Return ``{(order id, product): quantity}`` bought by hand for the orders, in the unit of
        the product: on the bill lines of ``items`` without an order line. Hook for bridges.
        """
        bought, prices = defaultdict(float), {}
        lines = self._get_goods_billed_by_hand(items)
        # Bills first: a credit note takes goods back if its price is that of the goods.
        for item, line in sorted(lines, key=lambda pair: pair[1].balance < 0):
            key = item["order_id"], line.product_id
            price = abs(line.balance / line.quantity)
            if line.balance > 0:
                prices[key] = min(price, prices.get(key, price))
            elif price < 0.95 * prices.get(key, 0.0):
                continue
            quantity = line.product_uom_id._compute_quantity(
                abs(line.quantity), line.product_id.uom_id, round=False
            )
            bought[key] += item["part"] * quantity * (1 if line.balance > 0 else -1)
        return bought

    def _get_goods_billed_by_hand(self, items):
        """Return [(leaf, bill line)] of the goods billed by hand. Hook for bridges."""
        items = [
            item
            for item in items
            if item["source"] in FOLLOWING
            and item["res_model"] == "account.move.line"
            and not item["sale_line_id"]
            and item.get("part")
        ]
        if not items:
            return []
        reached = self.env["sale.order.cost"]._get_reached(self, items)
        lines = self.env["account.move.line"].browse(item["res_id"] for item in items)
        return [
            (item, line)
            for item, line in zip(items, lines, strict=True)
            if line.id not in reached
            and line.product_id.type == "consu"
            and line.quantity
            and line.balance
        ]
