"""The rows of a table: deals, and others: titles, sections, totals, remarks."""

import re
from typing import NamedTuple

from ..cell import amounts, blanks, calendar_words, statuses
from ..cell.words import get_words, normalize
from ..column.columns import SUBITEMS
from ..heading import headings
from . import sections, tail, totals

NAMES = {"name", "name_customer", "customer", "contact"}
NAMING = NAMES | {"product", "first_name", "last_name"}
# Roles whose cells are empty in a row of totals.
DEAL_ONLY = {"stage", "status", "action", "due", "closing", "email", "salesperson", "contact"}
# Why a row is set aside that its owner may have wanted as a deal.
LEFT_OUT = ("no_name", "other_table")
VALUE = re.compile(r"[^\W\d_]{0,3}[\W\d_]*\d[\W\d_]*[^\W\d_]{0,4}")
FOOTER = re.compile(
    r"^(?:mis a jour|mise a jour|derniere mise|exporte|export|source|generated|genere|page|nb|note|legende|"  # noqa: E501
    r"last updated|report|rapport|imprime|printed|confidential|copyright|filtered|as of|stand)\b"
)


class SetAside(NamedTuple):
    """A row that makes no deal, and why: title, empty, section, total, header, no_name, footer,
    subitem, other_table."""

    number: int
    text: str
    why: str
    cells: list


def set_aside(row, why):
    text = next((str(cell).strip() for cell in row.cells if not blanks.is_empty(cell)), "")
    return SetAside(row.number, text, why, row.cells)


def sort_rows(table, header, rows):
    """Divide ``rows`` into deals and rows set aside, with the sum of the totals."""
    sorter = _Sorter(table, header, rows)
    section = None
    for place, row in enumerate(rows):
        why = sorter.find_reason(place, row)
        if why == "section":
            section = set_aside(row, why).text
        if why == "carried":
            why = "total"
        elif why == "total":
            table.totals += sorter.read_total(row)
            sorter.begin_sum()
        if why:
            table.aside.append(set_aside(row, why))
            continue
        sorter.previous = row.number
        table.rows.append(row)
        if section:
            table.sections[row.number] = section
    sections.name_first(table, header)


class _Sorter:
    """Tells whether each row of a table is a deal, from the whole table."""

    def __init__(self, table, header, rows):
        self.table = table
        self.header = header
        self.rows = rows
        self.previous = header.number
        roles = {column.index: column.role for column in table.columns if column.role}
        self.naming = {index for index, role in roles.items() if role in NAMING}
        self.told = {index for index, role in roles.items() if role != "ignore"}
        self.selling = {index for index, role in roles.items() if role in DEAL_ONLY}
        self.amount = table.find("amount")
        self.capitals = _count_capitals(rows, sorted(self.naming))
        self.above = [item for item in table.aside if len(item.cells) > 1]
        # Why rows are no deals under headings that are not those of the table.
        self.other, self.ended = None, False
        self.tail = tail.Tail(table, rows)
        self.begin_sum()

    def begin_sum(self):
        """Restart the sum, below a total."""
        self.sum, self.added, self.first = 0, len(self.table.rows), len(self.table.rows)

    def get_sum(self):
        """Return the sum of the deals since the last total, each one once."""
        for row in self.table.rows[self.added :]:
            self.sum += _read_amount(row, self.amount) or 0
        self.added = len(self.table.rows)
        return self.sum

    def read_total(self, row):
        """Return the amount of a row of totals as a list: one amount, or none."""
        found = _parse_amount(row, self.amount)
        if found is None:
            return []
        return [found.value * (self.amount.heading.scale if found.scale == 1 else 1)]

    def find_reason(self, place, row):
        """Return the reason why ``row`` is no deal, None when it is one."""
        filled = [index for index, cell in enumerate(row.cells) if not blanks.is_empty(cell)]
        if all(_is_dashes(row.cells[index]) for index in filled):
            return "empty"
        is_legend = not self.table.rows and sections.is_legend(row, filled)
        if is_legend or self._is_header(row, filled):
            return "header"
        if self.other:
            return self._get_other(row)
        if self._is_carried(row, filled):
            return "carried"
        if self._is_total(row, filled):
            return "total"
        if self._is_below(place, row, filled):
            return "footer"
        if sections.is_section(row, filled, self.capitals, self.told):
            return "section"
        if self._is_group(row, filled):
            return "section"
        if len(filled) == 1 and self._is_above_header(place):
            return "section"
        if self.naming.isdisjoint(filled):
            return "empty" if self.told.isdisjoint(filled) else "no_name"
        return None

    def _is_header(self, row, filled):
        """Say whether ``row`` is a row of headings: those of the table again, or other ones."""
        if len(filled) == len(self.header.cells) and _is_same(row.cells, self.header.cells):
            self.other = None
            return True
        if any(_is_same(row.cells, above.cells) for above in self.above):
            return True
        if len(filled) < 3 or any(_is_value(row.cells[index]) for index in filled):
            return False
        found = _read_headings(row, filled)
        if len(found) < max(3, len(filled) - 1):
            return False
        subitems = get_words(str(row.cells[filled[0]])) in SUBITEMS
        known = {column.role: column.index for column in self.table.columns if column.role}
        moved = any(known.get(role, index) != index for role, index in found.items())
        self.other = "subitem" if subitems else "other_table" if moved else None
        return True

    def _get_other(self, row):
        """Return why a row under other headings is no deal, None once the table goes on."""
        first = min(self.naming, default=0)
        if self.other == "subitem" and first < len(row.cells):
            self.other = "subitem" if blanks.is_empty(row.cells[first]) else None
        return self.other

    def _is_below(self, place, row, filled):
        """Say whether ``row`` is a remark below the table, or a line of one that began above."""
        if self.tail.holds(place, row, filled):
            self.ended = True
            return True
        if len(filled) > 1 and (len(self.told) < 3 or _parse_amount(row, self.amount)):
            return False
        if not self.ended and _is_footer(row, filled, self.previous, self.rows, place):
            self.ended = True
            return True
        return self.ended and len(filled) < 3 and self.selling.isdisjoint(filled)

    def _is_group(self, row, filled):
        """Say whether ``row`` names the deal or the customer of the rows below it, which no column
        names.
        """
        if len(filled) != 1 or not isinstance(row.cells[filled[0]], str):
            return False
        role, _value = sections.read_group(row.cells[filled[0]])
        return bool(role) and not self.table.find(role) and not self.table.find("name_customer")

    def _is_above_header(self, place):
        below = self.rows[place + 1] if place + 1 < len(self.rows) else None
        return below is not None and _is_same(below.cells, self.header.cells)

    def _is_carried(self, row, filled):
        """Say whether ``row`` carries the sum of a page, or is a part of the total above: these
        words, and numbers.
        """
        if not 1 < len(filled) < 5 or not self.selling.isdisjoint(filled):
            return False
        texts = [row.cells[index] for index in filled if not _is_number(row.cells[index])]
        words = get_words(str(texts[0])) if len(texts) == 1 else ""
        is_part = bool(self.table.totals) and totals.is_part(words)
        return is_part or bool(totals.CARRIED.match(words))

    def _is_total(self, row, filled):
        """Return whether ``row`` sums those above: its text says so, and it has no value of a
        deal.
        """
        text = next((row.cells[index] for index in filled if isinstance(row.cells[index], str)), "")
        if any(index in self.selling and row.cells[index] != text for index in filled):
            return False
        words = get_words(text) if len(text) < 80 else ""
        match = totals.TOTAL.match(words)
        if totals.SUBTOTAL.match(words):
            return True
        others = [row.cells[index] for index in filled if row.cells[index] is not text]
        if (
            (words in totals.COUNTS or words.startswith(totals.COUNTED))
            and others
            and all(map(_is_number, others))
        ):
            return True
        if not match:
            # A sum below the amounts, without a word; be it of one.
            return all(_is_number(row.cells[index]) for index in filled) and self._adds_up(row, 1)
        rest = [word for word in match[1].split() if not word.isdigit()]
        known = all(
            word in totals.CONFIRMING
            or calendar_words.find_month(word)
            or statuses.find_stage(word)
            for word in rest
        )
        return known or self._adds_up(row)

    def _adds_up(self, row, least=2):
        value = _read_amount(row, self.amount)
        if value is None or len(self.table.rows) - self.first < least:
            return False
        return abs(self.get_sum() - value) < 0.01 * max(abs(value), 1)


def _is_value(cell):
    """Say whether a cell is a number or a date, which no row of headings holds."""
    return not isinstance(cell, str) or len(cell) > 60 or bool(VALUE.fullmatch(cell))


def _read_headings(row, filled):
    """Return ``{role: place}`` of the cells of ``row`` that are headings word for word."""
    found = {}
    for index in filled:
        cell = row.cells[index]
        if isinstance(cell, str) and len(cell) < 60:
            role, rank = headings.find_role(headings.get_heading(cell)) or (None, 999)
            if role and rank < 500:
                found.setdefault(role, index)
    return found


def _is_same(cells, others):
    if normalize(str(cells[0] or "")) != normalize(str(others[0] or "")):
        return False
    return [normalize(str(cell or "")) for cell in cells] == [
        normalize(str(cell or "")) for cell in others
    ]


def _read_amount(row, column):
    found = _parse_amount(row, column)
    return found and found.value


def _parse_amount(row, column):
    if not column or column.index >= len(row.cells):
        return None
    try:
        return amounts.parse_amount(row.cells[column.index], column.decimal)
    except amounts.CellError:
        return None


def _is_dashes(cell):
    return blanks.is_blank_word(cell) and not get_words(cell)


def _is_number(cell):
    try:
        amounts.parse_amount(cell)
    except amounts.CellError:
        return False
    return True


def _count_capitals(rows, naming):
    """Return the share of names in capitals: if all are, capitals mark no section."""
    names = []
    for row in rows[:500] if naming else ():
        cell = row.cells[naming[0]] if naming[0] < len(row.cells) else None
        if isinstance(cell, str) and sum(not blanks.is_empty(other) for other in row.cells) > 1:
            names.append(cell)
    return sum(name.isupper() for name in names) / len(names) if names else 0


def _is_footer(row, filled, previous, rows, place):
    """Return whether ``row`` is a remark under the table: one or two texts, no deal below it."""
    text = row.cells[filled[0]]
    if len(filled) > 2 or not isinstance(text, str):
        return False
    if not text.startswith("*") and not FOOTER.match(get_words(text)):
        return False
    below = rows[place + 1 : place + 6]
    filled_below = [sum(not blanks.is_empty(cell) for cell in other.cells) for other in below]
    return (row.number - previous > 1 or len(text) > 20) and all(
        count < 3 for count in filled_below
    )
