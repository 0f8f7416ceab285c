"""What stands below a table: a legend, instructions, a list of the stages, a few figures."""

import re

from ..cell import blanks
from ..cell.texts import get_text
from ..cell.words import get_words

# A table of fewer columns says too little about its own rows.
LEAST = 5
DASHES = ("-", "–", "—")
# More words than this, and than twice those of any name above, make a sentence.
WORDS = 5
# Figures below the total: "Objectif 2026", "Reste à faire".
GOAL = re.compile(
    r"^(?:objecti[fv]\w*|objetivo|obiettivo|target|quota|ziel|doel|goal|budget|ecart|manque|gap|delta|"
    r"taux|reste?|restant|remaining|prevision\w*|forecast|previsto|atterrissage)\b"
)
GOAL_ROLES = ("name", "name_customer", "customer", "amount", "cost", "margin", "ignore", None)


class Tail:
    """The sparse rows below a table, and whether one of them may yet be a deal.

    :param table: the table, whose totals are known as they are read
    :param rows: all rows below the header
    """

    def __init__(self, table, rows):
        self.table = table
        columns = table.columns
        counts = [count_filled(row) for row in rows]
        usual = sorted(counts)[len(counts) // 2] if counts else 0
        full = [place for place, count in enumerate(counts) if count >= max(3, usual / 2)]
        usual = sorted(counts[: full[-1] + 1])[(full[-1] + 1) // 2] if full else 0
        # Place of the last row that is as full as a deal; none below it for a narrow table.
        self.end = full[-1] if usual >= LEAST else len(rows)
        if self.end >= len(rows) - 1:
            return  # the table ends the sheet
        self.number, above = rows[self.end].number, rows[: self.end + 1]
        self.numbers = {column.index for column in columns if _are_coded(column, above)}
        self.names = {column.index: _count_words(column, above) for column in columns}

    def holds(self, place, row, filled):
        """Return whether ``row`` is a remark: sparse, apart from the deals, and unlike them; or
        a goal below the total.
        """
        if self.table.totals and self._is_goal(row, filled):
            return True
        if place <= self.end or len(filled) > 2 or row.number - self.number < 2:
            return False
        return any(self._is_strange(index, row.cells[index]) for index in filled)

    def _is_goal(self, row, filled):
        """Say whether ``row`` has the words of a goal, and amounts."""
        told = {self.table.columns[index].role for index in filled} <= set(GOAL_ROLES)
        texts = [row.cells[index] for index in filled if isinstance(row.cells[index], str)]
        return told and bool(texts) and bool(GOAL.match(get_words(texts[0][:80])))

    def _is_strange(self, index, cell):
        """Say whether no deal has ``cell`` there: a text among codes, a sentence among names."""
        text = get_text(cell)
        if index in self.numbers:
            return not any(map(str.isdigit, text))
        most = self.names.get(index)
        if most is None or not most:
            return False
        is_number = not any(map(str.isalpha, text))
        return is_number or text.endswith(":") or len(text.split()) > max(WORDS, 2 * most)


def count_filled(row):
    """Return the number of cells of ``row`` with a value, dashes apart."""
    return sum(not blanks.is_empty(cell) and cell not in DASHES for cell in row.cells)


def _get_texts(column, rows):
    cells = (row.cells[column.index] for row in rows if column.index < len(row.cells))
    return [get_text(cell) for cell in cells if not blanks.is_empty(cell)]


def _are_coded(column, rows):
    """Say whether all cells of ``column`` hold a digit: identifiers, telephone numbers."""
    if column.role not in ("source_id", "phone"):
        return False
    texts = _get_texts(column, rows)
    return bool(texts) and all(any(map(str.isdigit, text)) for text in texts)


def _count_words(column, rows):
    """Return the most words of a name in ``column``, None for a column without names."""
    if column.role not in ("name", "name_customer", "customer", "contact"):
        return None
    return max((len(text.split()) for text in _get_texts(column, rows)), default=0)
