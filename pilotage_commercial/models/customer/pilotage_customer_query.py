"""The query of the customers: from the orders that the reader may see, in one pass.

Customers with orders are in ``pilotage_customer_orders``, prospects in
``pilotage_customer_prospect``. The status of a prospect is a constant: without prospects in the
search, PostgreSQL reads no quotation and no opportunity.
"""

from odoo import api, models
from odoo.tools import SQL

from ...tools import dates
from ...tools.customer import COMPANIES

# Columns of the query and their types. Both parts must have the same types: else PostgreSQL cannot
# push conditions down into them.
COLUMNS = {
    "id": SQL("int8"),
    "partner_id": SQL("int4"),
    "company_id": SQL("int4"),
    "currency_id": SQL("int4"),
    "active": SQL("bool"),
    "user_id": SQL("int4"),
    "team_id": SQL("int4"),
    "status": SQL("text"),
    "attention_rank": SQL("int4"),
    "first_order_date": SQL("date"),
    "last_order_date": SQL("date"),
    "usual_days": SQL("float8"),
    "days_since_order": SQL("int4"),
    "expected_order_date": SQL("date"),
    "order_count": SQL("int8"),
    "orders_12m": SQL("int8"),
    "revenue_12m": SQL("numeric"),
    "previous_revenue_12m": SQL("numeric"),
    "revenue_lost": SQL("numeric"),
    "real_margin_12m": SQL("numeric"),
    "previous_real_margin_12m": SQL("numeric"),
    "real_margin_percent_12m": SQL("float8"),
    "real_margin_lost": SQL("numeric"),
    "satisfaction": SQL("float8"),
    "known_margin_12m": SQL("numeric"),
    "known_revenue_12m": SQL("numeric"),
    "satisfaction_total": SQL("float8"),
    "satisfaction_count": SQL("int8"),
}


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

    _depends = {
        "sale.order": [
            "commercial_partner_id",
            "company_id",
            "completion_margin",
            "completion_state",
            "confirmation_date",
            "net_revenue",
            "satisfaction",
            "state",
            "team_id",
            "user_id",
        ],
        "crm.lead": [
            "active",
            "company_id",
            "partner_id",
            "team_id",
            "type",
            "user_id",
            "won_status",
        ],
        "res.partner": ["active", "commercial_partner_id"],
    }

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._get_customers_sql(), self._get_prospects_sql())

    @api.model
    def _select_columns(self, columns, source):
        """Return the query of COLUMNS from ``source``; a column not in ``columns`` is NULL.

        :param columns: dict ``{column: SQL of its value}``
        """
        values = [
            SQL("(%s)::%s AS %s", columns.pop(name, SQL("NULL")), kind, SQL.identifier(name))
            for name, kind in COLUMNS.items()
        ]
        if columns:
            raise ValueError(f"Not columns of a customer: {', '.join(columns)}")
        return SQL("SELECT %s FROM %s", SQL(", ").join(values), source)

    def _get_identity(self, alias):
        """Return the identity columns of row ``alias``, which has a partner, a company, a
        salesperson and a team.
        """
        partner, company = SQL.identifier(alias, "partner_id"), SQL.identifier(alias, "company_id")
        return {
            "id": SQL("%s::int8 * %s + %s", partner, COMPANIES, company),
            "partner_id": partner,
            "company_id": company,
            "currency_id": self._get_by_company(company, lambda c: c.currency_id.id),
            "active": self._get_active_sql(partner),
            "user_id": SQL.identifier(alias, "user_id"),
            "team_id": SQL.identifier(alias, "team_id"),
        }

    def _find(self, model, domain):
        """Return the query of the records of ``model`` that the reader may see: an empty one if the
        reader has no access to the model, as a user who only opens contacts.
        """
        records = self.env[model]
        if not records.has_access("read"):
            return records._as_query()
        return records._search(domain)

    def _get_by_company(self, column, get_value):
        """Return the SQL of ``get_value(company)``, for the company in ``column``."""
        values = {company.id: get_value(company) for company in self.env.companies}
        first, *others = values.values()
        if all(other == first for other in others):
            return SQL("%s", first)
        cases = [SQL("WHEN %s THEN %s", key, value) for key, value in values.items()]
        return SQL("CASE %s %s END", column, SQL(" ").join(cases))

    def _get_start_sql(self, column, get_day):
        """Return the SQL of the UTC moment at which a day begins in each company.

        :param get_day: function that returns the day, given today's date in the company
        """
        return SQL(
            "(%s)::timestamp",
            self._get_by_company(
                column,
                lambda company: dates.get_start(
                    get_day(company._get_today()), company._get_timezone()
                ),
            ),
        )

    def _get_day_sql(self, column, moment):
        """Return the day of the UTC ``moment`` in the company."""
        zone = self._get_by_company(column, lambda company: company._get_timezone().zone)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE (%s))::date", moment, zone)

    def _get_active_sql(self, partner):
        """Return whether the contact is active: few are archived, and an index holds those."""
        return SQL(
            """NOT EXISTS (SELECT FROM res_partner archived
                            WHERE archived.id = %s AND archived.active IS NOT TRUE)""",
            partner,
        )
