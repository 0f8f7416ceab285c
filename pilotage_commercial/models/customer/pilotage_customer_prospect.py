"""Prospects: partners with a quotation or an open opportunity, and no order yet."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.domains import BOUGHT_SQL, OPEN

# Figures that are 0 for a prospect; the others are unknown.
NONE_YET = (
    "order_count",
    "orders_12m",
    "revenue_12m",
    "previous_revenue_12m",
    "revenue_lost",
    "real_margin_12m",
    "previous_real_margin_12m",
    "real_margin_lost",
)


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

    def _get_prospects_sql(self):
        """Return the query of the partners with a quotation or an opportunity, and no order."""
        orders = self._find_orders()
        orders.add_where(
            SQL(
                "sale_order.company_id = p.company_id "
                "AND sale_order.commercial_partner_id = p.partner_id AND %s",
                SQL(BOUGHT_SQL % "sale_order"),
            )
        )
        source = SQL(
            """(SELECT DISTINCT ON (c.company_id, c.partner_id) c.*
                  FROM (%s UNION ALL %s) c
              ORDER BY c.company_id, c.partner_id, c.moment DESC) p
             WHERE NOT EXISTS (%s)""",
            self._get_quotations_sql(),
            self._get_leads_sql(),
            orders.select(SQL("1")),
        )
        columns = {
            **self._get_identity("p"),
            "status": SQL("'prospect'"),
            "attention_rank": SQL("5"),
            **dict.fromkeys(NONE_YET, SQL("0")),
        }
        return self._select_columns(columns, source)

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
        """Return the open opportunities; one without a company counts in each of them."""
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
