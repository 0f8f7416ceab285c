"""The attention of an open opportunity, derived from its next action and its last touch."""

from odoo import api, fields, models
from odoo.tools import format_date

ATTENTION = [
    ("overdue", "Overdue"),
    ("inactive", "Inactive"),
    ("no_action", "No next action"),
    ("ok", "Planned"),
]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    attention = fields.Selection(
        ATTENTION,
        compute="_compute_attention",
        search="_search_attention",
        groups="base.group_user",
        help="Overdue: a planned action is past its date. Planned: an action or meeting is ahead. "
        "Inactive: nothing is planned and nobody touched it for the days of the settings. "
        "No next action: nothing is planned, touched lately. Empty once won or lost.",
        derived_sql="_get_attention_sql",
    )
    attention_reason = fields.Char(
        string="Why",
        compute="_compute_attention",
        groups="base.group_user",
        help="Why the opportunity asks for attention, in one sentence.",
    )

    is_cold = fields.Boolean(
        string="Cold",
        compute="_compute_is_cold",
        search="_search_is_cold",
        groups="base.group_user",
        help="Open, nothing planned, and untouched for so long (settings) that it gets no "
        "follow-up by itself: reactivate it, or mark it lost.",
    )

    @api.depends(
        "next_action",
        "next_action_date",
        "last_interaction_date",
        "last_interaction_type",
        "type",
        "active",
        "won_status",
        "company_id",
        "date_conversion",
    )
    @api.depends_context("tz", "lang")
    def _compute_attention(self):
        today = fields.Date.context_today(self)
        limits = {}
        for lead in self:
            company = lead.company_id or self.env.company
            if company not in limits:
                limits[company] = company._get_inactivity_limit()
            lead.attention = lead._get_attention(today, limits[company])
            lead.attention_reason = lead._get_attention_reason()

    def _get_attention(self, today, limit):
        """Return the attention of the lead.

        :param today: date of today for the user
        :param limit: UTC moment before which a last touch is too old
        """
        self.ensure_one()
        if not self._filter_open():
            return False
        if self.next_action_date:
            return "overdue" if self.next_action_date < today else "ok"
        begun = self._get_beginning()
        touched = self.last_interaction_date or begun
        # The creation is no touch, but the first touch is only due some days after it.
        latest = max(filter(None, [touched, begun]), default=False)
        return "inactive" if latest and latest < limit else "no_action"

    @api.depends("attention", "last_interaction_date", "date_conversion")
    @api.depends_context("tz")
    def _compute_is_cold(self):
        for lead in self:
            limit = (lead.company_id or self.env.company)._get_cold_limit()
            touches = [date for date in (lead.last_interaction_date, lead._get_beginning()) if date]
            lead.is_cold = lead.attention == "inactive" and max(touches) < limit

    def _get_attention_reason(self):
        """Return the sentence that explains the lead's attention, False without one."""
        self.ensure_one()
        if not self.attention:
            return False
        env = self.env
        if self.next_action_date:
            day = format_date(env, self.next_action_date)
            if self.attention == "overdue":
                return env._("“%(action)s” was due on %(day)s", action=self.next_action, day=day)
            return env._("“%(action)s” on %(day)s", action=self.next_action, day=day)
        date = self.last_interaction_date or self._get_beginning()
        kind = self.last_interaction_date and self.last_interaction_type
        planless = self.attention == "no_action"
        return self._get_untouched_reason(self._format_day(date), kind, planless)

    @api.model
    def _get_untouched_reason(self, day, kind, planless=False):
        """Return the sentence that says since which ``day`` nobody touched the opportunity.

        :param day: in the format of the language
        :param kind: type of the last touch, False when only its creation is known
        :param planless: say that nothing is planned instead
        """
        env = self.env
        if not kind:
            return env._("created on %s, never touched", day)
        kinds = dict(self._fields["last_interaction_type"]._description_selection(env))
        values = {"day": day, "kind": kinds[kind].lower()}
        if planless:
            return env._("nothing planned since %(day)s (%(kind)s)", **values)
        return env._("no touch since %(day)s (%(kind)s)", **values)

    @api.model
    def _get_local_day(self, moment):
        """Return the day of a UTC ``moment``, else of now, in the user's time zone."""
        moment = moment or fields.Datetime.now()
        return fields.Datetime.context_timestamp(self, moment).date()

    @api.model
    def _format_day(self, moment):
        """Return the day of a UTC ``moment`` in the user's date format."""
        return format_date(self.env, self._get_local_day(moment))
