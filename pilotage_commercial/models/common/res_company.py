from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import frozendict, ormcache

from ...tools import dates
from ...tools.checks import MAX_DAYS, clamp_days
from ...tools.context import get_ids
from ...tools.groups import find_group

# Ten years: older orders say nothing about today's costs.
MAX_MONTHS = 120
# Own prefetch group: these settings are not fetched each time a company is read.
SETTINGS = "pilotage_commercial"
# Whether the next action of an opportunity is asked for.
POLICIES = [("off", "Do not ask"), ("ask", "Ask"), ("require", "Require")]
# Settings that each opportunity shown asks for.
SHOWN = ("inactivity_delay", "inactivity_delay_type", "low_margin_threshold")


class ResCompany(models.Model):
    _inherit = "res.company"

    # No field is required in the database: other addons' tests create companies before we load.
    low_margin_threshold = fields.Float(
        default=0.3,
        prefetch=SETTINGS,
        help="Below this margin on selling price, opportunities and quotations show as low.",
        groups="base.group_user",
    )
    ask_low_margin_reason = fields.Boolean(
        "Ask for the Reason of a Low Margin",
        default=False,
        prefetch=SETTINGS,
        help="A quotation below the low margin asks for a reason before it is sent or confirmed.",
        groups="base.group_user",
    )
    floor_on_expected_margin = fields.Boolean(
        "Compare the Expected Margin with the Floor",
        default=True,
        prefetch=SETTINGS,
        help="When finished orders give the usual cost of such quotations, the margin floor is "
        "compared with the expected margin, for users who see costs.",
        groups="base.group_user",
    )
    drift_step = fields.Float(
        "Drift to Follow Up",
        default=0.05,
        prefetch=SETTINGS,
        help="Loss of margin, as a share of the revenue, from which a drifting order gets a "
        "follow-up; it gets another one each time the loss grows by the same share.",
        groups="base.group_user",
    )
    experience_months = fields.Integer(
        default=24,
        prefetch=SETTINGS,
        help="Experience counts the orders whose costs were completed in these last months.",
        groups="base.group_user",
    )
    experience_orders = fields.Integer(
        default=5,
        prefetch=SETTINGS,
        help="Number of finished orders from which experience is used.",
        groups="base.group_user",
    )
    inactivity_delay = fields.Integer(
        default=7,
        prefetch=SETTINGS,
        help="Days without a touch after which an opportunity with nothing planned is inactive.",
        groups="base.group_user",
    )
    inactivity_delay_type = fields.Selection(
        [("day", "Days"), ("working_day", "Working days")],
        default="day",
        prefetch=SETTINGS,
        help="Working days are those of the company's working schedule, bank holidays left out.",
        groups="base.group_user",
    )

    cold_delay = fields.Integer(
        default=90,
        prefetch=SETTINGS,
        help="Days without a touch after which an opportunity is cold: it gets no follow-up, and "
        "waits in Cold Leads to be reactivated or lost.",
        groups="base.group_user",
    )
    quotation_expiry_days = fields.Integer(
        default=7,
        prefetch=SETTINGS,
        help="Days before its expiry from which a quotation without answer shows in the cockpit.",
        groups="base.group_user",
    )
    stages_follow_facts = fields.Boolean(
        "Stages Follow Quotations",
        default=True,
        prefetch=SETTINGS,
        help="Sending a quotation moves its opportunity to the Quote stage, with the quoted "
        "amount; confirming the order moves it to Won. Never backwards.",
        groups="base.group_user",
    )
    next_action_policy = fields.Selection(
        POLICIES,
        default="ask",
        help="When the last activity of an open opportunity is done, or when it moves to another "
        "stage with nothing planned, the user is asked for the next action, or must give it.",
        groups="base.group_user",
    )
    managers_start_on_cockpit = fields.Boolean(
        "Sales managers start on the cockpit",
        default=True,
        prefetch=SETTINGS,
        help="Odoo opens on the cockpit for the sales managers of the company, unless they were "
        "given a home action or chose otherwise on the cockpit.",
        groups="base.group_user",
    )

    retention_ends_cycle = fields.Boolean(
        "Wait for the Retention",
        default=False,
        prefetch=SETTINGS,
        help="An order is paid, and its sales cycle ends, only when its retention is paid too. "
        "Otherwise, when everything else is paid.",
        groups="base.group_user",
    )

    _check_low_margin_threshold = models.Constraint(
        "CHECK (low_margin_threshold >= 0 AND low_margin_threshold < 1)",
        "The low margin threshold is a share of the selling price: give it between 0 % and 99 %.",
    )
    _check_drift_step = models.Constraint(
        "CHECK (drift_step >= 0 AND drift_step <= 1)",
        "The drift to follow up is a share of the revenue: give it between 0 % and 100 %.",
    )
    _check_experience = models.Constraint(
        "CHECK (experience_months > 0 AND experience_orders > 0)",
        "Experience needs one month and one order at least.",
    )
    _check_inactivity_delay = models.Constraint(
        "CHECK (inactivity_delay > 0)",
        "The delay of inactivity is a number of days: give 1 or more.",
    )
    _check_cold_delay = models.Constraint(
        "CHECK (cold_delay > inactivity_delay)",
        "The delay of cold leads must be longer than the inactivity delay.",
    )

    _check_quotation_expiry_days = models.Constraint(
        "CHECK (quotation_expiry_days >= 0)",
        "Quotations are announced a number of days before they expire: give 0 or more.",
    )

    def _init_column(self, column_name):
        result = super()._init_column(column_name)
        # Installing creates this column (see the hooks). So an update adds it, to companies that
        # were asked before it became a choice.
        if column_name == "ask_low_margin_reason":
            self.env.cr.execute("UPDATE res_company SET ask_low_margin_reason = TRUE")
        return result

    @api.constrains("experience_months")
    def _check_experience_months(self):
        if any(company.experience_months > MAX_MONTHS for company in self):
            raise ValidationError(
                self.env._("Experience comes from the last months: give %s at most.", MAX_MONTHS)
            )

    @api.constrains("inactivity_delay", "cold_delay", "quotation_expiry_days")
    def _check_days(self):
        names = ("inactivity_delay", "cold_delay", "quotation_expiry_days")
        for company in self:
            if max(company[name] for name in names) > MAX_DAYS:
                raise ValidationError(
                    self.env._("Delays are numbers of days: give %s at most.", MAX_DAYS)
                )

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(SHOWN):
            self.env.registry.clear_cache()
        return result

    @ormcache("self.id")
    def _get_shown_settings(self):
        """Return ``{name: value}`` of the settings that each opportunity shown asks for."""
        self.ensure_one()
        # Any internal user may read them, as the settings of their company (hence sudo).
        return frozendict({name: self.sudo()[name] for name in SHOWN})

    def _get_sales_manager(self):
        """Return the sales manager of the company with the lowest id, empty when there is none.

        Users who are leaving (``leaving_user_ids`` in the context) do not count.
        """
        self.ensure_one()
        # Salespeople may not read which users are sales managers (hence sudo).
        users = self.env["res.users"].sudo()
        domain = [
            ("all_group_ids", "in", find_group(self.env, "sales_team.group_sale_manager").ids),
            ("share", "=", False),
            ("company_ids", "in", self.ids),
            ("id", "not in", get_ids(self.env.context, "leaving_user_ids")),
        ]
        return users.search(domain, order="id", limit=1).sudo(False)

    def _get_inactivity_limit(self):
        """Return the UTC moment before which a last touch makes an opportunity inactive.

        It is the end of the day ``inactivity_delay`` days before today, in the time zone of the
        company.
        """
        settings = self._get_shown_settings()
        working = settings["inactivity_delay_type"] == "working_day"
        calendar = self.resource_calendar_id if working else None
        return self._get_end_of_day(self._get_day_before(settings["inactivity_delay"], calendar))

    def _get_cold_limit(self):
        """Return the UTC moment before which a last touch makes an opportunity cold."""
        self.ensure_one()
        return self._get_end_of_day(self._get_day_before(self.cold_delay))

    def _get_today(self):
        """Return today's date in the company."""
        return self._get_date(fields.Datetime.now())

    def _get_date(self, moment):
        """Return the date in the company at ``moment``, a naive UTC datetime."""
        return dates.get_today(moment, self._get_timezone())

    def _get_day_before(self, days, calendar=None):
        """Return the date ``days`` before today, in working days of ``calendar`` if given."""
        days = clamp_days(days)
        today = self._get_today()
        if calendar:
            return self._count_working_days(today, -days, calendar)
        return today - timedelta(days=days)

    def _count_working_days(self, day, count, calendar):
        """Return the date that is ``count`` working days of ``calendar`` after the start of
        ``day``, before it when negative; ``day`` itself when the schedule has too few."""
        # Odoo cannot count working days when the schedule has an unknown time zone.
        if not dates.is_timezone(calendar.tz):
            return day + timedelta(days=count)
        timezone = self._get_timezone()
        start = pytz.utc.localize(dates.get_start(day, timezone)).astimezone(timezone)
        reached = calendar.plan_days(count, start, compute_leaves=True)
        return reached.astimezone(timezone).date() if reached else day

    def _get_working_day(self, day):
        """Return ``day``, else the first working day after it, by the company's schedule.

        From Monday to Friday where the company has no schedule.
        """
        self.ensure_one()
        # Working hours of the company are not confidential (hence sudo).
        calendar = self.sudo().resource_calendar_id
        if calendar and dates.is_timezone(calendar.tz):
            return self._count_working_days(day, 1, calendar)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def _get_end_of_day(self, day):
        """Return the UTC moment at which ``day`` ends in the company: the start of the next day."""
        return dates.get_start(day + timedelta(days=1), self._get_timezone())
