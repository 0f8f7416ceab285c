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
