"""Goods consumed by a manufacturing order are production costs, wherever they come from."""

from odoo import Command
from odoo.tests import tagged

from .common import SubcontractedCase


@tagged("standard", "post_install", "-at_install")
class TestProductionCategory(SubcontractedCase):
    def _sell(self, component, quantity):
        """Sell four gates of ``quantity`` of ``component`` and one hour each."""
        gate = self._create_made("Fence")
        gate.bom_ids.bom_line_ids = [
            Command.clear(),
            Command.create({"product_id": component.id, "product_qty": quantity}),
        ]
        order = self._create_order((gate, 4, 200))
        productions = order.stock_reference_ids.production_ids
        return order, productions.filtered(lambda production: production.product_id == gate)

    def _receive(self, order, production):
        """Confirm and receive the purchases for the manufacturing order."""
        purchases = self._confirm_purchases(order)
        purchases |= production.reference_ids.purchase_ids
        purchases |= production.move_raw_ids.move_orig_ids.purchase_line_id.order_id
        purchases.filtered(lambda purchase: purchase.state == "draft").button_confirm()
        self._do(purchases._get_subcontracting_resupplies())
        self._do(purchases.picking_ids)
        return purchases

    def test_component_bought_for_it(self):
        """4 h × 30, and four posts bought at 45: 300 of production. Billed at 50: 320."""
        order, production = self._sell(self._create_bought("Post", 45), 1)
        purchases = self._receive(order, production)
        production.action_assign()
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 300, 500, "provisional", production=300)
        self._bill(purchases, price=50)
        self.assertCosts(order, 320, 480, "complete", production=320)

    def test_component_scrapped_before_it_is_used(self):
        """Eight bought at 45 for four gates, one scrapped from stock, seven used; billed at 50:
        7 × 50 and 4 h × 30. Their standard cost is 10."""
        post = self._create_bought("Post", 45, "standard")
        order, production = self._sell(post, 2)
        purchases = self._receive(order, production)
        self._scrap_from_stock(post, 1)
        self._make(production, hours=4, post=7)
        self._do(order.picking_ids)
        self._bill(purchases, price=50)
        self.assertCosts(order, 470, 330, "complete", production=470)

    def test_component_from_stock(self):
        """4 h × 30 and 8 × 5."""
        order, production = self._sell(self.steel, 2)
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 160, 640, "complete", production=160)

    def test_component_made_by_a_subcontractor(self):
        """4 h × 30, four panels at 25 made of 12 of our steel at 5: 280."""
        panel = self._create_subcontracted_goods("Panel")
        order, production = self._sell(panel, 1)
        purchases = self._receive(order, production)
        production.action_assign()
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self._bill(purchases)
        self.assertCosts(order, 280, 520, "complete", production=280)
