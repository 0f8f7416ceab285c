"""The header of a sheet: one row of headings, or two, where the upper row groups the lower one."""

import re
from typing import NamedTuple

from ..cell import blanks
from ..heading import headings

# Number of non-empty rows in which the header is searched.
SEARCHED = 40
WEIGHTS = {
    "name": 3, "name_customer": 6, "customer": 3, "amount": 3, "stage": 3, "status": 2, "action": 2,
    "due": 2, "closing": 2, "close": 2, "contact": 1, "salesperson": 1, "email": 1, "phone": 1,
    "created": 1, "source": 1, "notes": 1, "tags": 1, "currency": 1, "lost_reason": 1, "source_id": 1,  # noqa: E501
    "product": 1, "ignore": 0.5, "won_date": 1, "lost_date": 1, "first_name": 1, "last_name": 1,
    "cost": 1, "margin": 1, "urgency": 1, "done": 0.5,
}  # fmt: skip
# Numbers, days and moments, which are no headings; a year or a month may be one.
VALUE = re.compile(
    r"[-+]?\d+[.,]\d+|\d{5,}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*|\d{1,2}/\d{1,2}/\d{4}(?: \d\d:\d\d.*)?"
)
# The score by which two rows together must exceed a single one.
WORTH = 1


class Header(NamedTuple):
    """The header of a sheet: how much it looks like one, the place of its last row among those of
    the sheet, and its headings."""

    score: float
    place: int
    titles: list


def find_header(sheet, chosen=None):
    """Return the :class:`Header` of ``sheet``: the row that most resembles one.

    :param int chosen: number of the row that the user chose
    """
    found = []
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        if chosen and row.number == chosen:
            return Header(1000, place, row.cells)
        found.append(Header(_score_header(row.cells), place, row.cells))
    best = max(found, key=lambda header: (header.score, -header.place))
    for place in (best.place, best.place + 1):
        if 0 < place < len(found):
            upper, lower = sheet.rows[place - 1].cells, sheet.rows[place].cells
            titles = join_titles(upper, lower)
            score = _score_header(titles) if titles else 0
            # Headings merged over two rows stand in both: the lower one is no deal.
            worth = -WORTH if _repeats(upper, lower) else WORTH
            if titles and score >= best.score + worth:
                best = Header(score, place, titles)
    if len(sheet.rows) > best.place + 1 and best.score > 0:
        best = best._replace(score=best.score + 1)
    return best


def join_titles(upper, lower):
    """Return the headings of two rows, where one of the upper row covers several of the lower; None
    when the lower row has no headings.

    >>> join_titles(["Client", "Montant", None, "Relance"], [None, "HT", "TTC", "Date", "Action"])
    ['Client', 'Montant HT', 'Montant TTC', 'Date Relance', 'Action']
    """
    if not all(_may_title(cell) for cell in (*upper, *lower)):
        return None
    titles, over = [], ""
    for index in range(max(len(upper), len(lower))):
        above = _get_text(upper, index)
        below = _get_text(lower, index)
        over = above or over
        titles.append(above if not below or above == below else _join(over, below))
    return titles


def _repeats(upper, lower):
    """Say whether a heading of the upper row stands again below itself."""
    pairs = zip(upper, lower, strict=False)
    same = [cell for cell, below in pairs if not blanks.is_empty(cell) and cell == below]
    return any(headings.find_role(headings.get_heading(cell)) for cell in same)


def _may_title(cell):
    if blanks.is_empty(cell):
        return True
    return isinstance(cell, str) and len(cell) < 50 and not re.search(r"\d{3}|@", cell)


def _get_text(cells, index):
    cell = cells[index] if index < len(cells) else None
    return "" if blanks.is_empty(cell) else " ".join(str(cell).split())


def _join(over, below):
    """Return the heading of ``below`` under ``over``: an exactly known one first."""
    choices = (f"{over} {below}", f"{below} {over}", below)
    for text in choices:
        role, rank = headings.find_role(headings.get_heading(text)) or (None, 999)
        if role and rank < 500:
            return text.strip()
    return choices[0].strip()


def _score_header(cells):
    """Return how much a row resembles a header: its known headings, less its values."""
    score, seen, texts, series = 0, set(), 0, set()
    for cell in cells:
        if blanks.is_empty(cell):
            continue
        if not isinstance(cell, str) or len(cell) > 80:
            score -= 2
            continue
        texts += 1
        if VALUE.fullmatch(cell.strip()):
            score -= 2
        elif re.search(r"\d{3}|@", cell):
            # Fields of one series, "Custom field 101", "Custom field 102", count once.
            stem = re.sub(r"\d+", "", cell).strip()
            score -= stem not in series or not stem
            series.add(stem)
        found = headings.find_role(headings.get_heading(cell))
        if found and found[0] not in seen:
            seen.add(found[0])
            score += WEIGHTS.get(found[0], 1) if found[1] < 500 else 1
    return score if texts > 1 or seen & {"name_customer"} else min(score, 1)
