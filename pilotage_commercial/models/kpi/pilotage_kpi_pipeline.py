"""What the cockpit says of the pipeline besides the KPIs: lists, coverage, forecast, changes."""

import itertools
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import dates
from ...tools import kpi as tools
from ...tools.domains import CLOSED, LOST, ONGOING, OPEN, OPPORTUNITY, WON
from .pilotage_kpi_measure import Measure, Reading

GUIDE_RATIO = 3.0


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_lead_measure(self, domain, date="", field="expected_revenue"):
        """Return the measure of an amount of opportunities; closed in the period with ``date``."""
        window = "period" if date else "now"
        return Measure("crm.lead", domain, "sum", field, date, window)

    @api.model
    def _get_amount_list(self, measure, scope, name, reading=None, **values):
        """Return the list of what ``measure`` reads, with its amount."""
        if reading is None:
            reading = self._read_measures([measure], scope)[None][0]
        domain = self._get_measure_domain(measure, scope)
        model = self.env[measure.model]
        values["amount"] = reading.value
        return self._get_list(model, domain, name, reading.count, **values)

    @api.model
    def _get_win_rate(self, scope):
        """Return the win rate of the last twelve months, by count; None without a closed deal."""
        year = scope._replace(
            date_from=scope.today - relativedelta(years=1) + timedelta(days=1),
            date_to=scope.today,
        )
        measures = [
            self._get_lead_measure(domain, "date_closed")._replace(aggregate="count")
            for domain in (WON, CLOSED)
        ]
        return self._get_value(self._read_measures(measures, year)[None])

    # --- lists to handle ---

    @api.model
    def _get_todo_lists(self, scope):
        """Return the lists of :meth:`get_lists`."""
        env = self.env
        open_leads = self._get_lead_measure(OPEN)
        kpis = self.with_context(attention_of_open=True)
        readings = kpis._read_measures([open_leads], scope, groupby="attention")
        lists = []
        for state, name, text in (
            ("overdue", env._("Overdue"), env._("Their next action is past its date.")),
            (
                "inactive",
                env._("Inactive opportunities"),
                env._("Nothing planned, and untouched for days."),
            ),
            ("no_action", env._("No next action"), env._("Nothing planned, touched lately.")),
        ):
            measure = open_leads._replace(domain=OPEN & Domain("attention", "=", state))
            [reading] = readings.get(state, [Reading()])
            lists.append(
                self._get_amount_list(measure, scope, name, reading, code=state, help=text)
            )
        for code, name, text, domain in self._get_order_lists():
            measure = self._get_revenue_measure()._replace(domain=domain, window="now")
            lists.append(self._get_amount_list(measure, scope, name, code=code, help=text))
        at_risk = Domain("status", "=", "at_risk")
        lists.append(
            self._get_amount_list(
                Measure("pilotage.customer", at_risk, "sum", "revenue_lost"),
                scope,
                env._("Customers at risk"),
                code="at_risk",
                help=env._("Late on their usual rhythm; amount of their last 12 months."),
            )
        )
        return lists

    @api.model
    def _get_order_lists(self):
        """Return (code, name, help, domain) of the quotations and orders to handle."""
        env = self.env
        limit = fields.Datetime.to_string(env.company._get_inactivity_limit())
        floor = env.company.low_margin_threshold
        unanswered = Domain("state", "=", "sent") & Domain("quotation_date", "<", limit)
        margin = "real_margin_percent"
        if not env["sale.order"]._has_field_access(env["sale.order"]._fields[margin], "read"):
            margin = "margin_percent"
        thin = (
            Domain("state", "=", "sale")
            & Domain("order_progress", "in", ONGOING)
            & Domain("net_revenue", ">", 0)
            & Domain(margin, "<", floor)
        )
        return [
            (
                "unanswered",
                env._("Quotations without answer"),
                env._("Sent, and neither signed nor refused for days."),
                unanswered,
            ),
            (
                "low_margin",
                env._("Orders below the margin floor"),
                env._("Open orders whose margin is below the floor of the settings."),
                thin,
            ),
        ]

    # --- coverage ---

    @api.model
    def _get_coverage(self, scope):
        """Return what :meth:`get_coverage` does."""
        env = self.env
        pipeline = self._read_measures([self._get_lead_measure(OPEN)], scope)[None][0]
        revenue = self._get_monthly_revenue(scope)
        win_rate = self._get_win_rate(scope)
        today = fields.Date.to_string(scope.today)
        past = OPEN & Domain("date_deadline", "<", today)
        idle = OPEN & Domain("attention", "=", "inactive")
        idle &= Domain("date_deadline", "=", False) | Domain("date_deadline", ">=", today)
        lists = {
            "past_date": self._get_amount_list(
                self._get_lead_measure(past), scope, env._("Closing date past")
            ),
            "inactive": self._get_amount_list(
                self._get_lead_measure(idle), scope, env._("Inactive, closing date ahead")
            ),
        }
        parts = lists.values()
        dead = Reading(sum(p["amount"] for p in parts), sum(p["count"] for p in parts))
        lists["dead"] = self._get_amount_list(
            self._get_lead_measure(past | idle), scope, env._("Dead weight"), dead
        )
        for found in lists.values():
            found["share"] = tools.divide(found["amount"], pipeline.value)
        value = pipeline.value if pipeline.count else None
        return {
            "pipeline": value,
            "monthly_revenue": revenue,
            "win_rate": win_rate,
            "ratio": tools.divide(value, revenue),
            "needed_ratio": tools.divide(1, win_rate),
            "needed": tools.divide(revenue, win_rate),
            "guide_ratio": GUIDE_RATIO,
            "guide": None if revenue is None else GUIDE_RATIO * revenue,
            **lists,
        }

    # --- forecast ---

    @api.model
    def _get_forecast(self, scope):
        """Return what :meth:`get_forecast` does."""
        measures = [
            self._get_lead_measure(OPEN),
            self._get_lead_measure(OPEN, field="prorated_revenue"),
        ]
        months = self._read_measures(measures, scope, groupby="date_deadline:month")
        win_rate = self._get_win_rate(scope)
        first = scope.today.replace(day=1)
        starts = [first + relativedelta(months=number) for number in range(13)]

        def get_part(name, domain, holds, **values):
            found = [readings for month, readings in months.items() if holds(month)]
            amount = sum((readings[0] for readings in found), Reading())
            weighted = sum((readings[1] for readings in found), Reading())
            return self._get_amount_list(
                self._get_lead_measure(OPEN & domain),
                scope,
                name,
                amount,
                weighted=weighted.value,
                by_win_rate=None if win_rate is None else amount.value * win_rate,
                **values,
            )

        def get_month(start, end):
            bounds = [("date_deadline", ">=", str(start)), ("date_deadline", "<", str(end))]
            name = format_date(self.env, start, date_format="MMMM y")
            return get_part(
                name.capitalize(), Domain(bounds), lambda m: m == start, month=str(start)
            )

        env = self.env
        return {
            "win_rate": win_rate,
            "months": [get_month(*pair) for pair in itertools.pairwise(starts)],
            "late": get_part(
                env._("Closing date before this month"),
                Domain("date_deadline", "<", str(first)),
                lambda month: month and month < first,
            ),
            "later": get_part(
                env._("Later"),
                Domain("date_deadline", ">=", str(starts[-1])),
                lambda month: month and month >= starts[-1],
            ),
            "undated": get_part(
                env._("Without closing date"),
                Domain("date_deadline", "=", False),
                lambda month: not month,
            ),
        }

    # --- changes ---

    @api.model
    def _get_changes(self, scope):
        """Return what :meth:`get_changes` does."""
        env = self.env
        since = scope.today - timedelta(days=7)
        start = fields.Datetime.to_string(dates.get_start(since, scope.timezone))
        new = Domain("create_date", ">=", start)
        closed = Domain("date_closed", ">=", start)
        changes = [
            ("new", env._("New"), OPPORTUNITY & new & Domain("active", "in", [True, False])),
            *self._get_revenue_changes(OPEN & ~new),
            ("won", env._("Deals won"), WON & closed),
            ("lost", env._("Deals lost"), LOST & closed),
            ("slipped", env._("Slipped"), OPEN & Domain("date_deadline_slip", ">", 0)),
            ("idle", env._("Gone idle"), OPEN & Domain("attention", "=", "inactive")),
        ]
        readings = self._read_revenue_changes(OPEN & ~new, scope)
        return {
            "since": str(since),
            "changes": [
                self._get_amount_list(
                    self._get_lead_measure(domain), scope, name, readings.get(code), code=code
                )
                for code, name, domain in changes
            ],
        }

    @api.model
    def _get_revenue_changes(self, domain):
        """Return (code, name, domain) of what went up and down among ``domain``."""
        env, change = self.env, "expected_revenue_change"
        return [
            ("up", env._("Up"), domain & Domain(change, ">", 0)),
            ("down", env._("Down"), domain & Domain(change, "<", 0)),
        ]

    @api.model
    def _read_revenue_changes(self, domain, scope):
        """Return ``{code: Reading}`` of by how much ``domain`` went up and down, read at once."""
        change = "expected_revenue_change"
        (_up, _name, up), (_down, _name, down) = self._get_revenue_changes(domain)
        measure = self._get_lead_measure(up | down, field=change)
        found = {"up": Reading(), "down": Reading()}
        for amount, [reading] in self._read_measures([measure], scope, change).items():
            found["up" if amount > 0 else "down"] += reading
        return found
