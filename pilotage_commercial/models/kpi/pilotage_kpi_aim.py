"""What a KPI is compared with: its target, and itself over thirteen weeks."""

from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import dates
from ...tools import kpi as tools
from .pilotage_kpi_measure import Measure, Reading


class Ahead(NamedTuple):
    """What several KPIs were over the thirteen periods of their trends."""

    rolling: dict = {}  # of a KPI, the readings of each side over each period
    frozen: dict = {}  # of a KPI, the value frozen in each period


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _find_targets(self, scope):
        """Return the targets that hold for ``scope``, read once for all the KPIs."""
        return self.env["pilotage.kpi.target"]._search_valid(self.env.company, scope.date_to)

    def _get_target(self, scope, targets, revenue=None):
        """Return (target, where it comes from) of the KPI for ``scope``; None without one.

        :param targets: what :meth:`_find_targets` returned
        :param revenue: function that gives the monthly revenue of ``scope``
        """
        self.ensure_one()
        team_id = scope.team_id
        if scope.user_id and not team_id:
            # Who has no target of their own aims at their team's.
            team_id = self.env["res.users"].browse(scope.user_id).sale_team_id.id
        target = targets._get_best(self, team_id, scope.user_id)
        if not target and not self.has_target:
            return None, ""
        value = target.value if target else self.default_target
        basis = target.basis if target else self.target_basis
        if basis == "monthly_revenue":
            monthly = revenue() if revenue else self._get_monthly_revenue(scope)
            note = self.env._(
                "%(factor)s × the monthly revenue of the last three full months",
                factor=f"{value:g}",
            )
            return (None if monthly is None else value * monthly), note
        if target and self.unit == "money":
            value *= self._get_rate(target.currency_id, scope)
        return value, self._get_target_note(target)

    @api.model
    def _get_target_note(self, target):
        """Return whose target it is."""
        env = self.env
        if not target:
            return env._("Usual target")
        whose = [record.display_name for record in (target.user_id, target.team_id) if record]
        note = ", ".join(whose) or target.company_id.display_name or env._("Every company")
        if target.date_to:
            day = format_date(env, target.date_to)
            return env._("%(whose)s, until %(day)s", whose=note, day=day)
        return note

    @api.model
    def _get_monthly_revenue(self, scope):
        """Return the untaxed revenue confirmed over the last three full months, by month.

        None when no order was confirmed then.
        """
        return self._get_monthly_revenues(scope).get(None)

    @api.model
    def _get_monthly_revenues(self, scope, groupby=None):
        """Return ``{group: monthly revenue}`` of the groups that confirmed an order."""
        first, last = dates.get_full_months(scope.today, 3)
        months = scope._replace(date_from=first, date_to=last)
        groups = self._read_measures([self._get_revenue_measure()], months, groupby)
        return {group: reading.value / 3 for group, (reading,) in groups.items() if reading.count}

    @api.model
    def _get_revenue_reader(self, scope, groupby):
        """Return the function that gives the monthly revenue of a group, read once if at all."""
        known = []

        def read(group):
            if not known:
                known.append(self._get_monthly_revenues(scope, groupby))
            return known[0].get(group)

        return read

    @api.model
    def _get_revenue_measure(self):
        return Measure(
            "sale.order",
            Domain("state", "=", "sale"),
            aggregate="sum",
            field="net_revenue",
            date="confirmation_date",
            window="period",
        )

    # --- trend ---

    def _get_rolling(self, scope):
        """Return ``{KPI: readings of each side over each of the thirteen periods of the trend}``.

        Those of all the KPIs are read together, what reads the same records at once. Missing are
        the KPIs that cannot be added up from day to day.
        """
        measures, places = [], {}
        for kpi in self:
            sides = kpi._get_measures()
            if all(m.window == "period" and m.aggregate != "count_distinct" for m in sides):
                places[kpi] = slice(len(measures), len(measures) + len(sides))
                measures += sides
        periods = tools.get_trend_periods(scope.date_from, scope.date_to)
        whole = scope._replace(date_from=periods[0][0])
        days = self._read_sums(measures, whole, groupby="day")
        rolling = [
            [Reading(*pair) for pair in zip(sums[::2], sums[1::2], strict=True)]
            for sums in tools.get_rolling(days, periods, 2 * len(measures))
        ]
        return {kpi: [readings[place] for readings in rolling] for kpi, place in places.items()}

    def _read_ahead(self, scope):
        """Return the :class:`Ahead` of the KPIs, read with as few queries as can be."""
        rolling = self._get_rolling(scope)
        periods = tools.get_trend_periods(scope.date_from, scope.date_to)
        others = self.filtered(lambda kpi: kpi not in rolling)
        return Ahead(rolling, others._get_frozen(scope, periods))

    def _get_trend(self, scope, value, ahead):
        """Return the KPI over thirteen weeks, see :meth:`get_cockpit`."""
        self.ensure_one()
        periods = tools.get_trend_periods(scope.date_from, scope.date_to)
        rolling = ahead.rolling.get(self)
        if rolling:
            values = [self._get_value(readings) for readings in rolling]
        else:
            values = [*ahead.frozen.get(self, [None] * len(periods))[:-1], value]
        return [
            {
                "date_from": str(first),
                "date_to": str(last),
                "value": measured,
                "frozen": not rolling and index < len(periods) - 1,
            }
            for index, ((first, last), measured) in enumerate(zip(periods, values, strict=True))
        ]
