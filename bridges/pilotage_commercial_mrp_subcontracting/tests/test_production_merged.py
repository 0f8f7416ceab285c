"""Manufacturing orders merged into one: Odoo cuts what was made or asked for the first ones."""

from odoo import Command
from odoo.tests import tagged

from .common import SubcontractedCase


@tagged("standard", "post_install", "-at_install")
class TestProductionMerged(SubcontractedCase):
    def _sell(self, component):
        """Sell two gates to a customer and three to another one, of one ``component`` and one hour
        each; return the orders and the product.
        """
        gate = self._create_made()
        gate.bom_ids.bom_line_ids = [
            Command.clear(),
            Command.create({"product_id": component.id, "product_qty": 1}),
        ]
        orders = self._create_order((gate, 2, 200)) | self._create_order((gate, 3, 200))
        return orders, gate

    def _merge(self, product):
        """Merge the manufacturing orders of ``product``; return the one that is left."""
        productions = self.env["mrp.production"].search([("product_id", "=", product.id)])
        productions.action_merge()
        found = self.env["mrp.production"].search([("product_id", "=", product.id)])
        return found.filtered(lambda production: production.state != "cancel")

    def _confirm_requests(self, product):
        lines = self.env["purchase.order.line"].search([("product_id", "=", product.id)])
        lines.order_id.button_confirm()
        return lines.order_id

    def _assert_marked(self, orders, name, *costs):
        """Check the costs ``name`` of ``orders``, which what was just done has marked."""
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True] * len(orders))
        self._update(orders)
        for order, cost in zip(orders, costs, strict=True):
            self.assertAlmostEqual(order[name], cost, 2)

    def _finish(self, production, orders):
        production.action_assign()
        self._make(production, hours=5)
        self._do(orders.picking_ids)

    def test_before_the_component_is_ordered(self):
        """Locks bought at 45, their standard cost is 10: 2 × (30 + 45) and 3 × 75 to come once they
        are ordered; billed 50: 160 and 240."""
        lock = self._create_bought("Lock", 45, "standard")
        orders, gate = self._sell(lock)
        production = self._merge(gate)
        self._update(orders)
        purchases = self._confirm_requests(lock)
        self._assert_marked(orders, "committed_cost", 150, 225)
        self._do(purchases.picking_ids)
        self._finish(production, orders)
        for purchase in purchases:
            self._bill(purchase, price=50)
        self._assert_marked(orders, "real_cost", 160, 240)
        self.assertEqual(orders.mapped("real_cost_state"), ["complete", "complete"])

    def test_after_the_component_is_ordered(self):
        """Odoo keeps the link: 160 and 240 all the same."""
        lock = self._create_bought("Lock", 45, "standard")
        orders, gate = self._sell(lock)
        purchases = self._confirm_requests(lock)
        production = self._merge(gate)
        self._do(purchases.picking_ids)
        self._finish(production, orders)
        for purchase in purchases:
            self._bill(purchase, price=50)
        self._assert_marked(orders, "real_cost", 160, 240)

    def test_component_that_is_made(self):
        """A lock takes an hour and one steel at 5: 2 × (30 + 35) and 3 × 65, to come while neither
        merged order is made, and incurred at the end."""
        lock = self._create_made("Lock", cost=10, steel=1)
        orders, gate = self._sell(lock)
        production, locks = self._merge(gate), self._merge(lock)
        self._assert_marked(orders, "committed_cost", 130, 195)
        self._make(locks, hours=5)
        self._finish(production, orders)
        self._assert_marked(orders, "real_cost", 130, 195)

    def test_only_the_gates(self):
        """The locks of each order are made apart, in 4 h and 3 h: 5 × 30 + 7 × 30 + 5 × 5, by the
        gates: 154 and 231."""
        lock = self._create_made("Lock", cost=10, steel=1)
        orders, gate = self._sell(lock)
        locks = self.env["mrp.production"].search([("product_id", "=", lock.id)], order="id")
        production = self._merge(gate)
        for each, hours in zip(locks, (4, 3), strict=True):
            self._make(each, hours=hours)
        self._finish(production, orders)
        self._assert_marked(orders, "real_cost", 154, 231)
