"""What a review decides: an activity with a name, a person and a date, seen again next week."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import dates
from ...tools import review as tools
from .pilotage_review_record import KINDS

STATES = [
    ("draft", "To Plan"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("carried", "Carried Over"),
    ("cancelled", "Dropped"),
]
SYSTEM = {"activity_ids", "activity_id", "is_planned", "carried_to_id"}
# What is said the same in the action and in its activity.
SHARED = {"name": "summary", "user_id": "user_id", "date_deadline": "date_deadline"}


class PilotageReviewAction(models.Model):
    _name = "pilotage.review.action"
    _description = "Action of a Weekly Review"
    _order = "review_id desc, sequence, id"

    def _default_date_deadline(self):
        timezone = self.env.company._get_timezone()
        return tools.get_deadline(dates.get_today(fields.Datetime.now(), timezone))

    review_id = fields.Many2one("pilotage.review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="review_id.team_id", store=True)
    week = fields.Date(related="review_id.week", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="other")
    name = fields.Char("Action", required=True)
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
    kpi_id = fields.Many2one("pilotage.kpi", string="Aims At", index=True, ondelete="set null")
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

    @api.depends("record_ids.name")
    @api.depends_context("uid")
    def _compute_record_names(self):
        for action in self:
            action.record_names = ", ".join(action.record_ids.mapped("name"))

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
            done = activity and not activity.active
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
            action.date_done = done and activity.date_done
            action.feedback = done and activity.feedback

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = action.state == "planned" and action.date_deadline < today

    @api.depends("kpi_id", "review_id.line_ids", "review_id.next_ids.line_ids")
    @api.depends_context("uid", "lang")
    def _compute_effect(self):
        for action in self:
            before, after = (
                review.line_ids.filtered(lambda line, a=action: line.kpi_id == a.kpi_id)[:1]
                for review in (action.review_id, action.review_id.next_ids[:1])
            )
            action.effect = action._get_effect_text(before, after)

    def _get_effect_text(self, before, after):
        if not self.kpi_id or not (before.has_value and after.has_value):
            return False
        return self.env._(
            "%(kpi)s: %(before)s → %(after)s (%(change)s)",
            kpi=after.name,
            before=before.value_text,
            after=after.value_text,
            change=after._format(after.value - before.value, change=True),
        )

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
        if not self.env.su and any(SYSTEM & vals.keys() for vals in vals_list):
            raise UserError(self.env._("An action gets its activity from the review."))
        actions = super().create(vals_list)
        actions.review_id._check_not_held()
        return actions

    def write(self, vals):
        if not self.env.su:
            if SYSTEM & vals.keys():
                raise UserError(self.env._("An action gets its activity from the review."))
            self.review_id._check_not_held()
        result = super().write(vals)
        shared = {SHARED[name]: vals[name] for name in SHARED.keys() & vals.keys()}
        if shared and not self.env.su:
            self._admit()
            self.filtered(lambda action: action.state == "planned").activity_id.write(shared)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_with_activity(self):
        self.review_id._check_not_held()
        self.activity_id.filtered("active").unlink()

    # --- planning ---

    def _plan(self):
        """Make the activity of each action that has none."""
        for action in self.filtered(lambda action: action.state == "draft"):
            action._admit()
            activity = action._get_document().activity_schedule(
                "mail.mail_activity_data_call"
                if action.kind == "blocked"
                else "mail.mail_activity_data_todo",
                date_deadline=action.date_deadline,
                summary=action.name,
                note=action._get_activity_note(),
                user_id=action.user_id.id,
            )
            action._note({"activity_ids": [fields.Command.link(activity.id)], "is_planned": True})

    def _admit(self):
        """Let those who have something to do read the review."""
        for review, actions in self.grouped("review_id").items():
            people = actions.user_id - review.participant_ids - review.user_id
            if people:
                review.write({"participant_ids": [fields.Command.link(user.id) for user in people]})

    def _get_document(self):
        """Return where the activity is: on the one record to act on, else on the review."""
        self.ensure_one()
        record = self.record_ids.reference if len(self.record_ids) == 1 else None
        if record and record.with_user(self.user_id).has_access("read"):
            return record
        return self.review_id

    def _get_activity_note(self):
        """Return the records to act on as links, with why."""
        self.ensure_one()
        items = Markup().join(
            Markup("<li>%s%s</li>")
            % (row.reference._get_html_link(row.name), f" – {row.reason}" if row.reason else "")
            for row in self.record_ids
        )
        return items and Markup("<ul>%s</ul>") % items

    def _note(self, vals):
        """Write what the action notes by itself, for somebody who may write its review."""
        self.check_access("write")
        self.sudo().write(vals)

    # --- next week ---

    def action_done(self):
        """Mark the action done from the next review."""
        for action in self.filtered(lambda action: action.state == "planned"):
            action.activity_id.action_feedback()

    def action_drop(self):
        """Give the action up: its activity goes."""
        self.check_access("write")
        self.filtered(lambda action: action.state == "planned").activity_id.unlink()

    def action_carry_over(self):
        """Go on with the action in the review that is open: the same activity, a new date."""
        for action in self.filtered(lambda action: action.state == "planned"):
            review = action.review_id.next_ids.filtered(lambda r: r.state == "open")[:1]
            if not review:
                raise UserError(
                    self.env._("Open this week's review first: the action goes on there.")
                )
            review._lock()
            activity = action.activity_id
            following = action.copy(
                {"review_id": review.id, "date_deadline": self._default_date_deadline()}
            )
            for row in action.record_ids:
                row.copy({"review_id": review.id, "action_id": following.id})
            action._note({"carried_to_id": following.id})
            following._note(
                {"activity_ids": [fields.Command.link(activity.id)], "is_planned": True}
            )
            activity.write({"date_deadline": following.date_deadline})

    def action_open_document(self):
        """Open what the activity is on."""
        self.ensure_one()
        activity = self.activity_id
        if not activity.res_model:
            return self.review_id.get_formview_action()
        return self.env[activity.res_model].browse(activity.res_id).get_formview_action()
