"""The customers' satisfaction: typed, checked, and averaged over the rated orders."""

from freezegun import freeze_time
from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestSatisfaction(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.camille, cls.alex, cls.manager = (
            cls._create_user(login, group)
            for login, group in (
                ("camille", "sales_team.group_sale_salesman"),
                ("alex", "sales_team.group_sale_salesman"),
                ("manager", "sales_team.group_sale_manager"),
            )
        )

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"satisfaction-{login}",
            group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _rated(self, *values, **others):
        """Return one confirmed order for each of ``values``, with this satisfaction."""
        orders = self.env["sale.order"]
        for value in values:
            order = self._order(state="sale", user_id=self.camille.id, **others)
            order.satisfaction = value
            orders += order
        return orders

    def test_typed(self):
        """The salesperson clicks on stars: the date is today in the company."""
        order = self._rated(0).with_user(self.camille)
        self.assertEqual(order.satisfaction_level, "0")
        self.assertFalse(order.satisfaction_date)
        order.satisfaction_level = "4"
        self.assertEqual(order.satisfaction, 4)
        self.assertEqual(order.satisfaction_date, fields.Date.to_date("2026-03-10"))
        order.satisfaction_level = "0"
        self.assertEqual(order.satisfaction, 0)
        self.assertFalse(order.satisfaction_date)

    def test_date_of_the_company(self):
        """At 12:00 UTC on the 10th it is 01:00 on the 11th in Auckland."""
        company = self._create_company("Auckland Timber", "Pacific/Auckland")
        companies = (self.company | company).ids
        orders = self.env["sale.order"].with_context(allowed_company_ids=companies)
        order = orders.create({"partner_id": self.customer.id, "company_id": company.id})
        with freeze_time("2026-03-10 12:00"):
            order.satisfaction = 5
            self.assertEqual(order.satisfaction_date, fields.Date.to_date("2026-03-11"))

    def test_date_given(self):
        """An imported satisfaction keeps its date, until it is given again."""
        order = self._rated(0)
        order.write({"satisfaction": 2, "satisfaction_date": "2025-06-01"})
        self.env.flush_all()
        self.assertEqual(order.satisfaction_date, fields.Date.to_date("2025-06-01"))
        order.satisfaction = 3
        self.assertEqual(order.satisfaction_date, fields.Date.to_date("2026-03-10"))

    def test_bounds(self):
        order = self._rated(3)
        for value in (-1, 6):
            with self.subTest(value), self.assertRaisesRegex(ValidationError, order.name):
                order.satisfaction = value
                self.env.flush_all()

    def test_copy(self):
        order = self._rated(5)
        order.satisfaction_comment = "Clean site"
        copy = order.copy()
        self.assertEqual((copy.satisfaction, copy.satisfaction_level), (0, "0"))
        self.assertFalse(copy.satisfaction_date or copy.satisfaction_comment)

    def test_tracked(self):
        order = self._rated(0).with_context(tracking_disable=False)
        self.env.flush_all()
        self.cr.precommit.run()  # the changes before are not tracked
        order.satisfaction = 2
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = order.message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "satisfaction"
        )
        self.assertEqual((tracked.old_value_integer, tracked.new_value_integer), (0, 2))

    def test_average(self):
        """(5 + 2 + 4) / 3: the two without a satisfaction do not count."""
        orders = self._rated(5, 0, 2, 0, 4)
        # An order older than the application, also for PostgreSQL.
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order SET satisfaction = NULL WHERE id = %s", [orders[1].id])
        self.env.invalidate_all()
        values = [value for value in orders.mapped("satisfaction") if value]
        domain = [("id", "in", orders.ids)]
        [(average, count)] = orders._read_group(domain, [], ["satisfaction:avg", "__count"])
        self.assertEqual((sum(values), len(values), count), (11, 3, 5))
        self.assertAlmostEqual(average, 11 / 3)
        # The average only counts rated orders: there is none here.
        silent = [("id", "in", (orders[1] | orders[3]).ids)]
        self.assertEqual(orders._read_group(silent, [], ["satisfaction:avg"]), [(False,)])

    def test_average_of_pivot(self):
        orders = self._rated(1, 0, 3)
        result = orders.formatted_read_group(
            [("id", "in", orders.ids)], ["partner_id"], ["satisfaction:avg"]
        )
        self.assertEqual([group["satisfaction:avg"] for group in result], [2])

    def test_search_and_groups(self):
        orders = self._rated(1, 2, 3, 0, 5)
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order SET satisfaction = NULL WHERE id = %s", [orders[3].id])
        self.env.invalidate_all()
        ours = [("id", "in", orders.ids)]

        def search(*domain):
            return self.env["sale.order"].search([*ours, *domain], order="id")

        self.assertEqual(search(("satisfaction", "in", (1, 2))), orders[:2])
        self.assertEqual(search(("satisfaction", "=", 0)), orders[3])
        self.assertEqual(search(("satisfaction_level", "=", "5")), orders[4])
        self.assertEqual(search(("satisfaction_level", "!=", "5")), orders[:4])
        self.assertEqual(search(("satisfaction_level", "in", ("0", "3"))), orders[2:4])
        self.assertEqual(search(("satisfaction_level", "=", False)), orders[3])
        for nonsense in ("abc", "6", 5, True, "5.0", ""):
            found = search(("satisfaction_level", "=", nonsense))
            self.assertEqual(found, orders[3] if nonsense == "" else orders[:0], nonsense)
        groups = orders._read_group(ours, ["satisfaction_level"], ["__count"])
        self.assertEqual(groups, [("0", 1), ("1", 1), ("2", 1), ("3", 1), ("5", 1)])
        by_level = self.env["sale.order"].search(ours, order="satisfaction_level desc")
        self.assertEqual(by_level.mapped("satisfaction"), [5, 3, 2, 1, 0])
        fields_get = orders.fields_get(["satisfaction_level"], ["sortable", "groupable"])
        self.assertEqual(fields_get["satisfaction_level"], {"sortable": True, "groupable": True})

    def test_filters(self):
        """The filters of the screen find what their names say."""
        orders = self._rated(1, 0, 3)
        view = self.env.ref("pilotage_commercial.sale_order_view_search_satisfaction")
        arch = etree.fromstring(view.arch)
        found = {}
        for name in ("unhappy", "satisfied"):
            domain = arch.xpath(f"//filter[@name='{name}']")[0].get("domain")
            domain = [("id", "in", orders.ids), *safe_eval(domain)]
            found[name] = self.env["sale.order"].search(domain, order="id")
        self.assertEqual(found, {"unhappy": orders[0], "satisfied": orders[0] | orders[2]})

    def test_rights(self):
        """A user who may not write the order may not change its satisfaction."""
        order = self._rated(0)
        portal = new_test_user(self.env, "satisfaction-portal", "base.group_portal")
        order.partner_id = portal.partner_id
        for user in (self.alex, portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                order.with_user(user).write({"satisfaction": 5})
                self.env.flush_all()
        order.with_user(self.manager).satisfaction_level = "3"
        self.assertEqual(order.satisfaction, 3)

    def test_form(self):
        order = self._rated(0)
        with Form(order.with_user(self.camille)) as form:
            form.satisfaction_level = "2"
            form.satisfaction_comment = "Two weeks late"
        self.assertEqual(order.satisfaction, 2)
        self.assertEqual(order.satisfaction_comment, "Two weeks late")
        self.assertEqual(order.satisfaction_date, fields.Date.to_date("2026-03-10"))
