"""The engine: one small aggregate per measure, under the rights of whoever asks."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import dates
from ...tools import kpi as tools
from .pilotage_kpi_scope import DIMENSIONS


class Measure(NamedTuple):
    """An aggregate of stored facts: of which records, when, and what of them."""

    model: str
    domain: Domain
    aggregate: str = "count"
    field: str = ""
    date: str = ""
    window: str = "now"


class Reading(NamedTuple):
    """What a measure gave: its value and the number of records that it is made of."""

    value: float = 0
    count: int = 0

    def __add__(self, other):
        return Reading(self.value + other.value, self.count + other.count)


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    def _get_measure(self, side):
        """Return the :class:`Measure` of ``side``, ``numerator`` or ``denominator``."""
        self.ensure_one()
        return Measure(
            self[f"{side}_model"],
            self._parse_domain(side),
            self[f"{side}_aggregate"],
            self[f"{side}_field"] or "",
            self[f"{side}_date"] or "",
            self[f"{side}_window"],
        )

    def _get_measures(self):
        return [self._get_measure(side) for side in self._get_sides()]

    @api.model
    def _get_measure_domain(self, measure, scope):
        """Return the domain of the records that ``measure`` reads."""
        domain = measure.domain & self._get_scope_domain(measure.model, scope)
        field = self.env[measure.model]._fields.get(measure.date)
        if measure.window == "period":
            domain &= scope.get_period(field)
        elif measure.window == "earlier_year":
            domain &= scope.get_bounds(field, *dates.get_earlier_year(scope.date_to))
        elif measure.window == "gone":
            first = dates.get_earlier_year(scope.date_to)[0]
            domain &= scope.get_bounds(field, first, scope.date_to + timedelta(days=1))
        return domain

    @api.model
    def _read_measures(self, measures, scope, groupby=None):
        """Return ``{group: [Reading of each measure]}``.

        :param groupby: name of a dimension, ``day``, or a field that every model has; without
            it there is one group, None. Groups are ids, dates or values (False: not set);
            those without a record may be missing.
        """
        groups = {
            group: [Reading(*pair) for pair in zip(sums[::2], sums[1::2], strict=True)]
            for group, sums in self._read_sums(measures, scope, groupby).items()
        }
        if groupby is None:
            groups.setdefault(None, [Reading()] * len(measures))
        return groups

    @api.model
    def _read_sums(self, measures, scope, groupby=None):
        """Return what :meth:`_read_measures` does as ``{group: [value, count, value, …]}``."""
        groups = {}
        for query in self._get_queries(measures, scope):
            for group, place, value, count in self._read_query(query, measures, scope, groupby):
                sums = groups.get(group)
                if sums is None:
                    sums = groups[group] = [0] * (2 * len(measures))
                sums[2 * place] += value
                sums[2 * place + 1] += count
        return groups

    @api.model
    def _read_query(self, query, measures, scope, groupby):
        """Yield (group, place of a measure, value, count) of those that ``query`` answers."""
        first = measures[query.places[0]]
        model = self.env[first.model].with_context(tz=scope.timezone.zone)
        path = self._get_group_path(first, groupby)
        if first.window == "gone":
            for group, number in self._read_gone(model, first, scope, query.domain, path):
                yield group, query.places[0], number, number
            return
        paths = {place: self._get_currency_path(measures[place]) for place in query.places}
        currency = next(filter(None, paths.values()), None)
        keys = [key for key in (path, query.field, currency) if key]
        specs = {place: self._get_aggregate(measures[place]) for place in query.places}
        aggregates = [*dict.fromkeys(["__count", *specs.values()])]
        columns = {place: len(keys) + aggregates.index(specs[place]) for place in specs}
        for row in self._read_rows(model, query, first, keys, aggregates):
            group = self._get_group_key(row[0]) if path else None
            rate = self._get_rate(row[len(keys) - 1], scope) if currency else 1
            value = row[1 if path else 0] if query.field else None
            for place, column in columns.items():
                if query.holds(place, value):
                    amount = (row[column] or 0) * (rate if paths[place] else 1)
                    yield group, place, amount, row[len(keys)]

    @api.model
    def _read_rows(self, model, query, measure, keys, aggregates):
        """Yield what ``_read_group`` finds; the same group may come twice.

        :param measure: one of those that ``query`` answers
        """
        domains = [query.domain]
        # In a period there are few records: not worth it.
        if measure.window == "now" and measure.aggregate != "count_distinct":
            domains = self._get_parts(model, query.domain, keys)
        for domain in domains:
            yield from model._read_group(domain, keys, aggregates)

    @api.model
    def _get_aggregate(self, measure):
        """Return what ``_read_group`` is asked for."""
        if measure.aggregate == "count":
            return "__count"
        return f"{measure.field}:{measure.aggregate}"

    @api.model
    def _read_gone(self, model, measure, scope, domain, path):
        """Yield (group, number) of what was there in the earlier year, and is not since: what
        was there in both years less what was there in the last one."""
        end = dates.get_earlier_year(scope.date_to)[1]
        since = domain & Domain(
            measure.date, ">=", scope.get_moment(model._fields[measure.date], end)
        )
        keys = [path] if path else []
        gone = Counter()
        for sign, years in ((1, domain), (-1, since)):
            for row in model._read_group(years, keys, [self._get_aggregate(measure)]):
                gone[self._get_group_key(row[0]) if path else None] += sign * row[-1]
        for group, number in gone.items():
            if number:
                yield group, number

    @api.model
    def _get_group_path(self, measure, groupby):
        if groupby is None:
            return None
        if groupby == "day":
            return f"{measure.date}:day"
        if groupby in DIMENSIONS:
            return self._get_dimension(groupby, measure.model)
        return groupby

    @api.model
    def _get_group_key(self, value):
        if isinstance(value, models.BaseModel):
            return value.id
        return fields.Date.to_date(value) if isinstance(value, date) else value

    @api.model
    def _get_currency_path(self, measure):
        """Return what tells the currency of the money that ``measure`` adds up, if any."""
        model = self.env[measure.model]
        field = model._fields.get(measure.field)
        if measure.aggregate != "sum" or not field or field.type != "monetary":
            return None
        currency = field.get_currency_field(model)
        if model._fields[currency].store:
            return currency
        # Money in the currency of the record's company needs no other key than the company, and
        # none at all where every company has the current one's.
        return "company_id" if len(self.env.companies.currency_id) > 1 else None

    @api.model
    def _get_rate(self, source, scope):
        """Return what to multiply an amount by, for it to be in the current company's currency.

        :param source: company or currency of the amount; without one it is in the current one
        """
        company = self.env.company
        currency = source.currency_id if source._name == "res.company" else source
        if not currency or currency == company.currency_id:
            return 1
        return self.env["res.currency"]._get_conversion_rate(
            currency, company.currency_id, company, scope.today
        )

    def _measure(self, scope, groupby=None):
        """Return ``{group: (value, [Reading of each side])}``; a value of None is no data."""
        self.ensure_one()
        groups = self._read_measures(self._get_measures(), scope, groupby)
        return {group: (self._get_value(readings), readings) for group, readings in groups.items()}

    @api.model
    def _get_value(self, readings):
        """Return the value of a KPI out of the readings of its sides."""
        if len(readings) > 1:
            return tools.divide(readings[0].value, readings[1].value)
        return readings[0].value if readings[0].count else None
