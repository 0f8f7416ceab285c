"""Excel workbooks, read row by row to keep memory constant."""

import datetime
import io
import itertools
import re
import warnings
import zipfile

from ..cell.amounts import find_currency
from .comments import get_place, read_comments
from .sheets import FileError, Money, Sheet

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
# A formula without a computed value.
UNCOMPUTED = re.compile(
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# Cells merged over more rows than this are decoration.
MAX_MERGED = 2000
# A gap of more rows than this ends the sheet.
MAX_GAP = 5000


def read(content):
    """Return the :class:`~.sheets.Sheet` of each sheet of an XLSX workbook."""
    import openpyxl  # optional for Odoo too

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            formulas = None
            if _has_uncomputed(content):
                formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            return [
                _read_sheet(sheet, content, formulas and formulas[sheet.title])
                for sheet in book.worksheets
                if sheet.sheet_state != "veryHidden"
            ]
    except FileError:
        raise
    except Exception as error:  # damaged workbooks raise many kinds of errors in the library
        raise FileError("damaged") from error


def _has_uncomputed(content):
    """Return whether a workbook holds formulas without computed values: a program wrote it and no
    spreadsheet has saved it since.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as stream:
                tail = b""
                while chunk := stream.read(1 << 20):
                    if UNCOMPUTED.search(tail + chunk):
                        return True
                    tail = chunk[-100:]
    return False


def _read_sheet(sheet, content, formulas=None):
    found = Sheet(sheet.title, hidden=sheet.sheet_state != "visible")
    # Some programs write wrong dimensions.
    for each in filter(None, (sheet, formulas)):
        each.reset_dimensions()
    down, across = _read_merged(sheet, content)
    comments = _read_comments(sheet, content)
    carried, last, styles, fonts = {}, 0, {}, {}
    texts = itertools.repeat(()) if formulas is None else formulas.iter_rows()
    for number, (cells, written) in enumerate(zip(sheet.iter_rows(), texts, strict=False), 1):
        values = [_get_value(cell, styles) for cell in cells]
        for place, cell in enumerate(written):
            if (
                place < len(values)
                and values[place] is None
                and str(cell.value or "").startswith("=")
            ):
                values[place] = cell.value
        for place in down.get(number, ()):
            if place < len(values):
                carried[place] = (values[place], down[number][place])
        for place, (value, end) in list(carried.items()):
            if number > end:
                del carried[place]
            elif place < len(values) and values[place] is None:
                values[place] = value
            elif place == len(values) and value is not None:
                values.append(value)
        if any(value is not None for value in values):
            last = number
        elif number - last > MAX_GAP:
            break
        struck = _is_struck(cells, fonts)
        found.add(number, values, number in across, comments.get(number), struck)
    return found


def _is_struck(cells, fonts):
    """Say whether all cells with a text are struck through."""
    told = False
    for cell in cells:
        if isinstance(cell.value, str):
            key = cell._style_id
            if key not in fonts:
                fonts[key] = bool(cell.font and cell.font.strike)
            if not fonts[key]:
                return False
            told = True
    return told


def _get_value(cell, styles):
    """Return the value of a cell: a text, a number, Money if its format is a currency, a date."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        currency = styles.get(cell._style_id, "")
        if currency == "":
            currency = styles[cell._style_id] = get_format_currency(cell.number_format)
        return Money(value, currency) if currency else value
    # A time of day, a duration: a text to all that reads dates and amounts.
    return value if isinstance(value, bool | datetime.date) else str(value)


def get_format_currency(number_format):
    """Return the currency of a number format, None without one.

    >>> get_format_currency('#,##0 "€"'), get_format_currency("$#,##0"), get_format_currency("0.00")
    ('EUR', '$', None)
    >>> get_format_currency('[$£-809]#,##0.00'), get_format_currency("[Red]General")
    ('GBP', None)
    """
    if not number_format or number_format == "General":
        return None
    found = _FORMATS.get(number_format, "")
    if found == "":
        texts = re.findall(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|([€$£¥])', number_format)
        found = next(filter(None, (find_currency("".join(text).strip()) for text in texts)), None)
        _FORMATS[number_format] = found
    return found


_FORMATS = {}


def _read_merged(sheet, content):
    """Return the merged cells: ``{row: {place: last row}}`` downwards, and the rows merged across.

    openpyxl leaves them out when it reads row by row; they stand after the cells.
    """
    path = _get_path(sheet)
    down, across = {}, set()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as stream:
            tail = b""
            while chunk := stream.read(1 << 20):
                tail = (tail + chunk)[-(2 << 20) :]
    except (KeyError, ValueError, zipfile.BadZipFile):
        return down, across
    for left, top, right, bottom in MERGED.findall(tail):
        first, last = int(top), int(bottom)
        if left == right and 0 < last - first <= MAX_MERGED:
            down.setdefault(first, {})[get_place(left.decode())] = last
        elif first == last:
            across.add(first)
    return down, across


def _get_path(sheet):
    return (getattr(sheet, "_worksheet_path", "") or "").lstrip("/")


def _read_comments(sheet, content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return read_comments(archive, _get_path(sheet))
    except zipfile.BadZipFile:
        return {}
