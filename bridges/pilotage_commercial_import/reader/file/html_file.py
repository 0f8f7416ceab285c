"""Web pages saved as ``.xls``, as many programs export their lists: each table is a sheet."""

import contextlib
import re

from lxml import etree, html

from . import csv_file
from .sheets import MAX_COLUMNS, FileError, Sheet

BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
# A declaration of the encoding, which lxml refuses in a text that is decoded.
DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]*charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# Cells over more rows than this are decoration.
MAX_SPAN = 2000


def read(content):
    """Return the :class:`~.sheets.Sheet` of each table of a web page that holds no other table.

    >>> page = b"<table><tr><th>Client<th>Notes</tr><tr><td>A&amp;B<td>Nord<br>Sud</tr></table>"
    >>> [row.cells for row in read(page)[0].rows]
    [['Client', 'Notes'], ['A&B', 'Nord\\nSud']]
    """
    try:
        page = html.document_fromstring(DECLARED.sub("", _decode(content)))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise FileError("damaged") from error
    tables = [table for table in page.iter("table") if table.find(".//table") is None]
    sheets = [_read_table(table, number) for number, table in enumerate(tables, 1)]
    found = [sheet for sheet in sheets if any(len(row.cells) > 1 for row in sheet.rows)]
    if not found:
        raise FileError("web_page")
    return found


def _decode(content):
    """Return the text of ``content``, in the encoding that the page names, else in a likely one."""
    named = CHARSET.search(content[:5000])
    with contextlib.suppress(LookupError, UnicodeDecodeError):
        return content.decode(named[1].decode()) if named else csv_file.decode(content)
    return csv_file.decode(content)


def _read_table(table, number):
    sheet = Sheet(f"Table {number}" if number > 1 else "")
    below = {}
    for place, line in enumerate(table.iter("tr"), 1):
        cells, merged = [], False
        for cell in line.iterchildren("td", "th"):
            _fill_from_above(cells, below)
            wide, high = _get_span(cell, "colspan"), _get_span(cell, "rowspan")
            text = _get_text(cell)
            merged = merged or wide > 1
            for index in range(len(cells), len(cells) + wide):
                if high > 1 and index == len(cells):
                    below[index] = (high, text)
            cells += [text, *[None] * (wide - 1)]
            if len(cells) > MAX_COLUMNS:
                raise FileError("too_many_columns", str(len(cells)))
        _fill_from_above(cells, below)
        below = {index: (left - 1, text) for index, (left, text) in below.items() if left > 1}
        sheet.add(place, cells, merged)
    return sheet


def _fill_from_above(cells, below):
    """Add to ``cells`` those of rows above that stand in the same places."""
    while len(cells) in below:
        cells.append(below[len(cells)][1])


def _get_span(cell, name):
    value = cell.get(name, "")
    return min(max(int(value), 1), MAX_SPAN) if value.isdecimal() else 1


def _get_text(cell):
    """Return the text of a cell, its lines apart; None for an empty one."""
    for line in cell.iter("br"):
        line.tail = "\n" + (line.tail or "")
    lines = (BLANKS.sub(" ", text).strip() for text in cell.text_content().split("\n"))
    return "\n".join(filter(None, lines)) or None
