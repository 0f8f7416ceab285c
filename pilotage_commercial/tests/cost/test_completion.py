"""Margin at completion with CRM and Sales only: the worked cases of the contract, and its states.

The cases that need other apps are tests of their bridges.
"""

import doctest

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tools import completion

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestCompletion(RealCostCase):
    def test_doctests(self):
        self.assertEqual(doctest.testmod(completion).failed, 0)

    # --- the worked cases of the contract ---

    def test_case_1(self):
        """100, one line planned 60, no document: 60."""
        order = self._create_planned(60)
        self.assertCompletion(order, 60, 0, 60, "forecast")
        self.assertEqual(order.planned_cost, 60)
        self.assertAlmostEqual(order.completion_margin_percent, 0.4)

    def test_case_3(self):
        """200, lines of 60 and 40; the first is delivered and costs 90: 90 + 40."""
        order = self._create_planned(60, 40)
        first = order.order_line[0]
        first.qty_delivered = 1
        self._type_cost(order, 90, sale_line_id=first.id)
        self.assertCompletion(order, 130, -30, 40)
        self.assertEqual(order.real_cost_state, "provisional")

    def test_case_4(self):
        """100, 60; delivered, 55 billed, nothing missing: 55, and established."""
        order = self._create_planned(60)
        order.order_line.qty_delivered = 1
        self._create_bill((order, 55))
        self.assertCompletion(order, 55, 5, 0, "final")
        self.assertEqual(order.real_cost_state, "complete")
        self.assertEqual(order.completion_margin, order.real_margin)

    def test_case_9(self):
        """500, service planned 300; 200 billed: 300. Then closed by hand: 200."""
        order = self._create_planned(300, price=500, kind="service")
        self._create_bill((order, 200, {"cost_category": "subcontracting"}))
        self.assertCompletion(order, 300, 0, 100, "forecast")
        self.assertEqual(order.real_cost_state, "provisional")
        self.assertEqual(order.real_cost_missing_text, "planned costs still to come (1)")
        order.action_close_costs()
        self.assertCompletion(order, 200, 100, 0, "closed")
        self.assertEqual(order.real_cost_state, "complete")
        order.action_reopen_costs()
        self.assertCompletion(order, 300, 0, 100, "forecast")

    def test_case_10(self):
        """100, 60, no transport planned; transport of 18 typed, to come: 78."""
        order = self._create_planned(60)
        self._type_cost(order, 18, "transport", state="committed")
        self.assertCompletion(order, 78, -18, 60)
        self.assertEqual(order.completion_cost_transport, 18)
        self.assertEqual(order.completion_cost_purchase, 60)

    def test_case_11(self):
        """100, 60; 20 billed, then cancelled: 20, a margin of -20, no drift."""
        order = self._create_planned(60)
        self._create_bill((order, 20))
        self._update(order)
        order._action_cancel()
        self.assertCompletion(order, 20, 0, 0, "final")
        self.assertEqual(order.completion_margin, -20)

    def test_case_12(self):
        """10 000, lines without cost, deal estimated at 6 000; 1 500 billed: 6 000."""
        lead = self._create_lead(10000, 6000)
        work = self._create_product("Building", "service", 10000, 0)
        order = self._create_order((work, 1, 10000), opportunity_id=lead.id)
        self.assertCompletion(order, 6000, 0, 6000)
        self._create_bill((order, 1500))
        self.assertCompletion(order, 6000, 0, 4500, "forecast")
        self.assertEqual(order.planned_cost, 6000)
        # A later estimate changes nothing.
        lead.estimated_cost = 9000
        self.assertCompletion(order, 6000, 0, 4500)

    def _create_lead(self, revenue, cost):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "expected_revenue": revenue,
                "estimated_cost": cost,
            }
        )

    # --- the plan ---

    def test_plan_is_frozen_at_confirmation(self):
        order = self._create_order((self.goods, 4, 50), confirm=False)
        self.assertEqual(order.planned_cost, 120)  # 4 × 30
        order.order_line.purchase_price = 25
        self.assertEqual(order.planned_cost, 100)
        order.action_confirm()
        order.order_line.purchase_price = 99
        self.assertCompletion(order, 100, 0, 100)
        self.assertEqual(order.quoted_cost, 100)
        self.assertEqual(order.quoted_cost_purchase, 100)
        # Five units are planned at the price of one.
        order.order_line.product_uom_qty = 5
        self.assertCompletion(order, 125, 0, 125)

    def test_line_added_later(self):
        order = self._create_order((self.goods, 1, 50))
        self.goods.standard_price = 35
        order.order_line = [
            Command.create(
                {
                    "product_id": self.goods.id,
                    "product_uom_qty": 1,
                    "price_unit": 50,
                    "tax_ids": False,
                }
            )
        ]
        self.goods.standard_price = 99
        self.assertCompletion(order, 65, 0, 65)  # 30 + 35
        self.assertEqual(order.order_line.mapped("plan_source"), ["confirmation"] * 2)
        self.assertFalse(order.is_plan_known_later)

    def test_confirmed_again(self):
        """Cancelled, back to a quotation, and confirmed at another cost."""
        order = self._create_order((self.goods, 1, 50))
        order._action_cancel()
        order.action_draft()
        order.order_line.purchase_price = 20
        self.assertEqual(order.planned_cost, 20)
        order.action_confirm()
        self.assertCompletion(order, 20, 0, 20)

    def test_older_than_the_app(self):
        order = self._create_order((self.goods, 4, 50))
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE sale_order_line SET planned_unit_cost = NULL, planned_category = NULL,
                      plan_source = NULL WHERE order_id = %s""",
            [order.id],
        )
        self.env.invalidate_all()
        self.goods.standard_price = 99
        self.assertCompletion(order, 120, 0, 120)
        self.assertTrue(order.is_plan_known_later)
        order.order_line.purchase_price = 99
        self.assertCompletion(order, 120, 0, 120)

    def test_unknown(self):
        """Neither the lines nor an opportunity have a planned cost: no figure."""
        order = self._create_planned(0)
        self._update(order)
        self.assertEqual(order.completion_state, "unknown")
        self.assertEqual((order.completion_cost, order.completion_margin), (0, 0))
        # Once its costs are complete, the figures are known.
        self._create_bill((order, 70))
        self._update(order)
        self.assertEqual((order.completion_state, order.completion_margin), ("final", 30))
        self.assertEqual(order.margin_drift, 0)

    def test_currency_of_the_order(self):
        """1 000 $ at 2 $ for 1 €, cost of 60 € a unit: planned 600 €."""
        self.env["res.currency.rate"].create(
            {"currency_id": self.dollar.id, "company_id": self.company.id, "rate": 2}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "$", "currency_id": self.dollar.id, "company_id": self.company.id}
        )
        order = self._create_order((self.work, 10, 200), pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, self.dollar)
        self.assertCompletion(order, 600, 0, 600)
        self.assertEqual(order.completion_margin, 400)

    def test_line_taken_back(self):
        """A line with a negative quantity reduces the plan."""
        order = self._create_order((self.goods, 4, 50), (self.goods, -1, 50))
        self.assertCompletion(order, 90, 0, 90)  # 3 × 30

    # --- what remains ---

    def test_typed_at_once(self):
        """A typed cost counts before any update."""
        order = self._create_planned(60)
        self._update(order)
        typed = self._type_cost(order, 18, "transport", state="committed")
        self.assertEqual((order.completion_cost, order.margin_drift), (78, -18))
        typed.category = "purchase"
        self.assertEqual((order.completion_cost, order.remaining_cost), (60, 42))
        typed.unlink()
        self.assertEqual((order.completion_cost, order.margin_drift), (60, 0))

    def test_delivered_marks(self):
        order = self._create_planned(60, kind="service")
        self._type_cost(order, 50, "labour")
        self.assertCompletion(order, 60, 0, 10)
        order.order_line.qty_delivered = 1
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCompletion(order, 50, 10, 0, "final")

    def test_invoiced_less_than_ordered(self):
        """A concession of 10 on a line of 100 is a drift, like a cost."""
        order = self._create_planned(60)
        order.order_line.qty_delivered = 1
        self._create_bill((order, 55))
        invoice = order._create_invoices()
        invoice.invoice_line_ids.price_unit = 90
        invoice.action_post()
        self.assertCompletion(order, 55, -5, 0)  # 90 − 55 − (100 − 60)

    def test_averages_are_weighted(self):
        """Margins of 40 % of 100 and 90 % of 1 000; one without a plan is left out."""
        small, big = self._create_planned(60), self._create_planned(100, price=1000)
        unknown = self._create_planned(0, price=5000)
        orders = small | big | unknown
        self._update(orders)
        [(margin, percent)] = orders._read_group(
            [("id", "in", orders.ids)],
            [],
            ["completion_margin:sum", "completion_margin_percent:avg"],
        )
        self.assertEqual(margin, 940)
        self.assertAlmostEqual(percent, 940 / 1100)

    # --- nothing more to come ---

    def test_close(self):
        order = self._create_planned(60)
        order.with_user(self.manager).action_close_costs()
        self.assertEqual(order.costs_closed_by_id, self.manager)
        closed_on = order.costs_closed_date
        self.assertTrue(closed_on)
        self.assertIn("nothing more is to come", order.message_ids[0].body)
        self.assertCompletion(order, 0, 60, 0, "closed")
        # Twice is once.
        messages = len(order.message_ids)
        order.action_close_costs()
        self.assertEqual((order.costs_closed_date, len(order.message_ids)), (closed_on, messages))
        order.with_user(self.manager).action_reopen_costs()
        self.assertFalse(order.costs_closed_by_id)
        self.assertCompletion(order, 60, 0, 60, "forecast")

    def test_closed_with_something_ordered(self):
        """The cost of what is ordered is still to come."""
        order = self._create_planned(60)
        self._type_cost(order, 18, state="committed")
        order.action_close_costs()
        self.assertCompletion(order, 18, 42, 0, "forecast")
        self.assertEqual(order.real_cost_state, "planned")

    def test_close_is_for_confirmed_orders(self):
        quotation = self._create_order(confirm=False)
        with self.assertRaisesRegex(UserError, quotation.name):
            quotation.action_close_costs()
        with self.assertRaises(AccessError):
            self._create_planned(60).with_user(self.salesperson).action_close_costs()
