"""Old Excel workbooks."""

import io
import logging

from .comments import clean
from .sheets import FileError, Money, Sheet
from .xlsx_file import get_format_currency


def read(content):
    """Return the :class:`~.sheets.Sheet` of each sheet of an XLS workbook."""
    import xlrd  # optional for Odoo too

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        return [_read_sheet(xlrd, book, sheet) for sheet in book.sheets()]
    except FileError:
        raise
    except Exception as error:
        logging.getLogger(__name__).debug("unreadable workbook", exc_info=True)
        raise FileError("damaged") from error


def _read_sheet(xlrd, book, sheet):
    found = Sheet(sheet.name, hidden=bool(sheet.visibility))
    down, across = {}, set()
    for top, bottom, left, right in sheet.merged_cells:
        if right - left == 1:
            down.update({(row, left): (top, left) for row in range(top + 1, bottom)})
        elif bottom - top == 1:
            across.add(top)
    comments = {}
    for (row, place), note in sheet.cell_note_map.items():
        comments.setdefault(row, {})[place] = clean(note.text)
    for row in range(sheet.nrows):
        cells = []
        for place in range(sheet.row_len(row)):
            source = down.get((row, place), (row, place))
            cells.append(_get_value(xlrd, book, sheet.cell(*source)))
        struck = _is_struck(xlrd, book, sheet.row(row))
        found.add(row + 1, cells, row in across, comments.get(row), struck)
    return found


def _is_struck(xlrd, book, cells):
    """Say whether all cells with a text are struck through."""
    texts = [cell for cell in cells if cell.ctype == xlrd.XL_CELL_TEXT]
    fonts = (book.font_list[book.xf_list[cell.xf_index].font_index] for cell in texts)
    return bool(texts) and all(font.struck_out for font in fonts)


def _get_value(xlrd, book, cell):
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        return moment if cell.value >= 1 else str(moment.time())
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        currency = get_format_currency(style.format_str) if style else None
        return Money(cell.value, currency) if currency else cell.value
    return cell.value
