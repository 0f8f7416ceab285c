"""The measures of a KPI, and their results."""

import ast
import functools
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.fields import Domain

from ....tools import dates
from ....tools.kpi import divide

SIDES = ("numerator", "denominator")


# No person writes a longer domain, and deep nesting can crash the parser.
LONGEST = 10_000


@functools.lru_cache
def parse_domain(text):
    """Return the domain in ``text``: a literal, of which nothing is executed.

    >>> parse_domain("[('a', '=', 1)]") == Domain("a", "=", 1)
    True
    >>> for wrong in ("[(", "-" * 9000 + "1", "[" * 50000, "__import__('os')", "{}", "1"):
    ...     try:
    ...         parse_domain(wrong)
    ...     except ValueError:
    ...         print("no")
    no
    no
    no
    no
    no
    no
    """
    if len(text) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters")
    try:
        found = ast.literal_eval(text)
        if not isinstance(found, list | tuple):
            raise ValueError("not a list of conditions")
        return Domain(found)
    except (SyntaxError, TypeError, MemoryError, RecursionError, AttributeError) as error:
        raise ValueError(str(error) or "too deep") from error


class Measure(NamedTuple):
    """An aggregate of stored facts: which records, which dates, which field."""

    model: str
    domain: Domain
    aggregate: str = "count"
    field: str = ""
    date: str = ""
    window: str = "now"  # as of a side of a KPI; besides, "since": in the last twelve months

    @property
    def spec(self):
        """The aggregate for ``_read_group``."""
        return "__count" if self.aggregate == "count" else f"{self.field}:{self.aggregate}"

    def is_derived(self, env):
        """Return whether the measure reads a field that is computed in SQL when it is read."""
        known = env[self.model]._fields
        names = {condition.field_expr.split(".")[0] for condition in self.domain.iter_conditions()}
        return any(
            name in known and not known[name].store and not is_of_row(known[name])
            for name in {*names, self.field}
        )

    def get_domain(self, env, scope):
        """Return the domain of the records that the measure reads within ``scope``."""
        domain = self.domain & scope.get_domain(env[self.model])
        if self.window == "now":
            return domain
        first, end = self.get_bounds(env, scope)
        return domain & Domain([(self.date, ">=", first), (self.date, "<", end)])

    def get_bounds(self, env, scope):
        """Return the start of the window and its end, which is excluded, in the type of the date
        field: the days are those of the company.
        """
        field = env[self.model]._fields.get(self.date)
        if not field or field.type not in ("date", "datetime"):
            raise ValueError("What puts a KPI in time is a date field.")
        first, end = scope.date_from, scope.date_to + timedelta(days=1)
        if self.window != "period":
            earlier, last = dates.get_earlier_year(scope.date_to)
            first = last if self.window == "since" else earlier
            end = last if self.window == "earlier_year" else end
        if field.type == "date":
            return str(first), str(end)
        first, end = dates.get_start(first, scope.timezone), dates.get_start(end, scope.timezone)
        return fields.Datetime.to_string(first), fields.Datetime.to_string(end)

    def get_unit(self, env):
        """Return the unit of the value: ``count``, ``money`` or ``number``."""
        field = env[self.model]._fields.get(self.field)
        if self.aggregate != "sum" or not field:
            return "count"
        return "money" if field.type == "monetary" else "number"

    def get_currency_path(self, env):
        """Return the path to the currency of the amounts that the measure sums, if any."""
        if self.get_unit(env) != "money":
            return None
        model = env[self.model]
        currency = model._fields[self.field].get_currency_field(model)
        if model._fields[currency].store:
            return currency
        # Amounts in the currency of the record's company only need the company, and nothing when
        # all companies have the current currency.
        companies = env.companies
        return "company_id" if len(companies) > 1 and len(companies.currency_id) > 1 else None


def is_of_row(field):
    """Return whether the SQL of ``field`` only reads columns of its own record."""
    return bool(getattr(field, "derived_sql", None) and getattr(field, "of_row", False))


# Untaxed revenue of the orders confirmed in the period.
REVENUE = Measure(
    "sale.order",
    Domain("state", "=", "sale"),
    aggregate="sum",
    field="net_revenue",
    date="confirmation_date",
    window="period",
)


def measure_leads(domain, date="", field=None):
    """Return the measure of an amount of opportunities; if ``date`` is given, in the period."""
    window = "period" if date else "now"
    return Measure("crm.lead", domain, "sum", field or "expected_revenue", date, window)


class MeasuredValue(NamedTuple):
    """The result of a measure: its value and the number of its records."""

    value: float = 0
    count: int = 0

    def __add__(self, other):
        return MeasuredValue(self.value + other.value, self.count + other.count)

    @classmethod
    def total(cls, values):
        """Return what ``values`` add up to.

        >>> MeasuredValue.total([MeasuredValue(10, 1), MeasuredValue(20, 2)])
        MeasuredValue(value=30, count=3)
        >>> MeasuredValue.total([])
        MeasuredValue(value=0, count=0)
        """
        return cls(*map(sum, zip(*values, strict=True)))


class Figure(NamedTuple):
    """The measured KPI: the result of its numerator, and of its denominator if it has one."""

    numerator: MeasuredValue
    denominator: MeasuredValue | None = None

    @property
    def value(self):
        """The value of the KPI, None when there is no data.

        >>> Figure(MeasuredValue(2, 2), MeasuredValue(10, 10)).value
        0.2
        >>> Figure(MeasuredValue(2, 2), MeasuredValue(0, 0)).value is None
        True
        >>> Figure(MeasuredValue(0, 3)).value, Figure(MeasuredValue(0, 0)).value
        (0, None)
        """
        if self.denominator is not None:
            return divide(self.numerator.value, self.denominator.value)
        return self.numerator.value if self.numerator.count else None

    @property
    def sides(self):
        """The values of the sides, the numerator first."""
        return self[:1] if self.denominator is None else self[:]
