"""Turns the codes of the reader and the plan into sentences for the user."""

from collections import defaultdict
from datetime import date

from odoo.exceptions import UserError
from odoo.tools import formatLang
from odoo.tools.misc import format_date

from odoo.addons.pilotage_commercial.tools.plural import is_singular

from ..reader.cell.amounts import get_sign
from ..reader.row.joined import split_number

SHOWN = 10


class Sentences:
    """The sentences of one import, in the language of ``env``."""

    def __init__(self, env):
        self.env = env

    # --- files -------------------------------------------------------------------------------

    def get_file_error(self, error):
        """Return the :class:`UserError` that says what to do about an unreadable file."""
        sentences = {
            **self._get_size_sentences(error.about),
            **self._get_format_sentences(error.about),
            "damaged_row": self.env._(
                "Row %s of this file cannot be read: a quotation mark is probably left open.",
                error.about,
            ),
            "damaged": self.env._(
                "This file is damaged or incomplete. Open it in your spreadsheet, save it "
                "again and "
                "try again."
            ),
            "no_name": self.env._(
                "Nothing in this file names the deals: no column of opportunities, customers or "
                "contacts was found. Say which column holds the name, or add one."
            ),
            "no_deals": self.env._(
                "No pipeline was found in this file: a row of headings such as Customer, Amount, "
                "Status, Next action, Due date is needed above the deals."
            ),
        }
        return UserError(sentences.get(error.code) or sentences["damaged"])

    def _get_size_sentences(self, about):
        """Return the sentences about a file that is empty or too large, by code."""
        return {
            "empty": self.env._(
                "This file holds nothing to import. Choose a file with one row per deal."
            ),
            "too_large": self.env._(
                "This file unpacks to more than %s MB. Export fewer columns or split it.",
                about,
            ),
            "too_many_columns": self.env._(
                "A row of this file holds %s columns. Keep the columns of your deals (500 at most) "
                "and try again.",
                about,
            ),
            "too_many_rows": self.env._(
                "This file holds more than %s rows. Split it and import the parts.", about
            ),
        }

    def _get_format_sentences(self, about):
        """Return the sentences about a file that is no readable spreadsheet, by code."""
        return {
            "web_page": self.env._(
                "This file is a web page without a table: the program it comes from may have asked "
                "you to log in again. Open it to see, and export your list once more."
            ),
            "format": self.env._(
                "This file is no list of deals that we can read. Choose a CSV, TSV, TXT, "
                "XLSX, XLS or "
                "ODS file, or the JSON export of a Trello board."
            ),
            "protected": self.env._(
                "This file is protected by a password. Save it without one and try again."
            ),
            "nul": self.env._(
                "Line %s of this file holds a character that no text may hold (NUL). Open "
                "the file in "
                "your spreadsheet, save it again as CSV or Excel and try again.",
                about,
            ),
        }

    # --- rows --------------------------------------------------------------------------------

    def get_reason(self, code):
        """Return why a row is set aside."""
        return {
            "title": self.env._("Title above the table"),
            "separator": self.env._("Line that names the separator"),
            "empty": self.env._("Empty row"),
            "section": self.env._("Title of a section"),
            "total": self.env._("Total"),
            "header": self.env._("Headings again"),
            "footer": self.env._("Remark below the table"),
            "subitem": self.env._("Part of the deal above it"),
            "other_table": self.env._(
                "Under other headings than the table: move it to a sheet of its own"
            ),
            "no_name": self.env._("Nothing names this deal: fill in its name or its customer"),
            "deleted": self.env._("This deal was deleted in Odoo since it was imported"),
            "archived": self.env._("This deal was archived in Odoo: restore it there to update it"),
            "no_write": self.env._("You may see this opportunity but not change it"),
            "failed": self.env._("Odoo refused this row"),
        }[code]

    def get_row_label(self, number):
        """Return "row 4", or "row 4 of sheet 2" where several sheets are imported together."""
        place, number = split_number(number)
        if place:
            return self.env._("row %(number)s of sheet %(sheet)s", number=number, sheet=place + 1)
        return self.env._("row %s", number)

    # --- cells -------------------------------------------------------------------------------

    def describe_problems(self, problems):
        """Return one sentence for each kind of problem of each column, with its cells.

        :param list problems: :class:`~..reader.deal.deals.Note`
        """
        groups = defaultdict(lambda: defaultdict(list))
        for problem in problems:
            groups[problem.code, problem.column][problem.text, problem.about].append(problem.row)
        return [
            self._describe_group(code, column, cells) for (code, column), cells in groups.items()
        ]

    def _describe_group(self, code, column, cells):
        shown = [
            self._describe_cell(code, text, about, rows)
            for (text, about), rows in list(cells.items())[:SHOWN]
        ]
        if len(cells) > SHOWN:
            shown.append(self._describe_rest(len(cells) - SHOWN))
        sentence = {
            "blank": self.env._(
                "“%(column)s”: left empty, as these cells have no value: %(cells)s."
            ),
            "not_amount": self.env._(
                "“%(column)s”: no amount could be read, left empty: %(cells)s."
            ),
            "tax_included": self.env._(
                "“%(column)s”: amounts with tax are refused, opportunities are without tax; left "
                "empty: %(cells)s."
            ),
            "not_date": self.env._("“%(column)s”: no date could be read, left empty: %(cells)s."),
            "impossible_date": self.env._(
                "“%(column)s”: no such day in the calendar, left empty: %(cells)s."
            ),
            "vague": self.env._("“%(column)s”: a day was chosen for vague dates: %(cells)s."),
            "unclear_status": self.env._(
                "“%(column)s”: these statuses are no stage of your pipeline; their deals "
                "begin in the "
                "first stage and keep the text in their notes: %(cells)s."
            ),
        }[code]
        return sentence % {"column": column, "cells": ", ".join(shown)}

    def _describe_rest(self, count):
        # One form in English, two in others.
        if is_singular(self.env, count):
            return self.env._("and %(count)s more", count=count)
        return self.env._("and %s more", count)

    def _get_place(self, rows):
        """Return where a cell stands: "row 4", "rows 4, 7"."""
        more = ", …" if len(rows) > 3 else ""
        if any(split_number(number)[0] for number in rows):
            return ", ".join(map(self.get_row_label, rows[:3])) + more
        numbers = ", ".join(map(str, rows[:3])) + more
        return self.env._("row %s", numbers) if len(rows) == 1 else self.env._("rows %s", numbers)

    def _describe_cell(self, code, text, about, rows):
        where = self._get_place(rows)
        if code == "vague":
            day = format_date(self.env, date.fromisoformat(about))
            return self.env._(
                "“%(text)s” is %(day)s (%(where)s)", text=text[:60], day=day, where=where
            )
        return self.env._("“%(text)s” (%(where)s)", text=text[:60], where=where)

    # --- money -------------------------------------------------------------------------------

    def format_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.env.company.currency_id)

    def describe_currency(self, text, choice, has_rate):
        """Return the warning about amounts in the currency ``text``, and how they are handled."""
        sign = get_sign(text)
        named = f"{sign} ({text})" if sign != text else text
        own = self.env.company.currency_id.name
        if choice == "keep":
            return self.env._(
                "Amounts are in %(named)s and your company counts in %(own)s: the numbers "
                "are taken as "
                "they are.",
                named=named,
                own=own,
            )
        if has_rate and choice != "leave":
            return self.env._(
                "Amounts are in %(named)s: they are converted to %(own)s at today's rate.",
                named=named,
                own=own,
            )
        return self.env._(
            "Amounts are in %(named)s and your company counts in %(own)s: they are left out "
            "and kept in "
            "the notes. Say below what to do with them.",
            named=named,
            own=own,
        )
