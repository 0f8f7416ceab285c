"""The ledger of an order is for users who may read the order and its costs."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common_kpi import KpiCase

COST = "pilotage_commercial.group_real_cost"


@tagged("standard", "post_install", "-at_install")
class TestLedgerRights(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "nothing more": [],
            "own": ["sales_team.group_sale_salesman"],
            "all": ["sales_team.group_sale_salesman_all_leads"],
            "manager": ["sales_team.group_sale_manager"],
            "invoicing": ["account.group_account_invoice"],
            "auditor": ["account.group_account_readonly"],
        }
        cls.users = {
            name: cls._create_user(f"ledger-{name}", ",".join([COST, "base.group_user", *more]))
            for name, more in groups.items()
        }
        own = cls.users["own"]
        cls.orders = cls.env["sale.order"]
        for user in (own, cls.users["all"], cls.env["res.users"]):
            cls.orders += cls._sale(user_id=user.id)
        cls.costs = cls.env["sale.order.cost"].create(
            [{"order_id": order.id, "amount": 10, "name": "Stone"} for order in cls.orders]
        )
        other = cls._create_company("Elsewhere")
        cls.users["elsewhere"] = cls._create_user(
            "ledger-elsewhere", "sales_team.group_sale_manager", other
        )
        cls.env.flush_all()

    def _as(self, records, user):
        companies = user.company_ids.ids
        return records.with_user(user).with_context(allowed_company_ids=companies)

    def test_read_as_the_order(self):
        """Every user reads the costs of the orders that they may read, and no others."""
        for name, user in self.users.items():
            with self.subTest(user=name):
                readable = self._as(self.orders, user)._filtered_access("read")
                costs = self._as(self.costs, user)
                expected = self.costs.filtered(lambda c, r=readable: c.order_id.id in r.ids)
                self.assertEqual(costs._filtered_access("read").ids, expected.ids)
                self.assertEqual(
                    costs.search([("id", "in", costs.ids)]).sorted("id").ids, expected.ids
                )

    def test_known(self):
        """Worked out by hand: own and unassigned; all; none without a right on orders."""
        own, _colleagues, nobodys = self.costs
        expected = {
            "nothing more": [],
            "own": [own.id, nobodys.id],
            "all": self.costs.ids,
            "manager": self.costs.ids,
            "invoicing": self.costs.ids,
            "auditor": self.costs.ids,
            "elsewhere": [],
        }
        for name, ids in expected.items():
            with self.subTest(user=name):
                found = self._as(self.costs, self.users[name])._filtered_access("read")
                self.assertEqual(found.ids, ids)

    def test_write_as_the_order(self):
        for name, user in self.users.items():
            for order, cost in zip(self.orders, self.costs, strict=True):
                with self.subTest(user=name, order=order.user_id.name):
                    allowed = self._as(order, user).has_access("write")
                    self.assertEqual(self._as(cost, user).has_access("write"), allowed)
                    costs = self._as(cost.browse(), user)
                    values = {"order_id": order.id, "amount": 1, "name": "Sand"}
                    if allowed:
                        self.assertTrue(costs.create(values))
                    else:
                        with self.assertRaises(AccessError):
                            costs.create(values)

    def test_refresh(self):
        """*Refresh* is for users who may read the order and its costs: not for its customer."""
        order = self.orders[0]
        portal = self._create_user("ledger-portal", "base.group_portal")
        order.partner_id = portal.partner_id
        self.assertTrue(self._as(order, portal).has_access("read"))
        salesperson = self._create_user("ledger-plain", "sales_team.group_sale_salesman_all_leads")
        for user in (portal, salesperson, self.users["nothing more"], self.users["elsewhere"]):
            with self.assertRaises(AccessError):
                self._as(order, user).action_update_real_cost()
        self._as(order, self.users["own"]).action_update_real_cost()

    def test_wizard(self):
        """A wizard on a colleague's order reveals nothing of it, nor does a colleague's wizard."""
        plain = self._create_user("ledger-wizard", "sales_team.group_sale_salesman")
        wizards = self._as(self.env["sale.order.low.margin"], plain)
        values = {"order_id": self.orders[1].id, "action": "action_confirm", "reason": "x"}
        with self.assertRaises(AccessError):
            wizards.create(values).read(["margin", "margin_percent", "floor"])
        theirs = self._as(wizards, self.users["all"]).create(values)
        self.assertTrue(theirs.floor)
        with self.assertRaises(AccessError):
            theirs.with_user(plain).read(["reason"])
        self.assertFalse(wizards.search([("id", "=", theirs.id)]))

    def test_every_wizard_is_its_users_own(self):
        """Each of our transient models has such a rule, new ones included."""
        names = [
            name
            for name, model in self.env.items()
            if model._transient and model._original_module.startswith("pilotage_commercial")
        ]
        self.assertIn("sale.order.low.margin", names)
        for name in names:
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            with self.subTest(model=name):
                self.assertIn('[("create_uid", "=", user.id)]', rules.mapped("domain_force"))
                self.assertFalse(rules.groups)

    def test_settings(self):
        """Only users who open the settings read the delays of the rules."""
        for groups, told in (("base.group_user", False), ("base.group_system", True)):
            user = self._create_user(f"ledger-{groups}", groups)
            values = self.env["res.config.settings"].with_user(user).get_values()
            self.assertEqual("quotation_delay_5" in values, told)

    def test_commands(self):
        """Commands of an order cannot create derived rows either."""
        user = self.users["own"]
        order = self._as(self.orders[0], user)
        with self.assertRaises(AccessError):
            order.write({"real_cost_ids": [Command.create({"amount": 5, "source": "bill"})]})

    def test_close_costs(self):
        """*Nothing more to come* is for users who may write the order and see its costs."""
        order = self.orders[0]
        self._as(order, self.users["own"]).action_close_costs()
        self.assertEqual(order.costs_closed_by_id, self.users["own"])
        self._as(order, self.users["manager"]).action_reopen_costs()
        self.assertFalse(order.costs_closed_date)
        plain = self._create_user("ledger-close", "sales_team.group_sale_salesman_all_leads")
        for user in (plain, self.users["auditor"], self.users["nothing more"]):
            with self.assertRaises(AccessError):
                self._as(order, user).action_close_costs()
