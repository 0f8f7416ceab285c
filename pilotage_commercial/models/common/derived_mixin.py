"""Fields computed in SQL when they are read, and weighted averages."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PilotageDerivedMixin(models.AbstractModel):
    """Let a field declare its SQL in parameters of its own.

    ``derived_sql``: name of the method that returns the SQL of a field that is not stored, to
    search, group, sort and sum by. It receives ``(alias, field name, query)``.

    ``of_row``: whether that SQL reads only columns of the record itself, and so costs no more than
    a stored field.

    ``average_sql``: name of the method that returns the SQL of the average of a field over a group,
    where a plain average would give an order of 100 the weight of one of 100 000. It receives
    ``(field name, query)``.
    """

    _name = "pilotage.derived.mixin"
    _description = "Derived and weighted fields"

    def _valid_field_parameter(self, field, name):
        ours = ("derived_sql", "of_row", "average_sql")
        return name in ours or super()._valid_field_parameter(field, name)

    def _read_format(self, fnames, load="_classic_read"):
        """Leave out the missing records of a model that is a query.

        The ORM looks for each of them again, alone: here by running the whole query.
        """
        known = self._get_fetched(fnames) if not self._auto and len(self) > 1 else self
        return super(PilotageDerivedMixin, known)._read_format(fnames, load)

    def _get_fetched(self, fnames):
        """Return those of ``self`` of which a column of ``fnames`` was just read; without any
        column, those that exist.
        """
        column = next((name for name in fnames if name != "id" and self._fields[name].store), None)
        if column is None:
            return self.exists()
        cache = self._fields[column]._get_cache(self.env)
        return self.browse(record_id for record_id in self._ids if record_id in cache)

    def _field_to_sql(self, alias, field_expr, query=None):
        # Called for every column of every query: keep it to one look-up.
        field, part = self._fields.get(field_expr), ""
        if field is None:  # a part of a date: next_action_date.month_number
            name, _dot, part = field_expr.partition(".")
            field = self._fields.get(name)
        method = getattr(field, "derived_sql", None)
        if method is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        value = getattr(self, method)(alias, field.name, query)
        return field.property_to_sql(value, part, self, alias, query) if part else value

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, aggregator = aggregate_spec.partition(":")
        field = self._fields.get(name)
        method = getattr(field, "average_sql", None)
        if method is None:
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(field, "read")
        if aggregator == "avg":
            return getattr(self, method)(name, query)
        if not (field.store or getattr(field, "derived_sql", None)):
            raise UserError(
                self.env._("“%s” only has an average.", field.get_description(self.env)["string"])
            )
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        # Odoo itself looks at the groups of every field but these.
        field = self._fields.get(groupby_spec)
        if field is not None and field.type == "many2many":
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _get_ratio_sql(self, query, above, below, condition=None):
        """Return the SQL of Σ ``above`` / Σ ``below``, NULL when Σ ``below`` is 0.

        :param above: name of a field, or SQL of an aggregate; ``below`` likewise
        :param condition: SQL of the records that count; all of them by default
        """
        parts = [self._get_sum_sql(query, part) for part in (above, below)]
        if condition:
            parts = [SQL("%s FILTER (WHERE %s)", part, condition) for part in parts]
        return SQL("%s::float / NULLIF(%s, 0)", *parts)

    def _get_sum_sql(self, query, part):
        if isinstance(part, SQL):
            return part
        return SQL("SUM(%s)", self._field_to_sql(self._table, part, query))
