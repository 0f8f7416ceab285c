"""Figures that are cheap to store: most writes of an order change some of them."""

from odoo import fields
from odoo.tools.misc import SENTINEL


class Amount(fields.Monetary):
    """An amount that is rounded when it is set, and not again when it is stored.

    For that, Odoo looks for the currency of each amount of each record in an environment of its
    own, which takes longer than all the rest of an assignment. An order has ten amounts of ours.
    """

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        if validate:
            return super().convert_to_column_insert(value, record, values, validate)
        return float(value or 0.0)  # from the cache


def assign(record, values):
    """Set stored fields of ``record`` that nobody types, to ``values`` as the cache has them.

    Amounts are rounded, empty dates and codes are None. For fields that their compute method sets,
    or whose dependents are marked by the caller. An assignment takes fifteen times as long: it
    looks for the currency of each amount, too.
    """
    record_id, env = record.id, record.env
    for name, value in values.items():
        field = record._fields[name]
        if not record_id:  # in an unsaved form
            record[name] = value
        elif field._get_cache(env).get(record_id, SENTINEL) != value:
            field._update_cache(record, value, dirty=True)
