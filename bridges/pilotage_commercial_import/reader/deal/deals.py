"""Reads the deals of a file, row by row, with the cells that could not be read."""

import re

from ..cell import amounts, blanks, dates, statuses
from ..cell.texts import get_text, split_person, strip_link
from ..cell.units import read_code
from ..cell.words import get_words
from ..column import checks, columns
from ..row import joined, sections
from .deal import Deal, Note
from .state import StateReader

MAX_NAME = 500
# Headings of keys that only a program reads: "Record ID", "Card ID".
KEY = re.compile(r"\b(?:ids?|identifiant|identifier|uu?id|guid|key|datensatz|record)\b")
# Numbers of rows, which change when one of them is removed.
NUMBERING = re.compile(r"\d{1,3}")


class DealReader(StateReader):
    """Reads the rows of a :class:`~.table.Table`; whole columns tell the format of their cells.

    :param date today: a date without a year is the one nearest to it
    :param bool day_first: the user's order of dates, for ambiguous columns
    :param known: function of a status that is the name of a stage in Odoo: "won", "lost" or "open";
        None for any other status
    """

    def __init__(self, table, today, day_first, known=None):
        self.table = table
        self.today = today
        self.known = known or (lambda status: None)
        self.columns = {}
        for column in table.columns:
            if column.role and column.role not in columns.SEVERAL:
                self.columns.setdefault(column.role, column)
        self.several = {
            role: [column for column in table.columns if column.role == role]
            for role in ("notes", "tags", "step_flag")
        }
        # Of several follow-ups, the last one that is written counts.
        self.due = [column for column in reversed(table.columns) if column.role == "due"]
        self.kept = [
            each
            for each in table.columns
            if each.kind != "empty" and (each.role is None or self._is_told(each))
        ]
        dated = (self._get_texts(each) for each in table.columns if each.kind == "date")
        self.default = dates.guess_day_first(dated, day_first)
        self.day_first = {
            column.index: dates.is_day_first(self._get_texts(column), self.default)
            for column in table.columns
            if column.role in (*checks.DATES, "step_flag")
        }

    def _is_told(self, column):
        """Say whether the cells of ``column`` say more than its role: the dates of stages, and the
        references of people, not the keys of a program.
        """
        if column.role == "step_flag":
            return column.kind == "date"
        return column.role == "source_id" and not KEY.search(column.heading.words)

    def _get_texts(self, column):
        rows = self.table.rows
        return {row.cells[column.index] for row in rows if column.index < len(row.cells)}

    def read_deals(self):
        """Return the :class:`Deal` of every row of the table."""
        return [self._read_row(row) for row in self.table.rows]

    def _read_row(self, row):
        deal = Deal(row.number, cells=row.cells)
        if self.table.joined:
            deal.sheet = self.table.joined[joined.split_number(row.number)[0]]
        self._read_names(deal)
        for role in ("phone", "source", "lost_reason", "urgency", "action"):
            setattr(deal, role, self._get_text(deal, role, note=role == "action"))
        deal.source_id = self._get_text(deal, "source_id")[:100]
        self._read_people(deal)
        self._read_money(deal)
        self._read_status(deal)
        self._read_flags(deal)
        self._read_dates(deal)
        notes = (self._get_cell_text(deal, column) for column in self.several["notes"])
        deal.notes = "\n".join(text for text in notes if not blanks.is_nameless(text))
        deal.tags = self._read_tags(deal)
        self._keep_rest(deal)
        self._keep_comments(deal, row)
        self._name(deal)
        return deal

    def _read_people(self, deal):
        deal.contact, address = split_person(self._get_text(deal, "contact"))
        deal.email = self._get_text(deal, "email") or address
        if "@" in deal.phone:
            deal.email, deal.phone = deal.email or split_person(deal.phone)[1], ""
        if not deal.contact:
            deal.contact = " ".join(
                filter(None, (self._get_text(deal, role) for role in ("first_name", "last_name")))
            )
        name, address = split_person(self._get_text(deal, "salesperson"))
        deal.salesperson = name or address
        if "salesperson" not in self.columns:
            role, value = sections.read_label(self.table.sections.get(deal.number, ""))
            deal.salesperson = value if role == "salesperson" else ""

    # --- texts ---

    def _get_cell(self, deal, column):
        if column is None or column.index >= len(deal.cells):
            return None
        cell = deal.cells[column.index]
        return None if blanks.is_empty(cell) else cell

    def _note_error(self, deal, column):
        """Note the result of a formula that failed where a value of the deal should stand."""
        if column is not None and column.index < len(deal.cells):
            cell = deal.cells[column.index]
            if blanks.is_error(cell):
                self._note(deal, "blank", column, cell)

    def _get_cell_text(self, deal, column):
        return get_text(self._get_cell(deal, column))

    def _get_text(self, deal, role, note=False):
        """Return the text of ``role``, "" for a word that stands for an empty cell (noted if
        asked): "pending" is a state, and no date.
        """
        column = self.columns.get(role)
        cell = self._get_cell(deal, column)
        if note and cell is None:
            self._note_error(deal, column)
        text = get_text(cell)
        is_state = role in ("stage", "status") and get_words(text) in statuses.UNCLEAR
        if text and blanks.is_blank_word(cell) and not is_state:
            if note and get_words(text):
                self._note(deal, "blank", column, cell)
            return ""
        return text

    def _note(self, deal, code, column, cell, about=""):
        deal.problems.append(Note(code, deal.number, column.title, get_text(cell), about))

    def _read_names(self, deal):
        name = self._get_name(deal, "name_customer") or self._get_name(deal, "name")
        deal.customer = self._get_name(deal, "customer")
        deal.name = name
        deal.section = self.table.sections.get(deal.number, "")
        role, value = sections.read_group(deal.section)
        if role == "customer" and role not in self.columns:
            deal.customer = deal.customer or value[:MAX_NAME]
        deal.has_customer = "customer" in self.columns or bool(deal.customer)

    def _get_name(self, deal, role):
        text = strip_link(self._get_cell_text(deal, self.columns.get(role)))
        return "" if blanks.is_nameless(text) else " ".join(text.split())[:MAX_NAME]

    def _name(self, deal):
        """Name a deal without a name in the file: by its customer, its product or its contact."""
        product = self._get_name(deal, "product")
        if not deal.name:
            role, value = sections.read_group(deal.section)
            group = value[:MAX_NAME] if role == "name" else ""
            parts = [group or deal.customer or deal.contact, product]
            deal.name = " - ".join(filter(None, parts)) or deal.email
        elif product:
            deal.kept.append((self.columns["product"].title, product))

    def _read_tags(self, deal):
        texts = (self._get_cell_text(deal, column) for column in self.several["tags"])
        tags = [tag.strip()[:60] for text in texts for tag in re.split(r"[;,|\n]", text)]
        return list(dict.fromkeys(tag for tag in tags if tag and not blanks.is_blank_word(tag)))

    def _keep_rest(self, deal):
        for column in (*self.kept, *self.due[1:]):
            text = self._get_cell_text(deal, column)
            is_number = column.role == "source_id" and NUMBERING.fullmatch(text)
            if text and not is_number and not blanks.is_blank_word(text):
                deal.kept.append((column.title, text[:2000]))
        for problem in deal.problems:
            if problem.code != "blank":
                deal.kept.append((problem.column, problem.text))

    def _keep_comments(self, deal, row):
        for place, text in sorted((row.comments or {}).items()):
            if text:
                title = self.table.columns[place].title if place < len(self.table.columns) else ""
                deal.kept.append((title, text))

    # --- money ---

    def _read_money(self, deal):
        for role in checks.MONEY:
            column = self.columns.get(role)
            cell = self._get_cell(deal, column)
            if cell is None:
                self._note_error(deal, column)
                continue
            amount = self._parse_amount(deal, column, cell)
            if amount is None:
                continue
            setattr(deal, role, amount.value * self._get_scale(column, cell, amount))
            if role == "amount":
                deal.currency = amount.currency or column.heading.currency
        code = self._get_text(deal, "currency")
        if code and deal.amount is not None:
            named, scale = read_code(code, self._get_cell_text(deal, self.columns["amount"]))
            deal.amount, deal.currency = deal.amount * scale, named or deal.currency or code

    def _parse_amount(self, deal, column, cell):
        if blanks.is_blank_word(cell):
            self._note(deal, "blank", column, cell)
            return None
        if column.heading.taxed:
            self._note(deal, "tax_included", column, cell)
            return None
        try:
            amount = amounts.parse_amount(cell, column.decimal)
            self._get_scale(column, cell, amount)
        except amounts.CellError as error:
            self._note(deal, error.code, column, cell)
            return None
        return amount

    def _get_scale(self, column, cell, amount):
        """Return the factor of the heading for a cell, 1 when the cell has a unit of its own.

        A cell with a currency only, where no other cell has one, is ambiguous: it is reported.
        """
        if amount.scale != 1:
            return 1
        scale, is_alone = column.heading.scale, column.counts.get("plain", 0) < 0.5
        if scale != 1 and isinstance(cell, str) and amount.currency and is_alone:
            raise amounts.CellError("not_amount")
        return scale

    # --- dates ---

    def _read_dates(self, deal):
        found = {role: self._read_date(deal, self.columns.get(role)) for role in checks.DATES}
        if len(self.due) > 1:
            filled = (column for column in self.due if self._get_cell(deal, column) is not None)
            found["due"] = self._read_date(deal, next(filled, None))
        deal.due, deal.created = found["due"], found["created"]
        if not deal.due and deal.action and not self._has_due(deal):
            deal.due = dates.find_date(deal.action, self.default, self.today)
        if checks.is_ticked(self._get_text(deal, "done")):
            deal.due = None
        deal.closing = found["closing"] or found["close"]
        # The stage decides which of the dates counts.
        closed = self._get_past(found["close"]) or self._get_past(found["closing"])
        deal.won = self._get_past(found["won_date"]) or closed
        deal.lost = self._get_past(found["lost_date"]) or closed
        self._read_outcome(deal, {"won": found["won_date"], "lost": found["lost_date"]})

    def _has_due(self, deal):
        return any(self._get_cell(deal, column) is not None for column in self.due)

    def _get_past(self, day):
        return day if day and day <= self.today else None

    def _read_date(self, deal, column):
        cell = self._get_cell(deal, column)
        if cell is None:
            self._note_error(deal, column)
            return None
        if blanks.is_blank_word(cell):
            if get_words(get_text(cell)):
                self._note(deal, "blank", column, cell)
            return None
        try:
            day = dates.parse_date(cell, self.day_first.get(column.index), self.today)
        except amounts.CellError as error:
            self._note(deal, error.code, column, cell)
            return None
        if day.vague:
            self._note(deal, "vague", column, cell, day.date.isoformat())
        return day.date
