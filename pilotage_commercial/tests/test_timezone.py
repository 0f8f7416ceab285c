"""The company's default time zone."""

from datetime import date, datetime

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.convert import convert_file

DATA = "data/res_company_data.xml"


@tagged("standard", "post_install", "-at_install")
class TestTimezone(TransactionCase):
    def _company(self, country=None, calendar="UTC"):
        code = country and self.env.ref(f"base.{country}").id
        name = f"Zones {self.env['res.company'].search_count([])}"
        company = self.env["res.company"].create({"name": name, "country_id": code})
        company.resource_calendar_id.tz = calendar
        return company

    def _users(self, company, *zones):
        for number, zone in enumerate(zones):
            new_test_user(
                self.env,
                f"zone-{company.id}-{number}",
                "sales_team.group_sale_salesman",
                tz=zone,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )

    def assertZone(self, company, zone):
        self.env.flush_all()
        self.assertEqual(company._get_timezone().zone, zone)
        self.assertEqual(company.sales_tz_used, zone)

    def test_country_of_one_zone(self):
        self.assertZone(self._company("fr"), "Europe/Paris")

    def test_country_of_many_zones(self):
        company = self._company("us")
        self._users(company, "America/Denver", "America/Chicago", "America/Chicago")
        self.assertZone(company, "America/Chicago")

    def test_country_of_many_zones_without_users(self):
        self.assertZone(self._company("us"), "America/New_York")

    def test_no_country(self):
        company = self._company()
        self._users(company, "Europe/Rome", False)
        self.assertZone(company, "Europe/Rome")

    def test_users_of_another_company_do_not_count(self):
        company, other = self._company(), self._company()
        self._users(company, "Europe/Rome")
        self._users(other, "Asia/Tokyo", "Asia/Tokyo")
        other.user_ids.company_ids |= company
        self.assertZone(company, "Europe/Rome")

    def test_working_schedule(self):
        self.assertZone(self._company("us", "America/Denver"), "America/Denver")

    def test_setting_wins(self):
        company = self._company("fr", "Europe/Brussels")
        company.sales_tz = "Indian/Reunion"
        self.assertZone(company, "Indian/Reunion")
        company.sales_tz = False
        self.assertZone(company, "Europe/Brussels")

    def test_zone_that_is_not_known(self):
        company = self._company("fr", "Europe/Brussels")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE resource_calendar SET tz = 'Mars/Olympus' WHERE id = %s",
            company.resource_calendar_id.ids,
        )
        self.env.cr.execute(
            "UPDATE res_company SET sales_tz_used = 'Mars/Olympus' WHERE id = %s", company.ids
        )
        self.env.invalidate_all()
        self.assertEqual(company._get_timezone().zone, "Europe/Paris")

    def test_country_set_afterwards(self):
        company = self._company()
        company.country_id = self.env.ref("base.fr")
        self.assertZone(company, "Europe/Paris")

    # --- never UTC by accident ---

    def test_other_names_of_utc(self):
        """A server or a browser without a time zone gives one of them, which says nothing."""
        for name in ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu"):
            with self.subTest(name):
                self.assertZone(self._company("fr", name), "Europe/Paris")

    def test_users_without_a_time_zone_of_their_own(self):
        company = self._company("us")
        self._users(company, "UTC", "Etc/UTC", "UTC", "America/Denver")
        self.assertZone(company, "America/Denver")

    def test_nothing_but_utc(self):
        company = self._company()
        self._users(company, "UTC")
        self.assertEqual(company._get_timezone().zone, "UTC")

    def test_utc_on_purpose(self):
        company = self._company("fr")
        company.sales_tz = "UTC"
        self.assertZone(company, "UTC")

    def test_found_by_an_older_version(self):
        """An update finds again what was stored as UTC, or is unknown now, and nothing else."""
        stored = {"UTC": "Europe/Paris", "Etc/GMT": "Europe/Paris", "Mars/Olympus": "Europe/Paris"}
        stored |= {"Asia/Tokyo": "Asia/Tokyo", None: "Europe/Paris"}
        companies = {name: self._company("fr") for name in stored}
        chosen = self._company("fr")
        chosen.sales_tz = "UTC"
        self.env.flush_all()
        for name, company in companies.items():
            self.env.cr.execute(
                "UPDATE res_company SET sales_tz_used = %s WHERE id = %s", [name, company.id]
            )
        self.env.invalidate_all()
        self.assertEqual(companies["UTC"]._get_timezone().zone, "UTC")
        convert_file(self.env, "pilotage_commercial", DATA, {}, mode="update")
        for name, company in companies.items():
            with self.subTest(name):
                self.assertZone(company, stored[name])
        self.assertZone(chosen, "UTC")

    # --- whoever counts ---

    def test_archived_users_do_not_count(self):
        company = self._company("us")
        self._users(company, "America/Denver", "America/Chicago", "America/Chicago")
        company.user_ids.filtered(lambda user: user.tz == "America/Chicago").active = False
        self.assertZone(company, "America/Denver")

    def test_portal_users_do_not_count(self):
        company = self._company("us")
        self._users(company, "America/Denver")
        for number in range(2):
            new_test_user(
                self.env,
                f"zone-portal-{number}",
                "base.group_portal",
                tz="America/New_York",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
        self.assertZone(company, "America/Denver")

    def test_as_many_here_as_there(self):
        """The same answer each time: the first name."""
        company = self._company("us")
        self._users(company, "America/New_York", "America/Chicago")
        self.assertZone(company, "America/Chicago")

    def test_users_move(self):
        company = self._company("us")
        self._users(company, "America/Denver", "America/Denver")
        self.assertZone(company, "America/Denver")
        company.user_ids.tz = "America/Anchorage"
        self.assertZone(company, "America/Anchorage")

    def test_country_changed(self):
        company = self._company("fr")
        company.country_id = self.env.ref("base.in")
        self.assertZone(company, "Asia/Kolkata")

    def test_by_the_settings(self):
        company = self._company("fr")
        settings = self.env["res.config.settings"].with_company(company)
        settings.create({"sales_tz": "Indian/Reunion"}).execute()
        self.assertZone(company, "Indian/Reunion")

    # --- days ---

    def test_days_of_half_hours(self):
        """At a quarter past midnight on 1 April in Kolkata, it is 18:45 the day before in UTC."""
        company = self._company("in")
        self.env.flush_all()
        self.assertEqual(company._get_date(datetime(2026, 3, 31, 18, 45)), date(2026, 4, 1))
        self.assertEqual(company._get_date(datetime(2026, 3, 31, 18, 15)), date(2026, 3, 31))

    def test_day_of_the_clock_change(self):
        """29 March has 23 hours in Paris."""
        company = self._company("fr")
        self.env.flush_all()
        ends = [company._get_end_of_day(date(2026, 3, day)) for day in (28, 29)]
        self.assertEqual(ends, [datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22)])
