"""Who sees the costs of orders: one group, on every field, list, export and report."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common_real_cost import RealCostCase

GROUP = "pilotage_commercial.group_real_cost"


@tagged("standard", "post_install", "-at_install")
class TestRealCostRights(RealCostCase):
    def setUp(self):
        super().setUp()
        self.order = self._create_order()
        self._create_bill((self.order, 300))
        self._update(self.order)
        # May export, but not these fields.
        self.salesperson.group_ids += self.env.ref("base.group_allow_export")

    def _set_salespeople_see(self, value):
        settings = self.env["res.config.settings"].create({"group_real_cost": value})
        settings.execute()
        self.env.invalidate_all()

    def _get_names(self):
        orders = self.env["sale.order"]
        return [
            name
            for name, field in orders._fields.items()
            if field.groups and GROUP in field.groups.split(",")
        ]

    def test_fields_of_the_group(self):
        names = set(self._get_names())
        self.assertLessEqual(
            {
                "real_cost",
                "real_cost_purchase",
                "real_cost_transport",
                "committed_cost",
                "real_margin",
                "real_margin_percent",
                "planned_cost",
                "planned_estimate",
                "is_plan_known_later",
                "remaining_cost",
                "completion_cost",
                "completion_cost_subcontracting",
                "completion_margin",
                "completion_margin_percent",
                "margin_drift",
                "completion_state",
                "costs_closed_date",
                "costs_closed_by_id",
                "real_cost_state",
                "real_cost_missing",
                "real_cost_missing_text",
                "real_cost_ids",
            },
            names,
        )

    def test_salesperson_sees_nothing(self):
        self.assertFalse(self.salesperson.has_group(GROUP))
        order = self.order.with_user(self.salesperson)
        orders = order.browse()
        self.assertFalse(set(self._get_names()) & set(orders.fields_get()))
        self.assertNotIn("real_margin", order.read()[0])
        self.assertNotIn("real_margin", orders.get_view(view_type="form")["arch"])
        for name in self._get_names():
            with self.subTest(name=name):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    order.read([name])
                with self.assertRaises(AccessError):
                    order.web_read({name: {}})
                with self.assertRaises(AccessError):
                    order.export_data([name])

    def test_salesperson_searches_and_groups_nothing(self):
        order = self.order.with_user(self.salesperson)
        orders, domain = order.browse(), [("id", "=", order.id)]
        for name in (
            "real_cost",
            "real_margin",
            "real_cost_state",
            "completion_margin",
            "margin_drift",
            "completion_state",
        ):
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    orders.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    orders.search(domain, order=name)
                with self.assertRaises(AccessError):
                    orders.formatted_read_group(domain, [name], [])
                with self.assertRaises(AccessError):
                    order.write({name: False})
        for measure in (
            "real_margin:sum",
            "real_margin_percent:avg",
            "real_cost:max",
            "completion_margin:sum",
            "completion_margin_percent:avg",
            "margin_drift:sum",
        ):
            with self.subTest(measure=measure), self.assertRaises(AccessError):
                orders.formatted_read_group(domain, [], [measure])

    def test_salesperson_reads_no_cost(self):
        order = self.order.with_user(self.salesperson)
        costs = self.env["sale.order.cost"].with_user(self.salesperson)
        for read in (
            lambda: costs.search([]),
            lambda: costs.formatted_read_group([], [], ["amount:sum"]),
            lambda: order.sudo().real_cost_ids.with_user(self.salesperson).read(["amount"]),
            lambda: costs.create({"order_id": order.id, "amount": 1}),
            lambda: costs.search_read([], ["amount"]),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_with_the_setting_salespeople_see(self):
        self._set_salespeople_see(True)
        self.assertTrue(self.salesperson.has_group(GROUP))
        order = self.order.with_user(self.salesperson)
        self.assertAlmostEqual(order.real_margin, 700)
        self.assertAlmostEqual(sum(order.real_cost_ids.mapped("amount")), 300)
        groups = order.formatted_read_group([("id", "=", order.id)], [], ["real_margin:sum"])
        self.assertAlmostEqual(groups[0]["real_margin:sum"], 700)
        self._set_salespeople_see(False)
        self.assertFalse(self.salesperson.has_group(GROUP))
        self.assertTrue(self.manager.has_group(GROUP))

    def test_own_orders_only(self):
        """A user who sees only their own orders sees the costs of these."""
        self._set_salespeople_see(True)
        user = self._create_user("real-cost-own", "sales_team.group_sale_salesman")
        mine = self._create_order(user_id=user.id)
        self.order.user_id = self.manager
        self._type_cost(mine, 10)
        costs = self.env["sale.order.cost"].with_user(user)
        company = [("company_id", "=", self.company.id)]
        self.assertEqual(costs.search(company).order_id, mine)
        with self.assertRaises(AccessError):
            self.order.real_cost_ids.with_user(user).read(["amount"])
        with self.assertRaises(AccessError):
            costs.create({"order_id": self.order.id, "amount": 1})

    def test_companies(self):
        other = self._create_company("Real Cost Elsewhere")
        user = self._create_user("real-cost-elsewhere", "sales_team.group_sale_manager")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        costs = (
            self.env["sale.order.cost"].with_user(user).with_context(allowed_company_ids=other.ids)
        )
        self.assertFalse(costs.search([]))
        with self.assertRaises(AccessError):
            self.order.real_cost_ids.with_user(user).read(["amount"])

    def test_derived_rows_are_not_typed(self):
        costs = self.order.real_cost_ids.with_user(self.manager)
        for change in (
            lambda: costs.write({"amount": 1}),
            lambda: costs.create(
                {"order_id": self.order.id, "source": "bill", "amount": 1, "category": "other"}
            ),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaisesRegex(UserError, "follows a document"):
            costs.unlink()
        typed = costs.create({"order_id": self.order.id, "amount": 1, "category": "other"})
        typed.amount = 2
        with self.assertRaises(AccessError):
            typed.source = "bill"
        typed.unlink()

    def test_accountant_assigns_without_seeing(self):
        """A user who enters bills can assign them without the right to see the margins."""
        user = self._create_user("real-cost-accountant", "account.group_account_invoice")
        self.assertFalse(user.has_group(GROUP))
        bill = self._create_bill((None, 50), post=False).with_user(user)
        bill.invoice_line_ids.cost_order_id = self.order
        bill.action_post()
        self.assertCosts(self.order, 350, 650, other=350)

    def test_portal(self):
        user = self._create_user("real-cost-portal", "base.group_portal")
        self.order.partner_id = user.partner_id
        order = self.order.with_user(user)
        self.assertEqual(order.name, self.order.name)
        with self.assertRaises(AccessError):
            order.read(["real_margin"])
