"""Finds records by the names of a sheet, whatever their accents and case, in one query."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ..reader.cell.words import APOSTROPHES, COMBINING_MARKS, LIGATURES, normalize


def find_by_name(model, names, domain, active_test=True):
    """Return ``{normalized name: [record, by id]}`` of the records of ``model`` with one of
    ``names``.
    """
    model = model.with_context(active_test=active_test)
    keys = list({get_key(name) for name in names if name})
    if not keys:
        return {}

    def to_sql(model, alias, query):
        return SQL("%s = ANY(%s)", get_key_sql(model._field_to_sql(alias, "name", query)), keys)

    # Lists of records of one recordset: they share its prefetch.
    found = defaultdict(list)
    for record in model.search(Domain(domain) & Domain.custom(to_sql=to_sql), order="id"):
        found[normalize(record.name)].append(record)
    return found


def get_key(text):
    """Return ``text`` normalized and without spaces, to be compared in SQL.

    >>> get_key("Chœur d’Élite")
    "choeurd'elite"
    """
    return normalize(text).replace(" ", "")


def get_key_sql(name):
    """Return the SQL of :func:`get_key` of the expression ``name``.

    Without PostgreSQL's extension *unaccent*, which may be missing. Names in plain ASCII, the most
    frequent, skip the slow part.
    """
    plain = SQL(
        "lower(regexp_replace(normalize(%s, NFKD), %s, '', 'g'))",
        name,
        rf"[{COMBINING_MARKS}\s]",
    )
    replacements = {
        **dict.fromkeys(APOSTROPHES, "'"),
        **LIGATURES,
        # With the C collation, lower() does not change these capitals.
        **{
            ligature.upper(): letters
            for ligature, letters in LIGATURES.items()
            if len(ligature.upper()) == 1
        },
    }
    for old, new in replacements.items():
        plain = SQL("replace(%s, %s, %s)", plain, old, new)
    return SQL(
        "CASE WHEN octet_length(%(name)s) = length(%(name)s) AND %(name)s !~ %(special)s"
        " THEN replace(lower(%(name)s), ' ', '') ELSE %(plain)s END",
        name=name,
        special=r"[\t\n\r`]",
        plain=plain,
    )
