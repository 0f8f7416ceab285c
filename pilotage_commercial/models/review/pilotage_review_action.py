"""What a review decides: an activity with a name, a person and a date, seen again next week."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import dates
from ...tools import review as tools
from .pilotage_review_record import KINDS, MANAGER

STATES = [
    ("draft", "To Plan"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("carried", "Carried Over"),
    ("cancelled", "Dropped"),
]
# What the action notes by itself, or follows from its review.
SYSTEM = {
    "activity_ids",
    "activity_id",
    "is_planned",
    "is_generated",
    "carried_to_id",
    "state",
    "date_done",
    "feedback",
    "company_id",
    "team_id",
    "week",
    "group_id",
    "is_kept",
}
# What is said the same in the action and in its activity.
SHARED = {"name": "summary", "user_id": "user_id", "date_deadline": "date_deadline"}


class PilotageReviewAction(models.Model):
    _name = "pilotage.review.action"
    _inherit = ["pilotage.review.kept", "pilotage.system.fields"]
    _description = "Action of a Weekly Review"
    _order = "review_id desc, sequence, id"
    _system_fields = SYSTEM

    def _default_date_deadline(self):
        timezone = self.env.company._get_timezone()
        return tools.get_deadline(dates.get_today(fields.Datetime.now(), timezone))

    review_id = fields.Many2one("pilotage.review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="review_id.team_id", store=True)
    week = fields.Date(related="review_id.week", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="other", groups=MANAGER)
    # May name what not every reader may open: others read the display name.
    name = fields.Char("Action", required=True, groups=MANAGER)
    is_generated = fields.Boolean(readonly=True, help="Nobody has typed the name.")
    user_id = fields.Many2one(
        "res.users",
        string="Assigned To",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_deadline = fields.Date(
        "Due On", required=True, default=lambda self: self._default_date_deadline()
    )
    kpi_id = fields.Many2one(
        "pilotage.kpi", string="Aims At", index=True, ondelete="set null", groups=MANAGER
    )
    record_ids = fields.One2many("pilotage.review.record", "action_id", string="Records")
    record_names = fields.Char("Concerns", compute="_compute_record_names")

    # What became of it
    activity_ids = fields.One2many(
        "mail.activity",
        "review_action_id",
        string="Activities",
        copy=False,
        context={"active_test": False},
    )
    activity_id = fields.Many2one(
        "mail.activity", compute="_compute_activity_id", compute_sudo=True
    )
    is_planned = fields.Boolean(readonly=True, copy=False)
    carried_to_id = fields.Many2one(
        "pilotage.review.action",
        string="Goes On As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(STATES, compute="_compute_state", store=True)
    date_done = fields.Date("Done On", compute="_compute_state", store=True)
    feedback = fields.Text(compute="_compute_state", store=True)
    is_late = fields.Boolean(compute="_compute_is_late")
    effect = fields.Char(
        compute="_compute_effect",
        help="The KPI that the action aims at: when it was decided, and at the next review.",
    )

    @api.depends("activity_ids")
    def _compute_activity_id(self):
        for action in self:
            action.activity_id = action.activity_ids[:1]

    @api.depends(
        "is_planned",
        "carried_to_id",
        "activity_ids.active",
        "activity_ids.date_done",
        "activity_ids.feedback",
    )
    def _compute_state(self):
        for action in self:
            activity = action.activity_ids[:1]
            done = bool(activity) and not activity.active
            if action.carried_to_id:
                action.state = "carried"
            elif not action.is_planned:
                action.state = "draft"
            elif not activity:
                # What was done once stays done, whatever becomes of the activity.
                action.state = "done" if action.state == "done" else "cancelled"
                continue
            else:
                action.state = "done" if done else "planned"
            action.date_done = activity.date_done if done else False
            action.feedback = activity.feedback if done else False

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = action.state == "planned" and action.date_deadline < today

    @api.constrains("user_id", "review_id")
    def _check_user(self):
        for action in self:
            # Who works for which company is not for every manager to read.
            if action.company_id not in action.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to %(company)s: give the action to somebody "
                        "who does.",
                        user=action.user_id.name,
                        company=action.company_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_typed(SYSTEM & vals.keys())
        actions = super().create(vals_list)
        actions.review_id._check_not_held()
        return actions

    def write(self, vals):
        self._check_typed({*SYSTEM, "review_id"} & vals.keys())
        if not self.env.su:
            self.review_id._check_not_held()
        result = super().write(vals)
        if "name" in vals and not self.env.su:
            self._note({"is_generated": False})
        shared = {SHARED[name]: vals[name] for name in SHARED.keys() & vals.keys()}
        if shared and not self.env.su:
            self._admit()
            self.filtered(lambda action: action.state == "planned").activity_id.write(shared)
        return result

    def _check_typed(self, names):
        """Refuse that a user writes the fields ``names``, which the action notes by itself."""
        if names and not self.env.su:
            raise UserError(self.env._("An action gets its activity from the review."))

    @api.ondelete(at_uninstall=False)
    def _unlink_with_activity(self):
        self.review_id._check_not_held()
        self.activity_id.filtered("active").unlink()

    def _note(self, vals):
        """Write what the action notes by itself, for somebody who may write its review."""
        self.check_access("write")
        self.sudo().write(vals)
