"""Sheets of a workbook that hold the same table: one a month, one a salesperson, one a stage."""

import re

from ..cell import blanks
from ..cell.calendar_words import find_month
from ..cell.texts import get_text
from ..cell.words import get_words, normalize
from ..heading import headings

# Rows of the second sheet begin at this number, those of the third at its double.
STEP = 1_000_000
# Sheets whose rows are copies or examples.
COPIES = re.compile(
    r"\b(?:modele|template|vorlage|plantilla|modello|exemple|example|beispiel|copie|copy|kopie|copia|"
    r"sauvegarde|backup|old|ancien\w*|archives?|archiv\w*|vierge|brouillon|test)\b|\(\d\)$"
)
# The share of rows of one sheet found in another, from which they are states of one list.
REPEATED = 0.2


def find_alike(best, scored):
    """Return the (sheet, header) pairs that hold the table of ``best``, in the workbook's order.

    Sheets with the same rows are states of one list: only the one of the last month is returned,
    ``best`` where their names say no month.
    """
    titles = _get_titles(best)
    telling = [place for place, title in enumerate(titles) if _tells(title)] or [0, 1]
    alike = [item for item in scored if item is best or _is_part(item, titles)]
    seen = set()
    for sheet, found in alike if len(alike) > 1 else ():
        rows = [_get_key(row, telling) for row in sheet.rows[found.place + 1 :]]
        rows = {key for key in rows if sum(map(bool, key)) > 1}
        if len(rows & seen) > REPEATED * len(rows):
            return [_get_latest(best, alike)]
        seen |= rows
    return alike


def _get_latest(best, alike):
    months = [_get_month(sheet.name) for sheet, _found in alike]
    return alike[months.index(max(months))] if all(months) else best


def _get_month(name):
    """Return (year, month) of the name of a sheet, None without a month.

    >>> _get_month("Oct 2026"), _get_month("Décembre"), _get_month("Feuil1")
    ((2026, 10), (0, 12), None)
    """
    year = re.search(r"20\d\d", name)
    months = filter(None, map(find_month, re.findall(r"[^\W\d_]{3,}", name)))
    month = next(months, None)
    return month and (int(year[0]) if year else 0, month)


def renumber(sheet, place):
    """Return the rows of ``sheet``, the ``place``-th of the joined ones, numbered apart."""
    return [row._replace(number=row.number + place * STEP) for row in sheet.rows]


def split_number(number):
    """Return (place of the sheet among the joined ones, from 0, number of the row in it).

    >>> split_number(4), split_number(2 * STEP + 4)
    ((0, 4), (2, 4))
    """
    return divmod(number, STEP)


def _get_titles(item):
    _sheet, found = item
    return [normalize(str(cell or "")) for cell in found.titles]


def _is_part(item, titles):
    sheet, found = item
    if found.score <= 1 or COPIES.search(normalize(sheet.name)):
        return False
    return _get_titles(item) == titles and len(sheet.rows) > found.place + 1


def _tells(title):
    """Say whether the cells under ``title`` tell a deal from another."""
    role, _rank = headings.find_role(headings.get_heading(title)) or ("", 0)
    return role in ("name", "name_customer", "customer", "product", "amount")


def _get_key(row, telling):
    cells = [row.cells[place] for place in telling if place < len(row.cells)]
    return tuple(get_words(get_text(cell)) for cell in cells if not blanks.is_empty(cell))
