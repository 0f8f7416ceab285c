"""A faster page of the customers at risk: most customers are ruled out first.

The status "at risk" depends on the number of days with an order, for which each order is compared
with the next. One pass over the orders (their number, the first and the last) rules out nearly all
customers. The page and its count are then computed for the remaining ones only.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import dates
from ...tools.domains import BOUGHT_SQL, get_conditions
from ...tools.planner import allow_large_sets, grouping_in_order

# Tolerance in days: the status counts whole days, this pass counts moments.
SLACK = 2


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

    @api.model
    @api.readonly
    def web_search_read(self, domain, specification, *args, **kwargs):
        domain = Domain(domain)
        if self._asks_for_risk(domain):
            domain &= Domain("partner_id", "in", self._find_maybe_at_risk())
        return super().web_search_read(domain, specification, *args, **kwargs)

    @api.model
    def _asks_for_risk(self, domain):
        """Return whether ``domain`` only finds customers at risk."""
        return any(
            getattr(condition, "field_expr", "") == "status"
            and condition.operator == "in"
            and set(condition.value) == {"at_risk"}
            for condition in get_conditions(domain.optimize(self))
        )

    @api.model
    def _find_maybe_at_risk(self):
        """Return the ids of the partners that may be at risk: all that are, and some others.

        A customer is at risk when, with ``days`` days with an order, ``since`` days after the last
        one and ``span`` days between the first and the last: ``since × (days − 1) × 2 > span × 3``
        and ``(since − 7) × (days − 1) > span``. There are at most as many days as orders.
        """
        allow_large_sets(self.env)
        year = self._get_start_sql(
            SQL("t.company_id"), lambda today: dates.get_earlier_year(today)[1]
        )
        now = fields.Datetime.now()
        orders = self._find_orders()
        orders.add_where(SQL(BOUGHT_SQL % "sale_order"))
        orders.groupby = SQL("sale_order.company_id, sale_order.commercial_partner_id")
        orders.having = SQL(
            "COUNT(*) > 2 AND MAX(sale_order.confirmation_date) < %s",
            now - timedelta(days=7 - SLACK),
        )
        query = SQL(
            """
            SELECT DISTINCT partner_id FROM (
                SELECT partner_id, n, date_part('epoch', %(now)s - last) / 86400 AS since,
                       date_part('epoch', last - first) / 86400 AS span
                  FROM (%(orders)s) t WHERE last >= %(year)s) d
             WHERE (since + %(slack)s) * (n - 1) * 2 > (span - %(slack)s) * 3
               AND (since + %(slack)s - 7) * (n - 1) > span - %(slack)s""",
            now=now,
            slack=SLACK,
            year=year,
            orders=orders.select(
                SQL("sale_order.company_id"),
                SQL("sale_order.commercial_partner_id AS partner_id"),
                SQL("COUNT(*) AS n"),
                SQL("MIN(sale_order.confirmation_date) AS first"),
                SQL("MAX(sale_order.confirmation_date) AS last"),
            ),
        )
        with grouping_in_order(self.env):
            return [partner_id for (partner_id,) in self.env.execute_query(query)]
