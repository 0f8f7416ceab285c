"""Random lives of orders: invariants of the margin at completion."""

import random

from odoo import Command
from odoo.tests import tagged

from ..common_real_cost import RealCostCase

CATEGORIES = ("purchase", "subcontracting", "production", "transport", "labour", "other")
SEED = 17


@tagged("standard", "post_install", "-at_install")
class TestCompletionRandom(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draw = random.Random(SEED)
        cls.products = cls.env["product.product"].concat(
            *(
                cls._create_product(f"Part {index}", kind, 100, cost)
                for index, (kind, cost) in enumerate(
                    [("consu", 30), ("service", 45.55), ("consu", 0), ("service", 12.34)]
                )
            )
        )

    def _draw_line(self):
        product = self.draw.choice(self.products)
        return product, self.draw.choice([1, 2, 3.5, -1]), round(self.draw.uniform(20, 200), 2)

    def _live(self, order):
        """Apply one random event to ``order``."""
        draw, line = self.draw, self.draw.choice(order.order_line)
        what = draw.choice(["type", "type", "type", "bill", "deliver", "more", "add", "close"])
        category, amount = draw.choice(CATEGORIES), round(draw.uniform(-20, 120), 2)
        if what == "type":
            state = draw.choice(["committed", "actual"])
            on_line = draw.choice([line.id, False])
            self._type_cost(order, amount, category, state=state, sale_line_id=on_line)
        elif what == "bill":
            self._create_bill((order, abs(amount) + 1, {"cost_category": category}))
        elif what == "deliver":
            line.qty_delivered = line.product_uom_qty
        elif what == "more":
            line.product_uom_qty += 1
        elif what == "add":
            product, quantity, price = self._draw_line()
            values = {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": False,
            }
            order.order_line = [Command.create(values)]
        elif order.costs_closed_date:
            order.action_reopen_costs()
        elif draw.random() < 0.3:
            order.action_close_costs()

    def _check(self, order):
        currency = order.company_currency_id
        planned = order.amount_untaxed - order.planned_cost
        self.assertGreaterEqual(order.remaining_cost, 0)
        if order.completion_state == "unknown":
            self.assertFalse(order.planned_cost)
            return
        self.assertAlmostEqual(
            order.completion_cost, order.real_cost + order.committed_cost + order.remaining_cost, 2
        )
        by_category = sum(order[f"completion_cost_{category}"] for category in CATEGORIES)
        self.assertAlmostEqual(by_category, order.completion_cost, delta=0.03)
        self.assertAlmostEqual(
            order.completion_margin, order.net_revenue - order.completion_cost, 2
        )
        if order.state == "cancel" or not order.planned_cost:
            self.assertEqual(order.margin_drift, 0)
        else:
            self.assertTrue(
                currency.is_zero(order.margin_drift - (order.completion_margin - planned))
            )
        if order.real_cost_state == "complete":
            self.assertEqual(order.remaining_cost, 0)
            self.assertAlmostEqual(order.completion_margin, order.real_margin, 2)

    def test_invariants(self):
        """Always: completion = incurred + to come + remaining; remaining is never negative, and 0
        once the costs are complete.
        """
        states = set()
        for _number in range(25):
            order = self._create_order(
                *(self._draw_line() for _i in range(self.draw.randint(1, 3)))
            )
            for _step in range(self.draw.randint(2, 7)):
                self._live(order)
                self._update(order)
                self._check(order)
                states.add((order.completion_state, order.real_cost_state))
            self._deliver(order)
            self._update(order)
            self._check(order)
            states.add((order.completion_state, order.real_cost_state))
            if self.draw.random() < 0.3:
                order._action_cancel()
                self._update(order)
                self._check(order)
        self.assertLessEqual(
            {("forecast", "provisional"), ("final", "complete"), ("closed", "complete")}, states
        )
