"""Reads the deals of a file, row by row, with the cells that could not be read."""

import re

from ..cell import amounts, blanks, dates, statuses
from ..cell.texts import get_text, split_person, strip_link
from ..cell.units import read_code
from ..cell.words import get_words
from ..column import checks, columns
from ..row import joined, sections
from .deal import Deal, Note

MAX_NAME = 500
MAX_STATUS = 100


class DealReader:
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
        self.kept = [each for each in table.columns if each.role is None and each.kind != "empty"]
        dated = (self._get_texts(each) for each in table.columns if each.kind == "date")
        default = dates.guess_day_first(dated, day_first)
        self.day_first = {
            column.index: dates.is_day_first(self._get_texts(column), default)
            for column in table.columns
            if column.role in checks.DATES
        }

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

    def _get_cell_text(self, deal, column):
        return get_text(self._get_cell(deal, column))

    def _get_text(self, deal, role, note=False):
        """Return the text of ``role``, "" for a word that stands for an empty cell (noted if
        asked): "pending" is a state, and no date.
        """
        column = self.columns.get(role)
        cell = self._get_cell(deal, column)
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
        deal.has_customer = "customer" in self.columns

    def _get_name(self, deal, role):
        text = strip_link(self._get_cell_text(deal, self.columns.get(role)))
        return "" if blanks.is_nameless(text) else " ".join(text.split())[:MAX_NAME]

    def _name(self, deal):
        """Name a deal without a name in the file: by its customer, its product or its contact."""
        product = self._get_name(deal, "product")
        if not deal.name:
            parts = [deal.customer or deal.contact, product]
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
            if text and not blanks.is_blank_word(text):
                deal.kept.append((column.title, text[:2000]))
        for problem in deal.problems:
            if problem.code != "blank":
                deal.kept.append((problem.column, problem.text))

    # --- money ---

    def _read_money(self, deal):
        for role in checks.MONEY:
            column = self.columns.get(role)
            cell = self._get_cell(deal, column)
            if cell is None:
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

    # --- statuses ---

    def _read_status(self, deal):
        """Set the stage: *won* and *lost* win wherever they appear, else the stage column
        counts.
        """
        stage, status = (self._get_text(deal, role)[:MAX_STATUS] for role in ("stage", "status"))
        if not stage and not status and "stage" not in self.columns:
            stage = self._get_section_status(deal)
        first, second = self._get_meaning(stage, "stage"), self._get_meaning(status, "status")
        closes = second in ("won", "lost") and first not in ("won", "lost")
        if not stage or closes or (status and not first and second):
            deal.status, meaning = status, second
        else:
            deal.status, meaning = stage, first
        deal.stage = meaning if meaning in statuses.STAGES else None
        column = self.columns.get("stage" if deal.status == stage else "status")
        deal.status_column = column.title if column else ""

    def _get_meaning(self, text, role=None):
        """Return the meaning of a status: a standard stage, or "open" for another stage of Odoo."""
        if not text:
            return None
        known = self.known(text)
        column = self.columns.get(role)
        meaning = statuses.find_stage(text) or statuses.find_initial(column and column.title, text)
        if known in ("won", "lost") or not known:
            return known or meaning
        return meaning if meaning and meaning not in ("won", "lost") else known

    def _get_section_status(self, deal):
        """Return the title of the section of ``deal`` if it means a stage."""
        if "status" in self.columns:
            return ""
        text = self.table.sections.get(deal.number, "")
        role, value = sections.read_label(text)
        text = value if role in ("stage", "status") else text
        return text if text and self._get_meaning(text) else ""

    def _read_flags(self, deal):
        """Set won or lost where a column of its own ticks it: "Signé (O/N)", "Perdu"."""
        if not deal.status:
            self._read_steps(deal)
        for role, stage in (("won_flag", "won"), ("lost_flag", "lost")):
            column = self.columns.get(role)
            text = get_text(self._get_cell(deal, column))
            meaning = stage if checks.is_ticked(text) else statuses.find_stage(text)
            if text and meaning in ("won", "lost") and deal.stage not in ("won", "lost"):
                deal.stage, deal.status_column = meaning, column.title
                deal.status = column.title

    def _read_steps(self, deal):
        """Set the furthest stage ticked by the columns named after stages."""
        ticked = {
            statuses.find_stage(column.title): column
            for column in self.several["step_flag"]
            if checks.is_ticked(self._get_cell_text(deal, column))
        }
        for stage in checks.OPEN:
            if stage in ticked:
                deal.stage, deal.status = stage, ticked[stage].title
                deal.status_column = ticked[stage].title

    # --- dates ---

    def _read_dates(self, deal):
        found = {role: self._read_date(deal, self.columns.get(role)) for role in checks.DATES}
        if len(self.due) > 1:
            filled = (column for column in self.due if self._get_cell(deal, column) is not None)
            found["due"] = self._read_date(deal, next(filled, None))
        deal.due, deal.created = found["due"], found["created"]
        if checks.is_ticked(self._get_text(deal, "done")):
            deal.due = None
        deal.closing = found["closing"] or found["close"]
        # The stage decides which of the dates counts.
        closed = self._get_past(found["close"]) or self._get_past(found["closing"])
        deal.won = self._get_past(found["won_date"]) or closed
        deal.lost = self._get_past(found["lost_date"]) or closed
        if not deal.status:
            # Without a status, the date of signature or refusal tells the outcome.
            days = {"won": found["won_date"], "lost": found["lost_date"]}
            deal.stage = next((key for key in days if self._get_past(days[key])), None)

    def _get_past(self, day):
        return day if day and day <= self.today else None

    def _read_date(self, deal, column):
        cell = self._get_cell(deal, column)
        if cell is None:
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
