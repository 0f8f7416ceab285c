"""Confirming most quotations changes none of their figures, which are then left as they are."""

import random

from odoo import Command
from odoo.tests import tagged

from ..common_order import OrderCase
from ..order.test_everyday_writes import is_ours

FIGURES = {
    "net_revenue",
    "real_margin",
    "real_margin_percent",
    "planned_cost",
    "remaining_cost",
    "completion_cost",
    "completion_margin",
    "completion_margin_percent",
    "margin_drift",
    "completion_state",
    "full_payment_date",
    "sales_cycle_days",
}


@tagged("standard", "post_install", "-at_install")
class TestConfirmation(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 1 EUR = 1.25 USD until 10 March, 1.60 after; the tests are on 10 March.
        cls.prices = {
            currency: cls.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id, "company_id": cls.company.id}
            )
            for currency in (cls.euro, cls.dollar)
        }

    def _get_pending(self, order):
        """Return the figures of the order that are to be computed again."""
        pending = self.env.transaction.tocompute
        fields = {field for field, ids in pending.items() if order.id in ids}
        return {field.name for field in fields if is_ours(field, "sale.order")} & FIGURES

    def _read_figures(self, order):
        order.invalidate_recordset()
        return {name: order[name] for name in sorted(FIGURES)}

    def _quote(self, rng, currency):
        lines = [
            Command.create(
                {
                    "product_id": rng.choice([self.beam, self.study]).id,
                    "product_uom_qty": rng.choice([0, 1, 3, 7.25, -1]),
                    "price_unit": rng.choice([0, 0.01, 99.99, 1234.5]),
                    "purchase_price": rng.choice([0, 33.333, 47.1]),
                    "tax_ids": False,
                }
            )
            for _line in range(rng.randint(0, 3))
        ]
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "pricelist_id": self.prices[currency].id,
                "date_order": rng.choice(["2026-03-10 09:00:00", "2026-03-12 09:00:00"]),
                "order_line": lines,
            }
        )

    def _live(self, order, life):
        """Give the quotation a past."""
        if life == "sent":
            order.action_quotation_sent()
        elif life == "opportunity":
            order.opportunity_id = self.env["crm.lead"].create(
                {"name": "Hall", "type": "opportunity", "company_id": self.company.id}
            )
        elif life == "cost":
            self.env["sale.order.cost"].create(
                {"order_id": order.id, "amount": 90, "category": "purchase"}
            )
        elif life in ("again", "invoiced"):
            order.action_confirm()
            order._update_real_cost()
            if life == "invoiced" and order.invoice_status == "to invoice":
                self._invoice(order)
            order._action_cancel()
            order.action_draft()
        elif life == "delivered" and order.order_line:
            order.order_line[0].qty_delivered = 1

    def test_the_figures_of_any_confirmation(self):
        """As if they had all been computed again: whatever the currency, the lines and the past."""
        rng = random.Random(9)
        for number in range(40):
            order = self._quote(rng, rng.choice([self.euro, self.dollar]))
            life = rng.choice(["", "sent", "opportunity", "cost", "again", "delivered", "invoiced"])
            self._live(order, life)
            self.env.flush_all()
            order.action_confirm()
            self.env.flush_all()
            kept = self._read_figures(order)
            for name in FIGURES:
                self.env.add_to_compute(order._fields[name], order)
            self.env.flush_all()
            self.assertEqual(kept, self._read_figures(order), (number, life))

    def test_the_first_confirmation_computes_nothing(self):
        """10 at 100, planned 60 each: 1 000, 600, and the same once confirmed."""
        order = self._order((self.beam, 10, 100))
        order.order_line.purchase_price = 60
        self.env.flush_all()
        order.write({"state": "sale", "date_order": "2026-03-10 10:00:00"})
        self.assertEqual(self._get_pending(order), set())
        self.assertEqual((order.net_revenue, order.completion_cost), (1000, 600))
        self.assertEqual(order.order_line.planned_unit_cost, 60)
        self.assertEqual((order.order_progress, order.quotation_outcome), ("confirmed", "won"))
        self.assertTrue(order.real_cost_to_update)

    def test_what_a_confirmation_may_change(self):
        """Another rate, other orders of the opportunity, an invoice, an order of before."""
        dollars = self._order((self.beam, 10, 100), currency=self.dollar)
        lead = self.env["crm.lead"].create({"name": "Hall", "company_id": self.company.id})
        followed = self._order((self.beam, 10, 100), opportunity_id=lead.id)
        again = self._order((self.beam, 10, 100), state="sale")
        again._action_cancel()
        invoiced = self._order((self.study, 1, 100), state="sale")
        self._invoice(invoiced)
        invoiced._action_cancel()
        invoiced.action_draft()
        unfilled = self._order((self.beam, 10, 100))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET completion_state = NULL WHERE id = %s", [unfilled.id]
        )
        unfilled.invalidate_recordset()
        for order in (dollars, followed, again, invoiced, unfilled):
            day = "2026-03-12 10:00:00" if order == dollars else order.date_order
            order.write({"state": "sale", "date_order": day})
            self.assertIn("completion_cost", self._get_pending(order))

    def test_the_same_rate_changes_nothing(self):
        """1 000 $ confirmed on the day of the quotation are 800 € still."""
        dollars = self._order((self.beam, 10, 100), currency=self.dollar)
        dollars.order_line.purchase_price = 60
        self.env.flush_all()
        dollars.write({"state": "sale", "date_order": dollars.date_order})
        self.assertNotIn("completion_cost", self._get_pending(dollars))
        self.assertEqual((dollars.net_revenue, dollars.planned_cost), (800, 480))

    def test_the_date_of_a_quotation_in_another_currency(self):
        """1 000 $ are 800 € on 10 March, and 625 € on 12 March; euros stay euros."""
        dollars = self._order((self.beam, 10, 100), currency=self.dollar)
        euros = self._order((self.beam, 10, 100))
        self.env.flush_all()
        self.assertEqual(dollars.net_revenue, 800)
        (dollars | euros).date_order = "2026-03-12 10:00:00"
        self.assertEqual((dollars.net_revenue, euros.net_revenue), (625, 1000))
        self.assertEqual(dollars.real_margin, 625)
        dollars.write({"pricelist_id": self.prices[self.euro].id, "currency_id": self.euro.id})
        self.assertEqual(dollars.net_revenue, 1000)

    def test_the_date_in_the_form(self):
        """The figures follow the rate before the quotation is saved."""
        dollars = self._order((self.beam, 10, 100), currency=self.dollar)
        values = {"date_order": "2026-03-12 10:00:00"}
        found = dollars.onchange(values, ["date_order"], {"date_order": {}, "net_revenue": {}})
        self.assertEqual(found["value"]["net_revenue"], 625)
