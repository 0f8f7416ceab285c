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
        today = self._get_value_sql(company_id, lambda company: company._get_today())
        return SQL("%s::date", today)

    @api.model
    def _get_zone_sql(self, company_id):
        """Return the SQL of the name of the time zone of the company whose id is the SQL
        ``company_id``.
        """
        return self._get_value_sql(company_id, lambda company: company._get_timezone().zone)

    @api.model
    def _get_value_sql(self, company_id, get_value):
        """Return the SQL of ``get_value`` of the company whose id is the SQL ``company_id``, of the
        current one where it is NULL.
        """
        here, by_value = get_value(self.env.company), {}
        for company, value in self._map_every(get_value).items():
            by_value.setdefault(value, []).append(company.id)
        cases = [
            SQL("WHEN %s IN %s THEN %s", company_id, tuple(ids), value)
            for value, ids in by_value.items()
            if value != here
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

    @api.model
    def _get_start_sql(self, company_id, day):
        """Return the SQL of the UTC moment at which the date ``day`` begins in the company whose id
        is the SQL ``company_id``.
        """
        return SQL(
            "timezone('UTC', timezone(%s, (%s)::timestamp))", self._get_zone_sql(company_id), day
        )
