"""The margin of an order so far: its net revenue less the costs incurred."""

from odoo import fields, models
from odoo.tools import SQL

from ....tools.groups import REAL_COST as GROUP
from ...common.amount import Amount


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_margin = Amount(
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Net revenue less what is incurred so far.",
    )
    real_margin_percent = fields.Float(
        string="Real Margin (%)",
        compute="_compute_completion",
        store=True,
        aggregator="avg",
        groups=GROUP,
        help="Real margin on net revenue. Over several orders it is weighted by their revenue, "
        "leaving out those whose costs are not complete.",
        average_sql="_get_average_real_margin_sql",
    )

    def _get_real_margin(self):
        """Return the margin so far, as a dict of its figures."""
        self.ensure_one()
        revenue = self.net_revenue
        margin = revenue - self.real_cost
        return {
            "real_margin": self.company_id.currency_id.round(margin),
            # A percentage means nothing without revenue, or on a refund.
            "real_margin_percent": margin / revenue if revenue > 0 else 0.0,
        }

    def _get_average_real_margin_sql(self, _name, query):
        """Return Σ real margin / Σ net revenue of the orders whose costs are complete: the margin
        at completion covers the others.
        """
        state = self._field_to_sql(self._table, "real_cost_state", query)
        return self._get_ratio_sql(
            query, "real_margin", "net_revenue", SQL("%s = 'complete'", state)
        )
