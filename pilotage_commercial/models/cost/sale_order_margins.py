"""Estimated, quoted, real: the three margins of an order side by side, in one currency."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.groups import REAL_COST as GROUP
from .sale_order_cost import CATEGORIES

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
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )
    quoted_cost_subcontracting = fields.Monetary(
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )
    quoted_cost_production = fields.Monetary(
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )
    quoted_cost_transport = fields.Monetary(
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )
    quoted_cost_labour = fields.Monetary(
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )
    quoted_cost_other = fields.Monetary(
        compute="_compute_quoted_costs", currency_field="company_currency_id", groups=GROUP
    )

    @api.depends("amount_untaxed", "margin", "currency_rate")
    def _compute_quoted_margin(self):
        for order in self:
            rate = order.currency_rate or 1
            order.quoted_revenue = order.amount_untaxed / rate
            order.quoted_margin = order.margin / rate
            order.quoted_cost = (order.amount_untaxed - order.margin) / rate
            positive = order.amount_untaxed > 0
            order.quoted_margin_percent = positive and order.margin / order.amount_untaxed

    @api.depends("order_line.purchase_price", "order_line.product_uom_qty", "currency_rate")
    def _compute_quoted_costs(self):
        for order in self:
            costs = dict.fromkeys(QUOTED_FIELDS.values(), 0.0)
            for line in order.order_line:
                cost = line.price_subtotal - line.margin
                costs[QUOTED_FIELDS[line._get_cost_category()]] += cost
            for name, cost in costs.items():
                order[name] = cost / (order.currency_rate or 1)

    def _get_quoted_sql(self, alias, name, query):
        """Return the SQL of ``name``, quoted, in the currency of the company."""
        amount = self._field_to_sql(alias, "amount_untaxed", query)
        margin = self._field_to_sql(alias, "margin", query)
        value = {
            "quoted_revenue": amount,
            "quoted_cost": SQL("(%s - COALESCE(%s, 0))", amount, margin),
            "quoted_margin": margin,
        }[name]
        rate = self._field_to_sql(alias, "currency_rate", query)
        return SQL("%s / COALESCE(NULLIF(%s, 0), 1)", value, rate)

    def _get_average_margin_sql(self, name, query):
        """Return Σ margin / Σ revenue: an average of averages would weigh an order of 100 as one
        of 100 000."""
        kind = name.removesuffix("_margin_percent")
        if kind != "real":
            return self._get_ratio_sql(query, f"{kind}_margin", f"{kind}_revenue")
        # Unknown costs are not costs of zero.
        known = SQL("%s != 'planned'", self._field_to_sql(self._table, "real_cost_state", query))
        return self._get_ratio_sql(query, "real_margin", "net_revenue", known)
