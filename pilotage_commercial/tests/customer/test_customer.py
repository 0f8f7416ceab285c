"""Customers with given orders: statuses, rhythm and figures worked out by hand."""

from datetime import date

from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..common_customer import CustomerCase
from ..common_kpi import at


@tagged("standard", "post_install", "-at_install")
class TestCustomer(CustomerCase):
    def test_rhythm(self):
        partner = self._buyer(days=["2026-07-01", "2026-07-01", "2026-08-10", "2026-09-29"])
        customer = self._customer(partner)
        # 90 days between the first and the last of three days: every 45 days.
        self.assertEqual(customer.usual_days, 45)
        self.assertEqual(customer.first_order_date, date(2026, 7, 1))
        self.assertEqual(customer.last_order_date, date(2026, 9, 29))
        self.assertEqual(customer.expected_order_date, date(2026, 11, 13))
        self.assertEqual(customer.days_since_order, 57)
        self.assertEqual((customer.order_count, customer.orders_12m), (4, 4))
        self.assertEqual((customer.revenue_12m, customer.previous_revenue_12m), (400, 0))
        self.assertEqual(customer.status, "active")
        self.assertEqual(customer.status_reason, "orders every 45 days, last one 57 days ago")
        self.assertEqual(customer.display_name, partner.display_name)

    def test_statuses(self):
        """Twelve months ago is 2025-11-25, which began on the 24th at 23:00 UTC in Paris; ninety
        days ago is 2026-08-27, which began on the 26th at 22:00.
        """
        for name, days, status, reason in (
            ("one order", ["2026-11-01"], "new", "first order 24 days ago"),
            ("yesterday", ["2026-11-24"], "new", "first order yesterday"),
            ("today", ["2026-11-25"], "new", "first order today"),
            ("loyal", ["2023-01-01", "2026-10-01"], "active", "last order 55 days ago"),
            ("just in time", ["2025-11-24 23:00:00"], "active", "last order 365 days ago"),
            ("still new", ["2026-08-26 22:00:00"], "new", "first order 90 days ago"),
            ("new no more", ["2026-08-26 21:59:59"], "active", "last order 91 days ago"),
            (
                "too late",
                ["2025-11-24 22:59:59"],
                "lost",
                "no order since 11/24/2025, 366 days ago",
            ),
            # Every 30 days, last one 45 days ago: late by half, no more.
            ("half", ["2026-08-12", "2026-09-11", "2026-10-11"], "active", None),
            ("over", ["2026-08-11", "2026-09-10", "2026-10-10"], "at_risk", None),
            # Every week, last one 14 days ago: a week late; then eight days late.
            ("weekly", ["2026-10-28", "2026-11-04", "2026-11-11"], "new", None),
            (
                "weekly late",
                ["2026-10-27", "2026-11-03", "2026-11-10"],
                "at_risk",
                "orders every 7 days, last one 15 days ago",
            ),
            # The second order of a day makes no rhythm.
            ("twice", ["2026-01-01", "2026-02-01", "2026-02-01"], "active", None),
            ("daily", ["2026-11-20", "2026-11-21", "2026-11-22"], "new", None),
        ):
            with self.subTest(name):
                customer = self._customer(self._buyer(name, days))
                self.assertEqual(customer.status, status)
                if reason:
                    self.assertEqual(customer.status_reason, reason)

    def test_at_stake(self):
        lost = self._buyer(days=["2024-11-24"], amount=50)
        self._buyer(days=["2025-01-10", "2025-02-10"], amount=70, partner=lost)
        self.assertEqual(self._customer(lost).revenue_lost, 140)
        late = self._buyer(days=["2025-06-01", "2026-01-01", "2026-02-01"], amount=70)
        customer = self._customer(late)
        # 245 days between three days: 122.5; last one 297 days ago.
        self.assertEqual((customer.status, customer.usual_days), ("at_risk", 122.5))
        self.assertEqual(customer.revenue_lost, 140)
        self.assertEqual(customer.previous_revenue_12m, 70)
        self.assertEqual(self._customer(self._buyer(days=["2026-11-01"])).revenue_lost, 0)

    def test_cancelled_and_quoted(self):
        partner = self._buyer(days=["2026-11-01"])
        order = partner.commercial_order_ids
        order._action_cancel()
        self.assertFalse(self._customer(partner))
        self._quotation("pending", partner_id=partner.id)
        customer = self._customer(partner)
        self.assertEqual(customer.status, "prospect")
        self.assertEqual(customer.status_reason, "quotation or opportunity, no order yet")
        self.assertEqual((customer.order_count, customer.revenue_12m), (0, 0))

    def test_opportunity_makes_a_prospect(self):
        entity = self.env["res.partner"].create({"name": "Entity", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": entity.id})
        lead = self._lead(partner_id=contact.id)
        self.assertEqual(self._customer(entity).status, "prospect")
        self.assertFalse(self._customer(contact))
        lead.action_set_lost()
        self.assertFalse(self._customer(entity))

    def test_credit_note(self):
        partner = self._buyer(days=["2026-11-01"], amount=100)
        order = partner.commercial_order_ids
        self._deliver(order)
        self._credit(self._invoice(order), price=40)
        self.assertEqual(self._customer(partner).revenue_12m, 60)

    def test_merged(self):
        one = self._buyer("One", ["2026-08-01"])
        two = self._buyer("Two", ["2026-09-01", "2026-10-01"])
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, one)
        self.assertFalse(two.exists())
        customer = self._customer(one)
        self.assertEqual((customer.order_count, customer.last_order_date), (3, date(2026, 10, 1)))
        self.assertEqual(customer.usual_days, 30.5)

    def test_reparented(self):
        entity = self._buyer("Entity", ["2026-08-01"])
        branch = self._buyer("Branch", ["2026-09-01"])
        self.assertTrue(self._customer(entity) and self._customer(branch))
        branch.write({"is_company": False, "parent_id": entity.id})
        self.assertFalse(self._customer(branch))
        self.assertEqual(self._customer(entity).order_count, 2)
        branch.write({"parent_id": False, "is_company": True})
        self.assertEqual(self._customer(entity).order_count, 1)
        self.assertEqual(self._customer(branch).order_count, 1)

    def test_archived(self):
        partner = self._buyer(days=["2026-08-01"])
        partner.active = False
        self.assertFalse(self._customer(partner))
        customer = self._customer(partner, active_test=False)
        self.assertEqual((customer.active, customer.status), (False, "active"))

    def test_two_companies(self):
        other = self._create_company("Roux NZ", "Pacific/Auckland")
        self.manager.company_ids |= other
        partner = self._buyer(days=["2024-12-01", "2025-01-01"])
        # 11:30 UTC is the day after in Auckland.
        order = self._order((self.study, 1, 30), company_id=other.id, partner_id=partner.id)
        order.with_company(other).action_confirm()
        order.date_order = at("2026-11-24 11:30:00")
        customers = self._customer(partner, companies=self.company | other).sorted("company_id")
        self.assertEqual(customers.company_id, self.company | other)
        self.assertEqual(customers.mapped("status"), ["lost", "new"])
        self.assertEqual(customers[1].last_order_date, date(2026, 11, 25))
        self.assertEqual(len(self._customer(partner)), 1)
        contact = partner.with_env(customers.env)
        self.assertEqual(contact.customer_ids, customers)
        self.assertEqual(contact.customer_company_count, 2)
        for company, status in ((self.company, "lost"), (other, "new")):
            found = contact.with_company(company)
            self.assertEqual((found.customer_status, found.customer_company_id), (status, company))

    def test_real_margins(self):
        """30 of 100; the other order, without a planned cost, has no margin yet."""
        partner = self._buyer(days=["2026-08-01", "2026-09-01"], amount=100)
        order = partner.commercial_order_ids[0]
        self.env["sale.order.cost"].create(
            {"order_id": order.id, "category": "other", "state": "actual", "amount": 70}
        )
        order._update_real_cost()
        customer = self._customer(partner)
        self.assertEqual(customer.real_margin_12m, 30)
        self.assertAlmostEqual(customer.real_margin_percent_12m, 0.3)

    def test_panel(self):
        partner = self._buyer(days=["2026-08-11", "2026-09-10", "2026-10-10"])
        contact = self.env["res.partner"].create({"name": "Child", "parent_id": partner.id})
        self._customers()
        for record in (partner, contact):
            record = record.with_user(self.manager)
            self.assertEqual(record.customer_status, "at_risk")
            self.assertEqual(record.customer_usual_days, 30)
            self.assertEqual(record.customer_expected_order_date, date(2026, 11, 9))
            self.assertEqual(record.customer_order_count, 3)
            self.assertEqual(record.customer_revenue_lost, 300)
            action = record.action_open_customer_orders()
            self.assertTrue(action["context"]["search_disable_custom_filters"])
            self.assertEqual(action["display_name"], f"Orders of {partner.name}")
            orders = self.env["sale.order"].search(action["domain"])
            self.assertEqual(orders, partner.commercial_order_ids)
        nobody = self.env["res.partner"].create({"name": "Nobody"}).with_user(self.manager)
        self.assertFalse(nobody.customer_status)
        self.assertEqual(nobody.customer_company_count, 0)
        self.assertFalse(self.env["res.partner"].with_user(self.manager).new({}).customer_status)
        with Form(partner.with_user(self.manager)) as form:
            self.assertEqual(form.customer_status, "at_risk")
            form.phone = "+33 4 00 00 00 00"

    def test_panel_in_a_list(self):
        """As many queries for ten contacts as for one."""
        partners = self.env["res.partner"].union(
            *(self._buyer(f"Buyer {number}", ["2026-09-01"]) for number in range(10))
        )
        names = ["customer_status", "customer_status_reason", "customer_revenue_lost"]
        self._customers()

        def count(records):
            records = records.with_user(self.manager)
            records.read(names)  # warm the caches of rules and rights
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(names)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(partners), count(partners[0]))

    def test_rows_open(self):
        customer = self._customer(self._buyer(days=["2026-09-01"]))
        action = customer.action_open_partner()
        self.assertEqual(action["res_id"], customer.partner_id.id)
        self.assertIs(action["context"]["active_id"], False, "no row in the address")
        action = customer.action_open_orders()
        self.assertTrue(action["context"]["search_disable_custom_filters"])
        self.assertEqual(action["display_name"], f"Orders of {customer.partner_id.name}")
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(orders, customer.partner_id.commercial_order_ids)

    def test_screens(self):
        """Every view opens, every filter finds and every group shows its records."""
        self._buyer(days=["2026-08-11", "2026-09-10", "2026-10-10"])
        self._quotation("pending", partner_id=self.env["res.partner"].create({"name": "P"}).id)
        customers = self._customers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.pilotage_customer_action"
        )
        views = [(False, kind) for kind in (*action["view_mode"].split(","), "search")]
        found = customers.get_views(views)["views"]
        arch = etree.fromstring(found["search"]["arch"])
        filters = {node.get("name"): node for node in arch.xpath("//filter")}
        context = {"uid": self.manager.id}
        domains = {
            name: safe_eval(node.get("domain"), context)
            for name, node in filters.items()
            if node.get("domain")
        }
        counts = {name: customers.search_count(domain) for name, domain in domains.items()}
        for name in ("customers", "at_risk", "expected_passed", "prospect"):
            self.assertEqual(counts[name], 1, name)
        for name in ("my_customers", "lost", "lost_this_year", "archived", "one_order", "new"):
            self.assertEqual(counts[name], 0, name)
        groups = [
            safe_eval(node.get("context"))["group_by"]
            for node in filters.values()
            if node.get("context")
        ]
        self.assertGreater(len(groups), 5)
        for group in groups:
            rows = customers.formatted_read_group([], [group], ["__count", "revenue_12m:sum"])
            self.assertEqual(sum(row["__count"] for row in rows), 2)
        for kind in ("list", "kanban", "form"):
            names = etree.fromstring(found[kind]["arch"]).xpath("//field/@name")
            rows = customers.web_search_read([], {name: {} for name in names}, count_limit=10001)
            self.assertEqual(rows["length"], 2)
        self.manager.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        exported = customers.search([]).export_data(["partner_id", "status", "status_reason"])
        self.assertEqual(len(exported["datas"]), 2)

    def test_name_search(self):
        partner = self._buyer("Unmistakable", ["2026-08-11"])
        found = self._customers().name_search("nmistakab")
        self.assertEqual(found, [(self._customer(partner).id, "Unmistakable")])


@tagged("standard", "post_install", "-at_install")
class TestCustomerKpi(CustomerCase):
    def test_churn_opens_customers(self):
        """Two customers ordered in the earlier year, one of them since: half are lost."""
        gone = self._buyer("Gone", ["2025-01-10"], amount=80)
        self._buyer("Kept", ["2025-01-10", "2026-01-10"])
        self._buyer("New", ["2026-01-10"])
        card = self._card("churn_rate")
        self.assertEqual(card["value"], 0.5)
        for found in (card["numerator"], card["denominator"], card["counted"], *card["left_out"]):
            self.assertEqual(found["model"], "res.partner")
            reference = found["context"]["list_view_ref"]
            self.assertEqual(self.env.ref(reference).model, "res.partner")
        partners = self._customers().env["res.partner"].with_context(**card["numerator"]["context"])
        found = partners.search(card["numerator"]["domain"])
        self.assertEqual(found, gone)
        arch = etree.fromstring(partners.get_views([(False, "list")])["views"]["list"]["arch"])
        names = arch.xpath("//field/@name")
        [row] = partners.web_search_read(card["numerator"]["domain"], {name: {} for name in names})[
            "records"
        ]
        self.assertEqual((row["customer_status"], row["customer_revenue_lost"]), ("lost", 80))
        self.assertEqual(row["customer_last_order_date"], date(2025, 1, 10))
        self.assertPartition("churn_rate")

    def test_cockpit_list(self):
        days = ["2026-08-11", "2026-09-10", "2026-10-10"]
        tag = self.env["crm.tag"].create({"name": "Key account"})
        seller = self._create_user("customer-seller", "sales_team.group_sale_salesman")
        one = self._buyer("One", days, user_id=seller.id, tag_ids=[Command.set(tag.ids)])
        self._buyer("Two", days, amount=50, user_id=False)
        self._buyer("Late for nobody", ["2026-01-01"])

        def read(user=None, **options):
            kpis = self._customers(user).env["pilotage.kpi"]
            [found] = [row for row in kpis.get_lists(options) if row["code"] == "at_risk"]
            self.assertEqual(kpis.env[found["model"]].search_count(found["domain"]), found["count"])
            return found["count"], found["amount"]

        self.assertEqual(read(), (2, 450))
        self.assertEqual(read(user_id=seller.id), (1, 300))
        self.assertEqual(read(tag_id=tag.id), (1, 300))
        self.assertEqual(read(team_id=self.team.id), (2, 450))
        self.assertEqual(read(user=seller), (2, 450))  # own documents and unassigned ones
        one.commercial_order_ids.user_id = self.manager
        self.assertEqual(read(user=seller), (1, 150))

    def test_cockpit_list_in_another_currency(self):
        """100 dollars at 1.60 dollars for a euro: 62.50 euros."""
        other = self._create_company("Roux Inc.")
        other.currency_id = self.dollar
        self.manager.company_ids |= other
        partner = self.env["res.partner"].create({"name": "Buyer"})
        for day in ("2026-08-11", "2026-09-10", "2026-10-10"):
            order = self._order(
                (self.study, 1, 100),
                company_id=other.id,
                partner_id=partner.id,
            )
            order.with_company(other).action_confirm()
            order.date_order = at(f"{day} 12:00:00")
            order.net_revenue = 100
        kpis = self._customers(companies=self.company | other).env["pilotage.kpi"]
        [found] = [row for row in kpis.get_lists({}) if row["code"] == "at_risk"]
        self.assertEqual((found["count"], found["amount"]), (1, 187.5))
