from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    low_margin_threshold = fields.Float(
        default=0.3,
        help="Below this margin on selling price (0 to 1) an opportunity shows as low.",
    )
    inactivity_delay = fields.Integer(
        default=7,
        help="After how many days without a touch an opportunity with nothing planned is inactive.",
    )
    inactivity_delay_type = fields.Selection(
        [("day", "Days"), ("working_day", "Working days")],
        default="day",
        required=True,
        help="Working days are those of the company's working schedule, bank holidays left out.",
    )

    stages_follow_facts = fields.Boolean(
        "Stages Follow Quotations",
        default=True,
        help="A quotation that is sent moves its opportunity to the Quote stage, with the quoted "
        "amount; an order that is confirmed moves it to Won. Never backwards.",
    )

    _check_low_margin_threshold = models.Constraint(
        "CHECK (low_margin_threshold >= 0 AND low_margin_threshold < 1)",
        "The low margin threshold is a share of the selling price: give it between 0 % and 99 %.",
    )
    _check_inactivity_delay = models.Constraint(
        "CHECK (inactivity_delay > 0)",
        "The delay of inactivity is a number of days: give 1 or more.",
    )

    def _get_inactivity_limit(self):
        """Return the UTC moment before which a last touch makes an opportunity inactive.

        It is the end of the day that lies ``inactivity_delay`` days before today, on the
        clock of the company's working schedule.
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        timezone = pytz.timezone(calendar.tz or self.env.user.tz or "UTC")
        today = pytz.utc.localize(fields.Datetime.now()).astimezone(timezone).date()
        midnight = timezone.localize(datetime.combine(today, time.min))
        if self.inactivity_delay_type == "working_day" and calendar:
            start = calendar.plan_days(-self.inactivity_delay, midnight, compute_leaves=True)
            day = start.astimezone(timezone).date() if start else today
        else:
            day = today - timedelta(days=self.inactivity_delay)
        end = timezone.localize(datetime.combine(day + timedelta(days=1), time.min))
        return end.astimezone(pytz.utc).replace(tzinfo=None)
