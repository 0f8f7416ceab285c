"""The customers that each reader sees, and the calls that are refused."""

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..common_customer import CustomerCase


@tagged("standard", "post_install", "-at_install")
class TestCustomerRights(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("customer-own", "sales_team.group_sale_salesman")
        cls.colleague = cls._create_user("customer-all", "sales_team.group_sale_salesman_all_leads")
        cls.nobody = cls._create_user("customer-none", "base.group_user")
        cls.portal = cls._create_user("customer-portal", "base.group_portal")
        cls.abroad = cls._create_company("Roux abroad")
        cls.foreigner = cls._create_user(
            "customer-abroad", "sales_team.group_sale_manager", company=cls.abroad
        )
        export = cls.env.ref("base.group_allow_export")
        (cls.seller | cls.colleague | cls.manager).group_ids = [Command.link(export.id)]
        cls.partner = cls._buyer(days=["2026-10-01"], user_id=cls.seller.id)
        cls._buyer(days=["2026-11-01"], partner=cls.partner, user_id=cls.colleague.id)
        cls.hidden = cls._buyer("Hidden", ["2026-11-01"], user_id=cls.colleague.id)

    def _rpc(self, user, method, *args, **kwargs):
        """Call ``method`` of the customers as a client does."""
        model = self.env(user=user, context={})["pilotage.customer"]
        context = {"allowed_company_ids": user.company_id.ids}
        return call_kw(model, method, list(args), {"context": context, **kwargs})

    def test_each_sees_their_orders(self):
        for user, count, orders in (
            (self.seller, 1, 1),
            (self.colleague, 2, 2),
            (self.manager, 2, 2),
        ):
            with self.subTest(user.login):
                self.assertEqual(len(self._customers(user).search([])), count)
                self.assertEqual(self._customer(self.partner, user).order_count, orders)
                contact = self.partner.with_user(user)
                self.assertEqual(contact.customer_order_count, orders)
        self.assertFalse(self._customers(self.foreigner, self.abroad).search([]))
        with self.assertRaises(AccessError):
            self._customers(self.foreigner, self.company).search([])
        # Anybody can compute the id of a customer.
        hidden = self._customer(self.hidden)
        self.assertFalse(hidden.with_user(self.seller).read(["order_count"]))
        with self.assertRaises(MissingError):
            hidden.with_user(self.seller).order_count  # noqa: B018
        self.assertFalse(self._customers(self.seller).search([("id", "=", hidden.id)]))

    def test_missing_rows_cost_nothing(self):
        """A hundred rows that the reader lacks take as many queries as one: the query of all the
        customers is not run again for each.
        """
        mine = self._customer(self.partner, self.seller)
        for names in (["order_count"], ["display_name"], ["status", "partner_id"]):
            counts = []
            for number in (1, 1, 100):  # the first one fills the caches
                asked = mine + mine.browse(range(1, number + 1))
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertEqual([row["id"] for row in asked.read(names)], mine.ids)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(counts[1], counts[2], names)

    def test_read_after_another(self):
        """Within one transaction, the seller does not get figures cached for the manager or the
        superuser.
        """
        customer = self._customer(self.partner)
        self.assertEqual(customer.sudo().order_count, 2)
        self.assertEqual(customer.order_count, 2)
        self.assertEqual(customer.with_user(self.seller).order_count, 1)
        self.assertEqual(self.partner.with_user(self.manager).customer_order_count, 2)
        self.assertEqual(self.partner.with_user(self.seller).customer_order_count, 1)

    def test_refused(self):
        customer = self._customer(self.partner)
        for user in (self.nobody, self.portal, self.env.ref("base.public_user")):
            for method, args in (
                ("search_read", [[]]),
                ("search_count", [[]]),
                ("read", [customer.ids, ["status"]]),
                ("formatted_read_group", [[], ["status"], ["__count"]]),
                ("name_search", []),
                ("action_open_orders", [customer.ids]),
            ):
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    self._rpc(user, method, *args)
            with self.assertRaises(AccessError):
                self.partner.with_user(user).read(["customer_status"])
        fields_ = self.env["res.partner"].with_user(self.nobody).fields_get()
        self.assertFalse([name for name in fields_ if name.startswith("customer_st")])
        with Form(
            self.partner.with_user(
                self._create_user("customer-contacts", "base.group_user,base.group_partner_manager")
            )
        ) as form:
            form.phone = "+33 4 00 00 00 00"

    def test_nothing_is_written(self):
        customer = self._customer(self.partner)
        for user in (self.seller, self.manager):
            for method, args in (
                ("create", [{"partner_id": self.partner.id}]),
                ("write", [customer.ids, {"status": "lost"}]),
                ("unlink", [customer.ids]),
            ):
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    self._rpc(user, method, *args)

    def test_margins_need_their_group(self):
        customer = self._customer(self.partner)
        names = [name for name, field in customer._fields.items() if "real_margin" in name]
        self.assertEqual(len(names), 4)
        measures = {name: f"{name}:{customer._fields[name].aggregator}" for name in names}
        for user in (self.seller, self.colleague):
            known = self._rpc(user, "fields_get")
            self.assertFalse(set(names) & set(known))
            for name in names:
                for method, args in (
                    ("read", [customer.ids, [name]]),
                    ("search_read", [[], [name]]),
                    ("search", [[(name, ">", 0)]]),
                    ("search_read", [[], ["status"], 0, 1, f"{name} desc"]),
                    ("formatted_read_group", [[], ["status"], [measures[name]]]),
                    ("export_data", [customer.ids, [name]]),
                ):
                    with self.assertRaises(AccessError, msg=f"{method} {name}"):
                        self._rpc(user, method, *args)
                with self.assertRaises(AccessError):
                    self.partner.with_user(user).read(["customer_real_margin_12m"])
            views = [(False, kind) for kind in ("list", "form", "search", "pivot")]
            for view in self._rpc(user, "get_views", views)["views"].values():
                self.assertNotIn("real_margin", view["arch"])
        for name in names:
            self._rpc(self.manager, "read", customer.ids, [name])
            self._rpc(self.manager, "formatted_read_group", [], ["status"], [measures[name]])

    def assertRefused(self, domain):
        try:
            self._rpc(self.manager, "search_read", domain)
        except (ValueError, UserError, TypeError) as error:
            self.assertTrue(str(error))
        else:
            self.fail("accepted")
        self.env.cr.execute("SELECT 1")

    def test_garbage(self):
        """Refused in Python with a sentence, before the database."""
        for domain in (
            [("nope", "=", 1)],
            [("status", "=")],
            [("status", "~", "lost")],
            [("last_order_date", "<", "garbage")],
            [("partner_id.nope", "=", 1)],
            "garbage",
            [5],
        ):
            with self.subTest(domain):
                self.assertRefused(domain)
        for domain in (
            [("status", "=", "'; DROP TABLE sale_order --")],
            [("id", "in", ["x", 2**80, -1, 0, None])],
            [("id", "=", False)],
            [("partner_id", "in", [2**31])],
        ):
            self.assertFalse(self._rpc(self.manager, "search", domain), str(domain))
        self.assertFalse(self._rpc(self.manager, "read", [3, 2**31], ["status"]))
