"""Updates of the ledger: marks, the cron, opening an order; at a bounded cost."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_real_cost import RealCostCase

CRON = "odoo.addons.pilotage_commercial.models.cost.ledger.sale_order_real_cost_cron"


@tagged("standard", "post_install", "-at_install")
class TestRealCostUpdate(RealCostCase):
    def setUp(self):
        super().setUp()
        # The cron commits: count the commits instead.
        self.commits = []

        def commit(crons, processed=0, *, remaining=None, deactivate=False):
            self.commits.append((processed, remaining))
            self.env.flush_all()
            return 1.0

        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", commit))
        # Only the orders of the test are marked.
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET real_cost_to_update = FALSE")
        self.env.invalidate_all()

    def _create_orders(self, count):
        orders = self.env["sale.order"].concat(*(self._create_order() for _i in range(count)))
        self._create_bill(*((order, 100 + i) for i, order in enumerate(orders)))
        self.env.flush_all()
        return orders

    def _get_places(self, orders):
        """Return the physical place of the rows in PostgreSQL: it changes when a row is written."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT 'order', id, ctid::text FROM sale_order WHERE id = ANY(%(ids)s)
                UNION ALL
               SELECT 'cost', id, ctid::text FROM sale_order_cost WHERE order_id = ANY(%(ids)s)
               ORDER BY 1, 2""",
            {"ids": orders.ids},
        )
        return self.env.cr.fetchall()

    # --- marks ---

    def test_marks(self):
        order = self._create_order()
        self._update(order)

        def changes(function):
            self._update(order)
            self.assertFalse(order.real_cost_to_update)
            function()
            self.env.flush_all()
            self.env.invalidate_all()
            return order.real_cost_to_update

        bill = self._create_bill((order, 100), post=False)
        line = bill.invoice_line_ids
        typed = self._type_cost(order, 10)
        self.assertTrue(changes(bill.action_post))
        self.assertTrue(changes(bill.button_draft))
        self.assertTrue(changes(lambda: line.write({"price_unit": 50})))
        self.assertTrue(changes(lambda: line.write({"cost_category": "labour"})))
        self.assertTrue(changes(lambda: line.write({"cost_replaces_id": typed.id})))
        self.assertTrue(changes(lambda: line.write({"name": "Sand"})))
        self.assertTrue(changes(lambda: line.write({"cost_order_id": False})))
        self.assertTrue(changes(lambda: line.write({"cost_order_id": order.id})))
        self.assertTrue(changes(bill.unlink))
        self.assertTrue(changes(lambda: typed.write({"amount": 20})))
        self.assertTrue(changes(typed.unlink))
        self.assertTrue(changes(lambda: order.order_line.write({"product_uom_qty": 3})))
        self.assertTrue(changes(order._action_cancel))
        self.assertFalse(changes(lambda: order.write({"client_order_ref": "A12"})))
        self.assertFalse(changes(lambda: self._create_bill((None, 100))))

    def test_marked_again_is_written_again(self):
        """A concurrent update of the order must find its row changed."""
        order = self._create_order()
        self.env.flush_all()
        before = self._get_places(order)
        self.assertTrue(order.real_cost_to_update)
        self._create_bill((order, 100))
        self.assertNotEqual(self._get_places(order), before)

    # --- updates ---

    def test_twice_writes_nothing(self):
        orders = self._create_orders(5)
        for order in orders:
            self._type_cost(order, 33.333)
        self._update(orders)
        before = self._get_places(orders)
        self.assertEqual(len(before), 15)
        self._update(orders)
        self.assertEqual(self._get_places(orders), before)

    def test_queries_do_not_grow_with_orders(self):
        counts = []
        for size in (2, 3, 30):  # the first one warms the caches
            orders = self._create_orders(size)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._update_real_cost()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 40)

    def test_opened_order_is_never_stale(self):
        order = self._create_delivered()
        bill = self._create_bill((order, 100))
        self.env.flush_all()
        self.env.invalidate_all()
        specification = {"real_cost": {}, "real_cost_state": {}, "real_cost_ids": {"fields": {}}}
        [values] = order.with_user(self.manager).web_read(specification)
        self.assertEqual((values["real_cost"], values["real_cost_state"]), (100, "complete"))
        self.assertEqual(len(values["real_cost_ids"]), 1)
        bill.button_draft()
        [values] = order.with_user(self.manager).web_read(specification)
        self.assertEqual((values["real_cost"], values["real_cost_ids"]), (0, []))

    def test_opened_by_somebody_who_sees_no_cost(self):
        """Opening an order updates nothing for a user who may not see costs."""
        order = self._create_order()
        self._create_bill((order, 100))
        order.with_user(self.salesperson).web_read({"name": {}})
        self.assertTrue(order.real_cost_to_update)

    def test_refresh(self):
        order = self._create_order()
        self._create_bill((order, 100))
        order.with_user(self.manager).action_update_real_cost()
        self.assertAlmostEqual(order.real_cost, 100)

    # --- the cron ---

    def test_cron(self):
        orders = self._create_orders(7)
        with patch(f"{CRON}.BATCH", 3):
            self.env["sale.order"]._cron_update_real_costs()
        self.assertEqual([processed for processed, _left in self.commits], [3, 3, 1, 0])
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("real_cost"), [100, 101, 102, 103, 104, 105, 106])
        self.assertFalse(any(orders.mapped("real_cost_to_update")))
        self.commits.clear()
        self.env["sale.order"]._cron_update_real_costs()
        self.assertEqual(self.commits, [(0, 0)])

    def test_cron_newest_first_and_stopped(self):
        orders = self._create_orders(4)
        with (
            patch(f"{CRON}.BATCH", 2),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0.0),
        ):
            self.env["sale.order"]._cron_update_real_costs()
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True, False, False])

    def test_cron_one_order_fails(self):
        orders = self._create_orders(4)
        broken = orders[1]
        compute = type(orders)._get_real_cost_items

        def fail(records):
            if broken in records:
                raise ValueError("a broken document")
            return compute(records)

        with (
            patch.object(type(orders), "_get_real_cost_items", fail),
            mute_logger(CRON),
        ):
            self.env["sale.order"]._cron_update_real_costs()
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("real_cost"), [100, 0, 102, 103])
        self.assertEqual(orders.filtered("real_cost_to_update"), broken)
