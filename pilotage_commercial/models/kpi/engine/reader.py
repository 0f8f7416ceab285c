"""Reads the measures with the user's rights, and handles those that fail."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from psycopg2 import DataError, ProgrammingError

from odoo import models
from odoo.api import Environment
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import dates
from ....tools.domains import OPEN, get_conditions
from .measure import Figure, MeasuredValue
from .plan import merge
from .scope import DIMENSIONS, NotMeasuredError, Scope, get_dimension

_logger = logging.getLogger(__name__)

# Errors that a user-made KPI can cause; a lost connection is not one of them.
FAILURES = (
    UserError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    RecursionError,
    MemoryError,
    DataError,
    ProgrammingError,
)


@dataclass
class Reader:
    """Reads measures within a scope: the only place that aggregates records."""

    env: Environment
    scope: Scope

    def over(self, first, last):
        """Return the reader of the same scope over another period, both days included."""
        return Reader(self.env, self.scope._replace(date_from=first, date_to=last))

    def measure(self, kpi, by=None):
        """Return ``{group: Figure}`` of ``kpi``, see :meth:`read_values`."""
        groups = self.read_values(kpi._get_measures(), by)
        return {group: Figure(*values) for group, values in groups.items()}

    def read_values(self, measures, by=None):
        """Return ``{group: [MeasuredValue of each measure]}``.

        :param by: name of a dimension, ``day``, or a field that every model has; without it
            there is one group, None. Groups are ids, dates or values (False: not set); those
            without a record may be missing.
        """
        nothing = MeasuredValue()
        groups = {} if by else {None: [nothing] * len(measures)}
        for query in self.plan(measures):
            path = by
            if by == "day":
                path = f"{query.first.date}:day"
            elif by in DIMENSIONS:
                path = get_dimension(self.env[query.first.model], by)
            read = self._read_gone if query.first.window == "gone" else self._read_query
            asked = {position: measures[position] for position in query.values}
            for position, group, value, count in read(query, asked, path):
                values, found = groups.get(group), MeasuredValue(value, count)
                if values is None:
                    values = groups[group] = [nothing] * len(measures)
                # Thousands of days, each once: add only what comes twice.
                known = values[position]
                values[position] = found if known is nothing else known + found
        return groups

    def read_oldest(self, measure, date):
        """Return the earliest ``date`` of the records of ``measure``, a day of the company."""
        model = self.env[measure.model]
        domain = measure.get_domain(self.env, self.scope)
        [(moment,)] = model._read_group(domain, aggregates=[f"{date}:min"])
        if model._fields[date].type == "datetime" and moment:
            return dates.get_today(moment, self.scope.timezone)
        return moment

    def plan(self, measures):
        """Return as few queries as possible that answer ``measures``."""
        whole = [
            measure._replace(domain=measure.get_domain(self.env, self.scope))
            for measure in measures
        ]
        return merge(whole, {measure.model: self.env[measure.model]._fields for measure in whole})

    def _read_query(self, query, asked, path):
        """Yield (position of a measure, group, its value, number of records) for the measures that
        ``query`` answers, ``asked`` by position. The same group may come twice.

        :param path: path for ``_read_group`` to group by, None when there is one group
        """
        model = self._get_model(query, path)
        money = {
            position: currency
            for position, measure in asked.items()
            if (currency := measure.get_currency_path(self.env))
        }
        paths = {
            "group": path,
            "value": query.field,
            # Amounts of the order's currency and of its company's may share a query.
            **{f"currency by {path}": path for path in money.values()},
        }
        paths = {name: path for name, path in paths.items() if path}
        aggregates = [*dict.fromkeys(["__count", *(measure.spec for measure in asked.values())])]
        # Where each part of a row is: there are thousands of rows.
        place = {name: index for index, name in enumerate([*paths, *aggregates])}
        group, told = place.get("group"), place.get("value")
        wanted = [
            (
                position,
                query.values[position],
                place[measure.spec],
                place.get(f"currency by {money.get(position)}"),
            )
            for position, measure in asked.items()
        ]
        number = place["__count"]
        currencies = {place[name] for name in paths if name.startswith("currency")}
        for domain in split_by_company(model, query, paths.values()):
            for row in model._read_group(domain, [*paths.values()], aggregates):
                key = None if group is None else get_key(row[group])
                rates = {None: 1, **{index: self.get_rate(row[index]) for index in currencies}}
                for position, values, amount, currency in wanted:
                    if told is None or row[told] in values:
                        yield position, key, (row[amount] or 0) * rates[currency], row[number]

    def _read_gone(self, query, asked, path):
        """Yield what was there in the earlier year, and not since in the whole company: a customer
        that a colleague sells to is not lost. See :meth:`_read_query`.
        """
        model, measure = self._get_model(query, path), next(iter(asked.values()))
        whole = self.scope.widen()
        since = measure._replace(window="since").get_domain(self.env, whole)
        if not path and self.scope == whole:
            # Those of the earlier year, less those of the last year in the whole company.
            parts = [(1, query.domain), (-1, since)]
        else:
            then = measure._replace(window="earlier_year").get_domain(self.env, self.scope)
            parts = [(1, then), (-1, then & _get_same(model, measure.field, since))]
        churned = Counter()
        for sign, domain in parts:
            for *group, number in model._read_group(domain, [path] if path else [], [measure.spec]):
                churned[get_key(*group) if path else None] += sign * number
        for group, number in churned.items():
            if number:
                yield from ((position, group, number, number) for position in asked)

    def _get_model(self, query, path):
        """Return the model that ``query`` reads, whose days are those of the company."""
        model = self.env[query.first.model].with_context(tz=self.scope.timezone.zone)
        if path == "attention" and all(part in query.conditions for part in get_conditions(OPEN)):
            # The domain only has open opportunities: let their index suffice.
            model = model.with_context(attention_of_open=OPEN)
        return model

    def get_rate(self, source):
        """Return the rate that converts an amount to the currency of the current company.

        :param source: company or currency of the amount; without one it is in that currency already
        """
        company = self.env.company
        currency = source.currency_id if source._name == "res.company" else source
        if not currency or currency == company.currency_id:
            return 1
        return self.env["res.currency"]._get_conversion_rate(
            currency, company.currency_id, company, self.scope.today
        )


def get_key(value):
    """Return the key of a group: an id, a day, or the value itself."""
    if isinstance(value, models.BaseModel):
        return value.id
    return value.date() if isinstance(value, datetime) else value


def _get_same(model, name, domain):
    """Return the domain of the records of ``model`` whose field ``name`` has a value that it has in
    ``domain``, among those that the reader may see.
    """
    found = model._search(domain).subselect(SQL.identifier(model._table, name))
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s IN %s", model._field_to_sql(alias, name, query), found
        )
    )


def split_by_company(model, query, paths):
    """Return disjoint domains whose union is that of ``query``.

    "These companies or none" makes PostgreSQL scan all companies, so records without a company are
    read by a second query. Not within a period, where few records are read, and not when a derived
    field is involved: it would be computed twice.

    :param paths: paths that the records are grouped by
    """
    domain, company = query.domain, model._fields.get("company_id")
    if query.first.window != "now" or query.first.aggregate == "count_distinct":
        return [domain]
    if not company or company.required:
        return [domain]
    names = {condition.field_expr for condition in domain.iter_conditions()}
    read = [model._fields.get(name.split(":")[0].split(".")[0]) for name in {*names, *paths}]
    if not all(field and field.store for field in read):
        return [domain]
    companies = Domain("company_id", "in", model.env.companies.ids)
    return [domain & companies, domain & Domain("company_id", "=", False)]


@dataclass
class Guard:
    """Turns the failure of a KPI into a message, so that the others go on.

    Usually nothing fails: all KPIs are measured in one savepoint. If that fails, they are measured
    again one by one, each in its own savepoint.
    """

    env: Environment
    is_alone: bool = True

    def run_all(self, build, kpis):
        """Return the list that ``build`` makes of ``kpis``, one item each."""
        self.is_alone = False
        try:
            with self.env.cr.savepoint(flush=False):
                return build(kpis)
        except FAILURES:
            self.is_alone = True
            return [item for kpi in kpis for item in build(kpi)]

    def run(self, kpi, function, *args, default=None):
        """Return the dict of ``function``, or the state that explains its failure.

        :param default: value to return instead when it fails
        """
        try:
            if not kpi._is_visible():
                raise AccessError(kpi.code)
            if not self.is_alone:
                return function(*args)
            with self.env.cr.savepoint(flush=False):
                return function(*args)
        except AccessError:
            failed = {"state": "hidden", "message": self.env._("You may not see this figure.")}
        except FAILURES as error:
            if not self.is_alone:
                raise
            failed = {"state": "no_data", "message": str(error)}
            if not isinstance(error, NotMeasuredError):
                _logger.info("KPI %s failed", kpi.code, exc_info=True)
                failed = {"state": "error", "message": str(error) or type(error).__name__}
        return {"value": None, **failed} if default is None else default
