"""The quotations and orders that give a deal its figures, case by case."""

from odoo.tests import tagged
from odoo.tools import SQL

from ..common_order import OrderCase

# Quotations in the order of creation: name, state, day of sending, last day of validity. Then the
# names that count. Today is 10 March.
CASES = [
    ("nothing", [], []),
    ("a draft alone", [("a", "draft", None, None)], ["a"]),
    ("the newest draft", [("a", "draft", None, None), ("b", "draft", None, None)], ["b"]),
    ("a newer draft beside one sent", [("a", "sent", 1, None), ("b", "draft", None, None)], ["a"]),
    ("sent last, not made last", [("a", "sent", 5, None), ("b", "sent", 2, None)], ["a"]),
    ("sent together: made last", [("a", "sent", 5, None), ("b", "sent", 5, None)], ["b"]),
    ("the last one was cancelled", [("a", "sent", 1, None), ("b", "cancel", 5, None)], ["a"]),
    (
        "cancelled, then a draft",
        [("a", "cancel", 1, None), ("b", "draft", None, None)],
        ["b"],
    ),
    ("only cancelled", [("a", "cancel", 1, None)], []),
    # It had superseded the first one, which is no longer pending.
    ("the last one has expired", [("a", "sent", 1, 30), ("b", "sent", 5, 8)], ["b"]),
    ("the first one has expired", [("a", "sent", 1, 4), ("b", "sent", 5, 30)], ["b"]),
    ("all have expired", [("a", "sent", 1, 4), ("b", "sent", 2, 8)], ["b"]),
    ("expired, and a draft", [("a", "sent", 1, 4), ("b", "draft", None, None)], ["a"]),
    ("ordered", [("a", "sale", 1, None), ("b", "sent", 5, None)], ["a"]),
    ("ordered twice", [("a", "sale", 1, None), ("b", "sale", 5, None)], ["a", "b"]),
    ("ordered, then cancelled", [("a", "cancel", 1, None), ("b", "sent", 2, None)], ["b"]),
]


@tagged("standard", "post_install", "-at_install")
class TestLiveQuotation(OrderCase):
    def _make(self, lead, name, state, sent, valid):
        order = self._order(
            opportunity_id=lead.id,
            client_order_ref=name,
            validity_date=f"2026-03-{valid:02}" if valid else False,
        )
        if sent:
            order.action_quotation_sent()
            order.quotation_date = order.last_sent_date = f"2026-03-{sent:02} 10:00:00"
        if state == "sale":
            order.action_confirm()
        elif state == "cancel":
            order._action_cancel()
        self.assertEqual(order.state, state)
        return order

    def test_cases(self):
        for title, made, expected in CASES:
            with self.subTest(title):
                lead = self.env["crm.lead"].create(
                    {"name": title, "type": "opportunity", "company_id": self.company.id}
                )
                orders = self.env["sale.order"]
                for order in made:
                    orders += self._make(lead, *order)
                self.env.flush_all()
                self.env.invalidate_all()
                live = lead._get_live_orders().sorted("id")
                self.assertEqual(live.mapped("client_order_ref"), expected)
                # The SQL agrees on the first one.
                main = self.env.execute_query(lead._get_main_order_sql(SQL("%s", lead.id)))
                self.assertEqual([order_id for (order_id,) in main], live[:1].ids)

    def test_small_draft_leaves_the_margin_as_it_was(self):
        """1 000 for a cost of 600 is sent; a draft of 10, of cost 1, changes nothing: 40 %."""
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "company_id": self.company.id}
        )
        self.beam.standard_price = 60
        sent = self._order((self.beam, 10, 100), opportunity_id=lead.id, state="sent")
        self.assertEqual((lead.expected_revenue, lead.estimated_cost), (1000, 600))
        self.beam.standard_price = 1
        draft = self._order((self.beam, 1, 10), opportunity_id=lead.id)
        self.assertEqual((lead.expected_revenue, lead.estimated_cost), (1000, 600))
        self.assertAlmostEqual(lead.estimated_margin_percent, 0.4)
        self.assertEqual((lead.quoted_revenue, lead.quoted_cost), (1000, 600))
        # Once sent, it is the live one: revenue and cost both follow it.
        draft.action_quotation_sent()
        draft.quotation_date = draft.last_sent_date = "2026-03-10 11:00:00"
        self.assertEqual((lead.expected_revenue, lead.estimated_cost), (10, 1))
        self.assertEqual(sent.quotation_outcome, "superseded")
