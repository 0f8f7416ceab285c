"""The KPIs of one week, as rows to freeze."""

from datetime import timedelta

from ....tools.kpi import get_gap, get_state
from . import then
from .reader import Guard


class Snapshots:
    """Builds the snapshots of KPIs, of a company, its teams and its salespeople."""

    def __init__(self, reader, targets, taken_on):
        self.reader, self.targets, self.taken_on = reader, targets, taken_on
        self.guard = Guard(reader.env)

    def build(self, kpi):
        """Return the values of the snapshots of ``kpi``, an empty list if it cannot be measured."""
        return self.guard.run(kpi, self._get_rows, kpi, default=[])

    def _get_rows(self, kpi):
        kpi._check_allowed()
        rows = []
        for level in (None, "team", "user"):
            for group, figure in self._measure(kpi, level).items():
                if level and not group:
                    continue
                scope = self.reader.scope.restrict(level, group) if level else self.reader.scope
                target, _note = self.targets.get(kpi, scope, level, group)
                rows.append(self._get_values(kpi, scope, level, figure, target))
        return rows

    def _measure(self, kpi, level):
        """Return ``{group: Figure}`` of ``kpi``.

        The pipeline of a past week is that of the end of the week.
        """
        if self._is_late(kpi) and then.is_told(kpi):
            return then.measure_then(self.reader, level, then.get_end(self.reader.scope))
        return self.reader.measure(kpi, level)

    def _get_values(self, kpi, scope, level, figure, target):
        """Return the values of one snapshot."""
        company, value, sides = self.reader.env.company, figure.value, figure.sides
        # The names of the team and of the salesperson stay when these are deleted (hence sudo).
        system = self.reader.env["pilotage.kpi.snapshot"].sudo().env
        return {
            "kpi_id": kpi.id,
            "kpi_name": kpi.name,
            "only_for": kpi._get_only_for(),
            "team_name": system["crm.team"].browse(scope.team_id or []).display_name,
            "user_name": system["res.users"].browse(scope.user_id or []).display_name,
            "company_id": company.id,
            "company_currency_id": company.currency_id.id,
            "level": level or "company",
            "team_id": scope.team_id,
            "user_id": scope.user_id,
            "date": scope.date_to,
            "date_from": scope.date_from,
            "late_date": self._get_late_date(kpi),
            "unit": kpi.unit,
            "has_value": value is not None,
            "has_denominator": len(sides) > 1,
            "value": value or 0,
            "numerator": sides[0].value,
            "denominator": sides[-1].value if len(sides) > 1 else 0,
            "has_target": target is not None,
            "target": target or 0,
            "gap": get_gap(value, target) or 0,
            "state": get_state(value, target, kpi.direction == "lower"),
        }

    def _get_late_date(self, kpi):
        """Return the date of the measure for a late ``kpi`` whose past value is unknown.

        Return False otherwise.
        """
        return self._is_late(kpi) and not then.is_told(kpi) and self.taken_on

    def _is_late(self, kpi):
        """Return whether ``kpi`` has no past and is measured after the Monday of its week."""
        is_late = self.taken_on > self.reader.scope.date_to + timedelta(days=1)
        return is_late and any(measure.window == "now" for measure in kpi._get_measures())
