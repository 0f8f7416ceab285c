"""Purchases by hand on an analytic account that changes, or that several orders share."""

from odoo import Command
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseShared(PurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.north, cls.south = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        cls.crane = cls._create_product("Crane", "service", 0, 0)

    def _sell(self, account):
        """Sell works on ``account``, with a cost of 100 of their own."""
        order = self._create_order(confirm=False)
        order.order_line.analytic_distribution = {str(account.id): 100}
        order.action_confirm()
        self._deliver(order)
        self._create_bill((order, 100, {"product_id": self.goods.id}))
        return order

    def _buy(self, *parts, quantity=10):
        """Buy ``quantity`` days of crane at 50 on (account, percentage) ``parts``."""
        line = {
            "product_id": self.crane.id,
            "product_qty": quantity,
            "price_unit": 50,
            "tax_ids": False,
            "analytic_distribution": {str(account.id): part for account, part in parts},
        }
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )
        purchase.button_confirm()
        return purchase

    def _assert_state(self, orders, state, missing=False):
        """Check the state of the marked orders once they are updated."""
        self.env.flush_all()
        self._update(orders.filtered("real_cost_to_update"))
        self.assertEqual(orders.mapped("real_cost_state"), [state] * len(orders))
        self.assertEqual(orders.mapped("real_cost_missing"), [missing] * len(orders))

    def test_moved_to_another_account(self):
        """10 days on the north site, moved to the south one: 500 to come, there only."""
        north, south = self._sell(self.north), self._sell(self.south)
        purchase = self._buy((self.north, 100))
        self._update(north + south)
        self.assertEqual((north.committed_cost, south.committed_cost), (500, 0))
        purchase.order_line.analytic_distribution = {str(self.south.id): 100}
        self._assert_state(north, "complete")
        self._assert_state(south, "provisional", "not_received:1")
        self.assertEqual((north.committed_cost, south.committed_cost), (0, 500))

    def test_part_below_zero(self):
        """150 % of 500 on the north site, -50 % on the south one; 4 of 10 days received: 300 and
        450 to come; -100 and -150."""
        north, south = self._sell(self.north), self._sell(self.south)
        purchase = self._buy((self.north, 150), (self.south, -50))
        purchase.order_line.qty_received = 4
        for batch in (north, south, north + south):
            self._update(batch)
            self.assertIn(round(north.real_cost), (0, 400))
        self.assertEqual((north.real_cost, north.committed_cost), (400, 450))
        self.assertEqual((south.real_cost, south.committed_cost), (0, -150))

    def test_cancelled(self):
        """A purchase on the account of two orders is missing to both, until it is cancelled."""
        orders = self._sell(self.north) + self._sell(self.north)
        purchase = self._buy((self.north, 100))
        self._assert_state(orders, "provisional", "shared_account:1")
        purchase.button_cancel()
        self._assert_state(orders, "complete")

    def test_moved_from_a_shared_account(self):
        orders = self._sell(self.north) + self._sell(self.north)
        purchase = self._buy((self.north, 100))
        self._assert_state(orders, "provisional", "shared_account:1")
        purchase.order_line.analytic_distribution = {str(self.south.id): 100}
        self._assert_state(orders, "complete")

    def test_until_all_is_billed(self):
        """A draft bill bills nothing; 6 of 10 days are billed, and assigned: 4 are missing still,
        until they are taken off the purchase; two more are bought afterwards."""
        orders = self._sell(self.north) + self._sell(self.north)
        purchase = self._buy((self.north, 100))
        line = purchase.order_line
        line.qty_received = 10
        self._assert_state(orders, "provisional", "shared_account:1")
        bill = self._bill(purchase, quantity=6, post=False)
        self._assert_state(orders, "provisional", "shared_account:1")
        bill.action_post()
        bill.invoice_line_ids.cost_order_id = orders[0]
        self._assert_state(orders, "provisional", "shared_account:1")
        line.qty_received = 6
        line.product_qty = 6
        self._assert_state(orders, "complete")
        self.assertEqual(orders.mapped("real_cost"), [400, 100])
        line.product_qty = 8
        self._assert_state(orders, "provisional", "shared_account:1")
