"""Reads the file of an import and reports what it would do. Writes no deal."""

import hashlib
import re

from odoo import fields, models
from odoo.tools.misc import get_lang

from ..engine.plan import ASIDE, NEW, UNCHANGED, UPDATED, Planner
from ..reader.column import people
from ..reader.deal import deals
from ..reader.file import files
from ..reader.file.sheets import FileError
from ..reader.row import table
from ..reader.row.rows import LEFT_OUT


class Draft:
    """A file that was read: its table, its deals, and the decision for each."""

    def __init__(self, found, read, planner):
        self.table = found
        self.deals = read
        self.planner = planner
        self.plans = []

    def get_plans(self, outcome):
        """Return the plans of ``outcome``: new, updated, unchanged or aside."""
        return [plan for plan in self.plans if plan.outcome == outcome]

    def get_problems(self):
        """Return the unreadable cells of the deals that are imported."""
        return [problem for deal in self.deals for problem in deal.problems]

    def get_lost_columns(self):
        """Return the columns of amounts and dates without a field."""
        return [
            column for column in self.table.columns if column.is_lost_money or column.is_lost_date
        ]


class PilotageImport(models.Model):
    _inherit = "pilotage.import"

    def action_check(self):
        """Read the file and show what importing it would do."""
        self = self._check_mine()
        draft = self._read_draft()
        self._store_draft(draft)
        return True

    # --- reading -----------------------------------------------------------------------------

    def _read_draft(self):
        """Return the :class:`Draft` of the file with the choices made so far.

        :raises UserError: the file cannot be read, or holds no deals
        """
        self.ensure_one()
        sentences = self._get_sentences()
        try:
            found = table.find_table(
                files.read_sheets(self._get_content(), self.file_name or ""),
                self.sheet_name,
                self._get_column_choices(),
            )
            if table.is_something_else(found):
                raise FileError("no_deals")
            if not found.rows and not table.looks_like_deals(found):
                raise FileError(table.get_refusal(found))
        except FileError as error:
            raise sentences.get_file_error(error) from error
        return self._plan_table(found)

    def _plan_table(self, found):
        """Return the :class:`Draft` of a table, with the decision for every deal."""
        today = fields.Date.context_today(self)
        options = {
            "layout": get_layout(found),
            "statuses": {
                **self.status_ids._get_remembered(self.user_id, self.company_id),
                **{line.name: line.stage_id.id for line in self.status_ids if line.stage_id},
            },
            "currency": self.currency_choice,
            "conflicts": self._get_conflict_choices(),
            "labels": {
                "sheet": self.env._("Sheet"),
                "status": self.env._("Status"),
                "salesperson": self.env._("Salesperson"),
                "amount": self.env._("Amount"),
                "urgency": self.env._("Urgency"),
                "tags": self.env._("Tags"),
                "source": self.env._("Source"),
                "lost_reason": self.env._("Reason of the loss"),
            },
        }
        leads = self.env["crm.lead"]
        planner = Planner(leads, [], bool(found.find("name_customer")), options)
        people.find_salesperson(found.columns, planner.users.knows)
        reader = deals.DealReader(found, today, self._is_day_first(), planner.stages.get_kind)
        read = reader.read_deals()
        planner.add(read)
        draft = Draft(found, read, planner)
        draft.plans = planner.prepare()
        return draft

    def _is_day_first(self):
        """Return whether the user's language writes the day before the month."""
        date_format = get_lang(self.env).date_format
        month = re.search("[mbB]", date_format)
        return not month or "d" in date_format[: month.start()]

    def _get_column_choices(self):
        """Return ``{place: role or ""}`` of the columns whose role the user changed."""
        return {
            line.position: line.role or ""
            for line in self.column_ids
            if (line.role or "") != (line.found_role or "")
        }

    def _get_conflict_choices(self):
        """Return ``{opportunity id: facts}`` that follow the sheet."""
        choices = {}
        for line in self.conflict_ids:
            if line.choice == "sheet":
                choices.setdefault(line.lead_id.id, set()).add(line.fact)
        return choices

    def _get_choices(self):
        """Return the choices that change the report, to know whether it is still valid."""
        columns = {str(line.position): line.role or "" for line in self.column_ids}
        statuses = {line.name: line.stage_id.id for line in self.status_ids}
        return {
            "columns": columns,
            "statuses": statuses,
            "sheet": self.sheet_name or "",
            "currency": self.currency_choice or "",
            "file": [self.file_name or "", self._get_checksum()],
        }

    def _get_checksum(self):
        """Return the digest of the file's content."""
        return hashlib.sha256(self._get_content()).hexdigest()

    # --- storing -----------------------------------------------------------------------------

    def _store_draft(self, draft):
        """Store the report and the questions of ``draft``."""
        system = self._as_system()
        found = draft.table
        foreign = draft.planner.get_foreign_currencies()
        system.write(
            {
                "state": "checked",
                "layout": get_layout(found),
                "sheet_name": found.sheet or False,
                "sheet_names": ", ".join(found.other_sheets),
                "foreign_currency": ", ".join(foreign) or False,
                **self._count(draft),
            }
        )
        if foreign and not self.currency_choice:
            rated = all(draft.planner.currencies.find(text) for text in foreign)
            system.currency_choice = "convert" if rated else "leave"
        self.env["pilotage.import.column"]._store(self, found.columns)
        self.env["pilotage.import.status"]._store(self, draft)
        self.env["pilotage.import.conflict"]._store(self, draft)
        system.report = self._render_report(draft)
        system.checked_choices = self._get_choices()

    def _count(self, draft):
        aside = [row for row in draft.table.aside if row.why in LEFT_OUT]
        return {
            "count_new": len(draft.get_plans(NEW)),
            "count_updated": len(draft.get_plans(UPDATED)),
            "count_unchanged": len(draft.get_plans(UNCHANGED)),
            "count_aside": len(draft.get_plans(ASIDE)) + len(aside),
            "amount_total": sum(plan.facts.get("expected_revenue") or 0 for plan in draft.plans),
        }

    def _get_layout(self, found):
        return get_layout(found)


def get_layout(found):
    """Return the key of a kind of file: a digest of its headings."""
    titles = sorted(column.heading.words for column in found.columns if column.title)
    return hashlib.sha256("|".join(titles).encode()).hexdigest()[:16]
