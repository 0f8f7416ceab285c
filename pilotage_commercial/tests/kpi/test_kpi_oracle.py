"""Every KPI against plain Python that knows nothing of the engine.

5 000 opportunities and 3 000 orders of three companies, two currencies, four teams and twelve
salespeople, drawn from a fixed seed and written in SQL; the oracle reads the Python rows.
"""

import random
from datetime import date, datetime, timedelta

import pytz
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..common_kpi import CODES, KpiCase

NOW = datetime(2026, 11, 25, 9, 0)
TODAY = date(2026, 11, 25)
PRESETS = {
    "week": (date(2026, 11, 23), date(2026, 11, 29)),
    "month": (date(2026, 11, 1), date(2026, 11, 30)),
    "last_month": (date(2026, 10, 1), date(2026, 10, 31)),
    "90_days": (TODAY - timedelta(days=89), TODAY),
    "quarter": (date(2026, 10, 1), date(2026, 12, 31)),
    "year": (date(2026, 1, 1), date(2026, 12, 31)),
    "last_year": (date(2025, 1, 1), date(2025, 12, 31)),
    "leap_day": (date(2024, 2, 29), date(2024, 2, 29)),
    "future": (date(2027, 6, 1), date(2027, 6, 30)),
}
# Those of the screen.
PERIODS = {
    "last_90_days": PRESETS["90_days"],
    "this_month": (date(2026, 11, 1), TODAY),
    "last_month": PRESETS["last_month"],
    "this_quarter": (date(2026, 10, 1), TODAY),
    "this_year": (date(2026, 1, 1), TODAY),
}
TIMEZONES = ("Europe/Paris", "Pacific/Auckland", "America/Los_Angeles")
DOLLARS = 1.25  # for one euro


@tagged("standard", "post_install", "-at_install")
class TestKpiOracle(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.random = random.Random(20261125)
        cls._create_organisation()
        cls.leads = [cls._draw_lead() for _number in range(5000)]
        cls.orders = [cls._draw_order() for _number in range(3000)]
        cls._insert("crm_lead", cls.leads)
        cls._insert("sale_order", cls.orders)
        for table in ("crm_lead", "sale_order"):
            cls.env.cr.execute(f"ANALYZE {table}")
        cls.env.invalidate_all()

    @classmethod
    def _create_organisation(cls):
        cls.companies = cls.company
        for name, timezone in zip(("Roux NZ", "Roux Inc."), TIMEZONES[1:], strict=True):
            cls.companies |= cls._create_company(name, timezone)
        cls.companies[2].currency_id = cls.dollar
        rates = cls.env["res.currency.rate"]
        rates.search([("company_id", "in", cls.companies.ids)]).unlink()
        for company in cls.companies[:2]:
            cls._create_rate(company, cls.dollar, DOLLARS)
        cls._create_rate(cls.companies[2], cls.euro, 1 / DOLLARS)
        cls.manager.company_ids = cls.companies
        cls.teams = cls.env["crm.team"].create(
            [{"name": f"Team {number}", "company_id": False} for number in range(4)]
        )
        cls.users = cls.env["res.users"].union(
            *(
                cls._create_user(f"oracle-{number}", "sales_team.group_sale_salesman")
                for number in range(12)
            )
        )
        cls.users.company_ids = cls.companies
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(400)]
        )
        cls.stage = cls.env["crm.stage"].search([], limit=1)

    @classmethod
    def _create_rate(cls, company, currency, rate):
        cls.env["res.currency.rate"].create(
            {
                "company_id": company.id,
                "currency_id": currency.id,
                "name": "2000-01-01",
                "rate": rate,
            }
        )

    # --- the data ---

    @classmethod
    def _draw_moment(cls):
        """Return a moment of the last three years, often at the edge of a day somewhere."""
        day = datetime(2023, 11, 1) + timedelta(days=cls.random.randrange(1130))
        edges = (0, 10 * 3600, 11 * 3600, 22 * 3600, 23 * 3600, 7 * 3600, 8 * 3600)
        second = cls.random.choice(edges) + cls.random.choice((-1, 0, 0, 1, 1800))
        if cls.random.random() < 0.5:
            second = cls.random.randrange(86400)
        return day + timedelta(seconds=second)

    @classmethod
    def _draw_amount(cls):
        return round(cls.random.lognormvariate(8, 1.2), 2)

    @classmethod
    def _draw_owner(cls):
        draw = cls.random
        return {
            "team_id": draw.choice([*cls.teams.ids, None]),
            "user_id": draw.choice([*cls.users.ids, None]),
        }

    @classmethod
    def _draw_lead(cls):
        draw = cls.random
        status = draw.choice(["won", "lost", "lost", "pending", "pending"])
        closed = cls._draw_moment() if status != "pending" and draw.random() < 0.98 else None
        active = status == "won" or (status == "pending" and draw.random() < 0.95)
        return {
            "name": "Deal",
            "type": "opportunity" if draw.random() < 0.93 else "lead",
            "active": active,
            "won_status": status,
            "probability": {"won": 100, "lost": 0}.get(status, 40),
            "date_closed": closed,
            "day_close": draw.randrange(200) if closed else None,
            "expected_revenue": cls._draw_amount(),
            "company_id": draw.choice([*cls.companies.ids] * 3 + [None]),
            "stage_id": cls.stage.id,
            "create_date": cls._draw_moment(),
            **cls._draw_owner(),
        }

    @classmethod
    def _draw_order(cls):
        draw = cls.random
        state = draw.choice(["draft", "sent", "sale", "sale", "sale", "cancel"])
        sent = cls._draw_moment() if state != "draft" else None
        outcome = {"sent": "pending", "sale": "won", "cancel": "lost"}.get(state)
        if state == "sent" and draw.random() < 0.3:
            outcome = draw.choice(["lost", "superseded"])
        confirmed = None
        if state == "sale" or (state == "cancel" and draw.random() < 0.2):
            confirmed = sent + timedelta(days=draw.randrange(60), seconds=draw.randrange(86400))
        paid = None
        if state == "sale" and draw.random() < 0.7:
            paid = (confirmed + timedelta(days=draw.randrange(90))).date()
        revenue = cls._draw_amount() if state != "cancel" else 0
        partner = draw.choice(cls.customers.ids)
        return {
            "name": "S",
            "state": state,
            "partner_id": partner,
            "partner_invoice_id": partner,
            "partner_shipping_id": partner,
            "commercial_partner_id": partner,
            "company_id": draw.choice(cls.companies.ids),
            "date_order": confirmed or NOW,
            "quotation_date": sent,
            "quotation_outcome": outcome,
            "confirmation_date": confirmed,
            "full_payment_date": paid,
            "sales_cycle_days": draw.randrange(200) if paid else 0,
            "net_revenue": revenue,
            "real_margin": round(revenue * draw.uniform(-0.2, 0.7), 2),
            "real_cost_state": draw.choice(["planned", "provisional", "complete", "complete"]),
            "completion_state": draw.choice(["unknown", "forecast", "final"]),
            "completion_margin": round(revenue * draw.uniform(-0.2, 0.7), 2),
            "real_cost": round(revenue * draw.uniform(0, 0.4), 2),
            "completion_cost": round(revenue * draw.uniform(0.4, 1), 2),
            **cls._draw_owner(),
        }

    @classmethod
    def _insert(cls, table, rows):
        columns = ", ".join(rows[0])
        values = ", ".join(["%s"] * len(rows[0]))
        cls.env.cr._obj.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({values})",
            [tuple(row.values()) for row in rows],
        )

    # --- the oracle ---

    def _expect(self, companies, current, first, last, **wanted):
        """Return ``{code: (value, records counted)}``, by the words of the design."""
        zone = pytz.timezone(TIMEZONES[list(self.companies).index(current)])

        def day_of(moment):
            return pytz.utc.localize(moment).astimezone(zone).date() if moment else None

        def within(moment):
            day = moment if type(moment) is date else day_of(moment)
            return day is not None and first <= day <= last

        def in_euros(row):
            dollars = row["company_id"] == self.companies[2].id
            return 1 / DOLLARS if dollars else 1

        def money(row, name):
            if row["company_id"] is None:
                return row[name]
            return row[name] * in_euros(row) * (DOLLARS if current == self.companies[2] else 1)

        def mine(row):
            return all(row[name] == value for name, value in wanted.items())

        leads = [
            row
            for row in self.leads
            if row["company_id"] in [*companies.ids, None]
            and mine(row)
            and row["type"] == "opportunity"
        ]
        orders = [row for row in self.orders if row["company_id"] in companies.ids and mine(row)]
        pending = [row for row in leads if row["won_status"] == "pending" and row["active"]]
        closed = [
            row
            for row in leads
            if row["won_status"] in ("won", "lost") and within(row["date_closed"])
        ]
        won = [row for row in closed if row["won_status"] == "won"]
        issued = [
            row
            for row in orders
            if row["quotation_outcome"] in ("pending", "won", "lost")
            and within(row["quotation_date"])
        ]
        signed = [row for row in issued if row["quotation_outcome"] == "won"]
        sales = [row for row in orders if row["state"] == "sale"]
        sold = [row for row in sales if within(row["confirmation_date"])]
        paid = [row for row in sales if within(row["full_payment_date"])]
        revenue = sum(money(row, "net_revenue") for row in sold)
        start, end = self._months_before(last, 24), self._months_before(last, 12)
        before = {
            row["partner_id"] for row in sales if start <= day_of(row["confirmation_date"]) < end
        }
        since = {
            row["partner_id"] for row in sales if end <= day_of(row["confirmation_date"]) <= last
        }

        complete = [row for row in sold if row["real_cost_state"] == "complete"]
        planned = [row for row in sold if row["completion_state"] != "unknown"]

        def total(rows, name):
            return sum(money(row, name) for row in rows)

        def ratio(top, bottom):
            return top / bottom if bottom else None

        return {
            "pipeline_value": (
                sum(money(row, "expected_revenue") for row in pending) if pending else None,
                len(pending),
            ),
            "transformation_rate": (ratio(len(signed), len(issued)), len(issued)),
            "win_rate": (ratio(len(won), len(closed)), len(closed)),
            "average_order_value": (ratio(revenue, len(sold)), len(sold)),
            "sales_cycle": (
                ratio(sum(row["sales_cycle_days"] for row in paid), len(paid)),
                len(paid),
            ),
            "churn_rate": (ratio(len(before - since), len(before)), len(before)),
            "real_margin_rate": (
                ratio(total(complete, "real_margin"), total(complete, "net_revenue")),
                len(complete),
            ),
            "completion_margin_rate": (
                ratio(total(planned, "completion_margin"), total(planned, "net_revenue")),
                len(planned),
            ),
            "incurred_share": (
                ratio(total(planned, "real_cost"), total(planned, "completion_cost")),
                len(planned),
            ),
        }

    @staticmethod
    def _months_before(day, months):
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        for number in (day.day, 30, 29, 28):
            try:
                return date(year, month + 1, number)
            except ValueError:
                continue
        return None

    def _check(self, companies, current, preset, **wanted):
        first, last = {**PRESETS, **PERIODS}[preset]
        expected = self._expect(companies, current, first, last, **wanted)
        # The current company is the first of the allowed ones.
        allowed = current | companies
        options = {"date_from": str(first), "date_to": str(last), **wanted}
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=allowed.ids)
        cards = {card["code"]: card for card in kpis.get_cockpit(options)["kpis"]}
        for code in CODES:
            value, count = expected[code]
            card = cards[code]
            message = f"{code} {preset} {current.name} of {len(companies)} {wanted}"
            if value is None:
                self.assertIsNone(card["value"], message)
            else:
                self.assertAlmostEqual(card["value"], value, 4, message)
            self.assertEqual(card["counted"]["count"] or 0, count, message)
        return cards

    def test_periods_and_companies(self):
        for preset in PRESETS:
            for company in self.companies:
                self._check(company, company, preset)
                self._check(self.companies, company, preset)

    def test_teams_and_salespeople(self):
        owners = [{"team_id": team} for team in self.teams.ids]
        owners += [{"user_id": user} for user in self.users.ids]
        owners += [{"user_id": self.users[0].id, "team_id": self.teams[0].id}]
        for preset in PRESETS:
            for wanted in owners:
                self._check(self.companies, self.companies[0], preset, **wanted)

    def test_every_combination_of_one_quarter(self):
        for company in self.companies:
            for team in self.teams.ids:
                for user in self.users.ids[:4]:
                    self._check(company, company, "quarter", team_id=team, user_id=user)

    def test_every_period_company_team_and_salesperson(self):
        """Nothing left out of the product: each row of the table by salesperson, for each period
        of the screen, company and team; and the cards say the same of one in seventeen."""
        number = 0
        for preset, (first, last) in PERIODS.items():
            for company in self.companies:
                for team in [*self.teams.ids, None]:
                    wanted = {"team_id": team} if team else {}
                    rows = self._read_rows(company, first, last, wanted)
                    for user in self.users:
                        self._check_row(rows.get(user.id), user, company, first, last, wanted)
                        number += 1
                        if number % 17 == 0:
                            asked = {**wanted, "user_id": user.id}
                            self._check(company, company, preset, **asked)
        self.assertEqual(number, 5 * 3 * 5 * 12)

    def _read_rows(self, company, first, last, wanted):
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=company.ids)
        options = {"date_from": str(first), "date_to": str(last), **wanted}
        return {row["id"]: row["cells"] for row in kpis.get_table(options, "user")["rows"]}

    def _check_row(self, cells, user, company, first, last, wanted):
        everything = self.leads, self.orders
        try:
            # The rows of one salesperson only: the oracle would read them all each time.
            self.leads, self.orders = self._get_rows_of(user)
            expected = self._expect(company, company, first, last, **wanted)
        finally:
            self.leads, self.orders = everything
        for code in CODES:
            message = f"{code} {first} {company.name} {user.name} {wanted}"
            value, count = expected[code]
            cell = (cells or {}).get(code) or {"value": None, "counted": None}
            if value is None:
                self.assertIsNone(cell["value"], message)
            else:
                self.assertAlmostEqual(cell["value"], value, 4, message)
            self.assertEqual((cell["counted"] or {}).get("count") or 0, count, message)

    def _get_rows_of(self, user):
        return tuple(
            [row for row in rows if row["user_id"] == user.id] for rows in (self.leads, self.orders)
        )

    def test_counted_and_left_out_everywhere(self):
        """In each period of the screen, company, team and salesperson the counts add up."""
        scopes = [(company, {}) for company in self.companies]
        scopes += [(self.companies, {"team_id": team}) for team in self.teams.ids]
        scopes += [(self.companies, {"user_id": user}) for user in self.users.ids]
        for first, last in PERIODS.values():
            for companies, wanted in scopes:
                kpis = self.kpis.with_user(self.manager)
                kpis = kpis.with_context(allowed_company_ids=companies.ids)
                options = {"date_from": str(first), "date_to": str(last), **wanted}
                for code in CODES:
                    found = kpis.get_left_out(code, options)
                    parts = [found["counted"], *found["left_out"]]
                    total = self._count_all(found["all"]["model"], companies, wanted)
                    self.assertEqual(found["all"]["count"], total, f"{code} {options}")
                    added = sum(part["count"] for part in parts)
                    self.assertEqual(added, total, f"{code} {options}")

    def _count_all(self, model, companies, wanted):
        rows = self.leads if model == "crm.lead" else self.orders
        allowed = [*companies.ids, None] if model == "crm.lead" else companies.ids
        rows = [
            row
            for row in rows
            if row["company_id"] in allowed
            and all(row[name] == value for name, value in wanted.items())
        ]
        if model == "res.partner":
            return len({row["partner_id"] for row in rows})
        return len(rows)

    def test_counted_and_left_out(self):
        """Together they are all, and none twice; and the lists hold what the counts say."""
        leads = [row for row in self.leads if row["company_id"] in (self.company.id, None)]
        orders = [row for row in self.orders if row["company_id"] == self.company.id]
        for preset in ("month", "leap_day", "year"):
            first, last = map(str, PRESETS[preset])
            for code in CODES:
                options = {"date_from": first, "date_to": last}
                self.assertPartition(code, **options)
                found = self.kpis.with_user(self.manager).with_context(
                    allowed_company_ids=self.company.ids
                )
                total = found.get_left_out(code, options)["all"]
                expected = {
                    "crm.lead": len(leads),
                    "sale.order": len(orders),
                    "res.partner": len({row["partner_id"] for row in orders}),
                }
                self.assertEqual(total["count"], expected[total["model"]])
        for options in ({"team_id": self.teams[1].id}, {"user_id": self.users[3].id}):
            for code in CODES:
                self.assertPartition(code, **options)

    def test_table(self):
        """Each row is what the cockpit says under the filter of that row; all add up."""
        companies = self.companies
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=companies.ids)
        first, last = PRESETS["year"]
        options = {"date_from": str(first), "date_to": str(last)}
        for by, records in (("user", self.users), ("team", self.teams)):
            table = kpis.get_table(options, by)
            rows = {row["id"]: row for row in table["rows"]}
            self.assertEqual(set(rows), {*records.ids, False})
            for group, row in rows.items():
                wanted = {f"{by}_id": group or None}
                expected = self._expect(companies, companies[0], first, last, **wanted)
                for code in CODES:
                    value, count = expected[code]
                    self.assertAlmostEqual(row["cells"][code]["value"], value, 4)
                    found = row["cells"][code]["counted"]
                    self.assertEqual(found["count"], count)
                    model = self.env[found["model"]].with_context(allowed_company_ids=companies.ids)
                    self.assertEqual(model.search_count(found["domain"]), count)
            whole = self._expect(companies, companies[0], first, last)
            for code in CODES:
                self.assertAlmostEqual(table["total"]["cells"][code]["value"], whole[code][0], 4)

    def test_trend(self):
        """The points of the trend are what the cockpit says of each of their periods."""
        first, last = PRESETS["month"]
        cards = self._check(self.companies, self.companies[1], "month")
        for weeks in (0, 1, 7, 12):
            shift = timedelta(weeks=weeks)
            expected = self._expect(self.companies, self.companies[1], first - shift, last - shift)
            for code in CODES:
                point = cards[code]["trend"][12 - weeks]
                self.assertEqual(point["date_to"], str(last - shift))
                if code in ("pipeline_value", "churn_rate") and weeks:
                    self.assertIsNone(point["value"])  # no snapshot was taken
                else:
                    self.assertAlmostEqual(point["value"], expected[code][0], 4)

    def test_salesperson_sees_own_documents(self):
        """Who reads own and nobody's records gets the KPIs of these."""
        user = self.users[5]
        first, last = PRESETS["year"]
        kpis = self.kpis.with_user(user).with_context(allowed_company_ids=self.companies.ids)
        options = {"date_from": str(first), "date_to": str(last)}
        cards = {card["code"]: card for card in kpis.get_cockpit(options)["kpis"]}
        everything = self.leads, self.orders
        try:
            self.leads, self.orders = (
                [row for row in rows if row["user_id"] in (user.id, None)] for rows in everything
            )
            expected = self._expect(self.companies, self.companies[0], first, last)
        finally:
            self.leads, self.orders = everything
        for code in CODES[:-1]:
            self.assertAlmostEqual(cards[code]["value"], expected[code][0], 4, code)
        margin = cards["real_margin_rate"]
        self.assertEqual((margin["state"], margin["value"]), ("hidden", None))
        user.group_ids = [Command.link(self.env.ref("pilotage_commercial.group_real_cost").id)]
        cards = {card["code"]: card for card in kpis.get_cockpit(options)["kpis"]}
        value = cards["real_margin_rate"]["value"]
        self.assertAlmostEqual(value, expected["real_margin_rate"][0], 4)
        second = cards["real_margin_rate"]["second"]
        self.assertAlmostEqual(second["value"], expected["completion_margin_rate"][0], 4)
        share = second["second"]
        self.assertAlmostEqual(share["value"], expected["incurred_share"][0], 4)

    def test_queries_do_not_grow(self):
        """Ten times less data, the same number of queries."""
        options = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        kpis = self.kpis.with_user(self.manager).with_context(
            allowed_company_ids=self.companies.ids
        )
        calls = ["get_cockpit", "get_lists", "get_coverage", "get_funnel", "get_table"]
        calls += ["get_forecast", "get_changes"]

        def count():
            found = {}
            for call in calls:
                # Warm first: access rights, translations and rules are read once per process.
                getattr(kpis, call)(options)
                self.env.invalidate_all()
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                getattr(kpis, call)(options)
                found[call] = self.env.cr.sql_log_count - before
            return found

        full = count()
        for table in ("crm_lead", "sale_order"):
            self.env.cr.execute(
                f"""DELETE FROM {table} WHERE id %% 10 != 0
                       AND (company_id IN %s OR company_id IS NULL)
                       AND (user_id IN %s OR user_id IS NULL)""",
                [tuple(self.companies.ids), tuple(self.users.ids)],
            )
        self.env.invalidate_all()
        self.assertEqual(count(), full)
        self.assertLess(full["get_cockpit"], 80, full)
