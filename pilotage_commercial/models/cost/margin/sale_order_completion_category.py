"""The cost at completion by category, computed when it is read: no figure is drawn from it."""

from collections import defaultdict

from odoo import api, fields, models

from ....tools.groups import REAL_COST as GROUP
from ..ledger.sale_order_real_cost import CATEGORY_FIELDS
from .sale_order_completion import KNOWN

COMPLETION_FIELDS = {category: f"completion_cost_{category}" for category in CATEGORY_FIELDS}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Facts of the order, also for a reader who may not see all of its costs (hence compute_sudo).
    completion_cost_purchase = fields.Monetary(
        string="Purchase Cost at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )
    completion_cost_subcontracting = fields.Monetary(
        string="Subcontracting Cost at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )
    completion_cost_production = fields.Monetary(
        string="Production Cost at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )
    completion_cost_transport = fields.Monetary(
        string="Transport Cost at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )
    completion_cost_labour = fields.Monetary(
        string="Labour Cost at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )
    completion_cost_other = fields.Monetary(
        string="Other Costs at Completion",
        compute="_compute_completion_costs",
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=GROUP,
    )

    @api.depends(
        "completion_cost",
        "completion_state",
        "real_cost_ids.category",
        "order_line.planned_category",
        "order_line.product_id",
        "order_line.name",
    )
    def _compute_completion_costs(self):
        rows = self._get_cost_rows()
        for order in self:
            costs = order._get_completion_costs(rows[order])
            for category, name in COMPLETION_FIELDS.items():
                order[name] = costs[category]

    def _get_completion_costs(self, rows):
        """Return the cost at completion of each category.

        :param rows: ``{(order line id, category, state): amount}`` of its costs
        """
        self.ensure_one()
        costs = defaultdict(float)
        if self.completion_state in KNOWN:
            if self._has_open_plan(self.completion_state):
                costs.update(self._get_remaining_costs(rows))
            for (_line, category, _state), amount in rows.items():
                costs[category] += amount
        return costs
