from odoo import Command
from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestMrp(MadeCase):
    def _sell(self, product, quantity=4, price=200):
        order = self._create_order((product, quantity, price))
        return order, order.stock_reference_ids.production_ids

    def test_over_standard(self):
        """Four gates: planned 4 h × 30 + 8 steel × 5 = 160; made in 10 h with 9 of steel.

        10 × 30 + 9 × 5 = 345: 455 are left of 800. Odoo leaves 600 at the standard cost of 50;
        at an average cost, what it knew at the delivery, and not the hour added later.
        """
        for method, odoo_margin in (("standard", 600), ("average", 455)):
            with self.subTest(method):
                order, production = self._sell(self._create_made(method=method))
                self.assertCosts(order, 0, 800, "planned")
                self.assertAlmostEqual(order.committed_cost, 160)
                self.assertIn("production_open:1", order.real_cost_missing)
                self._make(production, hours=10, steel=9)
                self.assertEqual(production.state, "done")
                self.assertCosts(order, 345, 455, "provisional", production=345)
                self._do(order.picking_ids)
                self.assertCosts(order, 345, 455, "complete", production=345)
                self.assertLeaves(
                    order,
                    ("production", "production", "actual", 300),
                    ("production", "production", "actual", 45),
                )
                self.assertAlmostEqual(order.margin, odoo_margin)
                production.workorder_ids.duration = 11 * 60
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                # An hour more: 375
                self.assertCosts(order, 375, 425, "complete", production=375)
                self.assertAlmostEqual(order.margin, odoo_margin)

    def test_hours_of_an_open_order(self):
        """The time spent is incurred; the time expected is to come."""
        order, production = self._sell(self._create_made())
        production.workorder_ids.duration = 60
        # 1 h × 30; 3 h × 30 and 8 × 5 to come
        self.assertCosts(order, 30, 770, "provisional", production=30)
        self.assertAlmostEqual(order.committed_cost, 130)

    def test_made_in_two_times(self):
        order, production = self._sell(self._create_made())
        self._make(production, hours=2, quantity=1, steel=2)
        self._do(order.picking_ids, gate=1)
        rest = order.stock_reference_ids.production_ids - production
        self.assertEqual(rest.product_qty, 3)
        # 2 × 30 + 2 × 5; 3 h × 30 and 6 × 5 to come
        self.assertCosts(order, 70, 730, "provisional", production=70)
        self.assertAlmostEqual(order.committed_cost, 120)
        self._make(rest, hours=5, steel=6)
        self._do(order.picking_ids)
        # and 5 × 30 + 6 × 5
        self.assertCosts(order, 250, 550, "complete", production=250)

    def test_delivered_in_part(self):
        """Made for the order, it costs the order even before the delivery."""
        order, production = self._sell(self._create_made())
        self._make(production, hours=4)
        self._do(order.picking_ids, gate=1)
        self.assertCosts(order, 160, 640, "provisional", production=160)

    def test_customer_return(self):
        order, production = self._sell(self._create_made())
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self._return(order.picking_ids, 1)
        # 3 / 4 of 160
        self.assertCosts(order, 120, 680, production=120)

    def test_by_product(self):
        """A quarter of the cost belongs to the off-cuts, which stay in stock."""
        scrap = self._create_goods("Offcut")
        product = self._create_made(
            byproduct_ids=[
                Command.create({"product_id": scrap.id, "product_qty": 1, "cost_share": 25})
            ]
        )
        order, production = self._sell(product)
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 120, 680, production=120)

    def test_component_made_for_it(self):
        """A gate needs a lock that is made for it: both manufacturing orders cost."""
        lock = self._create_made("Lock", 7, steel=1)
        gate = self._create_made()
        gate.bom_ids.bom_line_ids = [Command.create({"product_id": lock.id, "product_qty": 1})]
        order, productions = self._sell(gate)
        productions |= self.env["mrp.production"].search([("product_id", "=", lock.id)])
        self.assertEqual(len(productions), 2)
        # Two times 4 h × 30, 4 × 3 steel × 5
        self.assertCosts(order, 0, 800, "planned")
        self.assertAlmostEqual(order.committed_cost, 300)
        inner = productions.filtered(lambda production: production.product_id == lock)
        self._make(inner, hours=6)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        # 6 × 30 + 4 × 5
        self.assertCosts(order, 200, 600, "provisional", production=200)
        self._make(productions - inner, hours=4)
        self._do(order.picking_ids)
        # and 4 × 30 + 8 × 5
        self.assertCosts(order, 360, 440, "complete", production=360)

    def test_made_for_stock(self):
        """Goods from stock cost their value: their manufacturing order is unknown."""
        product = self._create_made(method="average")
        product.route_ids = [Command.clear()]
        self._put_in_stock(product, 10)
        order, production = self._sell(product)
        self.assertFalse(production)
        self._do(order.picking_ids)
        self.assertCosts(order, 200, 600, "complete", purchase=200)

    def test_kit(self):
        """A kit costs its components, in the quantities of the bill of materials."""
        kit = self._create_goods("Fence")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": self.steel.id, "product_qty": 3}),
                    Command.create({"product_id": self._create_made(cost=50).id, "product_qty": 1}),
                ],
            }
        )
        order, production = self._sell(kit, 2, 400)
        self.assertEqual(production.product_qty, 2)
        self._make(production, hours=3)
        for _time in (1, 2):
            self._do(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)
        # 2 × 3 steel × 5 from stock; 3 × 30 + 4 × 5 for the gates
        self.assertCosts(order, 140, 660, "complete", purchase=30, production=110)

    def test_kit_returned_in_part(self):
        """Four kits of two pieces of steel (5) and a board (8): 2 delivered, 36 and 36 to come; all
        delivered, one brought back: 54."""
        board = self._create_goods("Board", 8)
        self._put_in_stock(board, 10)
        kit = self._create_goods("Fence")
        lines = [(self.steel, 2), (board, 1)]
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                    for product, quantity in lines
                ],
            }
        )
        order = self._create_order((kit, 4, 50))
        first = order.picking_ids
        rest = self._do(first, steel=4, board=2)
        self.assertCosts(order, 36, state="provisional", purchase=36)
        self.assertAlmostEqual(order.committed_cost, 36)
        self._do(rest)
        wizard = self.env["stock.return.picking"].create({"picking_id": first.id})
        for line in wizard.product_return_moves:
            line.quantity = 1 if line.product_id == board else 2
        returned = wizard.action_create_returns()["res_id"]
        self._do(self.env["stock.picking"].browse(returned))
        self.assertCosts(order, 54, purchase=54)

    def test_productions_merged(self):
        """Two gates of an order and three of another one in one production of 10 h: 70 each."""
        gate = self._create_made()
        first, second = (self._sell(gate, quantity)[0] for quantity in (2, 3))
        orders = first + second
        merged = orders.stock_reference_ids.production_ids.action_merge()
        self._make(self.env["mrp.production"].browse(merged["res_id"]), hours=10)
        self._do(orders.picking_ids)
        # 2 × (2 × 30 + 2 × 5), and 3 ×
        self.assertCosts(first, 140, state="complete", production=140)
        self.assertCosts(second, 210, state="complete", production=210)

    def test_progress(self):
        order, production = self._sell(self._create_made())
        self.assertEqual(order.order_progress, "confirmed")
        production.workorder_ids.duration = 30
        production.workorder_ids.button_start()
        self.env.flush_all()
        self.assertEqual(production.state, "progress")
        self.assertEqual(order.order_progress, "in_production")
        self._make(production)
        self._do(order.picking_ids)
        self.assertEqual(order.order_progress, "delivered")

    def test_documents(self):
        order, production = self._sell(self._create_made())
        self._make(production, hours=4)
        self._update(order)
        for cost in order.real_cost_ids:
            action = cost.action_open_document()
            self.assertEqual(
                (action["res_model"], action["res_id"]), ("mrp.production", production.id)
            )

    def test_cancelled_production(self):
        order, production = self._sell(self._create_made())
        production.workorder_ids.duration = 60
        self.assertCosts(order, 30, production=30)
        production.action_cancel()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertFalse(order._get_open_productions())

    def test_constant_queries(self):
        product = self._create_made()
        orders = self.env["sale.order"]
        for _number in range(9):
            order, production = self._sell(product)
            self._make(production, hours=4)
            self._do(order.picking_ids)
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)
