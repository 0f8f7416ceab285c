"""Which queries answer a set of measures: what reads the same records is read at once."""

from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Query(NamedTuple):
    """One aggregate: the measures that it answers, by their places.

    With a ``field``, the records are told apart by it: a measure counts those of its ``values``.
    """

    domain: Domain
    places: list
    field: str = ""
    values: dict = {}

    def holds(self, place, value):
        """Return whether the measure at ``place`` counts the records of ``value``."""
        return not self.field or value in self.values[place]


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_queries(self, measures, scope):
        """Return the queries that answer ``measures``, as few as can be."""
        same = {}
        for place, measure in enumerate(measures):
            domain = self._get_measure_domain(measure, scope)
            alone = place if measure.aggregate == "count_distinct" else None
            key = (measure.model, measure.date, repr(domain), alone)
            same.setdefault(key, Query(domain, [])).places.append(place)
        queries = []
        for (model, date, _domain, alone), query in same.items():
            key = (model, date, alone)
            for index, (known_key, known) in enumerate(queries):
                both = key == known_key and alone is None and self._merge(model, known, query)
                if both:
                    queries[index] = (key, both)
                    break
            else:
                queries.append((key, query))
        return [query for _key, query in queries]

    @api.model
    def _merge(self, model, one, other):
        """Return the query that answers both, None when there is none.

        They must differ in one thing: which values they ask of a selection, as the won of the
        closed.
        """
        if one.field or other.field:
            return None
        leaves = [self._get_leaves(query.domain) for query in (one, other)]
        if None in leaves:
            return None
        apart = [leaves[side].keys() - leaves[1 - side].keys() for side in (0, 1)]
        if [len(keys) for keys in apart] != [1, 1]:
            return None
        chosen = [leaves[side][next(iter(apart[side]))] for side in (0, 1)]
        names = {name for name, _operator, _value in chosen}
        field = self.env[model]._fields.get(next(iter(names)))
        if len(names) > 1 or not field or field.type != "selection" or not field.store:
            return None
        sets = [self._get_values(leaf) for leaf in chosen]
        if None in sets:
            return None
        common = [leaf for key, leaf in leaves[0].items() if key not in apart[0]]
        values = dict.fromkeys(one.places, sets[0])
        values.update(dict.fromkeys(other.places, sets[1]))
        return Query(
            Domain.AND([Domain([leaf]) for leaf in common])
            & Domain(field.name, "in", sorted(sets[0] | sets[1])),
            [*one.places, *other.places],
            field.name,
            values,
        )

    @api.model
    def _get_leaves(self, domain):
        """Return ``{text: condition}`` of what must all hold, None when it is not as simple."""
        parts = list(domain)
        if any(isinstance(part, str) and part != "&" for part in parts):
            return None
        return {repr(part): part for part in parts if part != "&"}

    @api.model
    def _get_values(self, leaf):
        """Return the set of values that ``leaf`` asks for, None when it does not name them."""
        _name, operator, value = leaf
        values = [value] if operator == "=" else value if operator == "in" else None
        if values is None or isinstance(values, str) or not all(isinstance(v, str) for v in values):
            return None
        return set(values)

    @api.model
    def _get_parts(self, model, domain, keys):
        """Return the domains that make ``domain`` up, no record being in two of them.

        Records of no company are read apart: asked for "of these companies or of none",
        PostgreSQL would look at those of every company. But not where what is derived, the
        attention say, would be derived twice.

        :param keys: what the records are grouped by
        """
        company = model._fields.get("company_id")
        if not company or company.required:
            return [domain]
        names = {condition.field_expr for condition in domain.iter_conditions()}
        fields_ = [model._fields.get(name.split(":")[0].split(".")[0]) for name in {*names, *keys}]
        if not all(field and field.store for field in fields_):
            return [domain]
        companies = Domain("company_id", "in", self.env.companies.ids)
        return [domain & companies, domain & Domain("company_id", "=", False)]
