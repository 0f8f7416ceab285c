"""The course of a review: opened, five steps under a timer, closed, perhaps reopened."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import dates
from ...tools import review as tools
from .pilotage_review import STEPS


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    # --- open ---

    def action_start(self):
        """Open the review: its figures are frozen, the timer runs."""
        self._lock()
        if self.state in ("open", "held"):
            return  # somebody was quicker
        this_week = self._get_this_week(self.company_id)
        if self.week > this_week:
            raise UserError(self.env._("This review is of a week to come: hold this week's first."))
        if self.state in ("missed", "unclosed"):
            raise UserError(self.env._("That week is over: hold this week's review."))
        now = fields.Datetime.now()
        previous = self._find_previous()
        cockpit = self._get_engine().get_cockpit({"team_id": self.team_id.id})
        self._note(
            {
                "state": "open",
                "step": "previous" if previous.action_ids else "measure",
                "date_open": now,
                "timer_start": now,
                "elapsed": 0,
                "date_from": cockpit["options"]["date_from"],
                "date_to": cockpit["options"]["date_to"],
                "previous_id": previous.id,
            }
        )
        self.env["pilotage.review.line"]._freeze(self, cockpit["kpis"])
        self._propose_records()

    def _get_series_domain(self):
        """Return the domain of the reviews of the same company or team, whatever the week."""
        self.ensure_one()
        return Domain([("company_id", "=", self.company_id.id), ("team_id", "=", self.team_id.id)])

    def _find_previous(self):
        """Return the last review that was held before this one, however long ago."""
        self.ensure_one()
        earlier = Domain([("week", "<", self.week), ("state", "in", ("open", "held", "unclosed"))])
        return self.search(self._get_series_domain() & earlier, order="week desc", limit=1)

    # --- steps ---

    def action_next_step(self):
        self._move(1)

    def action_previous_step(self):
        self._move(-1)

    def _move(self, offset):
        self._lock()
        self._check_open()
        steps = [step for step, _name in STEPS]
        index = steps.index(self.step) + offset
        self._note({"step": steps[min(max(index, 0), len(steps) - 1)]})

    def action_pause(self):
        """Stop the timer, or let it run again."""
        self._lock()
        self._check_open()
        if self.timer_start:
            self._note({"elapsed": self._get_elapsed(), "timer_start": False})
        else:
            self._note({"timer_start": fields.Datetime.now()})

    def _get_elapsed(self):
        """Return the seconds that the review has lasted."""
        self.ensure_one()
        if not self.timer_start:
            return self.elapsed
        return self.elapsed + int((fields.Datetime.now() - self.timer_start).total_seconds())

    def _check_open(self):
        self.ensure_one()
        if self.state == "held":
            raise UserError(self.env._("This review is closed: reopen it to change it."))
        if self.state != "open":
            raise UserError(self.env._("This review is not open yet: start it."))

    # --- act ---

    def action_plan(self):
        """Turn the chosen records, and the actions typed, into dated and assigned activities."""
        self._lock()
        self._check_open()
        self._make_actions()
        self.action_ids._plan()

    # --- close ---

    def action_close(self):
        """Close the review: activities planned, summary posted with its PDF, next one prepared."""
        self._lock()
        if self.state == "held":
            return  # closed already, by the other click
        self._check_open()
        self._make_actions()
        self.action_ids._plan()
        self.record_ids.filtered(lambda record: not record.action_id).unlink()
        now = fields.Datetime.now()
        elapsed = self._get_elapsed()
        self._note(
            {
                "state": "held",
                "step": "close",
                "date_held": self.date_held or now,
                "timer_start": False,
                "elapsed": elapsed,
                "duration": elapsed / 60,
                "held_count": 1,
                "on_time_count": int(self._is_on_time(self.date_held or now)),
            }
        )
        self._update_streaks()
        self._schedule_next()
        self._post_summary()

    def _is_on_time(self, moment):
        """Return whether ``moment`` lies in the week of the review, or before it ends."""
        self.ensure_one()
        day = dates.get_today(moment, self.company_id._get_timezone())
        return tools.get_monday(day) <= self.week

    def _update_streaks(self):
        """Count the weeks in a row, of this review and of those held after it."""
        self.ensure_one()
        held = self._get_series_domain() & Domain("state", "=", "held")
        before = self.search(held & Domain("week", "=", self.week - tools.WEEK))
        later = self.search(held & Domain("week", ">=", self.week), order="week")
        week, streak = self.week, before.streak
        for review in later:
            streak = streak + 1 if review.week == week else 1
            week = review.week + tools.WEEK
            if review.streak != streak:
                review._note({"streak": streak})

    # --- reopen ---

    def action_reopen(self):
        """Go on with a closed review: what is frozen stays as it was, activities stay."""
        self._lock()
        if self.state != "held":
            return
        if self.next_ids:
            raise UserError(
                self.env._(
                    "%s was opened on the results of this review: write there what changed.",
                    self.next_ids[0].display_name,
                )
            )
        self._note(
            {
                "state": "open",
                "step": "act",
                "timer_start": fields.Datetime.now(),
                "held_count": 0,
                "on_time_count": 0,
                "streak": 0,
            }
        )
        self.message_post(body=self.env._("Review reopened. Its figures stay as frozen."))
