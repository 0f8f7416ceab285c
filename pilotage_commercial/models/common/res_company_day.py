"""The day in each company's time zone in SQL, the same for every reader."""

from odoo import api, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _get_today_sql(self, company_id):
        """Return the SQL of the date of today in the company whose id is the SQL ``company_id``.

        Of a record of no company, in the current one.
        """
        by_day = {}
        for company, day in self._map_every(lambda company: company._get_today()).items():
            by_day.setdefault(day, []).append(company.id)
        here = self.env.company._get_today()
        cases = [
            SQL("WHEN %s IN %s THEN %s::date", company_id, tuple(ids), day)
            for day, ids in by_day.items()
            if day != here
        ]
        if not cases:
            return SQL("%s::date", here)
        return SQL("(CASE %s ELSE %s::date END)", SQL(" ").join(cases), here)

    @api.model
    def _get_zone_sql(self, company_id):
        """Return the SQL of the name of the time zone of the company whose id is the SQL
        ``company_id``.
        """
        by_zone = {}
        for company, zone in self._map_every(lambda company: company._get_timezone().zone).items():
            by_zone.setdefault(zone, []).append(company.id)
        here = self.env.company._get_timezone().zone
        cases = [
            SQL("WHEN %s IN %s THEN %s", company_id, tuple(ids), zone)
            for zone, ids in by_zone.items()
            if zone != here
        ]
        if not cases:
            return SQL("%s", here)
        return SQL("(CASE %s ELSE %s END)", SQL(" ").join(cases), here)

    @api.model
    def _get_day_sql(self, company_id, moment):
        """Return the SQL of the date of the UTC ``moment`` in the company whose id is the SQL
        ``company_id``.
        """
        return SQL(
            "timezone(%s, timezone('UTC', %s))::date", self._get_zone_sql(company_id), moment
        )
