"""Workbooks of LibreOffice, read as a stream: Odoo's library loads the whole file."""

import datetime
import io
import zipfile

from lxml import etree

from ..cell.amounts import CODES
from .comments import clean
from .sheets import MAX_COLUMNS, FileError, Money, Sheet

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read(content):
    """Return the :class:`~.sheets.Sheet` of each table of an ODS workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
            return _read_tables(stream)
    except FileError:
        raise
    except Exception as error:  # a damaged workbook raises any error
        raise FileError("damaged") from error


def _read_tables(stream):
    sheets, number, carried = [], 0, {}
    tags = (f"{TABLE}table", f"{TABLE}table-row")
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    for event, node in events:
        if node.tag == f"{TABLE}table":
            if event == "start":
                sheets.append(Sheet(node.get(f"{TABLE}name") or ""))
                number, carried = 0, {}
        elif event == "end":
            repeated = int(node.get(f"{TABLE}number-rows-repeated") or 1)
            cells, merged, comments = _read_cells(node, number + 1, carried)
            if any(cell is not None for cell in cells):
                for offset in range(min(repeated, 1000)):
                    sheets[-1].add(number + 1 + offset, cells, merged, comments)
            number += repeated
            node.clear()
    return sheets


def _read_cells(node, number, carried):
    """Return (cells, whether one is merged over others, comments by place) of a row."""
    cells, merged, comments = [], False, {}
    for cell in node:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        place = len(cells)
        value = _get_value(cell)
        for note in cell.iterfind(f"{OFFICE}annotation"):
            comments[place] = clean(_get_text(note))
        rows = int(cell.get(f"{TABLE}number-rows-spanned") or 1)
        columns = int(cell.get(f"{TABLE}number-columns-spanned") or 1)
        merged |= columns > 1
        if rows > 1 and columns == 1:
            carried[place] = (value, number + rows - 1)
        if value is None and place in carried and number <= carried[place][1]:
            value = carried[place][0]
        repeated = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        if value is None and repeated > MAX_COLUMNS:
            break
        if repeated > MAX_COLUMNS:
            raise FileError("too_many_columns", str(repeated))
        cells += [value] * repeated
    return cells, merged, comments


def _get_value(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{OFFICE}value") or 0)
        currency = cell.get(f"{OFFICE}currency")
        return Money(number, currency) if currency in CODES else number
    if kind == "date":
        text = cell.get(f"{OFFICE}date-value") or ""
        return datetime.datetime.fromisoformat(text[:19])
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    return _get_text(cell).strip() or None


def _get_text(node):
    return "\n".join("".join(paragraph.itertext()) for paragraph in node.iterfind(f"{TEXT}p"))
