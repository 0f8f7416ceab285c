"""The estimate of an order's opportunity, in the currency of the order's company."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.groups import REAL_COST as GROUP

# Figures of an order, with the fields of its opportunity that they come from.
ESTIMATED = {
    "estimated_revenue": "expected_revenue",
    "estimated_cost": "estimated_cost",
    "estimated_margin": "estimated_margin",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    estimated_revenue = fields.Monetary(
        compute="_compute_estimated_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        groups=GROUP,
        help="Expected revenue of the opportunity, counted once: on its first order, or on the "
        "quotation sent last while none is confirmed.",
        derived_sql="_get_estimate_sql",
    )
    estimated_cost = fields.Monetary(
        compute="_compute_estimated_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        groups=GROUP,
        help="Estimated cost of the opportunity, counted once.",
        derived_sql="_get_estimate_sql",
    )
    estimated_margin = fields.Monetary(
        compute="_compute_estimated_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        groups=GROUP,
        help="Estimated margin of the opportunity, counted once.",
        derived_sql="_get_estimate_sql",
    )
    estimated_margin_percent = fields.Float(
        string="Estimated Margin (%)",
        compute="_compute_estimated_margin",
        aggregator="avg",
        groups=GROUP,
        help="Estimated margin on expected revenue, weighted by revenue.",
        average_sql="_get_average_margin_sql",
    )

    @api.depends(
        "state",
        "currency_rate",
        "date_order",
        "company_id.currency_id",
        "opportunity_id.order_ids.state",
        "opportunity_id.order_ids.last_sent_date",
        "opportunity_id.order_ids.quotation_outcome",
        "opportunity_id.company_id.currency_id",
        "opportunity_id.expected_revenue",
        "opportunity_id.estimated_cost",
        "opportunity_id.estimated_cost_source",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_estimated_margin(self):
        # All orders of the opportunity decide which one carries the estimate (hence sudo); its
        # amounts are only for users who may read the opportunity.
        facts = self.sudo()
        readable = facts.opportunity_id.with_env(self.env)._filtered_access("read")
        for order, fact in zip(self, facts, strict=True):
            lead = fact._is_estimated() and fact.opportunity_id
            known = lead and lead in readable and lead.estimated_cost_source
            rate = fact._get_estimate_rate() if known else 0
            order.estimated_revenue = lead.expected_revenue * rate if known else 0
            order.estimated_cost = lead.estimated_cost * rate if known else 0
            order.estimated_margin = order.estimated_revenue - order.estimated_cost
            order.estimated_margin_percent = (
                order.estimated_margin / order.estimated_revenue
                if order.estimated_revenue > 0
                else 0
            )

    def _is_estimated(self):
        """Return whether the order carries the estimate of its opportunity."""
        self.ensure_one()
        lead = self.opportunity_id
        return bool(lead) and self._origin == lead._get_live_orders()._origin.sorted("id")[:1]

    def _get_estimate_rate(self):
        """Return the rate from the opportunity's currency to that of the order's company.

        The rate of the order itself if they share the currency, else the rate of its date. An
        opportunity without a company has no currency of its own: its figures are in the currency of
        the order's company.
        """
        self.ensure_one()
        currency = self.opportunity_id.company_id.currency_id or self.company_currency_id
        if currency == self.company_currency_id:
            return 1.0
        if currency == self.currency_id and self.currency_rate:
            return 1 / self.currency_rate
        date = (self.date_order or fields.Datetime.now()).date()
        return currency._get_conversion_rate(
            currency, self.company_currency_id, self.company_id, date
        )

    @api.model
    def _get_estimate_sql(self, alias, name, _query=None):
        """Return the SQL of the figure ``name`` of the opportunity if the order carries the
        estimate.
        """
        order = SQL.identifier(alias)
        return SQL(
            """(SELECT l.%(column)s * %(rate)s FROM crm_lead l
                 WHERE l.id = %(order)s.opportunity_id AND l.estimated_cost_source IS NOT NULL
                   AND %(readable)s AND %(order)s.id = (%(main)s))""",
            column=SQL.identifier(ESTIMATED[name]),
            rate=self._get_estimate_rate_sql(order),
            order=order,
            readable=self._get_readable_lead_sql(),
            main=self.env["crm.lead"]._get_main_order_sql(SQL("l.id")),
        )

    @api.model
    def _get_readable_lead_sql(self):
        """Return the condition that the user may read opportunity ``l``."""
        if self.env.su:
            return SQL("TRUE")
        leads = self.env["crm.lead"].with_context(active_test=False)._search(Domain.TRUE)
        return SQL("l.id IN %s", leads.subselect())

    @api.model
    def _get_estimate_rate_sql(self, order):
        """Return the SQL of _get_estimate_rate of ``order``, for opportunity ``l``.

        The rate is 1 unless an opportunity is in a company with another currency: the ORM computes
        those few rates.
        """
        rates = self._get_estimate_rates()
        if not rates:
            return SQL("1")
        return SQL(
            "COALESCE((SELECT r.rate FROM (VALUES %s) r (id, rate) WHERE r.id = %s.id), 1)",
            SQL(", ").join(SQL("(%s, %s::float8)", *item) for item in rates.items()),
            order,
        )

    @api.model
    def _get_estimate_rates(self):
        """Return ``{order id: rate}`` of the orders whose opportunity has another currency than
        their company.
        """
        companies = self.env["res.company"]._get_every()
        by_currency = companies.grouped("currency_id").values()
        if len(by_currency) < 2:
            return {}
        self.flush_model(["opportunity_id", "company_id"])
        self.env["crm.lead"].flush_model(["company_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT o.id FROM sale_order o JOIN crm_lead l ON l.id = o.opportunity_id
                    WHERE l.company_id != o.company_id AND (%s)""",
                SQL(" OR ").join(
                    SQL(
                        "l.company_id IN %s AND o.company_id NOT IN %s",
                        tuple(group.ids),
                        tuple(group.ids),
                    )
                    for group in by_currency
                ),
            )
        )
        # Rates and currencies are not confidential; the amounts are read as the user.
        orders = self.sudo().browse(order_id for (order_id,) in rows)
        return {order.id: order._get_estimate_rate() for order in orders}
