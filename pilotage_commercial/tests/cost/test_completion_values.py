"""Margin at completion with other values than the contract's: currencies, signs, second lives."""

import random

from odoo import Command
from odoo.tests import tagged

from ..common_real_cost import RealCostCase

SEED = 26


@tagged("standard", "post_install", "-at_install")
class TestCompletionValues(RealCostCase):
    def _use_dollars(self, rate):
        self.env["res.currency.rate"].create(
            {"currency_id": self.dollar.id, "company_id": self.company.id, "rate": rate}
        )
        return self.env["product.pricelist"].create(
            {"name": "$", "currency_id": self.dollar.id, "company_id": self.company.id}
        )

    def test_half_a_cent_is_no_drift(self):
        """100.03 $ at 2 $ for 1 €: 50.015 €, which the revenue rounds to 50.02."""
        pricelist = self._use_dollars(2)
        order = self._create_order((self.goods, 1, 100.03), pricelist_id=pricelist.id)
        self.assertEqual(order.net_revenue, 50.02)
        self.assertCompletion(order, 30, 0, 30, "forecast")
        refund = self._create_order((self.goods, 1, -100.03), pricelist_id=pricelist.id)
        self.assertCompletion(refund, 30, 0, 30, "forecast")

    def test_nothing_happened_nothing_drifts(self):
        """For any currency, quantities and prices: as planned until there is a document."""
        draw = random.Random(SEED)
        for number in range(12):
            pricelist = self._use_dollars(round(draw.uniform(0.3, 9), 4))
            lines = [
                (
                    draw.choice([self.goods, self.work]),
                    draw.choice([1, 2.5, 7]),
                    round(draw.uniform(0, 300), 2),
                )
                for _line in range(draw.randint(1, 4))
            ]
            order = self._create_order(*lines, pricelist_id=pricelist.id)
            with self.subTest(number=number):
                self._update(order)
                self.assertAlmostEqual(order.completion_cost, order.planned_cost, 2)
                self.assertEqual(order.margin_drift, 0)
            self.env["res.currency.rate"].search(
                [("company_id", "=", self.company.id), ("currency_id", "=", self.dollar.id)]
            ).unlink()

    def test_taken_back_from_another_category(self):
        """Goods of 60, and 20 of work taken back: 40 planned, and 40 to come."""
        work = self._create_product("Work", "service", 50, 20)
        goods = self._create_product("Goods", "consu", 100, 60)
        order = self._create_order((goods, 1, 100), (work, -1, 50))
        categories = set(order.order_line.mapped("planned_category"))
        self.assertEqual(len(categories), 2)
        self.assertEqual(order.planned_cost, 40)
        self.assertCompletion(order, 40, 0, 40, "forecast")

    def test_more_taken_back_than_sold(self):
        """The remaining plan is never below zero: returned goods are no cost to come."""
        order = self._create_order((self.goods, 1, 50), (self.goods, -3, 50))
        self._update(order)
        self.assertEqual(order.remaining_cost, 0)

    def test_gift(self):
        """A free order: its cost is lost as planned, without a percentage."""
        order = self._create_planned(60, price=0)
        self.assertCompletion(order, 60, 0, 60, "forecast")
        self.assertEqual((order.completion_margin, order.completion_margin_percent), (-60, 0))
        self._type_cost(order, 85, sale_line_id=order.order_line.id)
        self.assertCompletion(order, 85, -25, 0)

    def test_second_life(self):
        """Closed by hand, cancelled, and sold again: its plan is to come again."""
        order = self._create_planned(60)
        order.action_close_costs()
        self.assertCompletion(order, 0, 60, 0, "closed")
        order._action_cancel()
        self.assertCompletion(order, 0, 0, 0, "final")
        order.action_draft()
        self.assertFalse(order.costs_closed_date or order.costs_closed_by_id)
        order.action_confirm()
        self.assertCompletion(order, 60, 0, 60, "forecast")

    def test_refunded(self):
        """Cost 55, invoiced 100, credited 100: only the cost is left."""
        order = self._create_planned(60)
        order.order_line.qty_delivered = 1
        self._create_bill((order, 55))
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertCompletion(order, 55, 5, 0, "final")
        credit = invoice._reverse_moves()
        credit.action_post()
        self._update(order)
        self.assertEqual(
            order.margin_drift, order.net_revenue - 55 - 40, "of the 40 that were planned"
        )

    def test_credit_of_the_supplier(self):
        """300 planned; billed 250 then credited 100: 150 incurred, 150 remain."""
        order = self._create_planned(300, price=500, kind="service")
        work = {"cost_category": "subcontracting"}
        self._create_bill((order, 250, work))
        self.assertCompletion(order, 300, 0, 50)
        self._create_bill((order, 100, work), kind="in_refund")
        self.assertCompletion(order, 300, 0, 150)
        self._create_bill((order, 170, work))
        self.assertCompletion(order, 320, -20, 0)

    def test_companies(self):
        """Each company has its own currency and rate: 100 $ of plan are 100 of its own."""
        other = self._create_company("Other")
        other.currency_id = self.dollar
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": (self.company | other).ids}
        )
        product = self._create_product("Part", "consu", 180, 0)
        product.with_company(other).standard_price = 100
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": 1, "price_unit": 180}
                    )
                ],
            }
        )
        order.order_line.tax_ids = False
        order.action_confirm()
        self.assertEqual(order.company_currency_id, self.dollar)
        self.assertCompletion(order, 100, 0, 100)
        self._type_cost(order, 130, sale_line_id=order.order_line.id)
        self.assertCompletion(order, 130, -30, 0)
