"""One review a week: this week's, its calendar event, the Monday mail, the weeks missed."""

import logging
from datetime import datetime, time, timedelta

import pytz
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...tools import dates
from ...tools import review as tools

_logger = logging.getLogger(__name__)

MEETING_HOUR = time(9)
MAIL_HOUR = 6
# A year of meetings; closing a review after the last of them makes the next ones.
MEETINGS = 52


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    # --- this week ---

    @api.model
    def open_current(self, team_id=False):
        """Return the action that shows this week's review of the current company, or of a team.

        A manager gets it made when there is none yet.

        :param team_id: id of a sales team
        :raise UserError: there is no such team; nobody who may has opened the review yet
        """
        team = self.env["crm.team"]
        if team_id:
            # True is 1 for the database: not a team that somebody chose.
            team = team.search([("id", "=", team_id)]) if type(team_id) is int else team
            if not team:
                raise UserError(self.env._("There is no such sales team: choose another one."))
        company = team.company_id or self.env.company
        review = self._get_or_create(company, team, self._get_this_week(company))
        return review._get_form_action()

    def action_open_this_week(self):
        """Show this week's review of the same company or team."""
        self.ensure_one()
        week = self._get_this_week(self.company_id)
        return self._get_or_create(self.company_id, self.team_id, week)._get_form_action()

    def _get_form_action(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.pilotage_review_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "view_mode": "form",
            "res_id": self.id,
        }

    @api.model
    def _get_or_create(self, company, team, week):
        """Return the review of ``week``, made when there is none: one, whoever asks at once."""
        series = Domain([("company_id", "=", company.id), ("team_id", "=", team.id)])
        review = self.search(series & Domain("week", "=", week), limit=1)
        if review:
            return review
        if not self.has_access("create"):
            raise UserError(self.env._("This week's review is not there yet: a manager opens it."))
        last = self.search(series & Domain("week", "<", week), order="week desc", limit=1)
        try:
            with self.env.cr.savepoint():
                review = self.create(self._get_new_values(company, team, week, last))
        except UniqueViolation as error:
            # Made by somebody else since this transaction began, which cannot see it: once more.
            raise ConcurrencyError("the review has just been made") from error
        self.search(
            series & Domain([("week", "<", week), ("state", "=", "planned")])
        )._note_missed()
        return review

    @api.model
    def _get_new_values(self, company, team, week, last):
        """Return the values of a review, with the people of the ``last`` one."""
        values = {"company_id": company.id, "team_id": team.id, "week": week}
        # As of today: who left holds no review any more.
        holder = last.user_id.filtered("active") or self._get_next_holder(company, team)
        values["user_id"] = holder.id
        if last:
            people = last.participant_ids.filtered(
                lambda user: user.active and company in user.sudo().company_ids
            )
            values["participant_ids"] = [Command.set(people.ids)]
        return values

    @api.model
    def _get_next_holder(self, company, team):
        """Return who holds the review when nobody does: the leader of the team, else who asks
        for it, else a sales manager of the company."""
        asking = self.env.user if self.env.user.active else self.env["res.users"]
        leader = team.user_id.filtered("active")
        return leader or asking or company._get_sales_manager() or self.env.user

    def _note_missed(self):
        if self:
            self._note({"state": "missed"})

    def _schedule_next(self):
        """Prepare next week's review, with its meeting."""
        self.ensure_one()
        week = max(self.week + tools.WEEK, self._get_this_week(self.company_id))
        if week == self.week:
            week += tools.WEEK
        review = self._get_or_create(self.company_id, self.team_id, week)
        review._link_event()
        if self.event_id.recurrence_id and not review.event_id:
            review._create_events(self._get_meeting_time(), self.event_id.partner_ids)

    # --- calendar ---

    def action_schedule(self):
        """Block fifteen minutes a week in the calendars of the participants, once."""
        self._lock()
        self._lock_series()
        if not self.event_id:
            self._link_event()
        if not (self.event_id or self._get_next_event()):
            self._create_events(MEETING_HOUR, (self.user_id | self.participant_ids).partner_id)
        return self._get_event_action()

    def _lock_series(self):
        """Let one at a time make the meetings of the series.

        Who comes second meets rows that were updated since: Odoo plays the request again, and it
        finds the meetings of the first.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE pilotage_review SET write_date = write_date
                    WHERE company_id = %s AND team_id IS NOT DISTINCT FROM %s""",
                self.company_id.id,
                self.team_id.id or None,
            )
        )

    def _get_next_event(self):
        """Return the next meeting of the series, whose week may have no review yet."""
        domain = self._get_event_domain() & Domain("start", ">=", fields.Datetime.now())
        return self.env["calendar.event"].search(domain, order="start", limit=1)

    def _get_event_action(self):
        event = self.event_id or self._get_next_event()
        return {
            "type": "ir.actions.act_window",
            "res_model": "calendar.event",
            "views": [(False, "form")],
            "res_id": event.id,
        }

    def _create_events(self, at, partners):
        """Create the weekly meetings, from the first one to come at the local time ``at``."""
        self.ensure_one()
        timezone = self.company_id._get_timezone()

        def get_start(week):
            return timezone.localize(datetime.combine(week, at)).astimezone(pytz.utc)

        week = max(self.week, self._get_this_week(self.company_id))
        start = get_start(week).replace(tzinfo=None)
        if start <= fields.Datetime.now():
            start = get_start(week + tools.WEEK).replace(tzinfo=None)
        day = dates.get_today(start, timezone)
        self.env["calendar.event"].create(
            {
                "name": self._get_event_name(),
                "start": start,
                "stop": start + timedelta(minutes=15),
                "user_id": self.user_id.id,
                "partner_ids": [Command.set(partners.ids)],
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_model": self._name,
                "res_id": self.id,
                "recurrency": True,
                "recurrence_update": "all_events",
                "rrule_type": "weekly",
                "interval": 1,
                "event_tz": timezone.zone,
                day.strftime("%a").lower(): True,
                "end_type": "count",
                "count": MEETINGS,
            }
        )
        planned = self._get_series_domain() & Domain("state", "in", ("planned", "open"))
        self.search(planned)._link_event()

    def _get_event_name(self):
        self.ensure_one()
        if self.team_id:
            return self.env._("Weekly sales review – %s", self.team_id.name)
        return self.env._("Weekly sales review")

    def _get_event_domain(self):
        """Return the domain of the meetings of the same company or team."""
        series = self.search(self._get_series_domain())
        return Domain([("res_model", "=", self._name), ("res_id", "in", series.ids)])

    def _link_event(self):
        """Tie each review to the meeting of its week."""
        for review in self:
            timezone = review.company_id._get_timezone()
            first = dates.get_start(review.week, timezone)
            end = dates.get_start(review.week + tools.WEEK, timezone)
            domain = review._get_event_domain()
            domain &= Domain([("start", ">=", first), ("start", "<", end)])
            event = self.env["calendar.event"].search(domain, order="start", limit=1)
            if event != review.event_id:
                review._note({"event_id": event.id})

    def _get_meeting_time(self):
        """Return at what local time the meeting of the review is."""
        timezone = self.company_id._get_timezone()
        return pytz.utc.localize(self.event_id.start).astimezone(timezone).time()

    def _open_of_event(self, event):
        """Return the action of the review of the week of ``event``."""
        self.ensure_one()
        timezone = self.company_id._get_timezone()
        week = tools.get_monday(dates.get_today(event.start, timezone))
        if week == self._get_this_week(self.company_id):
            return self.action_open_this_week()
        review = self.search(self._get_series_domain() & Domain("week", "=", week), limit=1)
        return (review or self)._get_form_action()

    # --- Monday ---

    @api.model
    def _cron_monday(self):
        """Prepare the reviews of the week that begins and mail them to those who hold them.

        Each in a transaction of its own: what somebody is working on, or what fails, is left
        for the next run. Run twice, or late, it does what is still to do.
        """
        due = self.search([("state", "in", ("planned", "open"))])
        cron = self.env["ir.cron"]
        for number, review in enumerate(due, 1):
            try:
                review._prepare_monday()
                cron._commit_progress(1, remaining=len(due) - number)
            except (OperationalError, ConcurrencyError, UserError, AccessError) as error:
                self.env.cr.rollback()
                _logger.info("Weekly review %s is left for later: %s", review.id, error)

    def _prepare_monday(self):
        """Replace a review that nobody held or closed by this week's; mail this week's."""
        self.ensure_one()
        review = self.try_lock_for_update()
        review.invalidate_recordset()
        if not review.exists() or review.state not in ("planned", "open"):
            return
        this_week = self._get_this_week(review.company_id)
        if review.week < this_week:
            review._end_week()
            if not review._has_holder():
                return  # nobody's ritual any more
            following = self._get_or_create(review.company_id, review.team_id, this_week)
            following._link_event()
            review = following if following.state == "planned" else self.browse()
        if review.week == this_week and not review.mail_date and review._is_mail_time():
            review._send_monday_mail()

    def _has_holder(self):
        """Return whether somebody is there to hold the next review."""
        self.ensure_one()
        if self.team_id and not self.team_id.active:
            return False
        holder = self.user_id.filtered("active")
        return bool(holder or self._get_next_holder(self.company_id, self.team_id).active)

    def _end_week(self):
        """End a week that is over: nobody held its review, or nobody closed it.

        What was decided in one that was left open is not lost: its actions get their activities,
        and the next review begins with them.
        """
        self.ensure_one()
        if self.state == "planned":
            self._note_missed()
            return
        self.action_ids._plan()
        elapsed = self._get_elapsed()
        self._note(
            {
                "state": "unclosed",
                "timer_start": False,
                "elapsed": elapsed,
                "duration": elapsed / 60,
            }
        )

    def _is_mail_time(self):
        timezone = self.company_id._get_timezone()
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(timezone)
        return now.date() > self.week or now.hour >= MAIL_HOUR

    def _send_monday_mail(self):
        """Mail the figures to who holds the review, once."""
        self.ensure_one()
        if not self.user_id.active:
            # Left since the review was prepared.
            self.write({"user_id": self._get_next_holder(self.company_id, self.team_id).id})
        template = self.env.ref("pilotage_commercial.mail_template_review", False)
        if template and self.user_id.active and self.user_id.email:
            self._note({"mail_date": fields.Datetime.now()})
            # Not tied to the review: its other readers may not see every figure.
            to_holder = template.with_context(review_for_holder=True)
            to_holder.send_mail(self.id, email_values={"model": False, "res_id": False})
