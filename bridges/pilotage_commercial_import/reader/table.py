"""The table of deals in a file: its sheet, its header row, and the rows that are no deals."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from . import amounts, blanks, columns, dates, headings, statuses
from .amounts import CellError
from .sheets import FileError
from .words import get_words, normalize

# How far down the header is looked for, in rows that hold something.
SEARCHED = 40
WEIGHTS = {
    "name": 3, "name_customer": 6, "customer": 3, "amount": 3, "stage": 3, "status": 2, "action": 2,
    "due": 2, "closing": 2, "close": 2, "contact": 1, "salesperson": 1, "email": 1, "phone": 1,
    "created": 1, "source": 1, "notes": 1, "tags": 1, "currency": 1, "lost_reason": 1, "source_id": 1,
    "product": 1, "ignore": 0.5, "won_date": 1, "lost_date": 1, "first_name": 1, "last_name": 1,
    "cost": 1, "margin": 1, "urgency": 1, "done": 0.5,
}  # fmt: skip
NAMES = {"name", "name_customer", "customer", "contact"}
SALES = {"amount", "stage", "status", "action", "due", "closing", "close"}
TOTAL = re.compile(
    r"^(?:grand |sous |sub |zwischen|gesamt|sub)?(?:totals?|totaux|totale|totales|somme|sum|summe|suma|"
    r"gesamt|gesamtsumme|zwischensumme|subtotal|subtotale|cumul|moyenne|average)\b(.*)$"
)
PERIODS = re.compile(
    r"^(?:(?:[tqs][1-4]|trimestre|semestre|quarter|annee|year|semaine|week|mois|month) ?)?(?:20\d\d|\d{1,2})?$"
)
CONFIRMING = {
    "general", "generale", "pipeline", "ht", "affaires", "opportunites", "prospects", "devis", "de",
    "des", "du", "en", "cours", "mois", "annee", "trimestre", "semaine", "gagne", "perdu", "opportunities",
    "deals", "amount", "value", "ca", "l", "d", "eur", "euros", "pondere", "weighted", "count", "gagnes",
    "of", "the", "global", "page", "montant", "montants", "clients", "lignes",
}  # fmt: skip
FOOTER = re.compile(
    r"^(?:mis a jour|mise a jour|derniere mise|exporte|export|source|generated|genere|page|nb|note|legende|"
    r"last updated|report|rapport|imprime|printed|confidential|copyright|filtered|as of|stand)\b"
)


class SetAside(NamedTuple):
    """A row that makes no deal, and why: title, empty, section, total, header, no_name, footer."""

    number: int
    text: str
    why: str
    cells: list


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
    table.aside = [_set_aside(row, "title") for row in sheet.rows[:place]]
    if table.aside and normalize(str(table.aside[0].text)).startswith("sep="):
        table.aside[0] = table.aside[0]._replace(why="separator")
    _sort_rows(table, header, below)
    return table


# --- rows ------------------------------------------------------------------------------------


def _set_aside(row, why):
    text = next((str(cell).strip() for cell in row.cells if not blanks.is_empty(cell)), "")
    return SetAside(row.number, text, why, row.cells)


def _sort_rows(table, header, rows):
    """Share ``rows`` out between deals and rows set aside, with the sum of the totals."""
    naming = [c.index for c in table.columns if c.role in NAMES | {"product", "last_name", "first_name"}]
    told = [c.index for c in table.columns if c.role and c.role not in ("ignore",)]
    amount = table.find("amount")
    capitals = _count_capitals(rows, naming)
    running, section, previous = [], None, header.number
    for place, row in enumerate(rows):
        filled = [index for index, cell in enumerate(row.cells) if not blanks.is_empty(cell)]
        why = None
        if not filled:
            why = "empty"
        elif _is_same(row.cells, header.cells):
            why = "header"
        elif _is_total(table, row, filled, amount, running):
            why = "total"
            table.total = _read_amount(row, amount)
            running = []
        elif _is_section(row, filled, capitals, told):
            why, section = "section", row
        elif _is_footer(row, filled, previous, rows[place + 1 :], capitals):
            why = "footer"
        elif not any(index in naming for index in filled):
            why = "no_name" if set(filled) & set(told) else "empty"
        if why:
            table.aside.append(_set_aside(row, why))
        else:
            previous = row.number
            running.append(_read_amount(row, amount) or 0)
            table.rows.append(row)
            if section:
                table.sections[row.number] = _set_aside(section, "section").text


def _is_same(cells, others):
    return [normalize(str(cell or "")) for cell in cells] == [normalize(str(cell or "")) for cell in others]


def _read_amount(row, column):
    if not column or column.index >= len(row.cells):
        return None
    try:
        return amounts.parse_amount(row.cells[column.index], column.decimal).value
    except CellError:
        return None


def _is_number(cell):
    try:
        amounts.parse_amount(cell)
    except CellError:
        return False
    return True


def _count_capitals(rows, naming):
    """Return the share of names in capitals: where all are, capitals are no section."""
    names = [
        row.cells[index]
        for row in rows[:500]
        for index in naming[:1]
        if index < len(row.cells) and isinstance(row.cells[index], str) and len([c for c in row.cells if not blanks.is_empty(c)]) > 1
    ]
    return sum(name.isupper() for name in names) / len(names) if names else 0


def _is_total(table, row, filled, amount, running):
    """Say whether ``row`` adds up those above: its first text says so and nothing else is a deal's."""
    text = next((row.cells[i] for i in filled if isinstance(row.cells[i], str)), "")
    match = TOTAL.match(get_words(text)) if len(text) < 80 else None
    value = _read_amount(row, amount)
    others = [
        column
        for column in table.columns
        if column.index in filled
        and column.role in ("stage", "status", "action", "due", "closing", "email", "salesperson", "contact")
        and row.cells[column.index] != text
    ]
    if others:
        return False
    adds_up = value is not None and len(running) > 1 and abs(sum(running) - value) < 0.01 * max(abs(value), 1)
    if not match:
        # A sum below the amounts, without a word.
        return adds_up and all(_is_number(row.cells[index]) for index in filled)
    rest = [word for word in match[1].split() if not word.isdigit()]
    known = all(word in CONFIRMING or dates.find_month(word) or statuses.find_stage(word) for word in rest)
    return known or adds_up


def _is_section(row, filled, capitals, told):
    """Say whether ``row`` is the title of those below it."""
    if len(filled) != 1:
        return False
    cell = row.cells[filled[0]]
    if not isinstance(cell, str) or len(cell) > 60 or len(told) < 2:
        return False
    words = get_words(cell)
    if row.merged or cell.strip().endswith(":") or not words:
        return True
    if re.match(r"^\W*[-–—=*#_>•]{2,}", cell):
        return True
    parts = words.split()
    if PERIODS.match(words) or (dates.find_month(parts[0]) and len(parts[0]) > 3 and PERIODS.match(" ".join(parts[1:]))):
        return True
    if words in statuses.EXACT or words.rstrip("s") in statuses.STAGES:
        return True
    return cell.isupper() and capitals < 0.2 and len(words) > 3


def _is_footer(row, filled, previous, below, capitals):
    """Say whether ``row`` is a remark under the table: one text, after a gap, nothing but such below."""
    if len(filled) > 2 or not isinstance(row.cells[filled[0]], str):
        return False
    text = row.cells[filled[0]]
    if not FOOTER.match(get_words(text)) and not text.startswith("*"):
        return False
    gap = row.number - previous > 1
    return (gap or len(text) > 20) and all(len([c for c in other.cells if not blanks.is_empty(c)]) < 3 for other in below[:5])
