"""The table of deals in a file: its sheet, its header row, and the rows that are no deals."""

from dataclasses import dataclass, field

from ..cell import statuses
from ..cell.words import normalize
from ..column import columns, guesses
from ..file.sheets import FileError
from .header import find_header
from .joined import find_alike, renumber
from .rows import NAMES, set_aside, sort_rows

SALES = {"amount", "stage", "status", "action", "due", "closing", "close"}


@dataclass
class Table:
    """The deals of a sheet, or of several that are alike, with the roles of their columns."""

    sheet: str
    header: int
    columns: list
    rows: list = field(default_factory=list)
    aside: list = field(default_factory=list)
    sections: dict = field(default_factory=dict)
    totals: list = field(default_factory=list)
    other_sheets: list = field(default_factory=list)
    joined: list = field(default_factory=list)
    # Below 0 when no row looks like headings.
    score: float = 0

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
    alike = [best] if sheet_name or header else find_alike(best, scored)
    table = _make_table(alike, choices)
    table.other_sheets = [
        other.name
        for other, header in scored
        if not any(other is sheet for sheet, _found in alike)
        and header.score >= 0.6 * best[1].score > 0
    ]
    return table


def looks_like_deals(table):
    """Return whether ``table`` has names of deals and at least one other value of a sale."""
    roles = {column.role for column in table.columns}
    named = roles & {*NAMES, "first_name", "last_name"}
    return bool(named and roles & SALES and table.rows and not is_something_else(table))


def get_refusal(table):
    """Return why ``table`` holds no deals: nothing names its rows, it has none, or they are of
    another kind."""
    reasons = [row.why for row in table.aside if row.why not in ("title", "separator", "header")]
    if "no_name" in reasons:
        return "no_name"
    return "no_deals" if reasons else "empty"


def is_something_else(table):
    """Say whether ``table`` is no list of deals for all that it has names: one of products, a
    board whose columns are the stages, or rows without headings."""
    roles = {column.role for column in table.columns}
    name = table.find("name")
    is_products = (
        name is not None
        and name.heading.words in guesses.NAMING
        and not roles & (NAMES - {"name"})
        and not roles & (SALES - {"amount"})
    )
    titles = [column.title for column in table.columns if column.title]
    stages = {statuses.find_stage(title) for title in titles} - {None}
    is_board = len(stages) > 2 and all(map(statuses.find_stage, titles))
    return is_products or is_board or table.score < 0


def _make_table(alike, choices):
    """Return the :class:`Table` of (sheet, header) pairs that have the same columns."""
    parts = [renumber(sheet, place) for place, (sheet, _found) in enumerate(alike)]
    below = [rows[found.place + 1 :] for rows, (_sheet, found) in zip(parts, alike, strict=True)]
    cells = [row.cells for rows in below for row in rows]
    read = columns.read_columns(alike[0][1].titles, cells, choices)
    first = parts[0][alike[0][1].place]
    table = Table(alike[0][0].name, first.number, read, score=alike[0][1].score)
    for rows, (sheet, found) in zip(parts, alike, strict=True):
        titles = [set_aside(row, "title") for row in rows[: found.place]]
        if titles and normalize(str(titles[0].text)).startswith("sep="):
            titles[0] = titles[0]._replace(why="separator")
        table.aside += titles
        done = len(table.rows)
        sort_rows(table, rows[found.place], rows[found.place + 1 :])
        if len(alike) > 1:
            table.joined.append(sheet.name)
            for row in table.rows[done:]:
                table.sections.setdefault(row.number, sheet.name)
    if table.joined:
        table.sheet = ""
    return table
