"""Margin at completion: the margin of an order once everything is done.

Costs of its documents (incurred, committed) plus what remains of its plan. It is known from the
confirmation on, and equals the real margin once the costs are complete.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.completion import are_delivered, get_remaining
from ....tools.groups import REAL_COST as GROUP
from ...common.amount import Amount, assign

REAL_FIGURES = ("real_margin", "real_margin_percent")
FIGURES = (
    "remaining_cost",
    "completion_cost",
    "completion_margin",
    "completion_margin_percent",
    "margin_drift",
    "completion_state",
)
# States in which an order has figures at completion.
KNOWN = ("forecast", "closed", "final")


def get_key(record):
    """Return a key for a record, saved or not."""
    return record._origin.id or record.id


class SaleOrder(models.Model):
    _inherit = "sale.order"

    remaining_cost = Amount(
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Part of the planned cost that no document covers yet.",
    )
    completion_cost = Amount(
        string="Cost at Completion",
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Cost of the order when all is done: incurred, to come, and what remains of its plan.",
    )
    completion_margin = Amount(
        string="Margin at Completion",
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Net revenue less the cost at completion.",
    )
    completion_margin_percent = fields.Float(
        string="Margin at Completion (%)",
        compute="_compute_completion",
        store=True,
        aggregator="avg",
        groups=GROUP,
        help="Margin at completion on net revenue. Over several orders it is weighted by their "
        "revenue, leaving out those without a planned cost.",
        average_sql="_get_average_completion_sql",
    )
    margin_drift = Amount(
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Margin at completion less the planned margin: negative when the order will leave "
        "less than planned.",
    )
    completion_state = fields.Selection(
        [
            ("unknown", "No planned cost"),
            ("forecast", "Forecast"),
            ("closed", "Closed by hand"),
            ("final", "Established"),
        ],
        string="Margin at Completion Status",
        compute="_compute_completion",
        store=True,
        groups=GROUP,
        help="No planned cost: neither the lines nor the opportunity say what the order should "
        "cost. Forecast: some costs are still to come. Closed by hand: all costs are in, as "
        "somebody said that nothing more is to come. Established: all costs are in, or the order "
        "is cancelled.",
    )

    @api.depends(
        "net_revenue",
        "real_cost",
        "committed_cost",
        "real_cost_state",
        "costs_closed_date",
        "real_cost_ids.category",
        "real_cost_ids.sale_line_id",
    )
    def _compute_completion(self):
        result = super()._compute_completion()
        rows = self.filtered(lambda order: order._are_costs_collected())._get_cost_rows()
        for order in self:
            assign(order, order._get_real_margin() | order._get_completion(rows[order]))
        return result

    def _get_completion(self, rows):
        """Return the figures at completion of the order, as a dict.

        :param rows: ``{(order line id, category, state): amount}`` of its costs
        """
        self.ensure_one()
        state = self._get_completion_state()
        if state == "unknown":
            return {**dict.fromkeys(FIGURES, 0.0), "completion_state": state}
        currency, revenue = self.company_id.currency_id, self.net_revenue
        left = self._get_remaining_cost(rows) if self._has_open_plan(state) else 0.0
        cost = currency.round(self.real_cost + self.committed_cost + left)
        margin = revenue - cost
        return {
            "completion_state": state,
            "remaining_cost": left,
            "completion_cost": cost,
            "completion_margin": currency.round(margin),
            "completion_margin_percent": margin / revenue if revenue > 0 else 0.0,
            "margin_drift": currency.round(margin - self._get_planned_margin())
            if self.planned_cost and self.state != "cancel"
            else 0.0,
        }

    def _has_open_plan(self, state):
        """Return whether something of the plan may be still to come.

        :param state: a value of ``completion_state``
        """
        return state == "forecast" and not self._are_costs_closed()

    def _get_completion_state(self):
        self.ensure_one()
        state = self.state
        if state == "cancel":
            return "final"
        closed = self._are_costs_closed()
        if state == "sale" and self.real_cost_state == "complete":
            return "closed" if closed else "final"
        # Closed by hand, yet something is ordered: that cost is still to come.
        return "forecast" if closed or self.planned_cost else "unknown"

    def _are_costs_closed(self):
        """Return whether somebody closed the costs by hand."""
        self.ensure_one()
        return bool(self.costs_closed_date) and self.state == "sale"

    def _get_planned_margin(self):
        """Return the untaxed amount ordered less the planned cost."""
        self.ensure_one()
        ordered = self.amount_untaxed / (self.currency_rate or 1.0)
        # Rounded like the revenue: half a cent is not a drift.
        return self.company_id.currency_id.round(ordered) - self.planned_cost

    def _is_drifting(self):
        """Return whether the margin falls below the plan, as far as the user may know."""
        self.ensure_one()
        return (
            self._has_field_access(self._fields["margin_drift"], "read")
            and self.completion_state == "forecast"
            and self.margin_drift < 0
        )

    def _keeps_figures(self):
        """Without the orders that have costs, or whose figures were never computed."""
        fact = self.sudo()  # whoever confirms may not see costs
        return (
            super()._keeps_figures()
            and fact.completion_state in ("unknown", "forecast")
            and fact.real_cost_state == "planned"
            and not (fact.real_cost or fact.committed_cost or fact.costs_closed_date)
        )

    # --- the remaining plan ---

    def _are_costs_collected(self):
        """Return whether the ledger may have rows of the order.

        Before its first update it has none: most orders are just confirmed. The update computes the
        figures again, once it has taken the mark away.
        """
        self.ensure_one()
        return bool(self.real_cost or self.committed_cost or not self.real_cost_to_update)

    def _get_cost_rows(self):
        """Return ``{order: {(order line id, category, state): amount}}`` of the rows that count."""
        found = defaultdict(lambda: defaultdict(float))
        if not self:
            return found
        # Most quotations have no cost: they need no query.
        orders = self.filtered(
            lambda order: not order._is_quotation() or order.real_cost or order.committed_cost
        )
        if not orders:
            return found
        if all(self._ids):
            # A row whose cost is unknown covers nothing of the plan.
            counted = Domain("order_id", "in", orders.ids) & Domain("replaced", "!=", True)
            rows = self.env["sale.order.cost"]._read_group(
                counted & ~self._get_unknown_cost_domain(),
                ["order_id", "sale_line_id", "category", "state"],
                ["amount:sum"],
            )
            for order, line, category, state, amount in rows:
                found[order][line.id, category, state] = amount
            return found
        for order in orders:  # in an unsaved form
            for cost in order.real_cost_ids.filtered(lambda cost: not cost.replaced):
                found[order][get_key(cost.sale_line_id), cost.category, cost.state] += cost.amount
        return found

    def _get_remaining_cost(self, rows):
        """Return what remains of the plan of the order, rounded."""
        self.ensure_one()
        if not rows and not self._get_planned_estimate():
            return max(self.planned_cost, 0.0)  # all of it, whichever its categories
        return sum(self._get_remaining_costs(rows).values())

    def _get_remaining_costs(self, rows):
        """Return ``{category: amount}`` of what remains of the plan, rounded."""
        self.ensure_one()
        round_ = self.company_currency_id.round
        return {category: round_(cost) for category, cost in self._get_remaining(rows)[0].items()}

    def _get_remaining(self, rows):
        """Return the planned costs without a document: ``({category: amount}, ids of order
        lines)``.
        """
        self.ensure_one()
        spent, whole = {}, {}
        for (line_id, category, _state), amount in rows.items():
            costs, key = (spent, line_id) if line_id else (whole, category)
            costs[key] = costs.get(key, 0.0) + amount
        lines = self.order_line.filtered(lambda line: not line.display_type)
        plans = [line._get_plan(spent.get(get_key(line))) for line in lines]
        left, line_ids = get_remaining(plans, whole)
        if (estimate := self._get_planned_estimate()) and not are_delivered(plans, whole):
            # The estimate has no category and no line: costs of lines without a plan reduce it.
            planned_lines = {plan.id for plan in plans if plan.unit_cost}
            for (line_id, _category, _state), amount in rows.items():
                estimate -= 0.0 if line_id in planned_lines else amount
            if estimate > 0:
                left["other"] = left.get("other", 0.0) + estimate
                line_ids |= {plan.id for plan in plans} - planned_lines
        return left, line_ids

    @api.model
    def _get_average_completion_sql(self, _name, query):
        """Return Σ margin at completion / Σ net revenue of the orders that have one."""
        state = self._field_to_sql(self._table, "completion_state", query)
        known = SQL("%s IN %s", state, KNOWN)
        return self._get_ratio_sql(query, "completion_margin", "net_revenue", known)
