"""The results of the file readers: sheets, rows, cells."""

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_COLUMNS = 500
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000


class FileError(ValueError):
    """An unreadable file; ``code`` is the reason and ``about`` the name for the sentence."""

    def __init__(self, code, about=""):
        super().__init__(code)
        self.code = code
        self.about = about


class Money(float):
    """A number in a cell with a currency format; ``currency`` is its sign or code."""

    def __new__(cls, value, currency):
        self = super().__new__(cls, value)
        self.currency = currency
        return self

    def __reduce__(self):
        return Money, (float(self), self.currency)


class Row(NamedTuple):
    """A row with a value: its number in the file, from 1, its cells, whether one of them is merged
    over others of the row, its comments by place, and whether it is struck through.
    """

    number: int
    cells: list
    merged: bool = False
    comments: dict | None = None
    struck: bool = False


@dataclass
class Sheet:
    """A sheet and its rows, without empty rows."""

    name: str
    rows: list = field(default_factory=list)
    hidden: bool = False
    count: int = 0

    def add(self, number, cells, merged=False, comments=None, struck=False):
        """Add a row unless it is empty, and refuse sheets too large to hold sales."""
        last = len(cells)
        while last and (cells[last - 1] is None or cells[last - 1] == ""):
            last -= 1
        if not last:
            return
        if last > MAX_COLUMNS:
            raise FileError("too_many_columns", str(last))
        self.count += last
        if len(self.rows) >= MAX_ROWS or self.count > MAX_CELLS:
            raise FileError("too_many_rows", str(MAX_ROWS))
        self.rows.append(Row(number, list(cells[:last]), merged, comments, struck))
