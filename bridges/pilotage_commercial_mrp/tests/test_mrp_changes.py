"""Manufacturing orders that people change on the way."""

from odoo import Command
from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestMrpChanges(MadeCase):
    """A gate takes 1 h at 30 and 2 pieces of steel at 5."""

    def _sell(self, quantity):
        order = self._create_order((self._create_made(), quantity, 200))
        return order, order.stock_reference_ids.production_ids

    def _check(self, order, cost):
        order.picking_ids.action_assign()
        self._do(order.picking_ids)
        self.assertCosts(order, cost, state="complete", production=cost)

    def test_raised_for_the_stock(self):
        """Six made in 6 h with 12 of steel, four of them for the order: 240 × 4 / 6."""
        order, production = self._sell(4)
        wizard = self.env["change.production.qty"]
        wizard.create({"mo_id": production.id, "product_qty": 6}).change_prod_qty()
        self._make(production, hours=6, steel=12)
        self._check(order, 160)

    def test_delivered_before_it_is_made(self):
        """One leaves at its cost of 50 before it is made: not complete, and the manufacturing order
        marks the order. 1 h × 30 and 2 × 5."""
        order, production = self._sell(1)
        self._do(order.picking_ids)
        self.assertCosts(order, 50, state="provisional", purchase=50)
        self.assertIn("production_open:1", order.real_cost_missing)
        self._make(production, hours=1)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 40, state="complete", production=40)

    def test_split(self):
        """Three in 3 h with 6 of steel, one in 2 h with 2: 90 + 30 + 60 + 10."""
        order, production = self._sell(4)
        first, second = production._split_productions({production: [3, 1]})
        self._make(first, hours=3, steel=6)
        self._make(second, hours=2, steel=2)
        self._check(order, 190)

    def test_another_component(self):
        """Two gates in 2 h, of two pieces of bronze at 20 instead of the steel."""
        bronze = self._create_goods("Bronze", 20)
        self._put_in_stock(bronze, 10)
        order, production = self._sell(2)
        production.move_raw_ids = [
            Command.create(
                {
                    "product_id": bronze.id,
                    "product_uom_qty": 2,
                    "location_id": production.location_src_id.id,
                    "location_dest_id": production.production_location_id.id,
                    "raw_material_production_id": production.id,
                    "company_id": self.company.id,
                }
            )
        ]
        self._make(production, hours=2, steel=0, bronze=2)
        self._check(order, 100)

    def test_work_order_added(self):
        """One hour of painting is added: 60 of work and 10 of steel, to come and then incurred."""
        order, production = self._sell(1)
        paint = {"name": "Paint", "workcenter_id": self.workcenter.id, "duration_expected": 60}
        paint["product_uom_id"] = production.product_uom_id.id
        production.workorder_ids = [Command.create(paint)]
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 70)
        self._make(production, hours=2, steel=2)
        self._check(order, 70)

    def test_dearer_work_centre(self):
        """Two hours at 50 instead of 30, and 10 of steel."""
        machine = {"name": "Machine", "costs_hour": 50, "company_id": self.company.id}
        order, production = self._sell(1)
        production.workorder_ids.workcenter_id = self.env["mrp.workcenter"].create(machine)
        self._make(production, hours=2, steel=2)
        self._check(order, 110)

    def test_made_and_cancelled(self):
        """The order is cancelled once its gate is made: it stays in stock, and costs nothing."""
        order, production = self._sell(1)
        self._make(production, hours=1)
        order._action_cancel()
        self.assertCosts(order, 0)
