"""Customers with orders: the totals of their orders, their rhythm and their status.

An index delivers all that is read, sorted by customer and day, so that PostgreSQL neither sorts nor
hashes. Conditions on the partner or the company are pushed down to it.
"""

from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import dates
from ...tools.domains import BOUGHT_SQL

# Days after the first order during which a customer is new.
NEW_DAYS = 90


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

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
        """Return the orders, each with the next order of the customer and whether one came
        before.
        """
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
            # A refund entered as a negative order lowers the revenue, and is no purchase.
            SQL(
                "CASE WHEN %s THEN sale_order.confirmation_date END AS purchase",
                SQL(BOUGHT_SQL % "sale_order"),
            ),
            SQL(
                """LEAD(sale_order.confirmation_date) OVER (
                    PARTITION BY sale_order.company_id, sale_order.commercial_partner_id
                    ORDER BY sale_order.confirmation_date, sale_order.id) AS next_moment"""
            ),
            SQL(
                """MAX(sale_order.confirmation_date) FILTER (WHERE %s) OVER (
                    PARTITION BY sale_order.company_id, sale_order.commercial_partner_id
                    ORDER BY sale_order.confirmation_date, sale_order.id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS former_purchase""",
                SQL(BOUGHT_SQL % "sale_order"),
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
                   MIN(o.purchase) AS first,
                   MAX(o.purchase) AS last,
                   COUNT(o.purchase) AS order_count,
                   -- the first purchase of each day; no day lasts two
                   COUNT(o.purchase) FILTER (WHERE CASE
                        WHEN o.former_purchase IS NULL THEN TRUE
                        WHEN o.moment > o.former_purchase + interval '2 days' THEN TRUE
                        ELSE %(day)s != %(former_day)s END) AS order_days,
                   COUNT(o.purchase) FILTER (WHERE o.moment >= %(year)s) AS orders_12m,
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
              FROM (%(orders)s) o GROUP BY o.company_id, o.partner_id
            HAVING COUNT(o.purchase) > 0""",
            orders=self._get_orders_sql(),
            day=self._get_day_sql(company, SQL("o.moment")),
            former_day=self._get_day_sql(company, SQL("o.former_purchase")),
            year=year,
            before=SQL("o.moment >= %s AND o.moment < %s", earlier, year),
            known=known,
        )

    def _get_customers_sql(self):
        """Return the query of the customers with an order."""
        year = "(CASE s.status WHEN 'lost' THEN s.previous_%s WHEN 'at_risk' THEN s.%s END)"

        def get_known(sql):
            return SQL("COALESCE(%s, 0)", SQL(sql))

        columns = {
            **self._get_identity("s"),
            "status": SQL("s.status"),
            "attention_rank": SQL(
                "CASE s.status WHEN 'at_risk' THEN 1 WHEN 'lost' THEN 2 WHEN 'active' THEN 3 "
                "ELSE 4 END"
            ),
            "first_order_date": SQL("s.first_day"),
            "last_order_date": SQL("s.last_day"),
            "usual_days": SQL("s.usual_days"),
            "days_since_order": SQL("s.days_since_order"),
            "expected_order_date": SQL("s.last_day + FLOOR(s.usual_days + 0.5)::int"),
            "order_count": SQL("s.order_count"),
            "orders_12m": SQL("s.orders_12m"),
            "revenue_12m": get_known("s.revenue_12m"),
            "previous_revenue_12m": get_known("s.previous_revenue_12m"),
            "revenue_lost": get_known(year.replace("%s", "revenue_12m")),
            "real_margin_12m": get_known("s.real_margin_12m"),
            "previous_real_margin_12m": get_known("s.previous_real_margin_12m"),
            "real_margin_percent_12m": SQL(
                "CASE WHEN s.known_revenue_12m > 0 "
                "THEN s.known_margin_12m / s.known_revenue_12m END"
            ),
            "real_margin_lost": get_known(year.replace("%s", "real_margin_12m")),
            "satisfaction": SQL("s.satisfaction_total / NULLIF(s.satisfaction_count, 0)"),
            "known_margin_12m": SQL("s.known_margin_12m"),
            "known_revenue_12m": SQL("s.known_revenue_12m"),
            "satisfaction_total": SQL("s.satisfaction_total"),
            "satisfaction_count": SQL("s.satisfaction_count"),
        }
        return self._select_columns(columns, self._get_rhythms_sql())

    def _get_rhythms_sql(self):
        """Return, as ``s``, the totals of each customer with days in the company's time zone,
        rhythm and status.
        """
        company = SQL("t.company_id")
        return SQL(
            """(SELECT d.*, %(status)s AS status,
                       CASE WHEN d.order_days > 2 THEN
                            (d.last_day - d.first_day)::float8 / (d.order_days - 1)
                            END AS usual_days
                  FROM (SELECT t.*, %(first_day)s AS first_day, %(last_day)s AS last_day,
                               (%(today)s)::date - %(last_day)s AS days_since_order
                          FROM (%(totals)s) t) d) s""",
            status=self._get_status_sql(),
            first_day=self._get_day_sql(company, SQL("t.first")),
            last_day=self._get_day_sql(company, SQL("t.last")),
            today=self._get_by_company(company, lambda company: company._get_today()),
            totals=self._get_totals_sql(),
        )

    def _get_status_sql(self):
        """Return the status of the customer ``d``: the first one that applies.

        At risk: later than one and a half times the usual days, and by more than a week. In whole
        numbers, as the usual days are (last − first) ÷ (days with an order − 1).
        """
        company = SQL("d.company_id")
        start = self._get_start_sql(company, lambda today: dates.get_earlier_year(today)[1])
        fresh = self._get_start_sql(company, lambda today: today - timedelta(days=NEW_DAYS))
        return SQL(
            """CASE WHEN d.last < %(start)s THEN 'lost'
                    WHEN d.order_days > 2
                     AND d.days_since_order * (d.order_days - 1) * 2
                         > (d.last_day - d.first_day) * 3
                     AND (d.days_since_order - 7) * (d.order_days - 1)
                         > d.last_day - d.first_day THEN 'at_risk'
                    WHEN d.first >= %(fresh)s THEN 'new'
                    ELSE 'active' END""",
            start=start,
            fresh=fresh,
        )
