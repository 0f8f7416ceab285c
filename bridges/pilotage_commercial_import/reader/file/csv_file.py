"""Text files: CSV, TSV and the like, in any encoding and with any separator."""

import codecs
import contextlib
import csv
import io

import chardet

from ..heading import headings
from .sheets import FileError, Sheet

SEPARATORS = ";,\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Number of lines in which the separator is searched.
LOOKED = 40
# A longer cell comes from a quotation mark that is not closed.
MAX_CELL = 150_000


def read(content):
    """Return the only :class:`~.sheets.Sheet` of a text file.

    Records are numbered, as a spreadsheet shows them: a cell may hold line breaks.

    >>> [row.number for row in read(b"a;b\\n\\n1;2\\n")[0].rows]
    [1, 3]
    """
    text = decode(content)
    number = 0
    sheet = Sheet("")
    separator, skipped = find_separator(text)
    if "\0" in text:
        raise FileError("nul", str(text.count("\n", 0, text.index("\0")) + 1))
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1
        ):
            if number == 1 and skipped:
                sheet.add(1, [text.splitlines()[0]])
            elif any(len(cell) > MAX_CELL for cell in cells):
                raise FileError("damaged_row", str(number))
            else:
                sheet.add(number, cells)
    except csv.Error as error:
        raise FileError("damaged_row", str(number + 1)) from error
    return [sheet]


def decode(content):
    """Return the text of ``content``: by its byte order mark, as UTF-8, else in the encoding with
    the most known headings.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise FileError("damaged") from error
    if b"\0" in content[:2000]:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        if content[:40].count(b"\0") > 10:
            return content.decode(encoding, errors="replace")
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    return max(_decode_bytes(content), key=_count_known)


def _decode_bytes(content):
    """Return ``content`` in the single-byte encodings of spreadsheets."""
    guess = chardet.detect(content[:20_000])["encoding"] or ""
    texts = [
        content.decode(encoding, errors="replace") for encoding in ("cp1252", "mac-roman", "cp850")
    ]
    if guess.lower() not in ("", "ascii", "utf-8", "windows-1252", "iso-8859-1", "cp1252"):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            texts.append(content.decode(guess))
    return texts


def _count_known(text):
    """Return the number of known headings and usual letters in ``text``, to compare encodings."""
    start = text[:20_000]
    lines = start.splitlines()[:5]
    known = sum(
        headings.find_role(headings.get_heading(cell)) is not None
        for line in lines
        for cell in line.replace("\t", ";").replace(",", ";").split(";")
    )
    good = sum(start.count(letter) for letter in "éèàçêôûîâäöüñóíáú€")
    bad = sum(start.count(letter) for letter in "Ã�ŽÂ‚ƒ„…†‡ˆ‰Š‹ŒŽ©ÈÚÓÒÔ¬Ž√ÿ")
    return known * 5 + good - 2 * bad


def find_separator(text):
    """Return (separator, whether a first line ``sep=`` names it)."""
    first = text[:20].lower().split("\n", 1)[0].strip()
    if first.startswith("sep=") and len(first) <= 5:
        named = text.splitlines()[0].strip()[4:] or "\t"
        return named, True
    start = "\n".join(text[:50_000].splitlines()[:LOOKED])
    return max(SEPARATORS, key=lambda separator: _score(start, separator)), False


def _score(text, separator):
    """Return how well ``separator`` splits ``text``: known headings, then rows of one width."""
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            if any(row)
        ]
    except csv.Error:
        return 0, 0, 0
    known = max(
        (
            sum(
                headings.find_role(headings.get_heading(cell)) is not None
                for cell in row[:200]
                if len(cell) < 80
            )
            for row in rows
        ),
        default=0,
    )
    widths = [len(row) for row in rows if len(row) > 1]
    common = max(set(widths), key=widths.count) if widths else 1
    return known, widths.count(common) if common > 1 else 0, common


def split_rows(sheet):
    """Return ``sheet``, its rows split where each is a line of text in one cell: a text file that
    was pasted into a spreadsheet.

    >>> pasted = Sheet("")
    >>> pasted.add(1, ["Client;Montant;Statut"])
    >>> pasted.add(4, ['"Dupont; fils";5000;Devis'])
    >>> [(row.number, row.cells) for row in split_rows(pasted).rows][1]
    (4, ['Dupont; fils', '5000', 'Devis'])
    """
    lines = [row.cells[0] for row in sheet.rows]
    alone = all(len(row.cells) == 1 and isinstance(row.cells[0], str) for row in sheet.rows)
    if len(lines) < 2 or not alone:
        return sheet
    start = "\n".join(" ".join(line.splitlines()) for line in lines[:LOOKED])
    separator = max(SEPARATORS, key=lambda separator: _score(start, separator))
    known, _rows, width = _score(start, separator)
    if known < 2 or width < 2:
        return sheet
    found = Sheet(sheet.name, hidden=sheet.hidden)
    for row in sheet.rows:
        try:
            cells = next(csv.reader(io.StringIO(row.cells[0], newline=""), delimiter=separator))
        except (csv.Error, StopIteration):
            cells = row.cells
        found.add(row.number, cells, row.merged)
    return found
