"""The table of deals in a file: its sheet, its header row, and the rows that are no deals."""

import re
from dataclasses import dataclass, field

from . import blanks, columns, headings
from .rows import NAMES, set_aside, sort_rows
from .sheets import FileError
from .words import normalize

# How far down the header is looked for, in rows that hold something.
SEARCHED = 40
WEIGHTS = {
    "name": 3, "name_customer": 6, "customer": 3, "amount": 3, "stage": 3, "status": 2, "action": 2,
    "due": 2, "closing": 2, "close": 2, "contact": 1, "salesperson": 1, "email": 1, "phone": 1,
    "created": 1, "source": 1, "notes": 1, "tags": 1, "currency": 1, "lost_reason": 1, "source_id": 1,  # noqa: E501
    "product": 1, "ignore": 0.5, "won_date": 1, "lost_date": 1, "first_name": 1, "last_name": 1,
    "cost": 1, "margin": 1, "urgency": 1, "done": 0.5,
}  # fmt: skip
SALES = {"amount", "stage", "status", "action", "due", "closing", "close"}


@dataclass
class Table:
    """The rows of deals of a sheet, under the columns that were understood."""

    sheet: str
    header: int
    columns: list
    rows: list = field(default_factory=list)
    aside: list = field(default_factory=list)
    sections: dict = field(default_factory=dict)
    total: float | None = None
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
    scored = [(sheet, *_find_header(sheet, header)) for sheet in filled]
    best = max(scored, key=lambda item: item[1])
    if sheet_name:
        best = next((item for item in scored if item[0].name == sheet_name), best)
    sheet, score, place = best
    table = _make_table(sheet, place, choices)
    table.other_sheets = [
        item[0].name for item in scored if item[0] is not sheet and item[1] >= 0.6 * score > 0
    ]
    return table


def looks_like_deals(table):
    """Say whether ``table`` names deals and says something about selling them."""
    roles = {column.role for column in table.columns}
    named = roles & NAMES
    return bool(named and roles & SALES and table.rows)


# --- header ----------------------------------------------------------------------------------


def _find_header(sheet, chosen=None):
    """Return (score, place) of the row of ``sheet`` that most looks like its header."""
    scores = []
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        if chosen and row.number == chosen:
            return 1000, place
        scores.append((_score_header(row.cells), -place))
    score, place = max(scores)
    place = -place
    if len(sheet.rows) > place + 1 and score > 0:
        score += 1
    return score, place


def _score_header(cells):
    """Return how much a row looks like headings: what is known of it, less what is a value."""
    score, seen, texts = 0, set(), 0
    for cell in cells:
        if blanks.is_empty(cell):
            continue
        if not isinstance(cell, str) or len(cell) > 80:
            score -= 2
            continue
        texts += 1
        if re.search(r"\d{3}|@", cell):
            score -= 1
        found = headings.find_role(headings.get_heading(cell))
        if found and found[0] not in seen:
            seen.add(found[0])
            score += WEIGHTS.get(found[0], 1) if found[1] < 500 else 1
    return score if texts > 1 or seen & {"name_customer"} else min(score, 1)


def _make_table(sheet, place, choices):
    header = sheet.rows[place]
    below = sheet.rows[place + 1 :]
    found = columns.read_columns(header.cells, [row.cells for row in below], choices)
    table = Table(sheet.name, header.number, found)
    table.aside = [set_aside(row, "title") for row in sheet.rows[:place]]
    if table.aside and normalize(str(table.aside[0].text)).startswith("sep="):
        table.aside[0] = table.aside[0]._replace(why="separator")
    sort_rows(table, header, below)
    return table
