"""What the readers of files return: sheets, rows, cells."""

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_COLUMNS = 500
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000


class FileError(ValueError):
    """A file that cannot be read; ``code`` says why and ``about`` what the sentence names."""

    def __init__(self, code, about=""):
        super().__init__(code)
        self.code = code
        self.about = about


class Money(float):
    """A number whose cell is formatted in a currency; ``currency`` is its sign or code."""

    def __new__(cls, value, currency):
        self = super().__new__(cls, value)
        self.currency = currency
        return self

    def __reduce__(self):
        return Money, (float(self), self.currency)


class Row(NamedTuple):
    """A row that holds something: its number in the file, from 1, its cells, and whether one of
    them is merged over others of the same row."""

    number: int
    cells: list
    merged: bool = False


@dataclass
class Sheet:
    """A sheet and its rows; those without anything are left out."""

    name: str
    rows: list = field(default_factory=list)
    hidden: bool = False
    count: int = 0

    def add(self, number, cells, merged=False):
        """Keep a row unless it is empty, and refuse what no sheet of sales looks like."""
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
        self.rows.append(Row(number, list(cells[:last]), merged))
