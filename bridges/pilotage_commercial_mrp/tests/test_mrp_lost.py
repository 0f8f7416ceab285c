"""Lost production: scrap, cancelled orders, unbuilt units."""

from odoo.tests import tagged

from .common import MadeCase


@tagged("standard", "post_install", "-at_install")
class TestMrpLost(MadeCase):
    """A gate takes 1 h at 30 and 2 pieces of steel at 5; an order sells four at 200."""

    def _sell(self, product=None, quantity=4):
        order = self._create_order((product or self._create_made(), quantity, 200))
        return order, order.stock_reference_ids.production_ids

    def _scrap(self, production, product, quantity):
        made = product == production.product_id
        location = production.location_dest_id if made else production.location_src_id
        self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "production_id": production.id,
                "company_id": self.company.id,
                "location_id": location.id,
            }
        ).action_validate()

    def _unbuild(self, production, quantity):
        self.env["mrp.unbuild"].create(
            {
                "product_id": production.product_id.id,
                "mo_id": production.id,
                "product_qty": quantity,
                "bom_id": production.bom_id.id,
                "company_id": self.company.id,
                "location_id": production.location_dest_id.id,
                "location_dest_id": production.location_dest_id.id,
            }
        ).action_unbuild()

    # --- cancelled ---

    def test_hours_of_a_cancelled_order(self):
        """3 h × 30 were spent: 90, and nothing was sold. The steel stays in stock."""
        order, production = self._sell()
        production.workorder_ids.duration = 180
        order._action_cancel()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 90, -90, production=90)
        self.assertFalse(order.committed_cost)
        production.action_cancel()
        self.assertCosts(order, 90, -90, production=90)

    def test_hours_of_a_cancelled_production(self):
        """2 h × 30 on the first manufacturing order, cancelled; four gates from stock at 50."""
        product = self._create_made()
        order, production = self._sell(product)
        production.workorder_ids.duration = 120
        production.action_cancel()
        self._put_in_stock(product, 4)
        self.assertCosts(order, 60, production=60)
        self._do(order.picking_ids)
        self.assertCosts(order, 260, 540, "complete", production=60, purchase=200)

    def test_hours_of_a_cancelled_backorder(self):
        """One gate made in 1 h with 2 of steel: 40; 90 minutes on the rest, then cancelled."""
        order, production = self._sell()
        self._make(production, hours=1, quantity=1, steel=2)
        rest = order.stock_reference_ids.production_ids - production
        rest.workorder_ids.duration = 90
        rest.action_cancel()
        # 40 + 1.5 × 30
        self.assertCosts(order, 85, production=85)

    def test_goods_that_stay_in_stock(self):
        """Made, then the order is cancelled: the gates are in stock, at their cost."""
        order, production = self._sell()
        self._make(production, hours=4)
        order._action_cancel()
        self.assertCosts(order, 0)

    def test_hours_on_the_part_of_a_cancelled_gate(self):
        """A hinge is made for the gate: 1 h on it, then both are cancelled."""
        hinge = self._create_made("Hinge")
        gate = self._create_made("Door")
        gate.bom_ids.bom_line_ids.product_id = hinge
        order, productions = self._sell(gate)
        part = productions.filtered(lambda production: production.product_id == hinge)
        self.assertEqual(part.product_qty, 8)
        part.workorder_ids.duration = 60
        self.assertCosts(order, 30, production=30)
        (productions - part).action_cancel()
        part.action_cancel()
        self.assertCosts(order, 30, production=30)

    # --- scrap ---

    def test_scrapped_components(self):
        """4 h × 30 + 8 × 5 = 160, and three pieces of steel scrapped: 175."""
        order, production = self._sell()
        self._scrap(production, self.steel, 3)
        self.assertCosts(order, 15, production=15)
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 175, 625, "complete", production=175)

    def test_components_scrapped_afterwards(self):
        """Half of the gates are delivered: 160, with two of steel scrapped since, 170."""
        order, production = self._sell()
        self._make(production, hours=4)
        self._do(order.picking_ids, gate=2)
        self._update(order)
        self._scrap(production, self.steel, 2)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 170, production=170)

    def test_scrapped_gates(self):
        """Five made for four, one scrapped: 5 h × 30 + 10 × 5 = 200."""
        order, production = self._sell()
        self._make(production, hours=5, quantity=5, steel=10)
        self._scrap(production, production.product_id, 1)
        self._do(order.picking_ids)
        self.assertCosts(order, 200, 600, "complete", production=200)

    def test_scrapped_of_those_reserved(self):
        """Four made (160), one scrapped of them: Odoo cuts the delivery's link to the production.
        The three delivered bear it all; the fourth is to come from stock, at 50."""
        order, production = self._sell()
        self._make(production, hours=4)
        self._update(order)
        self._scrap(production, production.product_id, 1)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._do(order.picking_ids, gate=3)
        self.assertCosts(order, 160, state="provisional", production=160)
        self.assertAlmostEqual(order.committed_cost, 50)

    def test_all_gates_scrapped(self):
        """4 h × 30 + 8 × 5 = 160, all of it scrapped; other gates come from stock, 4 × 50."""
        product = self._create_made()
        order, production = self._sell(product)
        self._make(production, hours=4)
        self._scrap(production, product, 4)
        self.assertCosts(order, 160, production=160)
        self._put_in_stock(product, 4)
        self._do(order.picking_ids)
        self.assertCosts(order, 360, 440, "complete", production=160, purchase=200)

    # --- scrapped on no manufacturing order ---

    def _scrap_apart(self, product, quantity, **values):
        self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "company_id": self.company.id,
                "location_id": self.stock.id,
                **values,
            }
        ).action_validate()

    def test_scrapped_on_the_delivery(self):
        """Five made for four, one falls off the truck before it leaves: 5 × 30 + 10 × 5 = 200."""
        order, production = self._sell()
        self._make(production, hours=5, quantity=5, steel=10)
        self._update(order)
        self._scrap_apart(production.product_id, 1, picking_id=order.picking_ids.id)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._do(order.picking_ids)
        self.assertCosts(order, 200, 600, "complete", production=200)

    def test_scrapped_at_the_customer_s(self):
        """Delivered, then scrapped there: it counts with the delivery, 160."""
        order, production = self._sell()
        self._make(production, hours=4)
        picking = order.picking_ids
        self._do(picking)
        self._scrap_apart(
            production.product_id, 1, picking_id=picking.id, location_id=picking.location_dest_id.id
        )
        self.assertCosts(order, 160, 640, "complete", production=160)

    def test_scrapped_by_its_lot(self):
        """Five made of one lot for four, one of the lot scrapped from a shelf: 200."""
        product = self._create_made()
        product.tracking = "lot"
        order, production = self._sell(product)
        lot = self.env["stock.lot"].create({"product_id": product.id, "name": "G1"})
        production.lot_producing_ids = lot
        self._make(production, hours=5, quantity=5, steel=10)
        self._update(order)
        self._scrap_apart(product, 1, lot_id=lot.id)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._do(order.picking_ids)
        self.assertCosts(order, 200, 600, "complete", production=200)

    def test_lot_of_nobody_s_order(self):
        """A lot made for stock: its scrap belongs to no order."""
        product = self._create_made()
        product.tracking = "lot"
        order, _production = self._sell(product)
        lot = self.env["stock.lot"].create({"product_id": product.id, "name": "G2"})
        self.env["stock.quant"]._update_available_quantity(product, self.stock, 3, lot_id=lot)
        self._scrap_apart(product, 1, lot_id=lot.id)
        self.assertCosts(order, 0)

    # --- unbuilt ---

    def test_unbuilt(self):
        """4 h × 30 = 120 are spent; the steel is back in stock."""
        order, production = self._sell()
        self._make(production, hours=4)
        order.picking_ids.do_unreserve()
        self._update(order)
        self._unbuild(production, 4)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 120, production=120)

    def test_one_unbuilt_of_four(self):
        """4 h × 30 + 8 × 5, less the two pieces of steel of one gate: 150."""
        order, production = self._sell()
        self._make(production, hours=4)
        order.picking_ids.do_unreserve()
        self._unbuild(production, 1)
        order.order_line.product_uom_qty = 3
        self._do(order.picking_ids, gate=3)
        self.assertCosts(order, 150, production=150)

    def test_one_sent_back_and_unbuilt(self):
        """Four delivered, one of them sent back and unbuilt: 4 h × 30 + 6 × 5 = 150."""
        order, production = self._sell(self._create_made(method="average"))
        self._make(production, hours=4)
        self._do(order.picking_ids)
        self._return(order.picking_ids, 1)
        self.assertCosts(order, 120, production=120)
        self._unbuild(production, 1)
        self.assertCosts(order, 150, production=150)

    def test_all_sent_back_and_unbuilt(self):
        """4 h × 30 are lost, the steel is back in stock."""
        order, production = self._sell(self._create_made(method="average"))
        self._make(production, hours=4)
        first = order.picking_ids
        second = self._do(first, gate=2)
        self._do(second)
        for delivery, quantity in ((first, 1), (second, 2), (first, 1)):
            self._return(delivery, quantity)
        self._unbuild(production, 4)
        self.assertCosts(order, 120, production=120)

    def test_unbuilt_then_made_again(self):
        """4 h × 30 = 120 lost, then four gates of the workshop's stock at 50: 320."""
        product = self._create_made()
        order, production = self._sell(product)
        self._make(production, hours=4)
        order.picking_ids.do_unreserve()
        self._unbuild(production, 4)
        again = self.env["mrp.production"].create({"product_id": product.id, "product_qty": 4})
        again.action_confirm()
        self._make(again, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 320, 480, "complete", production=120, purchase=200)

    def test_unbuilt_then_made_again_at_cost(self):
        """At average cost: 4 h × 30 lost, then the same gates for 4 × (30 + 2 × 5): 280; counting
        the returned steel twice would give 320.
        """
        product = self._create_made(method="average")
        order, production = self._sell(product)
        self._make(production, hours=4)
        order.picking_ids.do_unreserve()
        self._unbuild(production, 4)
        again = self.env["mrp.production"].create({"product_id": product.id, "product_qty": 4})
        again.action_confirm()
        self._make(again, hours=4)
        self._do(order.picking_ids)
        self.assertCosts(order, 280, 520, "complete", production=120, purchase=160)
