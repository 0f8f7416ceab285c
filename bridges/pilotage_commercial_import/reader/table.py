"""The table of deals in a file: its sheet, its header row, and the rows that are no deals."""

from dataclasses import dataclass, field

from . import columns, statuses
from .header import find_header
from .rows import NAMES, set_aside, sort_rows
from .sheets import FileError
from .words import normalize

SALES = {"amount", "stage", "status", "action", "due", "closing", "close"}


@dataclass
class Table:
    """The deals of a sheet, with the roles of its columns."""

    sheet: str
    header: int
    columns: list
    rows: list = field(default_factory=list)
    aside: list = field(default_factory=list)
    sections: dict = field(default_factory=dict)
    totals: list = field(default_factory=list)
    other_sheets: list = field(default_factory=list)

    def find(self, role):
        """Return the column of ``role``, None when there is none."""
        return next((column for column in self.columns if column.role == role), None)


def find_table(sheets, sheet_name=None, choices=None, header=None):
    """Return the :class:`Table` of deals among ``sheets``.

    :param str sheet_name: the sheet that the user chose
    :param dict choices: roles that the user chose, by place of the column
    :param int header: number of the header row that the user chose
    :raises FileError: ``empty`` when no sheet holds anything
    """
    visible = [sheet for sheet in sheets if not sheet.hidden] or sheets
    filled = [sheet for sheet in visible if sheet.rows]
    if not filled:
        raise FileError("empty")
    scored = [(sheet, find_header(sheet, header)) for sheet in filled]
    best = max(scored, key=lambda item: item[1].score)
    if sheet_name:
        best = next((item for item in scored if item[0].name == sheet_name), best)
    sheet, found = best
    table = _make_table(sheet, found, choices)
    table.other_sheets = [
        other.name
        for other, header in scored
        if other is not sheet and header.score >= 0.6 * found.score > 0
    ]
    return table


def looks_like_deals(table):
    """Return whether ``table`` has names of deals and at least one other value of a sale."""
    roles = {column.role for column in table.columns}
    named = roles & {*NAMES, "first_name", "last_name"}
    return bool(named and roles & SALES and table.rows and not is_something_else(table))


def is_something_else(table):
    """Say whether ``table`` is no list of deals for all that it has names: one of products, or a
    board whose columns are the stages."""
    roles = {column.role for column in table.columns}
    name = table.find("name")
    is_products = (
        name is not None
        and name.heading.words in columns.NAMING
        and not roles & (NAMES - {"name"})
        and not roles & (SALES - {"amount"})
    )
    titles = [column.title for column in table.columns if column.title]
    stages = {statuses.find_stage(title) for title in titles} - {None}
    is_board = len(stages) > 2 and all(map(statuses.find_stage, titles))
    return is_products or is_board


def _make_table(sheet, found, choices):
    header = sheet.rows[found.place]
    below = sheet.rows[found.place + 1 :]
    read = columns.read_columns(found.titles, [row.cells for row in below], choices)
    table = Table(sheet.name, header.number, read)
    table.aside = [set_aside(row, "title") for row in sheet.rows[: found.place]]
    if table.aside and normalize(str(table.aside[0].text)).startswith("sep="):
        table.aside[0] = table.aside[0]._replace(why="separator")
    sort_rows(table, header, below)
    return table
