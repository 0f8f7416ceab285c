"""What a sales manager without administration rights may change on a follow-up rule.

An automation rule can run any code as superuser. So a manager only changes the delay, the filter,
the activity and the archiving of follow-up rules.
"""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ....tools.checks import MAX_DAYS, is_days

UNITS = [("days", "Days"), ("weeks", "Weeks"), ("months", "Months")]
DAYS = {"days": 1, "weeks": 7, "months": 31}
# Fields of the rule's action that describe the activity, by the field of the rule that shows them.
ACTIVITY = {
    "followup_activity_type_id": "activity_type_id",
    "followup_summary": "activity_summary",
    "followup_due": "activity_date_deadline_range",
    "followup_due_unit": "activity_date_deadline_range_type",
}
MESSAGE = {"followup_template_id", "followup_sends"}
MANAGED = {"active", "filter_domain", "trg_date_range", "trg_date_calendar_id", *ACTIVITY, *MESSAGE}


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    # Computed as superuser: readers of the rule have no access to server actions.
    followup_activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        compute="_compute_followup_activity",
        inverse=lambda self: self._set_followup_activity("followup_activity_type_id"),
        compute_sudo=True,
        domain="['|', ('res_model', '=', False), ('res_model', '=', model_name)]",
    )
    followup_summary = fields.Char(
        string="Title",
        compute="_compute_followup_activity",
        inverse=lambda self: self._set_followup_activity("followup_summary"),
        compute_sudo=True,
        help="Name of the activity; the reason comes after it.",
    )
    followup_due = fields.Integer(
        string="Due In",
        compute="_compute_followup_activity",
        inverse=lambda self: self._set_followup_activity("followup_due"),
        compute_sudo=True,
        help="0: due on the day it is created.",
    )
    followup_due_unit = fields.Selection(
        UNITS,
        string="Unit of the Due Date",
        compute="_compute_followup_activity",
        inverse=lambda self: self._set_followup_activity("followup_due_unit"),
        compute_sudo=True,
    )

    @api.constrains("followup_kind", "trg_date_range", "trg_date_range_type")
    def _check_followup_delay(self):
        for rule in self.filtered("followup_kind"):
            if not is_days(rule.trg_date_range, 1) or rule.trg_date_range_type != "day":
                raise ValidationError(
                    self.env._(
                        "The delay of a follow-up is a number of days: give 1 to %s.", MAX_DAYS
                    )
                )

    @api.depends("followup_kind", *(f"action_server_ids.{name}" for name in ACTIVITY.values()))
    @api.depends_context("lang")
    def _compute_followup_activity(self):
        for rule in self:
            action = (
                rule._get_followup_action() if rule.followup_kind else rule.action_server_ids[:0]
            )
            for name, source in ACTIVITY.items():
                rule[name] = action[source]
            rule.followup_due_unit = rule.followup_due_unit or "days"
            if action:
                rule.followup_summary = rule._get_followup_title(self.env.lang)

    def _set_followup_activity(self, name):
        """Write the field ``name`` on the action of each rule."""
        for rule in self:
            # Managers may not write server actions, except these values (hence sudo).
            action = rule.sudo()._get_followup_action()
            if not action:
                raise UserError(
                    self.env._("“%s” has no activity any more: ask an administrator.", rule.name)
                )
            rule._check_followup_activity()
            # Our own title, shown translated, must not be stored as the user's text.
            if name != "followup_summary" or rule[name] != rule._get_followup_title(self.env.lang):
                action[ACTIVITY[name]] = rule[name]

    def _check_followup_activity(self):
        """Refuse an activity type of another model than the rule's."""
        activity_type = self.followup_activity_type_id
        if activity_type.res_model not in (False, self.model_name):
            raise ValidationError(
                self.env._("“%s” is an activity of other documents.", activity_type.name)
            )
        if self.followup_due < 0:
            raise ValidationError(self.env._("An activity cannot be due before it is created."))
        if self.followup_due * DAYS[self.followup_due_unit or "days"] > MAX_DAYS:
            raise ValidationError(
                self.env._("An activity is due within ten years: give %s days at most.", MAX_DAYS)
            )

    # --- rights of a manager ---

    def write(self, vals):
        if not self._is_written_by_manager():
            if "filter_domain" in vals and not self.env.su:
                vals = {**vals, "followup_author_id": False}
            return super().write(vals)
        self.check_access("write")
        self._check_managed(vals)
        self._lock()
        self._split_by_company(self.env.user.company_ids)
        if "filter_domain" in vals:
            vals = {**vals, "followup_author_id": self.env.uid}
        # After the write Odoo updates its cron and registry, which a manager may not do (hence
        # sudo).
        super(BaseAutomation, self.sudo()).write(vals)
        return True

    def _lock(self):
        """Let one manager at a time change the rules of ``self``.

        A second one waits, then is retried by Odoo and finds the rule split. Without the lock both
        copy it, and the failure of one resets the models of the server under the other.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM base_automation WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        if self._is_written_by_manager():
            self._check_managed({field_name: translations})
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.model
    def _is_written_by_manager(self):
        """Return whether the user may write rules only as a sales manager."""
        user = self.env.user
        return not (
            self.env.su
            or user.has_group("base.group_system")
            or not user.has_group("sales_team.group_sale_manager")
        )

    def _check_managed(self, vals):
        """Refuse ``vals`` that a manager may not change."""
        # Checked here as well as by the record rules, which another addon could widen.
        if not vals.keys() <= MANAGED or not all(rule.followup_kind for rule in self):
            raise AccessError(
                self.env._(
                    "Sales managers can change the delay, filter and activity of a follow-up "
                    "rule, and activate or archive it. Ask an administrator for anything else."
                )
            )
        if vals.get("filter_domain"):
            self._check_managed_filter(vals["filter_domain"])

    def _check_managed_filter(self, text):
        """Refuse a filter that is no literal, or that cannot be searched.

        The search runs with the rights of the user, so that it reveals nothing.
        """
        try:
            domain = Domain(literal_eval(text))
            for model_name in set(self.mapped("model_name")):
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    self.env[model_name].search(domain, limit=1)
        except UserError:
            raise
        except Exception as error:
            raise ValidationError(
                self.env._(
                    "This filter is refused: it may only compare fields with fixed values: %s", text
                )
            ) from error
