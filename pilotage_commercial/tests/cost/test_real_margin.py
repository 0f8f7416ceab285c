"""Estimated, quoted, real: side by side, and in pivots."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common_real_cost import RealCostCase

MEASURES = [
    "estimated_margin:sum",
    "estimated_margin_percent:avg",
    "quoted_margin:sum",
    "quoted_margin_percent:avg",
    "real_margin:sum",
    "real_margin_percent:avg",
]


@tagged("standard", "post_install", "-at_install")
class TestRealMargin(RealCostCase):
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

    def _group(self, orders, groupby=(), measures=tuple(MEASURES)):
        self._update(orders)
        groups = self.env["sale.order"].with_user(self.manager)
        return groups._read_group([("id", "in", orders.ids)], groupby, measures)

    def test_weighted(self):
        """Of 1 000 and of 10 000, margins of 50 % and 10 %: 1 500 / 11 000, not 30 %."""
        small = self._create_delivered((self.work, 10, 100))
        big = self._create_delivered((self.work, 100, 100))
        self._create_bill((small, 500), (big, 9000))
        [(margin, percent)] = self._group(small | big, [], MEASURES[4:])
        self.assertAlmostEqual(margin, 1500)
        self.assertAlmostEqual(percent, 1500 / 11000)
        # Quoted: 60 a unit, of 100.
        [(margin, percent)] = self._group(small | big, [], MEASURES[2:4])
        self.assertAlmostEqual(margin, 4400)
        self.assertAlmostEqual(percent, 0.4)

    def test_unknown_costs_are_left_out_of_percentages(self):
        known, unknown = self._create_delivered(), self._create_order()
        self._create_bill((known, 800))
        [(percent,)] = self._group(known | unknown, [], ["real_margin_percent:avg"])
        self.assertAlmostEqual(percent, 0.2)
        self.assertEqual(self._group(unknown, [], ["real_margin_percent:avg"]), [(False,)])

    def test_groups(self):
        other = self.env["res.partner"].create({"name": "Atelier Martin"})
        first, second = self._create_order(), self._create_order(partner_id=other.id)
        self._create_bill((first, 300), (second, 700))
        groups = self._group(first | second, ["partner_id"], ["real_margin:sum"])
        self.assertEqual(groups, [(self.customer, 700), (other, 300)])
        for name in ("user_id", "team_id", "date_order:month", "real_cost_state"):
            self.assertEqual(
                sum(row[1] for row in self._group(first | second, [name], ["real_margin:sum"])),
                1000,
            )

    def test_estimate_counts_once(self):
        lead = self._create_lead(2000, 1200)
        draft = self._create_order(opportunity_id=lead.id, confirm=False)
        newer = self._create_order(opportunity_id=lead.id, confirm=False)
        both = draft | newer

        def check(counted):
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(
                both.filtered("estimated_margin"), counted, "the records say what groups say"
            )
            [(margin, percent)] = self._group(both, [], MEASURES[:2])
            self.assertAlmostEqual(margin, sum(both.mapped("estimated_margin")))
            self.assertAlmostEqual(percent or 0, 0.4 if counted else 0)

        lead.estimated_cost = 1200
        check(newer)
        draft._action_cancel()
        check(newer)
        draft.action_draft()
        draft.action_confirm()
        lead.write({"expected_revenue": 2000, "estimated_cost": 1200})
        check(draft)
        newer.action_confirm()
        check(draft)
        draft._action_cancel()
        check(newer)
        both._action_cancel()
        check(both.browse())

    def test_estimate_unknown(self):
        lead = self._create_lead(2000, False)
        order = self._create_order((self.work, 1, 100), opportunity_id=lead.id)
        lead.estimated_cost_source = False
        self.assertEqual(order.estimated_margin, 0)
        self.assertEqual(self._group(order, [], MEASURES[:1]), [(False,)])

    def test_estimate_is_for_who_may_read_the_opportunity(self):
        """A salesperson's own order on a colleague's opportunity."""
        seller = new_test_user(
            self.env,
            "estimate-seller",
            "sales_team.group_sale_salesman,pilotage_commercial.group_real_cost",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        lead = self._create_lead(2000, 1200)
        lead.user_id = self.manager
        order = self._create_order(opportunity_id=lead.id, user_id=seller.id)
        for user, margin in ((self.manager, 800), (seller, 0)):
            with self.subTest(user.login):
                mine = order.with_user(user)
                self.assertEqual(mine.estimated_margin, margin)
                groups = mine._read_group([("id", "=", order.id)], [], MEASURES[:1])
                self.assertEqual(groups[0][0] or 0, margin)
        lead.user_id = seller
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.with_user(seller).estimated_margin, 800)

    def test_quoted_by_category(self):
        order = self._create_order((self.work, 10, 100), (self.goods, 4, 50))
        self.assertAlmostEqual(order.quoted_cost_labour, 600)  # 10 × 60
        self.assertAlmostEqual(order.quoted_cost_purchase, 120)  # 4 × 30
        self.assertAlmostEqual(order.quoted_cost, 720)
        self.assertAlmostEqual(order.quoted_margin, 480)  # 1 200 − 720
        self.assertAlmostEqual(order.quoted_margin_percent, 0.4)

    def test_groups_obey_the_right(self):
        order = self._create_order()
        orders = order.browse().with_user(self.salesperson)
        for measure in (*MEASURES[:2], *MEASURES[4:]):
            with self.subTest(measure=measure), self.assertRaises(AccessError):
                orders.formatted_read_group([("id", "=", order.id)], [], [measure])
        [group] = orders.formatted_read_group([("id", "=", order.id)], [], MEASURES[2:4])
        self.assertAlmostEqual(group["quoted_margin_percent:avg"], 0.4)

    def test_the_list_of_the_pivot_shows_the_margins(self):
        """The orders of a cell, and the list beside: not Odoo's list, which has no margin."""
        action = self.env.ref("pilotage_commercial.sale_order_action_real_margin")
        view_id = {mode: view_id for view_id, mode in action.views}["list"]
        arch = etree.fromstring(self.env["sale.order"].get_view(view_id, "list")["arch"])
        context = safe_eval(action.context)
        shown = {
            field.get("name")
            for field in arch.findall("field")
            if not safe_eval(field.get("column_invisible", "False"), {"context": context})
        }
        self.assertGreaterEqual(
            shown,
            {
                "net_revenue",
                "completion_margin",
                "completion_margin_percent",
                "margin_drift",
                "real_margin_percent",
                "real_cost_state",
            },
        )

    def test_in_the_form(self):
        order = self._create_order()
        with Form(order.with_user(self.manager)) as form, form.real_cost_ids.new() as cost:
            cost.category = "transport"
            cost.amount = 150
        self.assertAlmostEqual(order.real_cost_transport, 150)
        self.assertEqual(order.real_cost_ids.source, "manual")

    # --- opportunities ---

    def test_opportunity(self):
        lead = self._create_lead(2000, 1500)
        self.assertEqual((lead.quoted_margin, lead.real_cost_state), (0, False))
        order = self._create_delivered(opportunity_id=lead.id)
        other = self._create_delivered(opportunity_id=lead.id)
        self._create_bill((order, 300))
        self._update(order | other)
        self.assertAlmostEqual(lead.quoted_revenue, 2000)
        self.assertAlmostEqual(lead.quoted_margin, 800)
        self.assertAlmostEqual(lead.quoted_margin_percent, 0.4)
        self.assertAlmostEqual(lead.real_revenue, 2000)
        self.assertAlmostEqual(lead.real_margin, 1700)
        # The order with the least complete costs decides.
        self.assertEqual(lead.real_cost_state, "planned")
        self._create_bill((other, 500))
        self.env.flush_all()
        self.env.invalidate_all()
        [values] = lead.with_user(self.manager).web_read({"real_margin": {}, "real_cost_state": {}})
        self.assertEqual((values["real_margin"], values["real_cost_state"]), (1200, "complete"))
        with self.assertRaises(AccessError):
            lead.with_user(self.salesperson).read(["real_margin"])

    def test_costs_by_product_category(self):
        order = self._create_order((self.work, 1, 600), (self.goods, 1, 400))
        category = self.env["product.category"].create({"name": "Masonry works"})
        self.work.categ_id = category
        self._type_cost(order, 100, sale_line_id=order.order_line[0].id)
        self._type_cost(order, 30, sale_line_id=order.order_line[1].id)
        costs = self.env["sale.order.cost"].with_user(self.manager)
        groups = dict(
            costs._read_group([("order_id", "=", order.id)], ["product_categ_id"], ["amount:sum"])
        )
        self.assertEqual(groups[category], 100)
        self.assertEqual(
            costs.search([("customer_id", "=", self.customer.id)]), order.real_cost_ids
        )
