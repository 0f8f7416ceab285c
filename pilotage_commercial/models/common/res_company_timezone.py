"""The time zone of the company's days: a setting, else the best guess."""

import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...tools import dates
from .res_company import SETTINGS


class ResCompany(models.Model):
    _inherit = "res.company"

    sales_tz = fields.Selection(
        _tz_get,
        string="Time Zone of Sales",
        prefetch=SETTINGS,
        help="Days, months and the hour of the weekly review are those of this time zone. Empty: "
        "that of the working schedule, of the country, or of most users.",
        groups="base.group_user",
    )
    sales_tz_used = fields.Char(
        "Time Zone Now",
        compute="_compute_sales_tz_used",
        compute_sudo=True,
        store=True,
        # Read alone: most changes of an order ask for the day of the company.
        prefetch=False,
        groups="base.group_user",
    )

    @api.depends(
        "sales_tz",
        "resource_calendar_id.tz",
        "partner_id.country_id",
        "user_ids.tz",
        "user_ids.company_id",
        "user_ids.active",
        "user_ids.share",
    )
    def _compute_sales_tz_used(self):
        for company in self:
            names = company._get_timezone_names()
            company.sales_tz_used = next(filter(dates.is_timezone, names), False)

    @api.model
    def _refresh_timezones(self):
        """Find again the time zone of the companies whose stored one is a name of UTC that nobody
        chose, or unknown. Called by each update: it may read the same sources otherwise.
        """
        companies = self.with_context(active_test=False).search([("sales_tz", "=", False)])
        stale = companies.filtered(lambda company: not dates.is_place(company.sales_tz_used))
        self.env.add_to_compute(self._fields["sales_tz_used"], stale)

    def _get_timezone_names(self):
        """Yield the names of the time zones that the company may use, the best one first.

        The one of the settings, of its working schedule unless that is UTC, of its country if it
        has only one, of most of its users, the first one of its country.
        """
        self.ensure_one()
        yield self.sales_tz
        # An unset schedule has UTC, or the time zone of the person who installed Odoo.
        if dates.is_place(self.resource_calendar_id.tz):
            yield self.resource_calendar_id.tz
        zones = dates.get_country_timezones(self.country_id.code)
        if len(zones) == 1:
            yield zones[0]
        yield from self._get_user_timezones()[:1]
        yield from zones[:1]

    def _get_user_timezones(self):
        """Return the names of the employees' time zones, the most frequent first."""
        self.ensure_one()
        domain = [("company_id", "=", self.id), ("share", "=", False)]
        found = self.env["res.users"]._read_group(domain, ["tz"], ["__count"])
        counts = {tz: count for tz, count in found if dates.is_place(tz)}
        return sorted(counts, key=lambda tz: (-counts[tz], tz))

    def _get_timezone(self):
        """Return the time zone (pytz) of the company, else the user's own, else UTC.

        See :meth:`_get_timezone_names`. A name that the machine knew once and knows no more is
        passed over.
        """
        if not self:
            return pytz.utc
        # The time zone is the company's, even when the user may not read its other users.
        company = self.sudo()
        used = company.sales_tz_used
        if dates.is_timezone(used):
            return pytz.timezone(used)
        # Empty: the company has no name at all.
        names = company._get_timezone_names() if used else ()
        return dates.find_timezone(*names, self.env.user.tz)
