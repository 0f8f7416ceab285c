"""The real cost of an order: totals of its ledger, and the updates of that ledger.

``@api.depends`` only marks an order (``real_cost_to_update``), so that posting a bill or validating
a delivery is not slowed down. A cron, the *Refresh* button and opening the order do the work, in
batches, in :meth:`SaleOrder._update_real_cost`.
"""

from collections import defaultdict

from odoo import api, fields, models

from ....tools.costs import CATEGORIES
from ....tools.groups import REAL_COST as GROUP
from ...common.amount import Amount, assign

CATEGORY_FIELDS = {category: f"real_cost_{category}" for category, _label in CATEGORIES}
# From the least complete costs to the most.
COST_STATES = [("planned", "No cost yet"), ("provisional", "Provisional"), ("complete", "Complete")]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_ids = fields.One2many(
        "sale.order.cost", "order_id", string="Costs", copy=False, groups=GROUP
    )
    # Costs, in the currency of the company
    real_cost_purchase = Amount(
        string="Purchase Cost",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost_subcontracting = Amount(
        string="Subcontracting Cost",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost_production = Amount(
        string="Production Cost",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost_transport = Amount(
        string="Transport Cost",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost_labour = Amount(
        string="Labour Cost",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost_other = Amount(
        string="Other Costs",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=GROUP,
    )
    real_cost = Amount(
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Incurred so far, untaxed: billed, received or consumed.",
    )
    committed_cost = Amount(
        string="Cost to Come",
        compute="_compute_real_cost",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Costs ordered, and neither received nor billed yet.",
    )

    # State of the costs
    real_cost_state = fields.Selection(
        COST_STATES,
        string="Real Cost Status",
        default="planned",
        readonly=True,
        copy=False,
        groups=GROUP,
        help="No cost yet: none is incurred. Provisional: some costs are still missing. Complete: "
        "all of them are in.",
    )
    real_cost_missing = fields.Char(
        string="Missing Cost Codes",
        readonly=True,
        copy=False,
        prefetch="pilotage_commercial",
        groups=GROUP,
        help="Codes of the missing costs, each with its number.",
    )
    real_cost_missing_text = fields.Char(
        string="Missing Costs", compute="_compute_real_cost_missing_text", groups=GROUP
    )
    # Index of the orders with something to compute: their costs, or the figures of an old order.
    _pilotage_to_compute_idx = models.Index(
        "(id) WHERE real_cost_to_update IS TRUE OR completion_state IS NULL "
        "OR order_progress IS NULL"
    )
    # Index for the pivots of margins at completion, so that they open no order.
    _real_margin_pivot = models.Index(
        """(company_id, date_order, team_id)
        INCLUDE (state, user_id, partner_id, net_revenue, amount_untaxed, currency_rate, margin,
                 planned_cost, completion_cost, completion_margin, margin_drift, completion_state,
                 real_cost, real_margin, real_cost_state)
        WHERE state IN ('sale', 'cancel') AND completion_state IN ('forecast', 'closed', 'final')"""
    )

    @api.depends(
        "real_cost_ids.amount",
        "real_cost_ids.category",
        "real_cost_ids.state",
        "real_cost_ids.replaced",
    )
    def _compute_real_cost(self):
        names = (*CATEGORY_FIELDS.values(), "real_cost", "committed_cost")
        totals = self._get_real_cost_totals()
        for order in self:
            amounts = dict.fromkeys(names, 0.0)
            for (category, state), amount in totals[order].items():
                if state == "committed":
                    amounts["committed_cost"] += amount
                else:
                    amounts["real_cost"] += amount
                    amounts[CATEGORY_FIELDS[category]] += amount
            round_ = order.company_currency_id.round
            assign(order, {name: round_(amount) for name, amount in amounts.items()})

    def _get_real_cost_totals(self):
        """Return ``{order: {(category, state): amount}}`` of the rows that count."""
        totals = defaultdict(lambda: defaultdict(float))
        if all(self._ids):
            rows = self.env["sale.order.cost"]._read_group(
                [("order_id", "in", self.ids), ("replaced", "!=", True)],
                ["order_id", "category", "state"],
                ["amount:sum"],
            )
            for order, category, state, amount in rows:
                totals[order][category, state] = amount
            return totals
        for order in self:  # in an unsaved form
            for cost in order.real_cost_ids:
                if not cost.replaced:
                    totals[order][cost.category, cost.state] += cost.amount
        return totals

    @api.depends(
        "real_cost_ids.amount",
        "real_cost_ids.category",
        "real_cost_ids.state",
        "real_cost_ids.sale_line_id",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _is_begun(self):
        """Count quotations with costs too: orders that were cancelled, then opened again."""
        fact = self.sudo()  # the line may be changed by a user who may not see costs
        return super()._is_begun() or bool(fact.real_cost or fact.committed_cost)

    def _update_real_cost(self):
        """Update the ledger and the totals of the orders, and unmark them.

        As superuser: the ledger is a fact of the order, from documents that its reader may not
        open. A second run writes nothing.
        """
        orders = self.sudo().with_context(active_test=False)
        costs = orders.env["sale.order.cost"]
        costs._store_items(orders, orders._get_real_cost_items())
        costs._update_replaced(orders)
        orders._update_claims()
        orders._recompute_real_cost()
        missing = orders._get_real_cost_missing()
        states = orders._get_real_cost_states(missing)
        names = ("real_cost_missing", "real_cost_state", "real_cost_to_update")
        # These are facts: write them without the logic of ``write``.
        with orders.env.protecting([self._fields[name] for name in names], orders):
            for order in orders:
                codes = [
                    code if count is None else f"{code}:{count}"
                    for code, count in missing.get(order.id, ())
                ]
                values = (",".join(codes) or False, states[order.id], False)
                for name, value in zip(names, values, strict=True):
                    if order[name] != value:
                        order[name] = value

    def _recompute_real_cost(self):
        """Recompute the totals: an old order may never have had them."""
        names = (*CATEGORY_FIELDS.values(), "real_cost", "committed_cost")
        # Read the stored values first, so that only differences are written.
        self.fetch([*names, "real_cost_state", "real_cost_missing"])
        for name in names:
            self.env.add_to_compute(self._fields[name], self)

    def action_update_real_cost(self):
        """Read the documents again, now.

        :raise AccessError: the user may not read the orders, or their costs
        """
        self.check_access("read")
        self._check_field_access(self._fields["real_cost"], "read")
        self._update_real_cost()
