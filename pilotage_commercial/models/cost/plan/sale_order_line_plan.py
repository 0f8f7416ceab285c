"""The planned cost of an order line, frozen when the order is confirmed."""

from odoo import api, fields, models

from ....tools.completion import LinePlan
from ....tools.costs import CATEGORIES
from ....tools.groups import REAL_COST as GROUP
from ...common.amount import assign

# Fields read together, and only when one is asked for: a quotation has no frozen plan.
PLAN = "pilotage_commercial_plan"
FROZEN = ("planned_unit_cost", "planned_category", "plan_source")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    planned_unit_cost = fields.Float(
        digits=False,
        readonly=True,
        copy=False,
        aggregator=None,
        prefetch=PLAN,
        groups=GROUP,
        help="Cost of one unit of the line when the order was confirmed, or when the line was "
        "added, in the currency of the company. The real cost of the delivery does not change it.",
    )
    planned_category = fields.Selection(
        CATEGORIES,
        string="Planned Cost Category",
        readonly=True,
        copy=False,
        prefetch=PLAN,
        groups=GROUP,
        help="Category of the line's planned cost.",
    )
    plan_source = fields.Selection(
        [("confirmation", "At confirmation"), ("later", "Known later")],
        string="Planned Cost Known",
        readonly=True,
        copy=False,
        prefetch=PLAN,
        groups=GROUP,
        help="Known later: the order was confirmed before this app was installed, its plan is "
        "the cost that its lines had then. Empty while the order is a quotation.",
    )
    cost_quantity = fields.Float(
        string="Quantity with a Cost",
        digits=False,
        readonly=True,
        copy=False,
        aggregator=None,
        prefetch=PLAN,
        groups=GROUP,
        help="Quantity of the line covered by deliveries, purchases and manufacturing orders; 0 "
        "for documents without quantities, such as timesheets.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        late = lines.filtered(lambda line: line.state == "sale")
        late._freeze_plan("confirmation")
        late._mark_plans()
        return lines

    def _freeze_plan(self, source, rates=None):
        """Store the planned cost of the lines as it is now. The caller marks what changes with it.

        As superuser: the user who confirms (such as a customer who signs) may not see costs.

        :param source: a value of ``plan_source``
        :param rates: ``{order: currency rate}`` of the quotations, which converted their costs;
            by default that of the orders
        """
        lines = self.sudo().filtered(lambda line: not line.display_type)
        rates = rates or {}
        plans = [
            (
                line,
                line._get_unit_cost_now(rates.get(line.order_id)),
                line._get_cost_category(),
                source,
            )
            for line in lines
        ]
        self._write_plans(plans)

    def _plan_reinvoiced(self, cost):
        """Store ``cost``, in the currency of the company, as the plan of a line that was just added
        to re-invoice it, if its own cost is not known.
        """
        line = self.sudo()  # whoever posts the bill may not see the plan
        if cost and line.plan_source and not line.planned_unit_cost and line.product_uom_qty:
            cost /= line.product_uom_qty
            self._write_plans([(line, cost, line.planned_category, line.plan_source)])
            line._mark_plans()

    def _release_plan(self):
        """Clear the plans: the order is a quotation again."""
        # A plan is for users who may see costs; whoever cancels the order clears it (hence sudo).
        lines = self.sudo().filtered("plan_source")
        self._write_plans([(line, 0.0, None, None) for line in lines])
        lines._mark_plans()

    @api.model
    def _write_plans(self, plans):
        """Store (line, unit cost, category, source): facts, written without calling ``write``."""
        for line, *values in plans:
            assign(line, dict(zip(FROZEN, values, strict=True)))

    def _mark_plans(self):
        """Compute again what depends on the frozen plans of the lines."""
        # Nothing to mark while the figures of the order are all to be computed anyway.
        planned = self.env["sale.order"]._fields["planned_cost"]
        if self.env.not_to_compute(planned, self.order_id):
            self.sudo().modified(FROZEN)

    def _get_unit_cost_now(self, rate=None):
        """Return the cost of one unit in Sales, in the currency of the company.

        :param rate: the currency rate, by default that of the order
        """
        self.ensure_one()
        return self.purchase_price / (rate or self.order_id.currency_rate or 1.0)

    def _get_planned_unit_cost(self):
        """Return the planned cost of one unit: frozen at confirmation, else the current one."""
        order = self.order_id
        if order.state not in ("draft", "sent") and self.plan_source:
            return self.planned_unit_cost
        return self._get_unit_cost_now(order.currency_rate)

    def _has_frozen_plan(self):
        """Return whether the cost of the line no longer changes its plan."""
        self.ensure_one()
        return self.order_id.state not in ("draft", "sent") and bool(self.plan_source)

    def _get_planned_category(self):
        """Return the category of the planned cost."""
        self.ensure_one()
        frozen = self._has_frozen_plan() and self.planned_category
        return frozen or self._get_cost_category()

    def _get_plan(self, spent):
        """Return the plan of the line.

        :param spent: cost of its own rows, None without any
        """
        self.ensure_one()
        speaks = spent is not None and self.cost_quantity
        return LinePlan(
            self._origin.id or self.id,
            self._get_planned_category(),
            self._get_planned_unit_cost(),
            self.product_uom_qty,
            self.cost_quantity if speaks else None,
            spent,
            self._is_cost_delivered(spent),
        )

    def _is_cost_delivered(self, spent):
        """Return whether the whole line is delivered, so that no cost beyond its documents is
        expected. Hook for bridges.

        :param spent: cost of its own rows, None without any
        """
        self.ensure_one()
        if self.product_uom_qty <= 0:
            return False
        # A quantity that was invoiced and credited is no longer due, nor are goods that all came
        # back.
        credited = self.qty_invoiced or (self.product_id.type != "service" and self.invoice_lines)
        delivered = self._compare_quantity(self.qty_delivered, self.product_uom_qty) >= 0 or (
            credited and self._is_delivered()
        )
        return bool(delivered and self._is_delivery_tracked())
