"""Old Excel workbooks."""

import io
import logging

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
    for row in range(sheet.nrows):
        cells = []
        for place in range(sheet.row_len(row)):
            source = down.get((row, place), (row, place))
            cells.append(_get_value(xlrd, book, sheet.cell(*source)))
        found.add(row + 1, cells, row in across)
    return found


def _get_value(xlrd, book, cell):
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
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
