"""Reads the stage of a deal, from its statuses, its section, and the columns that tick it."""

from ..cell import amounts, dates, statuses
from ..cell.texts import get_text
from ..column import checks
from ..row import sections

MAX_STATUS = 100


class StateReader:
    """The part of :class:`~.deals.DealReader` that tells the stage of a deal."""

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
        """Set the furthest stage ticked, or reached by today, by the columns named after stages."""
        ticked = {
            checks.get_step(column): column
            for column in self.several["step_flag"]
            if self._is_reached(deal, column)
        }
        for stage in checks.OPEN:
            if stage in ticked:
                deal.stage, deal.status = stage, ticked[stage].title
                deal.status_column = ticked[stage].title

    def _is_reached(self, deal, column):
        cell = self._get_cell(deal, column)
        if column.kind != "date":
            return checks.is_ticked(get_text(cell))
        try:
            day = cell and dates.parse_date(cell, self.day_first.get(column.index), self.today)
        except amounts.CellError:
            return False
        return bool(day) and day.date <= self.today

    def _read_outcome(self, deal, days):
        """Set won or lost by the date of the signature or of the refusal, ``days`` by stage, where
        no status says otherwise.
        """
        stepped = deal.status in {column.title for column in self.several["step_flag"]}
        if deal.status and not stepped:
            return
        outcome = next((stage for stage, day in days.items() if day and day <= self.today), None)
        if outcome or not stepped:
            deal.stage, deal.status = outcome, ""
