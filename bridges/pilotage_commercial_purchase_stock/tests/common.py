"""Goods bought for an order."""

from odoo import Command

from odoo.addons.pilotage_commercial_purchase.tests.common import PurchaseCase
from odoo.addons.pilotage_commercial_stock.tests.common import GoodsCase


class BoughtCase(GoodsCase, PurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buy = cls.env.ref("purchase_stock.route_warehouse0_buy")

    @classmethod
    def _create_bought(cls, name="Beam", price=60.0, method="average", routes=None, **values):
        """Create a product that is bought to order."""
        seller = {"partner_id": cls.supplier.id, "price": price, "delay": 1}
        return cls._create_goods(
            name,
            10,
            method,
            routes or cls.mto | cls.buy,
            seller_ids=[Command.create(seller)],
            **values,
        )

    @classmethod
    def _create_site(cls):
        """Create the account of a building site; return the values that put a line on it."""
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        site = cls.env["account.analytic.account"].create({"name": "North", "plan_id": plan.id})
        return {"analytic_distribution": {str(site.id): 100}}

    @classmethod
    def _confirm_purchases(cls, orders):
        """Confirm the purchases for ``orders``, and return them."""
        purchases = orders.stock_reference_ids.purchase_ids
        purchases |= orders.order_line.purchase_line_ids.order_id
        purchases.filtered(lambda purchase: purchase.state == "draft").button_confirm()
        return purchases

    @classmethod
    def _merge_lines(cls, lines):
        """Make one line of those of purchase orders: one purchase for several needs."""
        first, others = lines[0], lines[1:]
        first.product_qty = sum(lines.mapped("product_qty"))
        first.move_dest_ids |= others.move_dest_ids
        others.unlink()
        return first.order_id
