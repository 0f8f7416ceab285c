"""Where the cells of a sheet are in its file.

Odoo's readers return the lines that hold something, as text. To name a bad row as its owner sees
it, and to tell the number 416.667 from the text "416.667", we look at the file once more.
"""

import codecs
import csv
import io
from typing import NamedTuple

# Of Python's encodings, the names that the import screen offers.
NAMES = {"cp1252": "windows-1252"}


class Line(NamedTuple):
    """A line of the file that is not empty: its number, from 1, and its cells as they are."""

    number: int
    cells: list


class SheetSource:
    """What the importer needs to know about a file besides its cells.

    ``rows`` holds the number in the file of each row of data, ``headers`` the name of the column
    of each field.
    """

    def __init__(self):
        self.rows = []
        self.headers = {}

    def locate(self, lines, fnames, data, options):
        """Learn where the rows of ``data`` are in the file, and put its real numbers there.

        :param list lines: the :class:`Line` of the file; none when they cannot be told
        :param list fnames: the field of each column of the file, False for one left out
        :param list data: rows of the columns with a field, as Odoo read them; changed in place
        :param dict options: ``has_headers`` and ``skip``, as given to Odoo's import
        """
        columns = [index for index, name in enumerate(fnames) if name]
        titles = lines.pop(0).cells if options.get("has_headers") and lines else []
        skipped = options.get("skip") or 0
        kept = [line for line in lines if _holds(line, columns)][skipped:]
        if len(kept) != len(data):
            first = 1 + bool(options.get("has_headers")) + skipped
            self.rows = list(range(first, first + len(data)))
            return
        self.rows = [line.number for line in kept]
        for column in columns:
            if column < len(titles) and titles[column] not in (None, ""):
                self.headers.setdefault(fnames[column], str(titles[column]).strip())
        for line, row in zip(kept, data, strict=True):
            for place, column in enumerate(columns):
                is_number = column < len(line.cells) and isinstance(line.cells[column], float)
                if is_number and fnames[column] == "expected_revenue":
                    row[place] = line.cells[column]


def _holds(line, columns):
    """Say whether Odoo reads ``line``: one of ``columns`` has a cell, be it of spaces."""
    cells = [line.cells[column] for column in columns if column < len(line.cells)]
    return any(cell is not None and cell != "" for cell in cells)


def is_filled(value):
    """Say whether Odoo's readers keep ``value``: spaces alone are nothing.

    >>> is_filled(0), is_filled("  "), is_filled(None)
    (True, False, False)
    """
    return bool(value.strip()) if isinstance(value, str) else value is not None


def read_lines(reader, content, options):
    """Return the lines that hold something in a file that Odoo reads with ``reader``.

    :param str reader: "csv", "xlsx" or "xls"
    :param bytes content: the file
    :param dict options: encoding, separator, quoting and sheet, as Odoo's reader completed them
    :return: list of :class:`Line`; empty for a format whose lines we cannot number
    """
    read = {"csv": _read_csv, "xlsx": _read_xlsx, "xls": _read_xls}.get(reader)
    lines = enumerate(read(content, options), 1) if read else ()
    return [Line(number, cells) for number, cells in lines if any(map(is_filled, cells))]


def _read_csv(content, options):
    # A cell may hold line breaks: number the records, as a spreadsheet shows them.
    text = content.decode(options.get("encoding") or "utf-8")
    return csv.reader(
        io.StringIO(text),
        quotechar=options.get("quoting") or '"',
        delimiter=options.get("separator") or ",",
    )


def _read_xlsx(content, options):
    # Optional for Odoo too, which says so itself when it is missing.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    sheet = book[options["sheet"]] if options.get("sheet") else book.worksheets[0]
    # Some programs write a wrong one.
    sheet.reset_dimensions()
    return [list(cells) for cells in sheet.iter_rows(values_only=True)]


def _read_xls(content, options):
    import xlrd

    book = xlrd.open_workbook(file_contents=content)
    sheet = book.sheet_by_name(options["sheet"]) if options.get("sheet") else book.sheet_by_index(0)
    return [sheet.row_values(index) for index in range(sheet.nrows)]


def guess_csv(content, quoting, is_header):
    """Return (encoding, separator) with which ``is_header`` knows the first line, else None.

    Spreadsheets save CSV in the encoding of the machine and never say which; a statistical guess
    on two lines is often wrong, while the right reading is the one where the headers are words.

    >>> guess_csv("Âge;Né\\n".encode("cp1252"), '"', lambda cells: "Né" in cells)
    ('windows-1252', ';')
    """
    encodings = (
        "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8",
        "cp1252",
        "mac-roman",
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        line = next((line for line in text.splitlines() if line.strip(" \t;,")), "")
        for separator in ";,\t|":
            cells = next(csv.reader([line], quotechar=quoting, delimiter=separator), [])
            if is_header(cells):
                return NAMES.get(encoding, encoding), separator
    return None
