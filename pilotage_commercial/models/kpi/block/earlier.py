"""The values of each KPI in the period before, and a year before.

Loaded after the cards: the cards are read day by day over one range of dates, answered by an index
alone, and these periods are outside it.
"""

from ....tools.figures import format_change
from ....tools.kpi import get_earlier_periods, get_gap
from ..engine.measure import Figure
from ..engine.reader import Guard
from .aim import read_frozen


class EarlierBuilder:
    """Builds the result of ``get_earlier``: a KPI that fails does not stop the others."""

    def __init__(self, reader):
        self.reader, self.guard = reader, Guard(reader.env)
        scope = reader.scope
        self.periods = get_earlier_periods(scope.date_from, scope.date_to)

    def build(self, kpis):
        """Return ``{code of a KPI: its value in each period}``."""
        return dict(zip(kpis.mapped("code"), self.guard.run_all(self._build, kpis), strict=True))

    def _build(self, kpis):
        values = {} if self.guard.is_alone else self._read(kpis.filtered(lambda x: x._is_visible()))
        return [self.guard.run(kpi, self._describe, kpi, values, default=[]) for kpi in kpis]

    def _read(self, kpis):
        """Return ``{KPI: [value now, and in each period]}``, read with as few queries as can be."""
        sides = {kpi: kpi._get_measures() for kpi in kpis}
        # Those that read records of the period alone.
        sides = {
            kpi: found
            for kpi, found in sides.items()
            if all(measure.window == "period" for measure in found)
        }
        others = kpis.filtered(lambda kpi: kpi not in sides)
        return {**self._measure(sides), **self._read_frozen(others)}

    def _measure(self, sides):
        """Return the values of the KPIs ``sides``, those of all of them at once."""
        scope = self.reader.scope
        values = {kpi: [] for kpi in sides}
        measures = [measure for found in sides.values() for measure in found]
        for period in [(scope.date_from, scope.date_to), *self.periods.values()]:
            each = iter(self.reader.over(*period).read_values(measures)[None])
            for kpi, found in sides.items():
                values[kpi].append(Figure(*(next(each) for _side in found)).value)
        return values

    def _read_frozen(self, kpis):
        """Return the frozen values of KPIs that only exist now, or look far back."""
        frozen = read_frozen(self.reader, kpis, list(self.periods.values()))
        return {
            kpi: [self.reader.measure(kpi)[None].value, *values]
            for kpi, values in frozen.items()
            if any(value is not None for value in values)
        }

    def _describe(self, kpi, values):
        """Return the value of ``kpi`` in each period, with the difference to its present value."""
        env = self.reader.env
        names = {"previous": env._("Period before"), "last_year": env._("Last year")}
        if self.guard.is_alone:
            values = self._read(kpi)
        value, *earlier = values.get(kpi, [None] * (len(self.periods) + 1))
        described = []
        for (code, (first, last)), then in zip(self.periods.items(), earlier, strict=True):
            difference = get_gap(value, then)
            described.append(
                {
                    "code": code,
                    "name": names[code],
                    "date_from": str(first),
                    "date_to": str(last),
                    "value": then,
                    "difference": difference,
                    "note": "" if difference is None else format_change(env, difference, kpi.unit),
                }
            )
        return described
