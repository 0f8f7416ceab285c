"""The target of a KPI, and its trend over thirteen weeks."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ....tools import dates
from ....tools.kpi import get_trend_periods
from ..engine.measure import REVENUE, Figure, MeasuredValue


def read_monthly_revenues(reader, by=None):
    """Return ``{group: untaxed revenue confirmed over the last three full months, by month}``.

    Groups without confirmed orders are missing.
    """
    months = reader.over(*dates.get_full_months(reader.scope.today, 3))
    groups = months.read_values([REVENUE], by)
    return {group: found.value / 3 for group, [found] in groups.items() if found.count}


class Targets:
    """The targets of a scope, read once for all KPIs."""

    def __init__(self, reader):
        self.reader, self._revenues = reader, {}
        env, day = reader.env, reader.scope.date_to
        domain = Domain("company_id", "in", [env.company.id, False])
        domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        self.records = env["pilotage.kpi.target"].search(domain)

    def get(self, kpi, scope, by=None, group=None):
        """Return (target, where it comes from) of ``kpi``; None without one.

        :param scope: with a dimension ``by``, the scope of ``group``
        """
        env, team_id = self.reader.env, scope.team_id
        if scope.user_id and not team_id:
            # Salespeople without a target of their own have their team's.
            team_id = self._teams.get(scope.user_id)
        target = self._find(kpi, team_id, scope.user_id)
        if not target and not kpi.has_target:
            return None, ""
        value = target.value if target else kpi.default_target
        basis = target.basis if target else kpi.target_basis
        if basis == "monthly_revenue":
            if by not in self._revenues:
                self._revenues[by] = read_monthly_revenues(self.reader, by)
            monthly = self._revenues[by].get(group)
            note = env._(
                "%(factor)s × the monthly revenue of the last three full months",
                factor=self._format_factor(value),
            )
            return (None if monthly is None else value * monthly), note
        if target and kpi.unit == "money":
            value *= self.reader.get_rate(target.currency_id)
        return value, self._get_note(target)

    @cached_property
    def _teams(self):
        """The team of each salesperson with one: ``{user id: team id}``, in one query."""
        users = self.reader.env["res.users"].with_context(active_test=False)
        users = users.search_fetch([("sale_team_id", "!=", False)], ["sale_team_id"])
        return {user.id: user.sale_team_id.id for user in users}

    def _find(self, kpi, team_id, user_id):
        """Return the target of ``kpi`` for a team and a salesperson, empty without one.

        The most specific first: the salesperson's, the team's, the company's, everybody's; then one
        with dates, then the newest.
        """

        def get_rank(target):
            whose = (target.user_id, target.team_id, target.company_id)
            dated = bool(target.date_from) + bool(target.date_to)
            return (*map(bool, whose), dated, target.date_from or date.min, target.id)

        return self.records.filtered(
            lambda target: (
                target.kpi_id == kpi
                and target.team_id.id in (team_id, False)
                and target.user_id.id in (user_id, False)
            )
        ).sorted(get_rank)[-1:]

    def _format_factor(self, value):
        """Return ``value`` with the decimals that it has: "3", "2,25" in French."""
        _whole, _point, decimals = f"{value:.4f}".rstrip("0").partition(".")
        return formatLang(self.reader.env, value, digits=len(decimals))

    def _get_note(self, target):
        """Return the note that says whose target it is."""
        env = self.reader.env
        if not target:
            return env._("Usual target")
        whose = [record.display_name for record in (target.user_id, target.team_id) if record]
        note = ", ".join(whose) or target.company_id.display_name or env._("Every company")
        if target.date_to:
            day = format_date(env, target.date_to)
            return env._("%(whose)s, until %(day)s", whose=note, day=day)
        return note


class Trends(NamedTuple):
    """The values of several KPIs over thirteen periods as long as the current one, a week apart."""

    periods: list
    rolling: dict  # of a KPI, its Figure over each period
    frozen: dict  # by KPI, the value frozen at the end of each period, or None

    def get(self, kpi, value):
        """Return the trend of ``kpi``, whose current value is ``value``, see ``get_cockpit``."""
        figures = self.rolling.get(kpi)
        if figures:
            values = [figure.value for figure in figures]
        else:
            values = [*self.frozen.get(kpi, [None] * len(self.periods))[:-1], value]
        newest = len(self.periods) - 1
        return [
            {
                "date_from": str(first),
                "date_to": str(last),
                "value": measured,
                "frozen": not figures and index < newest,
            }
            for index, ((first, last), measured) in enumerate(
                zip(self.periods, values, strict=True)
            )
        ]


def read_trends(reader, kpis):
    """Return the :class:`Trends` of ``kpis``, with as few queries as possible.

    Those that add up from day to day are read together, the others are looked up.
    """
    periods = get_trend_periods(reader.scope.date_from, reader.scope.date_to)
    sides = {kpi: kpi._get_measures() for kpi in kpis}
    sides = {
        kpi: found
        for kpi, found in sides.items()
        if all(side.window == "period" and side.aggregate != "count_distinct" for side in found)
    }
    measures = [side for found in sides.values() for side in found]
    values = reader.over(periods[0][0], periods[-1][1]).read_values(measures, "day")
    # One day at least: of nothing, the sum is nothing.
    values.setdefault(periods[0][0], [MeasuredValue()] * len(measures))
    days = sorted(values)
    # Of each measure, its values by day and its counts by day: a period is a slice of them.
    columns = [[*zip(*column, strict=True)] for column in zip(*map(values.get, days), strict=True)]
    rolling = {kpi: [] for kpi in sides}
    for first, last in periods:
        within = slice(bisect_left(days, first), bisect_right(days, last))
        totals = (MeasuredValue(*(sum(part[within]) for part in column)) for column in columns)
        for kpi, found in sides.items():
            rolling[kpi].append(Figure(*islice(totals, len(found))))
    others = kpis.filtered(lambda kpi: kpi not in rolling)
    return Trends(periods, rolling, read_frozen(reader, others, periods))


def read_frozen(reader, kpis, periods):
    """Return ``{KPI: [value frozen in the week up to the end of each period, or None]}``.

    Snapshots belong to one company and cover all tags; the user's record rules apply.
    """
    env, scope = reader.env, reader.scope
    if not kpis or scope.tag_id or scope.only or len(env.companies) > 1:
        return {}
    if scope.team_id and scope.user_id:
        return {}
    weeks = [[last - timedelta(days=day) for day in range(7)] for _first, last in periods]
    snapshots = env["pilotage.kpi.snapshot"].search_fetch(
        Domain(
            [
                ("kpi_id", "in", kpis.ids),
                ("company_id", "=", env.company.id),
                ("level", "=", "user" if scope.user_id else "team" if scope.team_id else "company"),
                ("team_id", "=", scope.team_id),
                ("user_id", "=", scope.user_id),
                ("date", "in", [day for week in weeks for day in week]),
            ]
        ),
        ["kpi_id", "date", "value", "has_value", "company_currency_id"],
        order="date",
    )
    frozen = {kpi: [None] * len(periods) for kpi in kpis}
    for row in snapshots:
        for index, week in enumerate(weeks):
            if row.date in week:
                frozen[row.kpi_id][index] = row.value if row.has_value else None
    return frozen
