"""The company's default time zone."""

from odoo.tests import TransactionCase, new_test_user, tagged


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
