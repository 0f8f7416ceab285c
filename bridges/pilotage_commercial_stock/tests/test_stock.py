from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.pilotage_commercial.hooks import mark_real_costs

from .common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestStock(GoodsCase):
    def test_delivery_from_stock(self):
        """Goods from stock cost their value on leaving it, whatever happens later."""
        for method in ("average", "standard", "fifo"):
            with self.subTest(method):
                product = self._create_goods("Tile", 12, method)
                self._put_in_stock(product, 20)
                order = self._create_order((product, 5, 20))
                # To come: 5 × 12
                self.assertCosts(order, 0, 100, "planned")
                self.assertAlmostEqual(order.committed_cost, 60)
                self.assertIn("not_delivered:1", order.real_cost_missing)
                self._do(order.picking_ids)
                product.standard_price = 50
                self.assertCosts(order, 60, 40, "complete", purchase=60)
                self.assertFalse(order.real_cost_missing)
                self.assertLeaves(order, ("stock", "purchase", "actual", 60))

    def test_day_of_the_company(self):
        """Delivered at 9:30 on 1 April in Auckland: it is still 31 March, 20:30, in UTC."""
        self.company.sales_tz = "Pacific/Auckland"
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        order.picking_ids.move_ids.date = datetime(2026, 3, 31, 20, 30)
        self._update(order)
        self.assertEqual(order.real_cost_ids.mapped("date"), [date(2026, 4, 1)])

    def test_worth_nothing(self):
        """Goods without a value in stock: their cost is unknown."""
        product = self._create_goods("Tile", 0)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._update(order)
        self.assertEqual(order.real_cost_missing, "not_delivered:1")
        self._do(order.picking_ids)
        self._update(order)
        self.assertEqual(order.real_cost_missing, "no_cost:1")

    def test_partial_delivery(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        backorder = self._do(order.picking_ids, tile=2)
        # 2 × 12, 3 × 12 to come
        self.assertCosts(order, 24, 76, "provisional", purchase=24)
        self.assertAlmostEqual(order.committed_cost, 36)
        self.assertAlmostEqual(order.completion_margin, 40)
        self._do(backorder)
        self.assertCosts(order, 60, 40, "complete", purchase=60)

    def test_customer_return(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        self._return(order.picking_ids, 2)
        # 5 × 12 − 2 × 12
        self.assertCosts(order, 36, 64, purchase=36)

    def _scrap(self, product, quantity, picking, location):
        self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "company_id": self.company.id,
                "picking_id": picking.id,
                "location_id": location.id,
            }
        ).action_validate()

    def test_scrapped_on_the_delivery(self):
        """Two of the tiles break while they are loaded, others are sent: 5 × 12 + 2 × 12."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._update(order)
        self._scrap(product, 2, order.picking_ids, self.stock)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._do(order.picking_ids)
        self.assertCosts(order, 84, 16, "complete", purchase=84)

    def test_scrapped_at_the_customer_s(self):
        """Two break there: they count with the delivery, 5 × 12."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        picking = order.picking_ids
        self._do(picking)
        self._scrap(product, 2, picking, picking.location_dest_id)
        self.assertCosts(order, 60, 40, "complete", purchase=60)

    def test_returned_then_scrapped(self):
        """Two come back broken and are scrapped: 5 × 12 − 2 × 12 + 2 × 12."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        returned = self._return(order.picking_ids, 2)
        self._scrap(product, 2, returned, self.stock)
        self.assertCosts(order, 60, 40, purchase=60)

    def test_returned_to_a_loss(self):
        """Two of five come back, straight to the location of losses: nobody has them, 5 × 12."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        loss = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        self._return(order.picking_ids, 2, location_dest_id=loss)
        self.assertCosts(order, 60, 40, "complete", purchase=60)

    def test_consumed_for_a_line(self):
        """Two parts at 15 that a repair takes from stock for the line of its order, as Odoo's
        repairs do: planned at 30, to come at 30, then 30."""
        product = self._create_goods("Part", 15)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 2, 40), confirm=False)
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 2,
                "location_id": self.stock.id,
                "location_dest_id": production.id,
                "company_id": self.company.id,
                "sale_line_id": order.order_line.id,
            }
        )
        order.action_confirm()
        (order.picking_ids.move_ids - move)._action_cancel()
        move._action_confirm()
        self._update(order)
        self.assertEqual((order.committed_cost, order.completion_cost), (30, 30))
        self.assertEqual(order.real_cost_missing, "not_delivered:1")
        move.write({"quantity": 2, "picked": True})
        move._action_done()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 30, 50, "complete", purchase=30)

    def test_two_steps(self):
        """A pick, then a delivery: one exit."""
        self.warehouse.delivery_steps = "pick_ship"
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        for _step in (1, 2):
            self._do(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 5)
        self.assertLeaves(order, ("stock", "purchase", "actual", 60))

    def test_other_unit(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 100)
        order = self._create_order((product, 2, 400), confirm=False)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.action_confirm()
        self.assertLeaves(order, ("stock", "purchase", "committed", 288))
        self._do(order.picking_ids)
        # 24 × 12
        self.assertCosts(order, 288, purchase=288)

    def test_order_in_another_currency(self):
        """The costs are those of the company; the revenue is converted at the order's rate."""
        self.env["res.currency.rate"].create(
            {"currency_id": self.dollar.id, "company_id": self.company.id, "rate": 2}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.dollar.id}
        )
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 40), pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, self.dollar)
        self._do(order.picking_ids)
        # 200 dollars are 100 euros
        self.assertCosts(order, 60, 40, purchase=60)

    def test_cancelled_order(self):
        """It keeps its costs, and nothing is to come."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids, tile=2)
        order._action_cancel()
        self.assertLeaves(order, ("stock", "purchase", "actual", 24))
        self.assertFalse(order.committed_cost)

    def test_second_company(self):
        """A delivery of another company is its own cost, not the order's."""
        other = self._create_company("Other Company")
        product = self._create_goods("Tile", 12)
        product.with_company(other).standard_price = 99
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        self.assertCosts(order.with_company(other), 60, 40, purchase=60)

    def test_document(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        self._update(order)
        action = order.real_cost_ids.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.picking", order.picking_ids.id)
        )

    def test_marks(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        other = self._create_order((product, 1, 20))
        self._update(order + other)
        self.assertFalse(order.real_cost_to_update)
        self._do(order.picking_ids)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertFalse(other.real_cost_to_update)
        self._update(order)
        returned = self._return(order.picking_ids, 2)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertEqual(returned.state, "done")

    def test_hooks(self):
        """The installation or removal of a cost bridge marks confirmed orders."""
        product = self._create_goods("Tile", 12)
        order = self._create_order((product, 5, 20))
        quotation = self._create_order((product, 5, 20), confirm=False)
        self._update(order + quotation)
        mark_real_costs(self.env)
        self.assertTrue(order.real_cost_to_update)
        self.assertFalse(quotation.real_cost_to_update)

    def test_twice_writes_nothing(self):
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 20))
        self._do(order.picking_ids)
        self._update(order)
        rows = order.real_cost_ids
        stamps = rows.mapped("write_date")
        self._update(order)
        self.assertEqual(order.real_cost_ids, rows)
        self.assertEqual(rows.mapped("write_date"), stamps)

    def test_gift(self):
        """Two given free at 10 each, three at 100 % off at 12: 56 of cost, no revenue of theirs."""
        gift, sample = self._create_goods("Gift", 10), self._create_goods("Sample", 12)
        for product in (gift, sample):
            self._put_in_stock(product, 5)
        order = self._create_order(
            (self.work, 1, 500), (gift, 2, 0), (sample, 3, 80), confirm=False
        )
        order.order_line[2].discount = 100
        order.action_confirm()
        self._do(order.picking_ids)
        self.assertCosts(order, 56, 444, purchase=56)

    def test_constant_queries(self):
        """Ten orders take as many queries as one."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 1000)
        orders = self.env["sale.order"]
        for _number in range(11):
            orders += self._create_order((product, 5, 20), (product, 2, 20))
        self._do(orders.picking_ids)
        self._update(orders)
        self.assertConstantQueries(orders)

    # --- the order line is deleted ---

    def _delete_first_line(self, order):
        """Cancel ``order``, delete its first line, and confirm it again."""
        order._action_cancel()
        order.action_draft()
        order.order_line[0].unlink()
        order.action_confirm()

    def test_line_deleted_after_its_delivery(self):
        """Five tiles at 12 are delivered, then their line is deleted: they cost 60 all the same;
        two of them come back: 36."""
        product = self._create_goods("Tile", 12)
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 30), (self.work, 1, 40))
        delivery = order.picking_ids
        self._do(delivery)
        self._update(order)
        self._delete_first_line(order)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 60, -20, purchase=60)
        self._return(delivery, 2)
        self.assertCosts(order, 36, purchase=36)

    def test_unknown_cost_of_a_deleted_line(self):
        """Tiles without a value were delivered: their cost is missing, not 0."""
        product = self._create_goods("Tile")
        self._put_in_stock(product, 20)
        order = self._create_order((product, 5, 30), (self.work, 1, 40))
        self._do(order.picking_ids)
        self._type_cost(order, 10)
        self._delete_first_line(order)
        self.assertCosts(order, 10, state="provisional", purchase=10)
        self.assertIn("goods_without_cost:1", order.real_cost_missing)
