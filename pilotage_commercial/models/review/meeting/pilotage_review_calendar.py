"""The meetings of the weekly review: fifteen minutes a week, for a year."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ....tools import dates
from ....tools import review as tools

MEETING_HOUR = time(9)
# A year of meetings; closing a review after the last one creates the next ones.
MEETINGS = 52


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    has_meetings = fields.Boolean(
        compute="_compute_has_meetings", help="The weekly meetings are blocked already."
    )

    @api.depends("event_id")
    def _compute_has_meetings(self):
        for review in self:
            saved = review._origin
            review.has_meetings = bool(review.event_id or (saved and saved._get_next_event()))

    def action_schedule(self):
        """Create the weekly meetings of fifteen minutes in the calendars of the participants,
        once.
        """
        self._lock()
        self._lock_series()
        if not self.event_id:
            self._link_event()
        if not (self.event_id or self._get_next_event()):
            self._create_events(MEETING_HOUR, (self.user_id | self.participant_ids).partner_id)
        return self._get_event_action()

    def _lock_series(self):
        """Let one transaction at a time create the meetings of the series.

        A second one fails on the updated rows, Odoo retries its request, and it finds the meetings.
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
        """Return the next meeting of the series; its week may have no review yet."""
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
        """Create the weekly meetings, from the next one on, at the local time ``at``."""
        self.ensure_one()
        timezone = self.company_id._get_timezone()

        def get_start(week):
            return timezone.localize(datetime.combine(week, at)).astimezone(pytz.utc)

        week = max(self.week, self._get_this_week(self.company_id))
        start = get_start(week).replace(tzinfo=None)
        if start <= fields.Datetime.now():
            start = get_start(week + tools.WEEK).replace(tzinfo=None)
        day = self.company_id._get_date(start)
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
        """Link each review to the meeting of its week."""
        for review in self:
            timezone = review.company_id._get_timezone()
            week, following = review.week, review.week + tools.WEEK
            first, end = dates.get_start(week, timezone), dates.get_start(following, timezone)
            # An all-day meeting has days, without a time zone.
            timed = Domain([("allday", "=", False), ("start", ">=", first), ("start", "<", end)])
            days = [("start_date", ">=", week), ("start_date", "<", following)]
            domain = review._get_event_domain() & (timed | Domain([("allday", "=", True), *days]))
            event = self.env["calendar.event"].search(domain, order="start", limit=1)
            if event != review.event_id:
                review._note({"event_id": event.id})

    def _get_meeting_time(self):
        """Return the local time of the review's meeting, the usual one of an all-day meeting."""
        if self.event_id.allday:
            return MEETING_HOUR
        timezone = self.company_id._get_timezone()
        return pytz.utc.localize(self.event_id.start).astimezone(timezone).time()

    def _open_of_event(self, event):
        """Return the action that opens the review of the week of ``event``."""
        self.ensure_one()
        day = event.start_date if event.allday else self.company_id._get_date(event.start)
        week = tools.get_monday(day)
        if week == self._get_this_week(self.company_id):
            return self.action_open_this_week()
        review = self.search(self._get_series_domain() & Domain("week", "=", week), limit=1)
        return (review or self)._get_form_action()
