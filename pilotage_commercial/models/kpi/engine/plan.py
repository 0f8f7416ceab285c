"""The queries that answer a set of measures: measures of the same records share one."""

from typing import NamedTuple

from odoo.fields import Domain

from ....tools.domains import get_conditions
from .measure import Measure


class Query(NamedTuple):
    """One aggregate, and the measures that it answers, by their position in the given list.

    With a ``field``, the query groups by it: a measure counts its own ``values`` of it.
    """

    first: Measure
    conditions: list  # domains that must all hold, without those on ``field``
    values: dict  # by position, the values of ``field`` that it counts; None: all of them
    field: str = ""

    @property
    def domain(self):
        """The domain of the records to read."""
        domain = Domain.AND(self.conditions)
        if not self.field:
            return domain
        return domain & Domain(self.field, "in", sorted(set().union(*self.values.values())))

    def widen(self, position, measure, fields):
        """Return a query that also answers ``measure``, None when one query cannot.

        The measure must read the same records, or differ in the values of one selection field only.
        """
        first = self.first
        if (measure.model, measure.date) != (first.model, first.date):
            return None
        if "count_distinct" in (measure.aggregate, first.aggregate):
            return None
        asked = get_conditions(measure.domain)
        more = [condition for condition in asked if condition not in self.conditions]
        less = [condition for condition in self.conditions if condition not in asked]
        if not (more or less or self.field):
            return self._replace(values={**self.values, position: None})
        if len(more) != 1 or len(less) != (0 if self.field else 1):
            return None
        field, values = get_values(more[0])
        if self.field:
            known = {**self.values, position: values}
            return self._replace(values=known) if values and field == self.field else None
        known_field, known_values = get_values(less[0])
        if not (values and known_values) or field != known_field:
            return None
        known = fields[measure.model].get(field)
        if not known or known.type != "selection" or not known.store:
            return None
        return Query(
            first,
            [condition for condition in self.conditions if condition != less[0]],
            {**dict.fromkeys(self.values, known_values), position: values},
            field,
        )


def merge(measures, fields):
    """Return the queries that answer ``measures``, as few as can be.

    :param measures: each with the whole domain of the records that it reads
    :param fields: the fields of each model: a query can group by a stored selection

    Won and closed opportunities share a query, grouped by their status; so do two amounts of the
    same records.

    >>> closed = Measure("crm.lead", Domain("won_status", "in", ["won", "lost"]) & mine)
    >>> won = closed._replace(domain=mine & Domain("won_status", "=", "won"))
    >>> amount = won._replace(aggregate="sum", field="expected_revenue")
    >>> from odoo.fields import Selection
    >>> fields = {"crm.lead": {"won_status": Selection(store=True)}}
    >>> [query] = merge([won, closed, amount], fields)
    >>> query.field, sorted(query.values[1]), query.values[0] == query.values[2]
    ('won_status', ['lost', 'won'], True)
    >>> query.domain == mine & Domain("won_status", "in", ["lost", "won"])
    True

    Measures that differ in more than one selection have queries of their own, and so has a count
    of distinct values.

    >>> def count(*asked): return len(merge(asked, fields))
    >>> count(won, won), count(won, won._replace(domain=mine)), count(won, won._replace(date="x"))
    (1, 2, 2)
    >>> count(won, closed._replace(domain=mine & Domain("name", "=", "Deal")))
    2
    >>> count(won, closed._replace(domain=mine & Domain("won_status", "!=", "won")))
    2
    >>> distinct = won._replace(aggregate="count_distinct", field="partner_id")
    >>> count(won, distinct), count(distinct, distinct)
    (2, 2)
    """
    queries = []
    for position, measure in enumerate(measures):
        for index, query in enumerate(queries):
            wider = query.widen(position, measure, fields)
            if wider:
                queries[index] = wider
                break
        else:
            queries.append(Query(measure, get_conditions(measure.domain), {position: None}))
    return queries


def get_values(condition):
    """Return (field, set of the values that ``condition`` names), the set empty if it names none.

    >>> get_values(Domain("state", "=", "sale")), get_values(Domain("state", "!=", "sale"))
    (('state', {'sale'}), ('state', set()))
    >>> field, values = get_values(Domain("state", "in", ["sale", "sent"]))
    >>> sorted(values), get_values(Domain("user_id", "in", [1]))
    (['sale', 'sent'], ('user_id', set()))
    """
    name, operator = (getattr(condition, part, "") for part in ("field_expr", "operator"))
    values = set()
    if operator == "=":
        values = {condition.value}
    elif operator == "in" and not isinstance(condition.value, str | Domain):
        values = set(condition.value)
    return name, values if all(isinstance(value, str) for value in values) else set()
