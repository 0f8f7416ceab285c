"""Follow-up rules: ordinary automation rules for who reads and edits them, run by our engine.

Odoo's time rules fire on a window of time since their last run, record by record in one
transaction. A follow-up is decided on the *state* of the record, now: so it is never missed nor
doubled, whenever the record came into that state and however often the engine runs.
"""

import logging
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base_automation.models.base_automation import TIME_TRIGGERS

_logger = logging.getLogger(__name__)

# Records handled between two commits.
BATCH = 1000
# Key of the session-level advisory lock: one engine at a time on a database.
LOCK = 0x9170746167

FOLLOWUPS = [
    ("lead", "Opportunity without touch"),
    ("quotation", "Quotation without answer"),
    ("customer", "Usual order overdue"),
]


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    followup_kind = fields.Selection(
        FOLLOWUPS,
        string="Follow-up",
        copy=True,
        help="Follow-up rules are decided on the state of the record, not on a window of time: "
        "open, untouched for the delay, nothing planned ahead, no open follow-up.",
    )

    followup_failure_date = fields.Datetime(
        readonly=True,
        copy=False,
        help="When managers were last told of records whose follow-up failed.",
    )
    followup_told_id = fields.Integer(
        readonly=True,
        copy=False,
        help="Newest follow-up of the rule that its salesperson was told of.",
    )

    def _search_time_based_automation_records(self, *, until):
        if self.followup_kind:
            return self.env[self.model_name]  # the engine's business
        return super()._search_time_based_automation_records(until=until)

    def write(self, vals):
        result = super().write(vals)
        if "trg_date_range" in vals and "lead" in self.mapped("followup_kind"):
            # The rule is one, the delay is each company's: the rule sets them all, or those of
            # the manager who changes it.
            companies = self.env["res.company"]._get_every()
            if not self.env.user.has_group("base.group_system"):
                companies &= self.env.user.company_ids
            companies.write({"inactivity_delay": vals["trg_date_range"]})
        return result

    def _update_cron(self):
        # Ours run by a cron of their own: alone, they are no reason to start Odoo's.
        result = super()._update_cron()
        rules = self.with_context(active_test=True)
        if not rules.search_count(
            [("trigger", "in", TIME_TRIGGERS), ("followup_kind", "=", False)]
        ):
            cron = self.env.ref("base_automation.ir_cron_data_base_automation_check", False)
            if cron and cron.active:
                cron.active = False
        return result

    def _get_followup_limit(self):
        """Return the UTC moment before which something was sent too long ago for the rule.

        Its delay in days, or in the working days of its calendar when it has one.
        """
        self.ensure_one()
        company = self.env.company
        day = company._get_day_before(self.trg_date_range, self.trg_date_calendar_id)
        return company._get_end_of_day(day)

    # --- the engine ---

    @api.model
    def _cron_send_followups(self):
        """Create the follow-ups that are due, in batches that commit.

        Safe when killed (what is committed is done, what is not is still due) and when run twice
        at once (one works, the other leaves). A record that fails is reported and skipped.
        """
        if not self._lock_followups():
            _logger.info("Follow-ups: another run is at work, leaving it to it.")
            return
        try:
            rules = self.search([("followup_kind", "!=", False)])
            # A quotation first, its last step first: it says more than its opportunity, which says
            # more than its customer.
            for rule in rules.sorted(lambda rule: (rule.followup_kind, rule.trg_date_range))[::-1]:
                if not rule._send_followups():
                    break
            else:
                rules._tell_salespeople()
        except Exception:
            # A failed transaction could not let the lock go: its connection would keep it.
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    @api.model
    def _lock_followups(self):
        """Take the lock of the engine; return whether it was free.

        The lock outlives the commits of the run and dies with its connection. What another run
        committed before letting it go is seen in the transaction begun after taking it.
        """
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (free,) = self.env.cr.fetchone()
        if free:
            self.env["ir.cron"]._commit_progress()
        return free

    def _send_followups(self):
        """Create the follow-ups of one rule; return False when time is up."""
        self.ensure_one()
        due = self.env[self.model_name]._get_followup_due_ids(self)
        failures, time_left = [], True
        while due and time_left:
            batch, due = due[:BATCH], due[BATCH:]
            self._send_followup_batch(batch, failures)
            time_left = self.env["ir.cron"]._commit_progress(len(batch), remaining=len(due))
            self.env.invalidate_all()
        self._report_followup_failures(failures)
        # Out of time with nothing left here, other rules may still wait: ask to be called again.
        self.env["ir.cron"]._commit_progress(remaining=len(due) or int(not time_left))
        return bool(time_left)

    def _send_followup_batch(self, ids, failures):
        """Create the follow-ups of the records ``ids``, halving the batch around one that fails.

        :param failures: list that receives (id, error)
        """
        try:
            with self.env.cr.savepoint():
                # Decided again at the moment of writing: somebody may have called meanwhile.
                still_due = self.env[self.model_name]._get_followup_due_ids(self, ids)
                records = self.env[self.model_name].browse(still_due)
                self._create_followups(records)
        except Exception as error:  # noqa: BLE001  one bad record must not stop the others
            self.env.invalidate_all()
            if len(ids) == 1:
                if isinstance(error, (OperationalError, UniqueViolation)):
                    # Somebody is at work on this very record: the next run will see.
                    _logger.info("Follow-up of %s,%s left: %s", self.model_name, ids[0], error)
                else:
                    _logger.warning("Follow-up of %s,%s failed: %s", self.model_name, ids[0], error)
                    failures.append((ids[0], str(error)))
                return
            half = len(ids) // 2
            self._send_followup_batch(ids[:half], failures)
            self._send_followup_batch(ids[half:], failures)

    def _create_followups(self, records):
        """Create one follow-up for each of ``records``, and return the activities."""
        if not records:
            return self.env["mail.activity"]
        self.ensure_one()
        model_id = self.env["ir.model"]._get_id(self.model_name)
        values, action = [], self._prepare_followup_action()
        for record, specific in records._prepare_followups(self):
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
        users = self.env["res.users"].browse({vals["user_id"] for vals in values} - {False})
        zones = {user.id: user.tz for user in users}
        for vals in values:
            vals["user_tz"] = zones.get(vals["user_id"], False)
        # Read for the reason, it would be updated activity by activity.
        records.invalidate_model(["activity_ids"])
        created = self.env["mail.activity"]._create_followups(self.model_name, values)
        records._mark_followed_up(self)
        self.env.flush_all()
        return created

    def _prepare_followup_action(self):
        """Return what the rule's own action says of the activity: its type, note and due date.

        A type that vanished leaves the default one: the follow-up matters more than its icon.
        """
        action = self._get_followup_action()
        default_type = self.env["mail.activity"]._default_activity_type
        activity_type = action.activity_type_id or default_type()
        unit = action.activity_date_deadline_range_type or "days"
        delay = fields.Date.add(
            fields.Date.context_today(self), **{unit: action.activity_date_deadline_range}
        )
        return {
            "activity_type_id": activity_type.id,
            "note": action.activity_note,
            "date_deadline": delay,
            **({"user_id": action.activity_user_id.id} if action.activity_user_id else {}),
        }

    def _get_followup_title(self, lang):
        """Return what the rule's action calls the follow-up.

        An action's title has one language; as long as it is ours, it is said in ``lang``.
        """
        self.ensure_one()
        env = self.with_context(lang=lang or self.env.lang).env
        title = self._get_followup_action().activity_summary or self.name
        ours = {
            "Follow up": env._("Follow up"),
            "Follow up the quotation": env._("Follow up the quotation"),
            "Second follow-up of the quotation": env._("Second follow-up of the quotation"),
            "URGENT: last follow-up of the quotation": env._(
                "URGENT: last follow-up of the quotation"
            ),
            "Usual order overdue": env._("Usual order overdue"),
        }
        return ours.get(title, title)

    # --- reports ---

    def _report_followup_failures(self, failures):
        """Tell who manages the rule which records failed, on the rule itself, once a day."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        told_at = self.followup_failure_date
        if not failures or (told_at and told_at > yesterday):
            return
        try:
            with self.env.cr.savepoint():
                self._post_followup_failures(failures)
                self.followup_failure_date = fields.Datetime.now()
        except Exception as error:  # noqa: BLE001  a mail server down stops nobody
            _logger.warning("Notice of failed follow-ups of %s not sent: %s", self.name, error)

    def _post_followup_failures(self, failures):
        """Write ``failures``, a list of (id, error), to the managers."""
        records = self.env[self.model_name]
        lines = [
            self.env._(
                "%(record)s: %(error)s", record=records.browse(record_id).display_name, error=error
            )
            for record_id, error in failures[:20]
        ]
        managers = self.env.ref("sales_team.group_sale_manager").all_user_ids.partner_id
        self.message_post(
            body=self.env._(
                "%(count)s follow-ups could not be created. The others were.\n%(lines)s",
                count=len(failures),
                lines="\n".join(lines),
            ),
            partner_ids=managers.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _tell_salespeople(self):
        """Send each salesperson one summary of the follow-ups made since the last one.

        Told at the end of the work, whatever runs it took. What to tell is read from the
        follow-ups themselves, and what was told is written with the summaries: a run that is
        killed forgets nothing and repeats nothing.
        """
        by_user, by_news = {}, {}
        for user, rule, count, newest in self._get_news():
            rule.followup_told_id = max(rule.followup_told_id, newest)
            if user.active and user != self.env.user:
                by_user.setdefault(user, []).append((rule, count))
        for user, counts in by_user.items():
            by_news.setdefault((user.lang, tuple(counts)), []).append(user.id)
        for (lang, counts), user_ids in by_news.items():
            self.with_context(lang=lang)._tell_users(self.env["res.users"].browse(user_ids), counts)
        self.env["ir.cron"]._commit_progress()

    def _get_news(self):
        """Return (user, rule, number, newest id) of the open follow-ups not told of yet."""
        domain = (
            Domain("user_id", "!=", False)
            & Domain("automated", "=", True)
            & Domain.OR(
                Domain("followup_rule_id", "=", rule.id) & Domain("id", ">", rule.followup_told_id)
                for rule in self
            )
        )
        groups = ["user_id", "followup_rule_id"]
        return self.env["mail.activity"]._read_group(domain, groups, ["__count", "id:max"])

    def _tell_users(self, users, counts):
        """Send ``users``, who all have the same news, their summary; to each alone if it fails.

        :param counts: list of (rule, number of follow-ups)
        """
        try:
            with self.env.cr.savepoint():
                self._send_summary(users.partner_id, counts)
        except Exception as error:  # noqa: BLE001  a mail server down stops nobody
            if len(users) > 1:
                for user in users:
                    self._tell_users(user, counts)
            else:
                _logger.warning("Summary of follow-ups for %s not sent: %s", users.login, error)

    def _send_summary(self, partners, counts):
        """Tell ``partners`` of ``counts``, a list of (rule, number of follow-ups)."""
        env = self.env
        total = sum(count for _rule, count in counts)
        lines = [
            Markup("<li>%s</li>")
            % env._("%(rule)s: %(count)s", rule=rule.with_env(env).name, count=count)
            for rule, count in counts
        ]
        env["mail.thread"].message_notify(
            partner_ids=partners.ids,
            subject=env._("%s follow-ups to do", total),
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (
                env._("%s follow-ups were added to your activities:", total),
                Markup("").join(lines),
            ),
            # By the mail queue: a slow mail server holds up nobody's follow-ups.
            force_send=False,
        )
