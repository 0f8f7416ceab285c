"""5 000 opportunities and 3 000 orders drawn at random, and plain Python that sums them.

Three companies, two currencies, four teams and twelve salespeople, drawn from a fixed seed and
written in SQL; the oracle reads the Python rows, and does not use the engine.
"""

import random
from datetime import date, datetime, timedelta

import pytz
from freezegun import freeze_time

from .common_kpi import KpiCase

NOW = datetime(2026, 11, 25, 9, 0)
TIMEZONES = ("Europe/Paris", "Pacific/Auckland", "America/Los_Angeles")
DOLLARS = 1.25  # for one euro


class KpiOracleCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.random = random.Random(20261125)
        cls._create_organisation()
        cls.leads = [cls._draw_lead() for _number in range(5000)]
        cls.orders = [cls._draw_order() for _number in range(3000)]
        # All orders that the reader sees, whatever the filters.
        cls.seen_orders = cls.orders
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
        """Return a moment of the last three years, often close to midnight in one of the time
        zones.
        """
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
        signed = draw.choice([0, 1, 2]) if status == "won" else 0
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
            "signed_order_count": signed,
            "signed_revenue": cls._draw_amount() if signed else 0,
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
        if draw.random() < 0.05:
            revenue = -revenue  # a refund entered as an order
        costs = draw.choice(["planned", "provisional", "complete", "complete"])
        margin_state = draw.choice(["unknown", "forecast"])
        if costs == "complete":
            margin_state = draw.choice(["closed", "final", "final"])
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
            "real_cost_state": costs,
            "completion_state": margin_state,
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
        """Return ``{code: (value, records counted)}``, from the definitions of the design."""
        found = {}
        for code, (top, bottom, count) in self._add_up(
            companies, current, first, last, **wanted
        ).items():
            if bottom is None:
                found[code] = (top if count else None, count)
            else:
                found[code] = (top / bottom if bottom else None, count)
        return found

    def _add_up(self, companies, current, first, last, **wanted):
        """Return ``{code: (numerator, denominator or None, records counted)}``."""
        tally = Tally(self, companies, current, (first, last), wanted)
        return {**tally.count_leads(), **tally.count_orders(), **tally.count_margins()}


def months_before(day, months):
    """Return the same day ``months`` earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return None


class Tally:
    """The rows of a question put to the oracle, summed in plain Python.

    :param case: the test case that drew the rows
    :param companies: those that are read; ``current`` is the one of the day and of the currency
    :param period: first and last day
    :param wanted: values that rows must have, by column
    """

    def __init__(self, case, companies, current, period, wanted):
        self.case, self.companies, self.current, self.wanted = case, companies, current, wanted
        self.first, self.last = period
        self.zone = pytz.timezone(TIMEZONES[list(case.companies).index(current)])
        orders = [row for row in case.orders if row["company_id"] in companies.ids]
        self.orders = [row for row in orders if self.is_wanted(row)]
        self.sales = [row for row in self.orders if row["state"] == "sale"]
        self.sold = [row for row in self.sales if self.is_within(row["confirmation_date"])]

    def is_wanted(self, row):
        return all(row[name] == value for name, value in self.wanted.items())

    def get_day(self, moment):
        return pytz.utc.localize(moment).astimezone(self.zone).date() if moment else None

    def is_within(self, moment):
        day = moment if type(moment) is date else self.get_day(moment)
        return day is not None and self.first <= day <= self.last

    def get_money(self, row, name):
        """Return an amount of ``row`` in the currency of the current company."""
        if row["company_id"] is None:
            return row[name]
        dollars = self.case.companies[2]
        euros = row[name] / (DOLLARS if row["company_id"] == dollars.id else 1)
        return euros * (DOLLARS if self.current == dollars else 1)

    def get_total(self, rows, name):
        return sum(self.get_money(row, name) for row in rows)

    def get_brought(self, rows):
        names = ("expected_revenue", "signed_revenue")
        return sum(self.get_money(row, names[row["signed_order_count"] > 0]) for row in rows)

    def count_leads(self):
        leads = [
            row
            for row in self.case.leads
            if row["company_id"] in [*self.companies.ids, None]
            and self.is_wanted(row)
            and row["type"] == "opportunity"
        ]
        pending = [row for row in leads if row["won_status"] == "pending" and row["active"]]
        closed = [
            row
            for row in leads
            if row["won_status"] in ("won", "lost") and self.is_within(row["date_closed"])
        ]
        won = [row for row in closed if row["won_status"] == "won"]
        return {
            "pipeline_value": (self.get_total(pending, "expected_revenue"), None, len(pending)),
            "win_rate": (len(won), len(closed), len(closed)),
            "win_rate_value": (self.get_brought(won), self.get_brought(closed), len(closed)),
            "sales_cycle_won": (sum(row["day_close"] for row in won), len(won), len(won)),
        }

    def count_orders(self):
        issued = [
            row
            for row in self.orders
            if row["quotation_outcome"] in ("pending", "won", "lost")
            and self.is_within(row["quotation_date"])
        ]
        signed = [row for row in issued if row["quotation_outcome"] == "won"]
        paid = [row for row in self.sales if self.is_within(row["full_payment_date"])]
        ordered = [row for row in self.sold if row["net_revenue"] >= 0]
        revenue = self.get_total(ordered, "net_revenue")
        before, since = self.get_buyers()
        return {
            "transformation_rate": (len(signed), len(issued), len(issued)),
            "average_order_value": (revenue, len(ordered), len(ordered)),
            "sales_cycle": (sum(row["sales_cycle_days"] for row in paid), len(paid), len(paid)),
            "churn_rate": (len(before - since), len(before), len(before)),
        }

    def get_buyers(self):
        """Return who bought in the year before the last one, and who did since, from anybody in
        the companies.
        """
        start, end = (months_before(self.last, months) for months in (24, 12))
        before = {
            row["partner_id"]
            for row in self.sales
            if row["net_revenue"] >= 0 and start <= self.get_day(row["confirmation_date"]) < end
        }
        since = {
            row["partner_id"]
            for row in self.case.seen_orders
            if row["company_id"] in self.companies.ids
            and row["state"] == "sale"
            and row["net_revenue"] >= 0
            and end <= self.get_day(row["confirmation_date"]) <= self.last
        }
        return before, since

    def count_margins(self):
        complete = [row for row in self.sold if row["real_cost_state"] == "complete"]
        planned = [row for row in self.sold if row["completion_state"] != "unknown"]
        return {
            code: (self.get_total(rows, top), self.get_total(rows, bottom), len(rows))
            for code, rows, top, bottom in (
                ("real_margin_rate", complete, "real_margin", "net_revenue"),
                ("completion_margin_rate", planned, "completion_margin", "net_revenue"),
                ("incurred_share", planned, "real_cost", "completion_cost"),
            )
        }
