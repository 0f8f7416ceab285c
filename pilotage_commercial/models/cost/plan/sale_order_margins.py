"""Estimated, quoted, real: the three margins of an order side by side, in one currency.

The quoted figures are the plan, frozen at confirmation: see ``sale_order_plan``.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.costs import CATEGORIES
from ....tools.groups import REAL_COST as GROUP

QUOTED_FIELDS = {category: f"quoted_cost_{category}" for category, _label in CATEGORIES}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Quoted: the margin of Sales, in the currency of the company
    quoted_revenue = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Untaxed amount of the order.",
        derived_sql="_get_quoted_sql",
        groups="base.group_user",
    )
    quoted_cost = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Cost of the order lines, as planned when it was quoted.",
        derived_sql="_get_quoted_sql",
        groups="base.group_user",
    )
    quoted_margin = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Margin of the order lines, as planned when it was quoted.",
        derived_sql="_get_quoted_sql",
        groups="base.group_user",
    )
    quoted_margin_percent = fields.Float(
        string="Quoted Margin (%)",
        compute="_compute_quoted_margin",
        aggregator="avg",
        help="Quoted margin on the untaxed amount, weighted by amount.",
        average_sql="_get_average_margin_sql",
        groups="base.group_user",
    )
    quoted_cost_purchase = fields.Monetary(
        string="Quoted Purchase Cost",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )
    quoted_cost_subcontracting = fields.Monetary(
        string="Quoted Subcontracting Cost",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )
    quoted_cost_production = fields.Monetary(
        string="Quoted Production Cost",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )
    quoted_cost_transport = fields.Monetary(
        string="Quoted Transport Cost",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )
    quoted_cost_labour = fields.Monetary(
        string="Quoted Labour Cost",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )
    quoted_cost_other = fields.Monetary(
        string="Other Quoted Costs",
        compute="_compute_quoted_costs",
        currency_field="company_currency_id",
        groups=GROUP,
    )

    @api.depends("amount_untaxed", "planned_cost", "currency_rate")
    def _compute_quoted_margin(self):
        # The plan is the cost that Sales shows to every user until the confirmation (hence sudo).
        for order, fact in zip(self, self.sudo(), strict=True):
            order.quoted_revenue = order.amount_untaxed / (order.currency_rate or 1)
            order.quoted_cost = fact.planned_cost
            order.quoted_margin = order.quoted_revenue - order.quoted_cost
            positive = order.quoted_revenue > 0
            order.quoted_margin_percent = positive and order.quoted_margin / order.quoted_revenue

    @api.depends(
        "planned_cost", "order_line.planned_category", "order_line.product_id", "order_line.name"
    )
    def _compute_quoted_costs(self):
        for order in self:
            costs = dict.fromkeys(QUOTED_FIELDS.values(), 0.0)
            for line in order.order_line.filtered(lambda line: not line.display_type):
                cost = line._get_planned_unit_cost() * line.product_uom_qty
                costs[QUOTED_FIELDS[line._get_planned_category()]] += cost
            costs[QUOTED_FIELDS["other"]] += order._get_planned_estimate()
            for name, cost in costs.items():
                order[name] = cost

    def _get_quoted_sql(self, alias, name, query):
        """Return the SQL of the quoted figure ``name``, in the currency of the company."""
        facts = self.sudo()  # the quoted figures are for every user: see above
        rate = facts._field_to_sql(alias, "currency_rate", query)
        revenue = SQL(
            "%s / COALESCE(NULLIF(%s, 0), 1)",
            facts._field_to_sql(alias, "amount_untaxed", query),
            rate,
        )
        if name == "quoted_revenue":
            return revenue
        # Old orders have no plan until the cron creates it: until then, the margin of Sales.
        margin = facts._field_to_sql(alias, "margin", query)
        now = SQL("(%s - COALESCE(%s, 0) / COALESCE(NULLIF(%s, 0), 1))", revenue, margin, rate)
        cost = SQL("COALESCE(%s, %s)", facts._field_to_sql(alias, "planned_cost", query), now)
        return cost if name == "quoted_cost" else SQL("(%s - %s)", revenue, cost)

    def _get_average_margin_sql(self, name, query):
        """Return Σ margin / Σ revenue: a plain average would give an order of 100 the weight of one
        of 100 000.
        """
        kind = name.removesuffix("_margin_percent")
        return self._get_ratio_sql(query, f"{kind}_margin", f"{kind}_revenue")
