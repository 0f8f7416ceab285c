"""Writes the deals of an accepted import: small files at once, large ones in batches.

The rows to write are stored when the report is accepted, so that the file is read once. A batch
commits its opportunities and marks its rows done in one transaction: an import that is killed
continues without losing or doubling a row.
"""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.plan import ASIDE, NEW, UNCHANGED, UPDATED
from ..engine.writer import Writer
from ..reader.cell.texts import get_text
from ..reader.row.rows import LEFT_OUT

_logger = logging.getLogger(__name__)

BATCH = 500
# The scheduler writes files with more rows than this.
DIRECT = 1000
# First key of the advisory lock of imports; the second one is the company's id.
LOCK = 190_719


class PilotageImport(models.Model):
    _inherit = "pilotage.import"

    def action_import(self):
        """Import the file as reported; if a choice has changed since, show the report again."""
        self = self._check_mine()
        if self.state != "checked":
            return True
        if self.checked_choices != self._get_choices():
            return self.action_check()
        self._remember_statuses()
        draft = self._read_draft()
        blocking = self._get_blocking(draft)
        if blocking:
            raise UserError("\n".join(blocking))
        self._start(draft)
        return True

    def _remember_statuses(self):
        """Store the user's choices of stages as aliases of the stages."""
        for line in self.status_ids.filtered("stage_id"):
            line._remember()

    def _start(self, draft, at_once=False):
        """Store the rows of ``draft`` and write them, at once if they are few or if asked to."""
        self._lock()
        others = self._as_system().search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "running"),
                ("id", "!=", self.id),
            ]
        )
        if others:
            raise UserError(
                self.env._(
                    "Another import of your company is being written. Try again when it is done."
                )
            )
        system = self._as_system()
        system.write({**self._count(draft), "state": "running", "count_done": 0})
        self._store_rows(draft)
        cron = self.env.ref("pilotage_commercial_import.ir_cron_import", False)
        if at_once or not cron or self.count_new + self.count_updated <= DIRECT:
            self._write_all()
        else:
            # Users may trigger the scheduled action, and nothing else of it (hence sudo).
            cron.sudo()._trigger()

    def _lock(self):
        """Let one import per company run until the end of its transaction.

        A transaction that read the opportunities before another import was committed fails on the
        row that all of them update, the company's first import, and Odoo retries it.
        """
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, self.company_id.id])
        self.env.cr.execute(
            """UPDATE pilotage_import SET company_id = company_id WHERE id = (
                SELECT min(id) FROM pilotage_import WHERE company_id = %s)""",
            [self.company_id.id],
        )

    def _store_rows(self, draft):
        """Store the rows to write, with their present values, and those set aside."""
        values = []
        for plan in draft.plans:
            if plan.outcome != UNCHANGED or plan.memory is None or plan.memory.facts != plan.facts:
                values.append(self._prepare_row(plan))
        for row in draft.table.aside:
            if row.why in LEFT_OUT:
                values.append(
                    {
                        "number": row.number,
                        "state": "aside",
                        "reason": self._get_sentences().get_reason(row.why),
                        "cells": [get_text(cell) for cell in row.cells],
                    }
                )
        system = self._as_system()
        system.titles = [column.title for column in draft.table.columns]
        rows = self._get_rows_as_system()
        for start in range(0, len(values), 5000):
            rows.create([{**vals, "import_id": self.id} for vals in values[start : start + 5000]])
            self.env.flush_all()
            rows.invalidate_model()

    def _prepare_row(self, plan):
        """Return the values of the row that stores ``plan``."""
        aside = plan.outcome == ASIDE
        return {
            "number": plan.deal.number,
            "state": "aside" if aside else "todo" if plan.outcome in (NEW, UPDATED) else "done",
            "outcome": plan.outcome,
            "key": plan.key,
            "source_id": plan.deal.source_id,
            "layout": self.layout,
            "lead_id": plan.lead.id if plan.lead else False,
            "facts": plan.facts,
            "changes": plan.changes,
            "reason": self._get_sentences().get_reason(plan.reason) if aside else False,
            "cells": [get_text(cell) for cell in plan.deal.cells] if aside else False,
        }

    # --- writing -----------------------------------------------------------------------------

    @api.model
    def _cron_import(self):
        """Continue the running imports, in batches that commit."""
        # Those of everybody (hence sudo); each is written under the rights of its user.
        for record in self.sudo().search([("state", "=", "running")], order="id"):
            if not record._continue():
                return

    def _continue(self):
        """Write the remaining rows of the import, in batches that commit; return whether time is
        left.

        An import that cannot continue, for instance because its user no longer sells, ends here:
        the others go on.
        """
        cron = self.env["ir.cron"]
        while self.state == "running":
            try:
                with self.env.cr.savepoint():
                    done, left = self._as_user()._write_next()
            except OperationalError:
                raise  # another transaction holds the row: the next run continues
            except Exception as error:  # noqa: BLE001  whatever stops it
                self.env.invalidate_all()
                _logger.info("Import %s was stopped: %s", self.id, error)
                self._stop(error)
                done = left = 0
            time_left = cron._commit_progress(done, remaining=left)
            self.env.invalidate_all()
            if not time_left:
                return False
        return True

    def _as_user(self):
        """Return the import under the rights of its user.

        :raise AccessError: the user does not work for its company, or may not import, any more
        """
        user, company = self.user_id, self.company_id
        if company not in user.company_ids:
            raise AccessError(
                self.env._(
                    "%(user)s does not work for %(company)s any more.",
                    user=user.name,
                    company=company.name,
                )
            )
        record = self.with_user(user).with_company(company)
        record.check_access("write")
        return record.with_context(lang=user.lang, tz=user.tz)

    def _write_next(self):
        """Write the next batch; return how many rows it had, and how many are left."""
        self._lock()
        done = self._write_batch()
        left = self._count_left()
        if not left:
            self._finish()
        return done, left

    def _stop(self, error):
        """Set aside the remaining rows of the import, which cannot continue."""
        rows = self._get_rows_as_system().search(
            [("import_id", "=", self.id), ("state", "=", "todo")]
        )
        for row in rows:
            row._set_aside(error)
        self._finish()

    def _write_all(self):
        while self._write_batch():
            pass
        self._finish()

    def _count_left(self):
        rows = self._get_rows_as_system()
        return rows.search_count([("import_id", "=", self.id), ("state", "=", "todo")])

    def _write_batch(self):
        """Write the next rows and mark them done; return how many."""
        rows = self._get_rows_as_system().search(
            [("import_id", "=", self.id), ("state", "=", "todo")], order="id", limit=BATCH
        )
        if rows:
            self._write_rows(rows)
            self._as_system().count_done += len(rows)
            self.env.flush_all()
        return len(rows)

    def _write_rows(self, rows):
        """Write ``rows``; halve them to isolate a row that Odoo refuses, and set it aside."""
        try:
            with self.env.cr.savepoint():
                self._write_rows_together(rows)
                self.env.flush_all()
        except OperationalError:
            raise  # another transaction changes the same records: retry all of it
        except Exception as error:  # noqa: BLE001  whatever a row is refused for
            self.env.invalidate_all()
            if len(rows) == 1:
                _logger.info("Import %s: row %s was refused: %s", self.id, rows.number, error)
                rows._set_aside(error)
                return
            half = len(rows) // 2
            self._write_rows(rows[:half])
            self._write_rows(rows[half:])

    def _write_rows_together(self, rows):
        writer = Writer(self.env, self.env["crm.team"])
        new = rows.filtered(lambda row: row.outcome == NEW and not row.lead_id)
        if new:
            leads = writer.create_leads([row.facts for row in new])
            for row, lead in zip(new, leads, strict=True):
                row.write({"lead_id": lead.id, "is_created": True})
        for row in rows - new:
            lead = (
                self.env["crm.lead"].with_context(active_test=False).browse(row.lead_id.id).exists()
            )
            if lead and row.changes:
                writer.update(lead, row.changes)
        rows.write({"state": "done"})

    def _finish(self):
        system = self._as_system()
        rows = self._get_rows_as_system()
        aside = rows.search_count([("import_id", "=", self.id), ("state", "=", "aside")])
        system.write({"state": "done", "count_aside": aside, "date_done": fields.Datetime.now()})
