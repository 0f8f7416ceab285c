"""Real-life manufacturing orders."""

from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestMrpDocuments(MadeCase):
    """A gate takes 1 h at 30 and 2 pieces of steel at 5; an order sells four at 200."""

    def _sell(self, product=None, quantity=4):
        order = self._create_order((product or self._create_made(), quantity, 200))
        return order, order.stock_reference_ids.production_ids

    # --- the order grows while its goods are being made ---

    def test_raised_while_in_production(self):
        """Six gates made: 12 h × 30 + 12 × 5 = 420, nothing from stock."""
        order, production = self._sell()
        order.order_line.write({"product_uom_qty": 6, "price_unit": 200})
        self._make(production, hours=12, steel=12)
        order.picking_ids.action_assign()
        self._do(order.picking_ids)
        self.assertCosts(order, 420, 780, "complete", production=420)

    def test_added_on_a_new_line(self):
        """Four and two gates made together in 6 h with 12 of steel: 180 + 60 = 240, shared as
        160 and 80."""
        product = self._create_made()
        order, production = self._sell(product)
        line = order.order_line.copy({"order_id": order.id, "product_uom_qty": 2})
        self.assertEqual(production.product_qty, 6)
        self._make(production, hours=6, steel=12)
        order.picking_ids.action_assign()
        self._do(order.picking_ids)
        self.assertCosts(order, 240, state="complete", production=240)
        costs = order.real_cost_ids.filtered(lambda cost: cost.sale_line_id == line)
        self.assertAlmostEqual(sum(costs.mapped("amount")), 80)

    def test_raised_and_delivered_in_part(self):
        """Six made for 6 h × 30 + 12 × 5 = 240; five delivered, the last one waits for it."""
        order, production = self._sell()
        order.order_line.product_uom_qty = 6
        self._make(production, hours=6, steel=12)
        order.picking_ids.action_assign()
        self._do(order.picking_ids, gate=2)
        self.assertCosts(order, 240, production=240)
        self.assertFalse(order.committed_cost)

    # --- time costs what Odoo says ---

    def _time(self, workorder, user, start, end):
        loss = self.env["mrp.workcenter.productivity.loss"].search(
            [("loss_type", "=", "productive")], limit=1
        )
        self.env["mrp.workcenter.productivity"].create(
            {
                "workorder_id": workorder.id,
                "workcenter_id": workorder.workcenter_id.id,
                "loss_id": loss.id,
                "user_id": user.id,
                "company_id": self.company.id,
                "date_start": start and f"2026-03-10 {start}",
                "date_end": end and f"2026-03-10 {end}",
            }
        )

    def test_two_operators_at_once(self):
        """8 to 10 and 9 to 11, on one work centre: 3 h × 30."""
        order, production = self._sell(quantity=1)
        workorder = production.workorder_ids
        self._time(workorder, self.manager, "08:00:00", "10:00:00")
        self._time(workorder, self.salesperson, "09:00:00", "11:00:00")
        self.assertAlmostEqual(workorder._cal_cost(), 90)
        self.assertCosts(order, 90, production=90)

    def test_one_within_the_other(self):
        """8 to 12, and somebody helps from 9 to 10: 4 h × 30."""
        order, production = self._sell(quantity=1)
        workorder = production.workorder_ids
        self._time(workorder, self.manager, "08:00:00", "12:00:00")
        self._time(workorder, self.salesperson, "09:00:00", "10:00:00")
        self.assertAlmostEqual(workorder._cal_cost(), 120)
        self.assertCosts(order, 120, production=120)

    def test_running_timer(self):
        """Not stopped yet: no cost. Then 8 to 9 is 30."""
        order, production = self._sell(quantity=1)
        workorder = production.workorder_ids
        self._time(workorder, self.manager, "08:00:00", False)
        self.assertEqual(workorder._cal_cost(), 0)
        self.assertCosts(order, 0)
        workorder.time_ids.date_end = "2026-03-10 09:00:00"
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 30, production=30)

    # --- unknown costs ---

    def test_component_without_a_cost(self):
        """4 h × 30 are known, the steel is not."""
        self.steel.standard_price = 0
        order, production = self._sell()
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 120, state="provisional", production=120)
        self.assertEqual(order.real_cost_missing, "component_without_cost:1")
        self.assertIn("components without a cost (1)", order.real_cost_missing_text)

    def test_workcenter_without_a_cost(self):
        """8 × 5 of steel are known, the hours are not."""
        self.workcenter.costs_hour = 0
        order, production = self._sell()
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 40, state="provisional", production=40)
        self.assertEqual(order.real_cost_missing, "workcenter_without_cost:1")
        # A rate given later: the work order keeps its missing rate, and 4 × 25 count.
        self.workcenter.costs_hour = 25
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 140, state="complete", production=140)

    def test_component_that_is_taken_off(self):
        """Somebody empties the steel of the order: none is consumed, hence none has an unknown
        cost; as it is put back, 2 × 5 are to come beside the hours.
        """
        order, production = self._sell()
        self._update(order)
        hours = order.committed_cost - sum(
            move.product_uom_qty * 5 for move in production.move_raw_ids
        )
        production.move_raw_ids.product_uom_qty = 0
        self._update(order)
        self.assertEqual(order.committed_cost, hours)
        self.assertNotIn("component_without_cost", order.real_cost_missing)
        production.move_raw_ids.product_uom_qty = 2
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertEqual(order.committed_cost, hours + 10)

    def test_component_of_a_component_without_a_cost(self):
        hinge = self._create_made("Hinge")
        gate = self._create_made("Door", steel=1)
        gate.bom_ids.bom_line_ids.product_id = hinge
        self.steel.standard_price = 0
        order, productions = self._sell(gate, 1)
        for production in productions.sorted(lambda p: p.product_id != hinge):
            self._make(production, hours=1)
        self._do(order.picking_ids)
        # 1 h for the hinge and 1 h for the door
        self.assertCosts(order, 60, state="provisional", production=60)
        self.assertEqual(order.real_cost_missing, "component_without_cost:1")

    # --- updates on opening ---

    def test_rate_of_the_work_centre(self):
        """1 h at 30, then the rate is 45."""
        order, production = self._sell()
        production.workorder_ids.duration = 60
        self.assertCosts(order, 30, production=30)
        self.workcenter.costs_hour = 45
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 45, production=45)

    def test_cost_of_what_is_to_come(self):
        """8 pieces of steel at 5, then at 7: 120 of hours and 56 to come."""
        order, _production = self._sell()
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 160)
        self.steel.standard_price = 7
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 176)

    def test_opened_order(self):
        """Odoo's revaluation marks nothing; opening the order updates it."""
        order, _production = self._sell()
        self._update(order)
        self.steel.with_context(disable_auto_revaluation=True).standard_price = 6
        self.env.flush_all()
        self.assertFalse(order.real_cost_to_update)
        reader = order.with_user(self.manager)
        values = reader.web_read({"real_cost_state": {}, "committed_cost": {}})
        self.assertAlmostEqual(values[0]["committed_cost"], 168)

    # --- delivered in several steps, components of others ---

    def test_made_before_it_is_picked(self):
        """Made in 6 h with 8 of steel, picked, then shipped: 220 from the workshop on."""
        self.warehouse.delivery_steps = "pick_ship"
        order, production = self._sell()
        self._update(order)
        self.assertEqual((order.committed_cost, order.completion_cost), (160, 160))
        self._make(production, hours=6)
        for _step in ("picked", "shipped"):
            self.assertCosts(order, 220, state="provisional", production=220)
            self.assertEqual((order.committed_cost, order.completion_cost), (0, 220))
            self._do(order.picking_ids)
        self.assertCosts(order, 220, 580, "complete", production=220)

    def test_consigned_components(self):
        """4 h × 30 and 3 × 5 of steel; five pieces belong to the supplier: unknown."""
        order, production = self._sell()
        self.env["stock.quant"]._update_available_quantity(self.steel, self.stock, -997)
        self.env["stock.quant"]._update_available_quantity(
            self.steel, self.stock, 5, owner_id=self.supplier
        )
        production.do_unreserve()
        production.action_assign()
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 135, state="provisional", production=135)
        self.assertEqual(order.real_cost_missing, "component_without_cost:1")
        self.assertEqual({cost._get_document() for cost in order.real_cost_ids}, {production})
