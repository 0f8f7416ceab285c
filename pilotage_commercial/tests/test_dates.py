"""The beginning and the end of a day in every time zone, and unknown time zones."""

import doctest
import importlib
import pkgutil
from datetime import date, datetime, timedelta

import pytz
from freezegun import freeze_time

from odoo.tests import TransactionCase, new_test_user, tagged

from .. import tools
from ..tools import dates

SECOND = timedelta(seconds=1)


@tagged("standard", "post_install", "-at_install")
class TestDates(TransactionCase):
    def test_doctests(self):
        attempted = 0
        for info in pkgutil.iter_modules(tools.__path__):
            module = importlib.import_module(f"{tools.__name__}.{info.name}")
            with self.subTest(info.name):
                result = doctest.testmod(module, extraglobs={"date": date, "datetime": datetime})
                self.assertEqual(result.failed, 0)
                attempted += result.attempted
        # Those of the time zones, the stages and the customers among them.
        self.assertGreater(attempted, 60)

    def _get_days(self, zone):
        """Return the days around each change of the clock in 2024–2026, and the first day of each
        month.
        """
        days = {date(year, month, 1) for year in (2024, 2025, 2026) for month in range(1, 13)}
        for moment in getattr(zone, "_utc_transition_times", ()):
            if 2024 <= moment.year <= 2026:
                days.update(moment.date() + timedelta(days=shift) for shift in (-2, -1, 0, 1, 2))
        return sorted(days)

    def test_a_day_begins_where_the_one_before_ends(self):
        """In every zone: one second before its start it is an earlier day, and at no later moment
        of these two days is it.
        """
        changed = 0
        for name in pytz.all_timezones:
            zone = pytz.timezone(name)
            days = self._get_days(zone)
            changed += len(days) > 36
            for day in days:
                start = dates.get_start(day, zone)
                found = (name, day, start)
                self.assertEqual(dates.get_today(start, zone), day, found)
                self.assertLess(dates.get_today(start - SECOND, zone), day, found)
                end = dates.get_start(day + timedelta(days=1), zone)
                self.assertGreater(end, start, found)
                for minutes in range(0, int((end - start).total_seconds() // 60), 60):
                    moment = start + timedelta(minutes=minutes)
                    self.assertEqual(dates.get_today(moment, zone), day, (name, moment))
        self.assertGreater(changed, 100)

    def test_companies_in_zones_that_change_at_midnight(self):
        """The clock is put back from one o'clock to midnight: the day has two midnights, and begins
        at the first. Havana, 3 November 2024: the first one is at UTC−4, 04:00.
        """
        company = self.env["res.company"].create({"name": "Islands"})
        for zone, day, start in (
            ("America/Havana", date(2024, 11, 3), datetime(2024, 11, 3, 4)),
            ("Cuba", date(2025, 11, 2), datetime(2025, 11, 2, 4)),
            ("Atlantic/Azores", date(2026, 10, 25), datetime(2026, 10, 25, 0)),
        ):
            with self.subTest(zone):
                company.resource_calendar_id.tz = zone
                self.assertEqual(company._get_end_of_day(day - timedelta(days=1)), start)
                self.assertEqual(dates.get_start(day, pytz.timezone(zone)), start)
                self.assertEqual(company._get_date(start), day)
                self.assertEqual(company._get_date(start - SECOND), day - timedelta(days=1))

    @freeze_time("2026-03-18 12:00:00")
    def test_unknown_time_zone_stops_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "nowhere",
            "sales_team.group_sale_manager,base.group_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.env.flush_all()
        # A zone of a newer system; Odoo itself refuses it.
        self.env.cr.execute(
            "UPDATE resource_calendar SET tz = 'Mars/Olympus' WHERE id = %s",
            [company.resource_calendar_id.id],
        )
        self.env.cr.execute(
            "UPDATE res_partner SET tz = 'Mars/Olympus' WHERE id = %s", [user.partner_id.id]
        )
        self.env.invalidate_all()
        company = company.with_user(user)
        self.assertEqual(company._get_timezone().zone, "UTC")
        self.assertEqual(company._get_today(), date(2026, 3, 18))
        company.sudo().inactivity_delay_type = "working_day"
        self.assertEqual(company._get_inactivity_limit(), datetime(2026, 3, 12))
        lead = self.env["crm.lead"].with_user(user).create({"name": "Deal", "type": "opportunity"})
        self.assertEqual(lead.attention, "no_action")
        self.assertEqual(
            self.env["crm.lead"].with_user(user).search([("attention", "=", "no_action")]), lead
        )
        order = self.env["sale.order"].with_user(user).create({"partner_id": user.partner_id.id})
        order.action_confirm()
        self.assertEqual(order.quotation_outcome, "won")
