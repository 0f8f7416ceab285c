"""Customers compared with plain Python that does not use the query.

Orders and opportunities of three companies in three time zones and two currencies, drawn from a
fixed seed and written in SQL; the oracle reads the Python rows.
"""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction

import pytz
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..common_kpi import KpiCase
from ..common_kpi_oracle import months_before

NOW = datetime(2026, 11, 25, 11, 30)  # already the 26th in Auckland
TIMEZONES = ("Europe/Paris", "Pacific/Auckland", "America/Los_Angeles")
GROUPS = {
    "own": "sales_team.group_sale_salesman",
    "other": "sales_team.group_sale_salesman",
    "all": "sales_team.group_sale_salesman_all_leads",
}
MONEY = {
    "revenue_12m",
    "previous_revenue_12m",
    "revenue_lost",
    "real_margin_12m",
    "previous_real_margin_12m",
    "real_margin_lost",
}
EXACT = (
    "status",
    "first_order_date",
    "last_order_date",
    "expected_order_date",
    "days_since_order",
    "order_count",
    "orders_12m",
)


@tagged("standard", "post_install", "-at_install")
class TestCustomerOracle(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.random = random.Random(20261125)
        cls.companies = cls.company
        for name, timezone in zip(("Roux NZ", "Roux Inc."), TIMEZONES[1:], strict=True):
            cls.companies |= cls._create_company(name, timezone)
        cls.companies[2].currency_id = cls.dollar
        cls.zones = {
            company.id: pytz.timezone(zone)
            for company, zone in zip(cls.companies, TIMEZONES, strict=True)
        }
        cls.users = {
            name: cls._create_user(f"customer-{name}", group) for name, group in GROUPS.items()
        }
        cls.users["abroad"] = cls._create_user(
            "customer-abroad", "sales_team.group_sale_manager", company=cls.companies[1]
        )
        cls.users["manager"] = cls.manager
        for name, user in cls.users.items():
            if name != "abroad":
                user.company_ids = [Command.set(cls.companies.ids)]
        cls.cost_group = cls.env.ref("pilotage_commercial.group_real_cost")
        for user in cls.users.values():
            user.group_ids = [Command.link(cls.cost_group.id)]
        cls.teams = cls.env["crm.team"].create(
            [{"name": f"Team {number}", "company_id": False} for number in range(3)]
        )
        cls._create_partners()
        cls.orders, cls.leads = [], []
        for partner in cls.entities:
            for company in cls.companies.ids:
                cls._draw_history(partner, company)
        cls._insert("sale_order", cls.orders)
        cls._insert("crm_lead", cls.leads)
        cls.env.invalidate_all()

    @classmethod
    def _create_partners(cls):
        """Create commercial entities, half of them with contacts, a tenth archived."""
        partners = cls.env["res.partner"]
        cls.entities = partners.create(
            [{"name": f"Entity {number}", "is_company": True} for number in range(150)]
        )
        children = partners.create(
            [
                {"name": f"Contact {number}", "parent_id": entity.id}
                for number, entity in enumerate(cls.entities[:75])
            ]
        )
        cls.contacts = {entity.id: [entity.id] for entity in cls.entities}
        for child in children:
            cls.contacts[child.commercial_partner_id.id].append(child.id)
        cls.entities[::10].write({"active": False})

    # --- the data ---

    @classmethod
    def _draw_history(cls, partner, company):
        """Return the orders of one customer in one company: none, one, random ones, or with a
        rhythm.
        """
        draw = cls.random
        kind = draw.choice(["nothing", "once", "chance", "rhythm", "rhythm", "rhythm"])
        today = NOW + timedelta(days=draw.choice([-1, 0, 0, 0, 30]))
        moments = []
        if kind == "once":
            moments = [today - timedelta(days=draw.randrange(900))]
        elif kind == "chance":
            moments = [today - timedelta(days=draw.randrange(900)) for _n in range(4)]
        elif kind == "rhythm":
            days, count = draw.choice([1, 3, 7, 30, 45, 90, 200]), draw.randrange(2, 9)
            last = today - timedelta(days=draw.randrange(int(days * 2.2) + 12))
            if draw.random() < 0.3:  # on the edge of the twelve or twenty-four months
                edge = NOW - timedelta(days=365 * draw.choice([1, 2]))
                last = edge + timedelta(days=draw.choice([-1, 0, 1]))
            moments = [last - timedelta(days=days * number) for number in range(count)]
            moments += draw.sample(moments, min(2, count))  # twice on a day
        for moment in moments:
            cls._draw_order(partner, company, moment, draw.choice(["sale"] * 8 + ["cancel"]))
        if draw.random() < 0.3:
            cls._draw_order(partner, company, NOW, draw.choice(["draft", "sent", "cancel"]))
        if draw.random() < 0.3:
            cls._draw_lead(partner, draw.choice([company, company, None]))

    @classmethod
    def _draw_time(cls, moment):
        """Return a time on the day of ``moment``, often close to midnight in one of the time
        zones.
        """
        edges = (0, 7, 8, 10, 11, 22, 23)
        second = cls.random.choice(edges) * 3600 + cls.random.choice((-1, 0, 1, 1800))
        return moment.replace(hour=0, minute=0) + timedelta(seconds=second)

    @classmethod
    def _draw_owner(cls):
        draw = cls.random
        owners = [cls.users["own"].id, cls.users["other"].id, cls.users["all"].id, None]
        return {"user_id": draw.choice(owners), "team_id": draw.choice([*cls.teams.ids, None])}

    @classmethod
    def _draw_created(cls):
        """Never twice the same moment: the newest one decides."""
        rank = len(cls.orders) + len(cls.leads)
        return datetime(2026, 1, 1) + timedelta(seconds=(rank * 7919) % 100003)

    @classmethod
    def _draw_order(cls, partner, company, moment, state):
        draw = cls.random
        contact = draw.choice(cls.contacts[partner.id])
        confirmed = cls._draw_time(moment) if state == "sale" else None
        # A credit note can make the revenue negative.
        revenue = round(draw.lognormvariate(7, 1), 2) * draw.choice([1] * 9 + [-1])
        cls.orders.append(
            {
                "name": "S",
                "state": state,
                "partner_id": contact,
                "partner_invoice_id": contact,
                "partner_shipping_id": contact,
                "commercial_partner_id": partner.id,
                "company_id": company,
                "date_order": confirmed or moment,
                "confirmation_date": confirmed,
                "net_revenue": revenue if state == "sale" else 0,
                "completion_margin": round(revenue * draw.uniform(-0.3, 0.7), 2),
                "completion_state": draw.choice(["unknown", "forecast", "final"]),
                "satisfaction": draw.choice([0, 0, 1, 2, 3, 4, 5]),
                "create_date": cls._draw_created(),
                **cls._draw_owner(),
            }
        )

    @classmethod
    def _draw_lead(cls, partner, company):
        draw = cls.random
        status = draw.choice(["won", "lost", "pending", "pending", "pending"])
        cls.leads.append(
            {
                "name": "Deal",
                "type": "opportunity" if draw.random() < 0.8 else "lead",
                "active": status == "won" or (status == "pending" and draw.random() < 0.9),
                "won_status": status,
                "partner_id": draw.choice(cls.contacts[partner.id]),
                "company_id": company,
                "create_date": cls._draw_created(),
                **cls._draw_owner(),
            }
        )

    @classmethod
    def _insert(cls, table, rows):
        columns = ", ".join(rows[0])
        values = ", ".join(["%s"] * len(rows[0]))
        cls.env.cr._obj.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({values})",
            [tuple(row.values()) for row in rows],
        )

    # --- the oracle ---

    def _day_of(self, moment, company):
        return pytz.utc.localize(moment).astimezone(self.zones[company]).date()

    def _expect(self, companies, may_see):
        """Return ``{(entity, company): figures}`` from the rows that ``may_see``."""
        sales, open_deals = defaultdict(list), defaultdict(list)
        for row in filter(may_see, self.orders):
            key = row["commercial_partner_id"], row["company_id"]
            if row["state"] == "sale":
                day = self._day_of(row["confirmation_date"], row["company_id"])
                if day <= self._day_of(NOW, row["company_id"]):
                    sales[key].append((row["confirmation_date"], day, row))
            elif row["state"] in ("draft", "sent"):
                open_deals[key].append(row)
        entity_of = {
            contact: entity for entity, contacts in self.contacts.items() for contact in contacts
        }
        for row in filter(may_see, self.leads):
            if row["type"] == "opportunity" and row["active"] and row["won_status"] == "pending":
                for company in [row["company_id"]] if row["company_id"] else companies.ids:
                    open_deals[entity_of[row["partner_id"]], company].append(row)
        found = {}
        for key in {*sales, *open_deals}:
            if key[1] in companies.ids:
                if any(row["net_revenue"] >= 0 for _moment, _day, row in sales[key]):
                    found[key] = self._expect_customer(key[1], sales[key])
                elif open_deals[key]:
                    found[key] = self._expect_prospect(open_deals[key])
        return found

    def _expect_customer(self, company, sales):
        today = self._day_of(NOW, company)
        year, before = months_before(today, 12), months_before(today, 24)
        # A refund entered as a negative order lowers the revenue, and is no purchase.
        bought = [day for _moment, day, row in sales if row["net_revenue"] >= 0]
        days = sorted(set(bought))
        first, last = days[0], days[-1]
        usual = Fraction((last - first).days, len(days) - 1) if len(days) > 2 else None
        status = self._expect_status(today, first, last, usual)
        recent = [row for _moment, day, row in sales if day >= year]
        earlier = [row for _moment, day, row in sales if before <= day < year]
        known = [row for row in recent if row["completion_state"] != "unknown"]
        rated = [row["satisfaction"] for _moment, _day, row in sales if row["satisfaction"]]

        def total(rows, name):
            return sum(row[name] for row in rows)

        at_stake = {"lost": earlier, "at_risk": recent}.get(status, [])
        margin, revenue = total(known, "completion_margin"), total(known, "net_revenue")
        # Of two orders confirmed at the same moment, the last one written counts.
        newest = max(enumerate(sales), key=lambda pair: (pair[1][0], pair[0]))[1][2]
        return {
            "status": status,
            "first_order_date": first,
            "last_order_date": last,
            "usual_days": float(usual or 0),
            "days_since_order": (today - last).days,
            "expected_order_date": usual is not None
            and last + timedelta(days=int(usual + Fraction(1, 2))),
            "order_count": len(bought),
            "orders_12m": sum(day >= year for day in bought),
            "revenue_12m": total(recent, "net_revenue"),
            "previous_revenue_12m": total(earlier, "net_revenue"),
            "real_margin_12m": total(recent, "completion_margin"),
            "previous_real_margin_12m": total(earlier, "completion_margin"),
            "real_margin_percent_12m": margin / revenue if revenue > 0 else 0,
            "revenue_lost": total(at_stake, "net_revenue"),
            "real_margin_lost": total(at_stake, "completion_margin"),
            "user_id": newest["user_id"],
            "team_id": newest["team_id"],
            "known": (margin, revenue),
            "satisfaction": sum(rated) / len(rated) if rated else 0,
            "rated": rated,
        }

    def _expect_status(self, today, first, last, usual):
        late = (today - last).days
        if last < months_before(today, 12):
            return "lost"
        if usual is not None and late > usual * Fraction(3, 2) and late > usual + 7:
            return "at_risk"
        return "new" if first >= today - timedelta(days=90) else "active"

    def _expect_prospect(self, rows):
        newest = max(rows, key=lambda row: row["create_date"])
        return {
            "status": "prospect",
            "first_order_date": False,
            "last_order_date": False,
            "usual_days": 0,
            "days_since_order": 0,
            "expected_order_date": False,
            "order_count": 0,
            "orders_12m": 0,
            **dict.fromkeys(MONEY, 0),
            "real_margin_percent_12m": 0,
            "user_id": newest["user_id"],
            "team_id": newest["team_id"],
            "known": (0, 0),
            "satisfaction": 0,
            "rated": [],
        }

    # --- readers ---

    def _get_readers(self):
        """Return (name, selected companies, condition on what the reader may see)."""
        own = self.users["own"].id

        def everything(row):
            return True

        def own_and_nobody(row):
            return row["user_id"] in (own, None)

        one, two, three = self.companies
        return [
            *(("manager", company, everything) for company in self.companies),
            ("manager", self.companies, everything),
            ("manager", three | one, everything),
            ("all", self.companies, everything),
            ("abroad", two, everything),
            ("own", one, own_and_nobody),
            ("own", self.companies, own_and_nobody),
        ]

    def _read_as(self, name, companies):
        model = self.env["pilotage.customer"].with_user(self.users[name])
        return model.with_context(allowed_company_ids=companies.ids, active_test=False)

    def test_every_figure_of_every_reader(self):
        ids = {}
        for name, companies, may_see in self._get_readers():
            expected = self._expect(companies, may_see)
            statuses = {figures["status"] for figures in expected.values()}
            self.assertEqual(statuses, {"prospect", "new", "active", "at_risk", "lost"})
            found = self._read_as(name, companies).search([])
            keys = [(customer.partner_id.id, customer.company_id.id) for customer in found]
            self.assertEqual(len(keys), len(set(keys)))
            self.assertEqual(set(keys), set(expected))
            for key, customer in zip(keys, found, strict=True):
                self._check(customer, expected[key], f"{name} {companies.mapped('name')} {key}")
                # The same id for every reader, exact in JavaScript.
                self.assertEqual(ids.setdefault(key, customer.id), customer.id)
                self.assertLess(customer.id, 2**53)
        self.assertEqual(len(ids), len(set(ids.values())))

    def _check(self, customer, expected, message):
        for name in EXACT:
            self.assertEqual(customer[name], expected[name], f"{name} {message}")
        for name in MONEY:
            self.assertAlmostEqual(customer[name], expected[name], 2, f"{name} {message}")
        for name in ("usual_days", "real_margin_percent_12m", "satisfaction"):
            self.assertAlmostEqual(customer[name], expected[name], 6, f"{name} {message}")
        for name in ("user_id", "team_id"):
            self.assertEqual(customer[name].id, expected[name] or False, f"{name} {message}")
        self.assertEqual(customer.currency_id, customer.company_id.currency_id)
        self.assertEqual(customer.active, customer.partner_id.active)
        self.assertTrue(customer.status_reason)

    def test_groups(self):
        """Sums by group are those of the customers; percentages and satisfaction are weighted."""
        sums = ["revenue_12m:sum", "revenue_lost:sum"]
        measures = ["__count", *sums, "real_margin_percent_12m:avg", "satisfaction:avg"]
        for name, companies, may_see in self._get_readers():
            expected = self._expect(companies, may_see).values()
            rows = self._read_as(name, companies)._read_group([], ["status"], measures)
            self.assertEqual(len(rows), 5)
            for status, count, revenue, lost, percent, satisfaction in rows:
                customers = [figures for figures in expected if figures["status"] == status]
                self.assertEqual(count, len(customers))
                self.assertAlmostEqual(revenue, sum(f["revenue_12m"] for f in customers), 2)
                self.assertAlmostEqual(lost, sum(f["revenue_lost"] for f in customers), 2)
                margin, base = (sum(f["known"][side] for f in customers) for side in (0, 1))
                self.assertAlmostEqual(percent or 0, margin / base if base else 0, 6)
                rated = [value for figures in customers for value in figures["rated"]]
                self.assertAlmostEqual(
                    satisfaction or 0, sum(rated) / len(rated) if rated else 0, 6
                )

    def test_conditions(self):
        """A condition, even on the id, finds the same customers as filtering all of them."""
        for name, companies, _may_see in self._get_readers():
            model = self._read_as(name, companies)
            everybody = model.search([])
            some = everybody[::7]
            partners, other = some.partner_id.ids, companies[-1].id
            for domain in (
                [("id", "in", some.ids)],
                [("id", "=", some[0].id)],
                [("id", "not in", some.ids)],
                ["!", ("id", "in", some.ids)],
                ["|", ("id", "=", some[0].id), ("status", "=", "lost")],
                [("id", "in", some.ids), ("status", "in", ["new", "lost"])],
                [("partner_id", "in", partners)],
                [("partner_id", "in", partners), ("company_id", "=", other)],
                [("status", "in", ["prospect", "at_risk"]), ("company_id", "=", other)],
                [("status", "!=", "prospect"), ("revenue_12m", ">", 1000)],
                [("expected_order_date", "<", "2026-11-25")],
                [("user_id", "=", self.users["own"].id)],
            ):
                expected = everybody.filtered_domain(domain)
                found = model.search(domain)
                self.assertEqual(set(found.ids), set(expected.ids), f"{name} {domain}")
                self.assertEqual(model.search_count(domain), len(expected))

    def test_page_of_those_at_risk(self):
        """The faster page of customers at risk finds the same ones as reading all of them."""
        at_risk = ("status", "=", "at_risk")
        seen = 0
        for name, companies, _may_see in self._get_readers():
            model = self._read_as(name, companies)
            for domain in (
                [at_risk],
                [("status", "in", ["at_risk"]), ("revenue_12m", ">", 500)],
                [at_risk, ("company_id", "=", companies[-1].id)],
                ["|", at_risk, ("status", "=", "lost")],
                [("status", "!=", "at_risk")],
                ["!", at_risk],
                [at_risk, ("status", "=", "lost")],
            ):
                expected = model.search(domain, order="revenue_lost desc, id")
                page = model.web_search_read(
                    domain,
                    {"partner_id": {}},
                    limit=3,
                    offset=1,
                    order="revenue_lost desc, id",
                    count_limit=10001,
                )
                found = [record["id"] for record in page["records"]]
                self.assertEqual(found, expected[1:4].ids, f"{name} {domain}")
                if found:
                    self.assertEqual(page["length"], len(expected), f"{name} {domain}")
                seen += len(found)
        self.assertGreater(seen, 30)

    def test_churn_agrees(self):
        """The churn KPI counts the same customers as the portfolio's status."""
        for company in self.companies:
            for name in ("manager", "own", "all"):
                with self.subTest(company=company.name, user=name):
                    self._check_churn(company, name)

    def _check_churn(self, company, name):
        today = self._day_of(NOW, company.id)
        model = self._read_as(name, company)
        lost = model.search(
            [("status", "=", "lost"), ("last_order_date", ">=", months_before(today, 24))]
        )
        env = model.env
        cards = {card["code"]: card for card in env["pilotage.kpi"].get_cockpit({})["kpis"]}
        gone = cards["churn_rate"]["numerator"]
        self.assertEqual(gone["value"], len(lost))
        self.assertEqual(
            set(env["res.partner"].search(gone["domain"]).ids), set(lost.partner_id.ids)
        )
        self.assertTrue(lost)
