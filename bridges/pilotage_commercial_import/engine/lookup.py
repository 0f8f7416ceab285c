"""Finds records by the names of a sheet, compared as people read them, in one query."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ..reader.words import APOSTROPHES, COMBINING_MARKS, LIGATURES, normalize


def find_by_name(model, names, domain, active_test=True):
    """Return ``{normalized name: [record, by id]}`` of the records of ``model`` called
    ``names``.
    """
    model = model.with_context(active_test=active_test)
    keys = list({get_key(name) for name in names if name})
    if not keys:
        return {}

    def to_sql(model, alias, query):
        return SQL("%s = ANY(%s)", get_key_sql(model._field_to_sql(alias, "name", query)), keys)

    # Lists, not unions: each record keeps the prefetch of them all.
    found = defaultdict(list)
    for record in model.search(Domain(domain) & Domain.custom(to_sql=to_sql), order="id"):
        found[normalize(record.name)].append(record)
    return found


def get_key(text):
    """Return ``text`` normalized and without spaces: what the database is asked for.

    >>> get_key("Chœur d’Élite")
    "choeurd'elite"
    """
    return normalize(text).replace(" ", "")


def get_key_sql(name):
    """Return the SQL of :func:`get_key` of the expression ``name``.

    Without PostgreSQL's *unaccent*, which a database may not have; the slow part is left out for
    the many names in plain ASCII.
    """
    plain = SQL(
        "lower(regexp_replace(normalize(%s, NFKD), %s, '', 'g'))",
        name,
        rf"[{COMBINING_MARKS}\s]",
    )
    replacements = {
        **dict.fromkeys(APOSTROPHES, "'"),
        **LIGATURES,
        # A database with the C collation does not know the capitals of these.
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
