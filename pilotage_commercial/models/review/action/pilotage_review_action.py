"""A decision of a review: an activity with a name, a person and a date, checked the next week."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....tools import review as tools
from .kinds import KINDS
from .pilotage_review_record import MANAGER

STATES = [
    ("draft", "To Plan"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("carried", "Carried Over"),
    ("cancelled", "Dropped"),
]
# Fields that the action fills itself, or that follow from its review.
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
# Fields that an action shares with its activities.
SHARED = {"name": "summary", "user_id": "user_id", "date_deadline": "date_deadline"}


class PilotageReviewAction(models.Model):
    _name = "pilotage.review.action"
    _inherit = ["pilotage.review.kept", "pilotage.links", "pilotage.system.fields"]
    _acting_links = {"review_id": "write", "kpi_id": "read"}
    _description = "Action of a Weekly Review"
    _order = "review_id desc, sequence, id"
    _system_fields = SYSTEM

    def _default_date_deadline(self):
        return tools.get_deadline(self.env.company._get_today())

    review_id = fields.Many2one("pilotage.review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="review_id.team_id", store=True)
    week = fields.Date(related="review_id.week", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="other", groups=MANAGER)
    # May name records that some readers may not open: those read the display name.
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
    record_ids = fields.One2many("pilotage.review.record", "action_id", string="Deals")
    record_names = fields.Char("Concerns", compute="_compute_record_names")
    people_ids = fields.Many2many(
        "res.users",
        string="Done By",
        compute="_compute_people_ids",
        help="Users with an activity of the action: each deal is its own salesperson's.",
    )

    # Progress
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
    # From the activities on the deals, for who may open them: see said_feedback.
    feedback = fields.Text("All Feedback", compute="_compute_state", store=True, groups=MANAGER)
    said_feedback = fields.Text(
        string="Feedback",
        compute="_compute_said_feedback",
        help="What was said when the action was done, on the deals that you may open.",
    )
    progress = fields.Char(
        compute="_compute_progress",
        help="Activities of the action that are done, out of all of them.",
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    effect = fields.Char(
        compute="_compute_effect",
        help="Value of the KPI that the action aims at, when it was decided and at the next "
        "review.",
    )

    @api.depends("activity_ids.active")
    def _compute_activity_id(self):
        for action in self:
            # Open activities come first.
            activities = action.activity_ids
            action.activity_id = (activities.filtered("active") or activities)[:1]

    @api.depends(
        "is_planned",
        "carried_to_id",
        "activity_ids.active",
        "activity_ids.date_done",
        "activity_ids.feedback",
    )
    def _compute_state(self):
        for action in self:
            activities = action.activity_ids
            done = activities - activities.filtered("active")
            if action.carried_to_id:
                action.state = "carried"
            elif not action.is_planned:
                action.state = "draft"
            elif not activities:
                # Once done, an action stays done, even if its activity is deleted.
                action.state = "done" if action.state == "done" else "cancelled"
                continue
            else:
                action.state = "done" if done == activities else "planned"
            action.date_done = action.state == "done" and max(
                filter(None, done.mapped("date_done")), default=False
            )
            said = (activity.feedback for activity in done if activity.feedback)
            action.feedback = "\n".join(dict.fromkeys(said)) or False

    @api.depends("record_ids.assignee_id", "user_id", "activity_ids.user_id")
    def _compute_people_ids(self):
        for action in self:
            # All readers of the action see its assignees (hence sudo).
            known = action.sudo()
            people = known.record_ids.assignee_id | known.activity_ids.user_id
            action.people_ids = (people or known.user_id).sudo(False)

    @api.depends("activity_ids.active", "record_ids")
    def _compute_progress(self):
        for action in self:
            # All readers of the action see how many are done, not which (hence sudo).
            known = action.sudo()
            total = max(len(known.activity_ids), len(known.record_ids))
            done = len(known.activity_ids.filtered(lambda activity: not activity.active))
            action.progress = f"{done} / {total}" if total > 1 else False

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = action.state == "planned" and action.date_deadline < today

    @api.constrains("user_id", "review_id")
    def _check_user(self):
        for action in self:
            # Odoo itself says that somebody is required.
            if action.user_id and not action.user_id._works_for(action.company_id):
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
        # What is emptied is required: it is refused when it is stored.
        first = self[:1]
        shared = {
            SHARED[name]: first._fields[name].convert_to_write(first[name], first)
            for name in SHARED.keys() & vals.keys()
            if first[name]
        }
        if shared and not self.env.su:
            self._admit()
            self._share(shared)
        return result

    def _share(self, shared):
        """Write the changes of an action on its open activities.

        An activity stays with its assignee if the new one cannot open the deal.
        """
        planned = self.filtered(lambda action: action.state == "planned")
        # Users who may write the action may write its activities on any record (hence sudo).
        activities = planned.sudo().activity_ids.filtered("active")
        if user_id := shared.get("user_id"):
            user = self.env["res.users"].browse(user_id)
            moved = planned.record_ids.filtered(lambda row: row._is_open_to(user))
            moved.write({"assignee_id": user_id})
            kept = (planned.record_ids - moved).mapped("reference")
            places = {(record._name, record.id) for record in kept if record}
            staying = activities.filtered(lambda x: (x.res_model, x.res_id) in places)
            staying.write({name: shared[name] for name in shared.keys() - {"user_id"}})
            activities -= staying
        activities.write(shared)

    def _check_typed(self, names):
        """Refuse values of a user for the fields ``names``, which the action fills itself."""
        if names and not self.env.su:
            raise UserError(
                self.env._("The review creates the activity: it cannot be set by hand.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_with_activity(self):
        self.review_id._check_not_held()
        # Whoever may delete the action deletes its activities on any record (hence sudo).
        self.sudo().activity_ids.filtered("active").unlink()

    def _note(self, vals):
        """Write the action's system fields, for a user who may write its review."""
        self.check_access("write")
        # Nobody may type these fields, except through the course of the action (hence sudo).
        self.sudo().write(vals)
