"""Monday: end the missed weeks, prepare and mail this week's reviews."""

import logging

import pytz
from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)

MAIL_HOUR = 6
LAYOUT = "pilotage_commercial.review_mail_layout"


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    @api.model
    def _cron_monday(self):
        """Prepare the reviews of the new week and mail them to their holders.

        Each in its own transaction: a review that somebody is changing, or that fails, is left to
        the next run. Run twice, or late, it does what remains.
        """
        self.env["pilotage.review.action"]._hand_over_leavers()
        due = self.search([("state", "in", ("planned", "open"))])
        cron = self.env["ir.cron"]
        for number, review in enumerate(due, 1):
            try:
                with self.env.cr.savepoint():
                    review._prepare_monday()
            except (OperationalError, ConcurrencyError, UserError) as error:
                self.env.invalidate_all()
                _logger.info("Weekly review %s is left for later: %s", review.id, error)
            except Exception:
                self.env.invalidate_all()
                _logger.exception("Weekly review %s cannot be prepared", review.id)
            cron._commit_progress(1, remaining=len(due) - number)

    def _prepare_monday(self):
        """Replace a review that nobody held or closed by this week's; mail this week's."""
        self.ensure_one()
        review = self.try_lock_for_update()
        review.invalidate_recordset()
        if not review.exists() or review.state not in ("planned", "open"):
            return
        this_week = self._get_this_week(review.company_id)
        if not review._has_holder():
            if review.week < this_week:
                review._end_week()  # nobody holds these reviews any more
            return
        if review.week < this_week:
            review._end_week()
            following = self._get_or_create(review.company_id, review.team_id, this_week)
            following._link_event()
            review = following if following.state == "planned" else self.browse()
        if review:
            review._replace_leavers()
        if review.week == this_week and not review.mail_date and review._is_mail_time():
            review._send_monday_mail()

    def _has_holder(self):
        """Return whether somebody can hold the review, or the next one."""
        self.ensure_one()
        if self.team_id and not self.team_id.active:
            return False
        company = self.company_id
        return any(
            self._may_hold(user, company)
            for user in (self.user_id, self._get_next_holder(company, self.team_id))
        )

    def _end_week(self):
        """End a week that is over: nobody held its review, or nobody closed it.

        The decisions of a review left open are kept: its actions get their activities, and the next
        review starts with them.
        """
        self.ensure_one()
        if self.state == "planned":
            self._note_missed()
            return
        self.action_ids._plan()
        if self.date_held:
            # Closed once, then opened again to change a word.
            self._note(self._get_held_values(self.date_held))
            self._update_streaks()
        else:
            # The clock ran on: nobody knows how long the review took.
            self._note({"state": "unclosed", "timer_start": False})

    def _is_mail_time(self):
        timezone = self.company_id._get_timezone()
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(timezone)
        return now.date() > self.week or now.hour >= MAIL_HOUR

    def _send_monday_mail(self):
        """Mail the figures, once, to the participants and the holder: each gets what they may see,
        in their language.
        """
        self.ensure_one()
        # As superuser, who alone may set the reader of a rendered mail.
        review = self.with_user(SUPERUSER_ID)
        people = (self.participant_ids - self.user_id) | self.user_id
        sent = [review._mail_to(user) for user in people if user.active and user.email]
        if any(sent):
            self._note({"mail_date": fields.Datetime.now()})

    def _mail_to(self, user):
        """Mail the figures to ``user``; return whether that succeeded."""
        self.ensure_one()
        is_holder = user == self.user_id
        name = "mail_template_review" if is_holder else "mail_template_review_participant"
        template = self.env.ref(f"pilotage_commercial.{name}", False)
        theirs = self.with_user(user).with_context(allowed_company_ids=self.company_id.ids)
        if not template or not theirs.has_access("read"):
            return False
        # Not linked to the review, whose other readers may not see every figure.
        recipients = [Command.set(user.partner_id.ids)]
        values = {"model": False, "res_id": False, "recipient_ids": recipients}
        rendered = template.with_context(review_reader_id=user.id, lang=user.lang)
        try:
            with self.env.cr.savepoint():
                rendered.send_mail(self.id, email_values=values, email_layout_xmlid=LAYOUT)
        except (AccessError, UserError) as error:
            # An access error for one user must not stop the other mails.
            _logger.info("No Monday mail of review %s to user %s: %s", self.id, user.id, error)
            return False
        return True
