"""The engine of the follow-ups.

Three guards prevent two follow-ups on one record. The unique index of ``mail.activity``
(``_one_open_followup``) holds in every case. Odoo's lock on the scheduled action keeps two workers
from running it at once. The advisory lock taken here is for runs by hand, from a shell or a button,
while the scheduled action is at work: the second run ends at once instead of failing on the index
in each batch.
"""

import functools
import logging

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.tools import split_every

from ....tools.planner import allow_large_sets

_logger = logging.getLogger(__name__)

# Records between two commits.
BATCH = 1000
# Key of the session-level advisory lock: one engine at a time per database.
LOCK = 0x9170746167


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    @api.model
    def _cron_send_followups(self):
        """Create the follow-ups that are due, in batches that commit.

        Safe when killed (committed batches are done, the others still due) and when run twice at
        once (the second run ends). A record that fails is reported and skipped.
        """
        if not self._lock_followups():
            _logger.info("Follow-ups: another run is at work, leaving it to it.")
            return
        try:
            self.search([("followup_kind", "!=", False)])._send_all_followups()
        except Exception:
            # A failed transaction cannot release the lock, and the connection would keep it.
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    @api.model
    def _end_followups(self):
        """Close the follow-ups whose reason is gone; return whether time is left."""
        count, time_left = self.env["mail.activity"]._sweep_followups()
        if count:
            _logger.info("Follow-ups: %s closed, as their reason is gone.", count)
        self._tell_update(count, time_left)
        return time_left

    @api.model
    def _lock_followups(self):
        """Take the lock of the engine; return whether it was free.

        The lock outlives the commits of the run and ends with its connection. The commit after
        taking it starts a transaction that sees all that the previous run committed.
        """
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (free,) = self.env.cr.fetchone()
        if free:
            self.env["ir.cron"]._commit_progress()
        return free

    def _send_all_followups(self):
        """Create the follow-ups of the rules of ``self``, then inform their assignees.

        When time runs out, the next run continues and informs about both.
        """
        if not self._end_followups():
            return
        for rule in self._sort_followups():
            if not rule._send_followups():
                return
        self._tell_salespeople()

    def _find_due(self):
        """Return the ids of the records that are due for the rule.

        Empty when it fails, for instance on a filter with a deleted field: the error is reported to
        the rule's managers, and the other rules go on.
        """
        try:
            with self.env.cr.savepoint():
                allow_large_sets(self.env)
                return self.env[self.model_name]._get_followup_due_ids(self)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  whatever somebody wrote in a rule
            _logger.warning("Follow-ups of rule “%s” left: %s", self.name, error)
            self._report_followup_failures([(False, str(error))])
            return []

    def _send_followups(self):
        """Create the follow-ups of one rule; return False when time is up."""
        self.ensure_one()
        cron = self.env["ir.cron"]
        due = self._find_due()
        left, failures, time_left = len(due), [], True
        for batch in split_every(BATCH, due, list):
            self._send_followup_batch(batch, failures)
            left -= len(batch)
            time_left = cron._commit_progress(len(batch), remaining=left)
            self.env.invalidate_all()
            if not time_left:
                break
        self._report_followup_failures(failures)
        if not time_left:
            # Report at least one remaining record, so that the cron is called again for the other
            # rules.
            left = max(left, 1)
        cron._commit_progress(remaining=left)
        return bool(time_left)

    def _send_followup_batch(self, ids, failures):
        """Create the follow-ups of the records ``ids``; halve the batch to isolate one that fails.

        :param failures: list that receives (id, error)
        """
        try:
            with self.env.cr.savepoint():
                allow_large_sets(self.env)
                # Check again just before writing: somebody may have called the customer meanwhile.
                model = self.env[self.model_name]
                self._create_followups(model._prepare_due_followups(self, ids))
        except Exception as error:  # noqa: BLE001  one bad record must not stop the others
            self.env.invalidate_all()
            if len(ids) == 1:
                if isinstance(error, (OperationalError, UniqueViolation)):
                    # Somebody else is changing this record: the next run tries again.
                    _logger.info("Follow-up of %s,%s left: %s", self.model_name, ids[0], error)
                else:
                    _logger.warning("Follow-up of %s,%s failed: %s", self.model_name, ids[0], error)
                    failures.append((ids[0], str(error)))
                return
            half = len(ids) // 2
            self._send_followup_batch(ids[:half], failures)
            self._send_followup_batch(ids[half:], failures)

    def _create_followups(self, prepared):
        """Create the follow-ups of the rule, and return the activities.

        :param prepared: iterable of (record, values), see ``followup.mixin``
        """
        self.ensure_one()
        model_id = self.env["ir.model"]._get_id(self.model_name)
        ids, values, action = [], [], self._prepare_followup_action()
        for record, specific in prepared:
            ids.append(record.id)
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "res_name": record.display_name,
                    "automated": True,
                    "followup_rule_id": self.id,
                    **specific,
                    **action,
                }
            )
        if not ids:
            return self.env["mail.activity"]
        records = self.env[self.model_name].browse(ids)
        self._set_deadlines(records, values)
        # The summaries read this field: once cached, it would be updated for each new activity.
        records.invalidate_model(["activity_ids"])
        created = self.env["mail.activity"]._create_followups(self.model_name, values)
        records._mark_followed_up(self)
        self.env.flush_all()
        return created

    def _set_deadlines(self, records, values):
        """Set on ``values`` the time zone of each follow-up's owner, and the due date there."""
        users = self.env["res.users"].browse({vals["user_id"] for vals in values} - {False})
        zones = {user.id: user.tz for user in users}
        get_deadline = functools.cache(self._get_followup_deadline)
        get_zone = functools.cache(lambda company: company._get_timezone().zone)
        for record, vals in zip(records, values, strict=True):
            zone = vals["user_tz"] = zones.get(vals["user_id"], False)
            if not zone:
                zone = get_zone(record.company_id[:1] or self.env.company)
            vals["date_deadline"] = get_deadline(zone)
