"""What was estimated on the opportunity of an order, in the currency of the order's company."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.groups import REAL_COST as GROUP

# Figures of an order: those of its opportunity.
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
        help="Expected revenue of the opportunity, counted once: on its first order, or on its "
        "newest quotation while none is confirmed.",
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
        "opportunity_id.company_id.currency_id",
        "opportunity_id.expected_revenue",
        "opportunity_id.estimated_cost",
        "opportunity_id.estimated_cost_source",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_estimated_margin(self):
        # On which order an estimate counts hangs on all of them (hence sudo); what it is is for
        # who may read the opportunity.
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
        orders = self.opportunity_id.order_ids
        confirmed = orders.filtered(lambda order: order.state == "sale").sorted("id")[:1]
        quotation = orders.filtered(lambda order: order.state in ("draft", "sent")).sorted("id")
        return self._origin == (confirmed or quotation[-1:])

    def _get_estimate_rate(self):
        """Return what one unit of the opportunity's currency is in the order's company.

        At the rate of the order itself when they share the currency, else at the rate of its
        date. An opportunity without company has no currency of its own: its figures are those
        that the company of the order quotes.
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
        """Return the figure ``name`` of the opportunity, where _is_estimated."""
        return SQL(
            """(SELECT l.%(column)s * %(rate)s
                  FROM crm_lead l
                  JOIN res_company oc ON oc.id = %(order)s.company_id
             LEFT JOIN res_company lc ON lc.id = l.company_id
                 WHERE l.id = %(order)s.opportunity_id AND l.estimated_cost_source IS NOT NULL
                   AND %(readable)s
                   AND CASE WHEN %(order)s.state = 'cancel' THEN FALSE
                       ELSE NOT EXISTS (
                        SELECT FROM sale_order o
                         WHERE o.opportunity_id = l.id AND CASE %(order)s.state
                            WHEN 'sale' THEN o.state = 'sale' AND o.id < %(order)s.id
                            ELSE o.state = 'sale'
                              OR o.state IN ('draft', 'sent') AND o.id > %(order)s.id END) END)""",
            column=SQL.identifier(ESTIMATED[name]),
            rate=self._get_estimate_rate_sql(SQL.identifier(alias)),
            order=SQL.identifier(alias),
            readable=self._get_readable_lead_sql(),
        )

    @api.model
    def _get_readable_lead_sql(self):
        """Return the condition of opportunity ``l`` being one that the user may read."""
        if self.env.su:
            return SQL("TRUE")
        leads = self.env["crm.lead"].with_context(active_test=False)._search(Domain.TRUE)
        return SQL("l.id IN %s", leads.subselect())

    @api.model
    def _get_estimate_rate_sql(self, order):
        """Return _get_estimate_rate of ``order``, of company ``oc``, the opportunity's being
        ``lc``."""
        return SQL(
            """CASE WHEN COALESCE(lc.currency_id, oc.currency_id) = oc.currency_id THEN 1
                    WHEN lc.currency_id = %(order)s.currency_id
                     AND %(order)s.currency_rate != 0 THEN 1 / %(order)s.currency_rate
                    ELSE %(target)s / %(source)s END""",
            order=order,
            target=self._get_rate_sql(order, SQL("oc.currency_id")),
            source=self._get_rate_sql(order, SQL("lc.currency_id")),
        )

    @api.model
    def _get_rate_sql(self, order, currency):
        """Return the rate of ``currency`` at the date of ``order``, as res.currency finds it."""
        rates = SQL(
            """SELECT r.rate FROM res_currency_rate r
                WHERE r.currency_id = %(currency)s
                  AND (r.company_id IS NULL
                    OR r.company_id = split_part(oc.parent_path, '/', 1)::integer)""",
            currency=currency,
        )
        return SQL(
            """COALESCE((%(rates)s AND r.name <= COALESCE(%(order)s.date_order,
                                    now() AT TIME ZONE 'UTC')::date
                         ORDER BY r.company_id, r.name DESC LIMIT 1),
                        (%(rates)s ORDER BY r.company_id, r.name LIMIT 1), 1)""",
            rates=rates,
            order=order,
        )
