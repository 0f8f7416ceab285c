"""Reports of the follow-up engine: failures to managers, new follow-ups to salespeople."""

import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.groups import find_group
from ....tools.parameters import read_number

_logger = logging.getLogger(__name__)
# Set by an update until its notice is sent: one more than the follow-ups closed so far.
UPDATE_PARAMETER = "pilotage_commercial.followups_closed_by_update"


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _report_followup_failures(self, failures):
        """Tell the rule's managers which records failed, once a day."""
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
        """Tell ``failures``, a list of (id, error), to the managers who may read the rule: on the
        rule how many there are, and those that all of them may know; the others to each manager
        who may.
        """
        managers = find_group(self.env, "sales_team.group_sale_manager").all_user_ids
        told = {
            manager: self._filter_told_failures(manager, failures)
            for manager in managers.filtered("active")
            if self.with_env(self._get_manager_env(manager)).has_access("read")
        }
        shared = [failure for failure in failures if all(failure in some for some in told.values())]
        alike = [manager for manager, some in told.items() if some and some == shared]
        self.message_post(
            body=self._word_failures(len(failures), shared),
            partner_ids=[manager.partner_id.id for manager in alike],
            subtype_xmlid="mail.mt_note",
        )
        for manager, some in told.items():
            if some and manager not in alike:
                self.with_context(lang=manager.lang)._tell_failures(manager.partner_id, some)

    def _get_manager_env(self, manager):
        """Return the environment of ``manager``, with all their companies."""
        context = {**self.env.context, "allowed_company_ids": manager.company_ids.ids}
        return self.env(user=manager.id, su=False, context=context)

    def _filter_told_failures(self, manager, failures):
        """Return those of ``failures`` that ``manager`` may know: of records that they may read,
        and of the rule itself.
        """
        ids = [number for number, _error in failures if number]
        records = self._get_manager_env(manager)[self.model_name].browse(ids)
        known = {*records.exists()._filtered_access("read").ids, False}
        return [(number, error) for number, error in failures if number in known]

    def _word_failures(self, count, failures):
        """Return the text that ``count`` follow-ups failed, and the first ones of ``failures``."""
        env, records = self.env, self.env[self.model_name]
        lines = [
            env._(
                "%(record)s: %(error)s",
                record=records.browse(record_id).display_name if record_id else self.name,
                error=error,
            )
            for record_id, error in failures[:20]
        ]
        return env._(
            "Follow-ups that could not be created: %(count)s. The others were.\n%(lines)s",
            count=count,
            lines="\n".join(lines),
        )

    def _tell_failures(self, partners, failures):
        """Send ``partners`` the list of ``failures``."""
        self.env["mail.thread"].message_notify(
            partner_ids=partners.ids,
            subject=self.env._("%(rule)s: follow-ups that could not be created", rule=self.name),
            body=self._word_failures(len(failures), failures),
            force_send=False,
        )

    @api.model
    def _tell_update(self, count, is_done):
        """Tell the sales managers how many follow-ups the first run after an update closes.

        :param count: how many this run closed
        :param is_done: whether none is left; else the next run continues counting
        """
        # A parameter of ours, set by the update and deleted once reported (hence sudo).
        parameters = self.env["ir.config_parameter"].sudo()
        before = parameters.get_param(UPDATE_PARAMETER)
        if not before:
            return
        count += read_number(before, 1) - 1
        parameters.set_param(UPDATE_PARAMETER, False if is_done else str(count + 1))
        managers = find_group(self.env, "sales_team.group_sale_manager").all_user_ids
        managers = managers.filtered("active")
        if not (is_done and count):
            return
        for lang, users in managers.grouped("lang").items():
            self.with_context(lang=lang)._send_update_notice(users.partner_id, count)

    @api.model
    def _send_update_notice(self, partners, count):
        env = self.env
        env["mail.thread"].message_notify(
            partner_ids=partners.ids,
            subject=env._("Follow-ups closed by the update: %s", count),
            body=env._(
                "Open follow-ups that had no reason any more (signed, refused, answered, lost, or "
                "ordered again): %s. They are closed; a note on each record says why.",
                count,
            ),
            force_send=False,
        )

    def _tell_salespeople(self):
        """Send each salesperson one summary of the follow-ups created since the last one.

        Sent at the end of the work, however many runs it took. The follow-ups themselves hold what
        is not reported yet, and are updated together with the summaries: a killed run neither
        forgets nor repeats any.
        """
        by_user, by_news, told = {}, {}, {}
        for user, rule, count, newest in self._get_news():
            told[rule] = max(told.get(rule, 0), newest)
            if user.active and user != self.env.user:
                by_user.setdefault(user, []).append((rule, count))
        for rule, newest in told.items():
            rule.followup_told_id = newest
        for user, counts in by_user.items():
            by_news.setdefault((user.lang, tuple(counts)), []).append(user.id)
        for (lang, counts), user_ids in by_news.items():
            self.with_context(lang=lang)._tell_users(self.env["res.users"].browse(user_ids), counts)
        self.env["ir.cron"]._commit_progress()

    def _get_news(self):
        """Return (user, rule, number, newest id) of the open follow-ups not reported yet."""
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
        """Send ``users``, who all have the same counts, their summary; one by one if that fails.

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
        """Send ``partners`` the summary of ``counts``, a list of (rule, number of follow-ups)."""
        env = self.env
        total = sum(count for _rule, count in counts)
        lines = [
            Markup("<li>%s</li>")
            % env._("%(rule)s: %(count)s", rule=rule.with_env(env).name, count=count)
            for rule, count in counts
        ]
        env["mail.thread"].message_notify(
            partner_ids=partners.ids,
            subject=env._("Follow-ups to do: %s", total),
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (
                env._("Follow-ups added to your activities: %s", total),
                Markup("").join(lines),
            ),
            tracking_value_ids=[],  # known to have none: Odoo looks for no tracked change
            # Queued: a slow mail server must not delay the follow-ups.
            force_send=False,
        )
