"""The weekly review: fifteen minutes in which a team measures, analyses and acts.

One per company or team and week. Its figures are frozen when it opens; its decisions become
activities, and the next review starts with them.
"""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....tools import review as tools
from ....tools.records import find_by_name

STATES = [
    ("planned", "To Hold"),
    ("open", "In Progress"),
    ("held", "Held"),
    ("missed", "Not Held"),
    ("unclosed", "Not Closed"),
]
STEPS = [
    ("previous", "Last Actions"),
    ("measure", "Measure"),
    ("analyse", "Analyse"),
    ("act", "Act"),
    ("close", "Close"),
]
# Fields that the review fills itself.
SYSTEM = {
    "state",
    "step",
    "date_open",
    "date_held",
    "date_from",
    "date_to",
    "timer_start",
    "elapsed",
    "step_times",
    "duration",
    "on_time_count",
    "held_count",
    "streak",
    "previous_id",
    "event_id",
    "mail_date",
    "currency_id",
    "drift_count",
    "drift_amount",
    "action_count",
    "action_done_count",
}
IDENTITY = {"week", "company_id", "team_id"}


class PilotageReview(models.Model):
    _name = "pilotage.review"
    _description = "Weekly Review"
    _inherit = ["mail.thread", "mail.activity.mixin", "pilotage.system.fields"]
    _order = "week desc, company_id, team_id, id desc"
    _rec_names_search = ["team_id", "company_id", "user_id"]
    _mail_post_access = "read"  # every reader of the review may answer in it
    _check_company_auto = True
    _system_fields = SYSTEM

    def _default_week(self):
        return self._get_this_week(self.env.company)

    week = fields.Date(
        string="Week Of",
        required=True,
        index=True,
        copy=False,
        default=lambda self: self._default_week(),
        help="Monday of the week.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Empty: the review of the whole company.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Held By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    participant_ids = fields.Many2many(
        "res.users",
        "pilotage_review_participant_rel",
        "review_id",
        "user_id",
        string="Participants",
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        STATES, required=True, default="planned", readonly=True, copy=False, tracking=True
    )
    step = fields.Selection(STEPS, default="previous", readonly=True, copy=False)

    # Dates
    date_open = fields.Datetime("Opened On", readonly=True, copy=False)
    date_held = fields.Datetime("Held On", readonly=True, copy=False)
    timer_start = fields.Datetime(
        readonly=True, copy=False, help="Start of the running timer; empty when it is paused."
    )
    elapsed = fields.Integer(
        "Seconds Counted", readonly=True, copy=False, aggregator=None, help="Before the last pause."
    )
    step_times = fields.Json(
        readonly=True, copy=False, help="The seconds counted in each step when it was left."
    )
    duration = fields.Float(
        "Duration (minutes)", readonly=True, copy=False, digits=(16, 1), aggregator="avg"
    )
    event_id = fields.Many2one(
        "calendar.event", string="Meeting", readonly=True, copy=False, index="btree_not_null"
    )
    event_start = fields.Datetime(related="event_id.start", string="Meeting On")
    mail_date = fields.Datetime("Monday Mail Sent On", readonly=True, copy=False)

    # Contents
    previous_id = fields.Many2one(
        "pilotage.review",
        string="Previous Review",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    next_ids = fields.One2many("pilotage.review", "previous_id", string="Next Review")
    previous_action_ids = fields.One2many(
        "pilotage.review.action", compute="_compute_previous_action_ids", string="Last Actions"
    )
    date_from = fields.Date("Measured From", readonly=True, copy=False)
    date_to = fields.Date("Measured To", readonly=True, copy=False)
    line_ids = fields.One2many("pilotage.review.line", "review_id", string="KPIs")
    record_ids = fields.One2many("pilotage.review.record", "review_id", string="Deals to Act On")
    action_ids = fields.One2many("pilotage.review.action", "review_id", string="Actions")
    note = fields.Html("Conclusions")

    # Course
    held_count = fields.Integer("Reviews Held", readonly=True, copy=False)
    on_time_count = fields.Integer(
        "On Time", readonly=True, copy=False, help="Held in its own week."
    )
    streak = fields.Integer(
        "Weeks in a Row",
        readonly=True,
        copy=False,
        aggregator="max",
        help="Number of weeks in a row in which the review was held, this one included.",
    )
    action_count = fields.Integer("Actions Decided", compute="_compute_action_count", store=True)
    action_done_count = fields.Integer("Actions Done", compute="_compute_action_count", store=True)

    _week_unique = models.UniqueIndex(
        "(company_id, week, COALESCE(team_id, 0))",
        "There is a review of that week for this company or team already: open it.",
    )
    _check_week = models.Constraint(
        "CHECK (EXTRACT(ISODOW FROM week) = 1)", "Enter the Monday of the week."
    )

    @api.depends("week", "team_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            day = review.week and format_date(self.env, review.week)
            name = self.env._("Weekly review of %s", day or "…")
            # The name of the team identifies the review, for all readers (hence sudo).
            team = review.team_id.sudo().name
            review.display_name = f"{name} – {team}" if team else name

    def _creation_message(self):
        """Return a sentence of ours: that of Odoo has one gender in languages that have two."""
        self.ensure_one()
        return self.env._("Weekly review created")

    @api.model
    def _search_display_name(self, operator, value):
        named = find_by_name(self, operator, value)
        if named is NotImplemented:
            return named
        return named | super()._search_display_name(operator, value)

    @api.depends("previous_id")
    @api.depends_context("uid")
    def _compute_previous_action_ids(self):
        actions = self.env["pilotage.review.action"]
        for review in self:
            # Participants of this review may not read the one before.
            domain = [("review_id", "in", review.previous_id.ids)]
            review.previous_action_ids = actions.search(domain)

    @api.depends("action_ids.state")
    def _compute_action_count(self):
        for review in self:
            # An action carried over counts in the review where it is now.
            actions = review.action_ids.filtered(lambda action: action.state != "carried")
            review.action_count = len(actions)
            review.action_done_count = len(actions.filtered(lambda x: x.state == "done"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            given = {name for name in SYSTEM & vals.keys() if vals[name]}
            self._check_typed(given - {"state", "step"})
            if vals.get("state", "planned") != "planned":
                self._check_typed({"state"})
            if vals.get("week"):
                vals["week"] = self._read_week(vals["week"])
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["currency_id"] = company.currency_id.id
            if "participant_ids" not in vals:
                team = self.env["crm.team"].browse(vals.get("team_id"))
                people = self._get_usual_participants(team, company)
                vals["participant_ids"] = [Command.set(people.ids)]
        reviews = super().create(vals_list)
        reviews._subscribe_people()
        return reviews

    def write(self, vals):
        self._check_typed(SYSTEM & vals.keys())
        if vals.get("week"):
            vals["week"] = self._read_week(vals["week"])
        if any(review.state != "planned" and review._is_moved(vals) for review in self):
            raise UserError(
                self.env._("The week, company and team of a review cannot change once it is open.")
            )
        if {"note", "user_id"} & vals.keys():
            self._check_not_held()
        result = super().write(vals)
        if {"user_id", "participant_ids"} & vals.keys():
            self._subscribe_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(review.state == "held" for review in self):
            raise UserError(self.env._("A review that was held cannot be deleted."))

    def _check_typed(self, names):
        """Refuse values of a user for the fields ``names``, which the review fills itself."""
        if names and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise UserError(
                self.env._(
                    "The review fills these fields itself (%s): use its buttons.", ", ".join(labels)
                )
            )

    @api.model
    def _read_week(self, value):
        """Return the Monday of the week of ``value``, an ISO text or a date."""
        try:
            return tools.get_monday(fields.Date.to_date(value))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise UserError(self.env._("Give the week as a date: %s.", value)) from error

    @api.model
    def _get_this_week(self, company):
        """Return the Monday of this week in ``company``."""
        return tools.get_monday(company._get_today())

    def _get_engine(self):
        """Return the KPIs with the user's rights, in the company of the review."""
        self.ensure_one()
        return self.env["pilotage.kpi"].with_context(allowed_company_ids=self.company_id.ids)
