"""Estimated, quoted, real: the three margins of an order side by side, in one currency."""

from odoo import api, fields, models
from odoo.tools import SQL

from .sale_order_cost import CATEGORIES
from .sale_order_real_cost import GROUP

# Percentages of groups: the measures to divide.
RATIOS = {
    "estimated_margin_percent:avg": ("estimated_margin", "estimated_revenue"),
    "quoted_margin_percent:avg": ("quoted_margin", "quoted_revenue"),
    "real_margin_percent:avg": ("real_margin", "net_revenue"),
}
QUOTED_FIELDS = {category: f"quoted_cost_{category}" for category, _label in CATEGORIES}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Quoted: the margin of Sales, in the currency of the company
    quoted_revenue = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Untaxed amount of the order.",
    )
    quoted_cost = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Cost of the order lines, as planned when it was quoted.",
    )
    quoted_margin = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Margin of the order lines, as planned when it was quoted.",
    )
    quoted_margin_percent = fields.Float(
        string="Quoted Margin (%)",
        compute="_compute_quoted_margin",
        aggregator="avg",  # weighted, see _read_group_select
        help="Quoted margin on the untaxed amount, weighted by amount.",
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

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        # An average of averages would weigh an order of 100 as one of 100 000.
        field = self._fields[aggregate_spec.partition(":")[0]]
        self._check_field_access(field, "read")
        above, below = (
            self._field_to_sql(self._table, name, query) for name in RATIOS[aggregate_spec]
        )
        ratio = SQL("SUM(%s)", above), SQL("SUM(%s)", below)
        if aggregate_spec.startswith("real"):
            # Unknown costs are not costs of zero.
            known = SQL(
                "%s != 'planned'", self._field_to_sql(self._table, "real_cost_state", query)
            )
            ratio = [SQL("%s FILTER (WHERE %s)", part, known) for part in ratio]
        return SQL("%s::float / NULLIF(%s, 0)", *ratio)
