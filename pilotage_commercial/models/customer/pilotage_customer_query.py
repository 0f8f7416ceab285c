"""The query of the customers: from the orders that the reader may see, in one pass.

The orders come in the order of an index that holds all that is read, customer by customer and
day by day: neither sort nor hash. A condition on the partner or the company goes down to it; who
asks for no prospect has no quotation and no opportunity read.
"""

from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import customer as id_tools
from ...tools import dates
from ...tools.domains import OPEN


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
        customers = self._get_customers_sql()
        if self.env.context.get("pilotage_without_prospects"):
            return customers
        return SQL("%s UNION ALL %s", customers, self._get_prospects_sql())

    def _find(self, model, domain):
        """Return the query of the records of ``model`` that the reader may see: none of those of
        a model that is not theirs to read, as for who only opens a contact."""
        records = self.env[model]
        if not records.has_access("read"):
            return records._as_query()
        return records._search(domain)

    def _get_by_company(self, column, get_value):
        """Return the SQL of what ``get_value`` gives for the company that ``column`` holds."""
        values = {company.id: get_value(company) for company in self.env.companies}
        first, *others = values.values()
        if all(other == first for other in others):
            return SQL("%s", first)
        cases = [SQL("WHEN %s THEN %s", key, value) for key, value in values.items()]
        return SQL("CASE %s %s END", column, SQL(" ").join(cases))

    def _get_start_sql(self, column, get_day):
        """Return the UTC moment at which a day begins, ``get_day`` of today, by company."""
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

    def _get_id_sql(self, partner, column):
        codes = {company: id_tools.encode_company(company.id) for company in self.env.companies}
        bits = self._get_by_company(column, lambda company: codes[company][0])
        code = self._get_by_company(column, lambda company: codes[company][1])
        return SQL("((%s::bigint << (%s)) | (%s))", partner, bits, code)

    def _get_active_sql(self, partner):
        """Return whether the contact is not archived: few are, and an index tells which."""
        return SQL(
            """NOT EXISTS (SELECT FROM res_partner archived
                            WHERE archived.id = %s AND archived.active IS NOT TRUE)""",
            partner,
        )

    # --- customers ---

    def _find_orders(self):
        """Return the query of the confirmed orders that the reader may see, up to today."""
        query = self._find(
            "sale.order",
            Domain("state", "=", "sale")
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("commercial_partner_id", "!=", False)
            & Domain("confirmation_date", "!=", False),
        )
        end = self._get_start_sql(
            SQL("sale_order.company_id"), lambda today: today + timedelta(days=1)
        )
        query.add_where(SQL("sale_order.confirmation_date < %s", end))
        return query

    def _get_orders_sql(self):
        """Return the orders, each with when the customer ordered next."""
        return self._find_orders().select(
            SQL("sale_order.company_id"),
            SQL("sale_order.commercial_partner_id AS partner_id"),
            SQL("sale_order.confirmation_date AS moment"),
            SQL("sale_order.user_id"),
            SQL("sale_order.team_id"),
            SQL("sale_order.net_revenue AS revenue"),
            SQL("sale_order.completion_margin AS margin"),
            SQL("sale_order.completion_state"),
            SQL("sale_order.satisfaction"),
            SQL(
                """LEAD(sale_order.confirmation_date) OVER (
                    PARTITION BY sale_order.company_id, sale_order.commercial_partner_id
                    ORDER BY sale_order.confirmation_date, sale_order.id) AS next_moment"""
            ),
        )

    def _get_totals_sql(self):
        """Return the totals of the orders of each customer."""
        company = SQL("o.company_id")
        year = self._get_start_sql(company, lambda today: dates.get_earlier_year(today)[1])
        earlier = self._get_start_sql(company, lambda today: dates.get_earlier_year(today)[0])
        known = SQL("o.moment >= %s AND o.completion_state != 'unknown'", year)
        return SQL(
            """
            SELECT o.company_id, o.partner_id,
                   MIN(o.moment) AS first, MAX(o.moment) AS last, COUNT(*) AS order_count,
                   -- the last order of each day; no day lasts two
                   COUNT(*) FILTER (WHERE CASE
                        WHEN o.next_moment IS NULL THEN TRUE
                        WHEN o.next_moment > o.moment + interval '2 days' THEN TRUE
                        ELSE %(day)s != %(next_day)s END) AS order_days,
                   COUNT(*) FILTER (WHERE o.moment >= %(year)s) AS orders_12m,
                   SUM(o.revenue) FILTER (WHERE o.moment >= %(year)s) AS revenue_12m,
                   SUM(o.revenue) FILTER (WHERE %(before)s) AS previous_revenue_12m,
                   SUM(o.margin) FILTER (WHERE o.moment >= %(year)s) AS real_margin_12m,
                   SUM(o.margin) FILTER (WHERE %(before)s) AS previous_real_margin_12m,
                   SUM(o.margin) FILTER (WHERE %(known)s) AS known_margin_12m,
                   SUM(o.revenue) FILTER (WHERE %(known)s) AS known_revenue_12m,
                   MAX(o.user_id) FILTER (WHERE o.next_moment IS NULL) AS user_id,
                   MAX(o.team_id) FILTER (WHERE o.next_moment IS NULL) AS team_id,
                   SUM(o.satisfaction)::float8 AS satisfaction_total,
                   COUNT(*) FILTER (WHERE o.satisfaction > 0) AS satisfaction_count
              FROM (%(orders)s) o GROUP BY o.company_id, o.partner_id""",
            orders=self._get_orders_sql(),
            day=self._get_day_sql(company, SQL("o.moment")),
            next_day=self._get_day_sql(company, SQL("o.next_moment")),
            year=year,
            before=SQL("o.moment >= %s AND o.moment < %s", earlier, year),
            known=known,
        )

    def _get_customers_sql(self):
        """Return the query of those who ordered."""
        company = SQL("t.company_id")
        today = self._get_by_company(company, lambda company: company._get_today())
        return SQL(
            """
            SELECT %(id)s AS id, s.partner_id, s.company_id, (%(currency)s)::int4 AS currency_id,
                   %(active)s AS active, s.user_id, s.team_id, s.status,
                   s.first_day AS first_order_date, s.last_day AS last_order_date,
                   s.usual_days, s.days_since_order,
                   s.last_day + FLOOR(s.usual_days + 0.5)::int AS expected_order_date,
                   s.order_count, s.orders_12m,
                   COALESCE(s.revenue_12m, 0) AS revenue_12m,
                   COALESCE(s.previous_revenue_12m, 0) AS previous_revenue_12m,
                   COALESCE(CASE s.status WHEN 'lost' THEN s.previous_revenue_12m
                            WHEN 'at_risk' THEN s.revenue_12m END, 0) AS revenue_lost,
                   COALESCE(s.real_margin_12m, 0) AS real_margin_12m,
                   COALESCE(s.previous_real_margin_12m, 0) AS previous_real_margin_12m,
                   CASE WHEN s.known_revenue_12m > 0
                        THEN (s.known_margin_12m / s.known_revenue_12m)::float8
                        END AS real_margin_percent_12m,
                   COALESCE(CASE s.status WHEN 'lost' THEN s.previous_real_margin_12m
                            WHEN 'at_risk' THEN s.real_margin_12m END, 0) AS real_margin_lost,
                   s.satisfaction_total / NULLIF(s.satisfaction_count, 0) AS satisfaction,
                   s.known_margin_12m, s.known_revenue_12m,
                   s.satisfaction_total, s.satisfaction_count
              FROM (SELECT d.*, %(status)s AS status,
                           CASE WHEN d.order_days > 2 THEN
                                (d.last_day - d.first_day)::float8 / (d.order_days - 1)
                                END AS usual_days
                      FROM (SELECT t.*, %(first_day)s AS first_day, %(last_day)s AS last_day,
                                   (%(today)s)::date - %(last_day)s AS days_since_order
                              FROM (%(totals)s) t) d) s""",
            id=self._get_id_sql(SQL("s.partner_id"), SQL("s.company_id")),
            currency=self._get_by_company(SQL("s.company_id"), lambda c: c.currency_id.id),
            active=self._get_active_sql(SQL("s.partner_id")),
            status=self._get_status_sql(),
            first_day=self._get_day_sql(company, SQL("t.first")),
            last_day=self._get_day_sql(company, SQL("t.last")),
            today=today,
            totals=self._get_totals_sql(),
        )

    def _get_status_sql(self):
        """Return the status of the customer ``d``, the first that holds.

        At risk: later than one and a half times the usual days, and by more than a week; in whole
        numbers, as the usual days are (last − first) ÷ (days with an order − 1).
        """
        start = self._get_start_sql(
            SQL("d.company_id"), lambda today: dates.get_earlier_year(today)[1]
        )
        return SQL(
            """CASE WHEN d.last < %(start)s THEN 'lost'
                    WHEN d.order_days > 2
                     AND d.days_since_order * (d.order_days - 1) * 2
                         > (d.last_day - d.first_day) * 3
                     AND (d.days_since_order - 7) * (d.order_days - 1)
                         > d.last_day - d.first_day THEN 'at_risk'
                    WHEN d.first >= %(start)s THEN 'new'
                    ELSE 'active' END""",
            start=start,
        )

    # --- prospects ---

    def _get_prospects_sql(self):
        """Return the query of those who have a quotation or an opportunity, and no order."""
        orders = self._find_orders()
        orders.add_where(
            SQL(
                "sale_order.company_id = p.company_id "
                "AND sale_order.commercial_partner_id = p.partner_id"
            )
        )
        return SQL(
            """
            SELECT %(id)s, p.partner_id, p.company_id, (%(currency)s)::int4,
                   %(active)s, p.user_id, p.team_id, 'prospect',
                   NULL::date, NULL::date, NULL::float8, NULL::int, NULL::date,
                   0, 0, 0, 0, 0, 0, 0, NULL::float8, 0, NULL::float8, NULL, NULL, NULL, NULL
              FROM (SELECT DISTINCT ON (c.company_id, c.partner_id) c.*
                      FROM (%(quotations)s UNION ALL %(leads)s) c
                  ORDER BY c.company_id, c.partner_id, c.moment DESC) p
             WHERE NOT EXISTS (%(orders)s)""",
            id=self._get_id_sql(SQL("p.partner_id"), SQL("p.company_id")),
            currency=self._get_by_company(SQL("p.company_id"), lambda c: c.currency_id.id),
            active=self._get_active_sql(SQL("p.partner_id")),
            quotations=self._get_quotations_sql(),
            leads=self._get_leads_sql(),
            orders=orders.select(SQL("1")),
        )

    def _get_quotations_sql(self):
        query = self._find(
            "sale.order",
            Domain("state", "in", ("draft", "sent"))
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("commercial_partner_id", "!=", False),
        )
        names = ("company_id", "user_id", "team_id")
        return query.select(
            SQL("sale_order.commercial_partner_id AS partner_id"),
            SQL("sale_order.create_date AS moment"),
            *(SQL.identifier("sale_order", name) for name in names),
        )

    def _get_leads_sql(self):
        """Return the open opportunities; one of no company is one of each."""
        query = self._find(
            "crm.lead",
            OPEN
            & Domain("partner_id", "!=", False)
            & Domain("company_id", "in", [*self.env.companies.ids, False]),
        )
        names = ("partner_id", "company_id", "create_date", "user_id", "team_id")
        return SQL(
            """SELECT contact.commercial_partner_id, l.create_date, company.id,
                      l.user_id, l.team_id
                 FROM (%(leads)s) l
                 JOIN res_partner contact ON contact.id = l.partner_id
                 JOIN res_company company ON company.id IN %(companies)s
                  AND (company.id = l.company_id OR l.company_id IS NULL)""",
            leads=query.select(*(SQL.identifier("crm_lead", name) for name in names)),
            companies=tuple(self.env.companies.ids),
        )
