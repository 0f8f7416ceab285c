"""Every KPI compared with plain Python that does not use the engine."""

from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from ..common_kpi import CODES
from ..common_kpi_oracle import KpiOracleCase

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
# The periods of the screen.
PERIODS = {
    "last_90_days": PRESETS["90_days"],
    "this_month": (date(2026, 11, 1), TODAY),
    "last_month": PRESETS["last_month"],
    "this_quarter": (date(2026, 10, 1), TODAY),
    "this_year": (date(2026, 1, 1), TODAY),
}


@tagged("standard", "post_install", "-at_install")
class TestKpiOracle(KpiOracleCase):
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
        self._check_second(cards, expected)
        return cards

    def _read_earlier(self, companies, current, preset, **wanted):
        first, last = {**PRESETS, **PERIODS}[preset]
        options = {"date_from": str(first), "date_to": str(last), **wanted}
        allowed = (current | companies).ids
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=allowed)
        return kpis.get_earlier(options)

    def _check_second(self, cards, expected):
        """Check the second readings of ``cards``."""
        for code, second in (
            ("win_rate", "win_rate_value"),
            ("real_margin_rate", "completion_margin_rate"),
        ):
            value, count = expected[second]
            found = cards[code]["second"]
            if value is None:
                self.assertIsNone(found["value"], second)
            else:
                self.assertAlmostEqual(found["value"], value, 4, second)
            self.assertEqual(found["counted"]["count"] or 0, count, second)

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
        """The whole product: each row of the table by salesperson, for each period of the screen,
        company and team; and the cards agree on one in seventeen.
        """
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
            # Restricted to one salesperson's rows: the oracle would read all of them each time.
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
        """Together they are all records, none twice; and the lists have the counted records."""
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
        """Each row equals the cockpit with the filter of that row; the rows add up."""
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
        """The points of the trend equal the cockpit in each of their periods."""
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

    def test_earlier_periods(self):
        """Each figure in the period before and a year before, by the same oracle."""
        for preset, before, last_year in (
            (
                "90_days",
                (date(2026, 5, 30), date(2026, 8, 27)),
                (date(2025, 8, 28), date(2025, 11, 25)),
            ),
            (
                "month",
                (date(2026, 10, 1), date(2026, 10, 31)),
                (date(2025, 11, 1), date(2025, 11, 30)),
            ),
            (
                "year",
                (date(2025, 1, 1), date(2025, 12, 31)),
                (date(2025, 1, 1), date(2025, 12, 31)),
            ),
            ("leap_day", (date(2024, 2, 28),) * 2, (date(2023, 2, 28),) * 2),
        ):
            for wanted in ({}, {"team_id": self.teams[0].id}):
                cards = self._check(self.companies, self.companies[2], preset, **wanted)
                earlier = self._read_earlier(self.companies, self.companies[2], preset, **wanted)
                for index, (first, last) in enumerate((before, last_year)):
                    expected = self._expect(
                        self.companies, self.companies[2], first, last, **wanted
                    )
                    for code in CODES:
                        with self.subTest(code=code, preset=preset, index=index, wanted=wanted):
                            found = earlier[code][index]
                            self._check_earlier(found, cards[code], expected[code][0], first, last)

    def _check_earlier(self, found, card, value, first, last):
        self.assertEqual((found["date_from"], found["date_to"]), (str(first), str(last)))
        if card["code"] in ("pipeline_value", "churn_rate") or value is None:
            value = None  # the first two periods have no snapshot
        if value is None or card["value"] is None:
            self.assertEqual((found["difference"], found["note"]), (None, ""))
        else:
            self.assertAlmostEqual(found["difference"], card["value"] - value, 4)
            self.assertIn(found["note"][0], "+-u")
        if value is None:
            self.assertIsNone(found["value"])
        else:
            self.assertAlmostEqual(found["value"], value, 4)

    def test_salesperson_sees_own_documents(self):
        """A user with own and unassigned records gets the KPIs of these."""
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
            self.seen_orders = self.orders
            expected = self._expect(self.companies, self.companies[0], first, last)
        finally:
            self.leads, self.orders = everything
            self.seen_orders = self.orders
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
        calls = [
            "get_cockpit",
            "get_earlier",
            "get_lists",
            "get_coverage",
            "get_funnel",
            "get_table",
        ]
        calls += ["get_forecast", "get_changes"]

        def count():
            found = {}
            for call in calls:
                # Warm the caches first: rights, translations and rules are read once per process.
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
