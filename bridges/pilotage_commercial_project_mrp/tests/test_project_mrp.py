"""Manufacturing orders made by hand on the project of an order."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_mrp.tests.common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestProjectMrp(MadeCase):
    """A gate takes an hour at 30 and two pieces of steel at 5; its standard cost is 50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_product("Site", "service", 3000, 0)
        cls.site.service_tracking = "task_in_project"
        cls.gate = cls._create_made()

    def _sell(self, *lines):
        order = self._create_order((self.site, 1, 3000), *lines)
        return order, order.project_ids[:1]

    def _start(self, project, quantity=2, product=None):
        """Confirm a manufacturing order made by hand for ``project``."""
        product = product or self.gate
        production = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "bom_id": product.bom_ids.id,
                "company_id": self.company.id,
                "project_id": project.id,
            }
        )
        production.action_confirm()
        production.action_assign()
        return production

    def _deliver(self, quantity, **values):
        """Deliver some gates by a transfer made by hand."""
        places = {
            "location_id": self.stock.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        move = {
            "product_id": self.gate.id,
            "product_uom_qty": quantity,
            "product_uom": self.gate.uom_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [Command.create({**move, **places})],
                **places,
                **values,
            }
        )
        picking.action_confirm()
        self._do(picking)

    def test_made_for_the_site(self):
        """Two gates: 60 and 20 to come; made in 3 h with 5 pieces: 90 + 25, as it is never sold."""
        order, project = self._sell()
        self._update(order)
        production = self._start(project)
        self.assertMarked(order, committed_cost=80, real_cost=0)
        self.assertIn("production_open:1", order.real_cost_missing)
        self._make(production, hours=3, steel=5)
        self.assertMarked(order, committed_cost=0, real_cost=115)
        self.assertCosts(order, 115, 2885, "complete", production=115)
        self.assertEqual(set(order.real_cost_ids.mapped("source")), {"analytic"})

    def test_delivered_to_the_site(self):
        """Of two gates made in 3 h with 4 pieces, both leave for the site: 110, not 110 and 100; a
        third one comes from the stock, at 50."""
        if "project_id" not in self.env["stock.picking"]._fields:
            self.skipTest("Transfers have no project")
        order, project = self._sell()
        self._make(self._start(project), hours=3)
        self._deliver(2, project_id=project.id)
        self.assertCosts(order, 110, 2890, "complete", production=110)
        self._put_in_stock(self.gate, 1)
        self._deliver(1, project_id=project.id)
        self.assertCosts(order, 160, 2840, "complete", production=110, purchase=50)

    def test_sold_from_stock(self):
        """The order sells two gates from the stock, which somebody makes for its project: 110
        before the delivery and after it, not 210."""
        self.gate.route_ids = [Command.clear()]
        order, project = self._sell((self.gate, 2, 200))
        self._make(self._start(project), hours=3)
        self.assertCosts(order, 110, production=110)
        self._do(order.picking_ids)
        self.assertCosts(order, 110, 3290, "complete", production=110)

    def test_made_to_order(self):
        """The gates of the order itself, on its project too, cost once: 4 × 40."""
        order, project = self._sell((self.gate, 4, 200))
        production = order.stock_reference_ids.production_ids
        production.project_id = project
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 160, 3640, production=160)

    def test_component_made_for_it(self):
        """A lock is made for the gate, on the project too: 2 h on the lock, 2 h on the gates, four
        pieces of steel and two: 120 + 30, once."""
        lock = self._create_made("Lock", cost=10, steel=1)
        self.gate.bom_ids.bom_line_ids = [Command.create({"product_id": lock.id, "product_qty": 1})]
        order, project = self._sell()
        production = self._start(project)
        locks = self.env["mrp.production"].search([("product_id", "=", lock.id)])
        locks.project_id = project
        self._make(locks, hours=2)
        production.action_assign()
        self._make(production, hours=2)
        self.assertCosts(order, 150, production=150)

    def test_cancelled(self):
        """An hour was spent: 30."""
        order, project = self._sell()
        production = self._start(project)
        production.workorder_ids.duration = 60
        self._update(order)
        production.action_cancel()
        self.assertMarked(order, real_cost=30, committed_cost=0)

    def test_taken_apart(self):
        """Two gates, one of which is taken apart: 2 h × 30 and the steel of one."""
        order, project = self._sell()
        production = self._start(project)
        self._make(production, hours=2)
        self.assertCosts(order, 80, production=80)
        unbuild = {"product_id": self.gate.id, "mo_id": production.id, "product_qty": 1}
        places = {"location_id": self.stock.id, "location_dest_id": self.stock.id}
        self.env["mrp.unbuild"].create(
            {**unbuild, **places, "bom_id": production.bom_id.id, "company_id": self.company.id}
        ).action_unbuild()
        self.assertMarked(order, real_cost=70)

    def test_moved_to_another_site(self):
        """80 of one site, then of the other one."""
        (first, north), (second, south) = self._sell(), self._sell()
        production = self._start(north)
        self._make(production, hours=2)
        self._update(first | second)
        self.assertEqual((first.real_cost, second.real_cost), (80, 0))
        production.project_id = south
        self.assertMarked(first, real_cost=0)
        self.assertMarked(second, real_cost=80)

    def test_site_of_two_orders(self):
        """A site and its supplement: it belongs to none of them, and both say so."""
        order, project = self._sell()
        supplement = self._create_order((self.work, 1, 1000), project_id=project.id)
        self._make(self._start(project), hours=2)
        for each in order | supplement:
            self.assertCosts(each, 0)
            self.assertIn("shared_account:1", each.real_cost_missing)

    def test_constant_queries(self):
        """As many queries for ten orders as for one."""
        orders = self.env["sale.order"]
        for _each in range(3):
            order, project = self._sell()
            self._start(project)
            orders |= order
        self.assertConstantQueries(orders)
