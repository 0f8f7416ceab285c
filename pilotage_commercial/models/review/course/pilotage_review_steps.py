"""The course of a review: opened, five steps under a timer, closed, perhaps reopened."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools import review as tools
from ....tools.records import check_one
from ..meeting.pilotage_review import STEPS


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    step_minutes = fields.Integer(
        compute="_compute_step_minutes", help="Minutes planned for the step, out of the fifteen."
    )

    gap_line_ids = fields.One2many(
        "pilotage.review.line",
        "review_id",
        string="KPIs to Analyse",
        domain=[("state", "in", ["bad", "near", "no_target"])],
    )
    folded_text = fields.Char(
        compute="_compute_folded_text", help="The KPIs that need no analysis."
    )

    @api.depends("step")
    def _compute_step_minutes(self):
        for review in self:
            review.step_minutes = tools.STEP_MINUTES.get(review.step, 0)

    @api.depends("line_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_folded_text(self):
        for review in self:
            # With the rights of the reader, not of the user who first computed it.
            lines = review.line_ids.sudo(False)._filter_shown()
            on_target, no_data = self.env._("On target: %s."), self.env._("Without data: %s.")
            texts = [(on_target, ["good"]), (no_data, ["no_data", "error"])]
            names = [
                text % ", ".join(found)
                for text, states in texts
                if (found := lines.filtered(lambda x, s=states: x.state in s).mapped("name"))
            ]
            review.folded_text = " ".join(names)

    # --- open ---

    def action_start(self):
        """Open the review: its figures are frozen, the timer runs."""
        self._lock()
        if self.state in ("open", "held"):
            return  # another user opened it first
        this_week = self._get_this_week(self.company_id)
        if self.week > this_week:
            raise UserError(
                self.env._("This review is for a future week: hold this week's review first.")
            )
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
                "step_times": False,
                "date_from": cockpit["options"]["date_from"],
                "date_to": cockpit["options"]["date_to"],
                "previous_id": previous.id,
            }
        )
        self.env["pilotage.review.line"]._freeze(self, cockpit["kpis"])
        self._freeze_drift()
        self._propose_records()

    def _find_previous(self):
        """Return the last review held before this one, however long ago."""
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
        if self.env.context.get("shown_step", self.step) != self.step:
            return  # somebody else moved it meanwhile: the screen follows
        steps = [step for step, _name in STEPS]
        index = steps.index(self.step) + offset
        self._note(
            {
                "step": steps[min(max(index, 0), len(steps) - 1)],
                "step_times": self._get_step_times(),
            }
        )

    def _get_step_times(self):
        """Return the seconds spent in each step, the current one included."""
        self.ensure_one()
        return tools.add_seconds(self.step_times, self.step, self._get_elapsed())

    def action_pause(self):
        """Pause or resume the timer."""
        self._lock()
        self._check_open()
        if self.timer_start:
            self._note({"elapsed": self._get_elapsed(), "timer_start": False})
        else:
            self._note({"timer_start": fields.Datetime.now()})

    def _get_elapsed(self):
        """Return the duration of the review in seconds."""
        self.ensure_one()
        if not self.timer_start:
            return self.elapsed
        return self.elapsed + int((fields.Datetime.now() - self.timer_start).total_seconds())

    # --- act ---

    def action_plan(self):
        """Turn the chosen records and typed actions into dated and assigned activities."""
        self._lock()
        self._check_open()
        self._make_actions()
        self.action_ids._plan()

    # --- close ---

    def action_ask_close(self):
        """Ask for confirmation when the review has decided nothing."""
        check_one(self)
        self.check_access("write")
        self._check_open()
        view = self.env.ref("pilotage_commercial.pilotage_review_view_form_none", False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Really no action?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id if view else False, "form")],
            "target": "new",
        }

    def action_decide(self):
        """Go back to the step where actions are decided."""
        self._lock()
        self._check_open()
        self._note({"step": "act", "step_times": self._get_step_times()})

    def action_close(self):
        """Close the review: plan the activities, post the summary with its PDF, prepare the next
        one.
        """
        self._lock()
        if self.state == "held":
            return  # closed already, by a concurrent click
        self._check_open()
        self._make_actions()
        self.action_ids._plan()
        self.record_ids.filtered(lambda record: not record.action_id).unlink()
        elapsed = self._get_elapsed()
        self._note(
            {
                **self._get_held_values(self.date_held or fields.Datetime.now()),
                "elapsed": elapsed,
                "step_times": self._get_step_times(),
                "duration": elapsed / 60,
            }
        )
        self._update_streaks()
        self._schedule_next()
        self._post_summary()

    def _get_held_values(self, moment):
        """Return the values of the review closed at ``moment``."""
        return {
            "state": "held",
            "step": "close",
            "date_held": moment,
            "timer_start": False,
            "held_count": 1,
            "on_time_count": int(self._is_on_time(moment)),
        }

    def _is_on_time(self, moment):
        """Return whether ``moment`` is before the end of the review's week."""
        self.ensure_one()
        return tools.get_monday(self.company_id._get_date(moment)) <= self.week

    def _update_streaks(self):
        """Update the number of weeks in a row, for this review and those held after it."""
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
        """Reopen a closed review: frozen figures and activities stay."""
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
