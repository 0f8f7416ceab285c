"""The planned cost of an order, frozen line by line when it is confirmed."""

from contextlib import contextmanager, nullcontext

from odoo import api, fields, models

from ....tools.groups import REAL_COST as GROUP
from ...common.amount import Amount, assign


class SaleOrder(models.Model):
    _inherit = "sale.order"

    planned_cost = Amount(
        compute="_compute_completion",
        store=True,
        currency_field="company_currency_id",
        groups=GROUP,
        help="Cost of the order lines as quoted, frozen at confirmation; where no line has a "
        "known cost, the estimate of the opportunity.",
    )
    planned_estimate = Amount(
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=GROUP,
        help="Estimated cost of the opportunity when the order was confirmed.",
    )
    is_plan_known_later = fields.Boolean(
        string="Plan Known Later",
        compute="_compute_is_plan_known_later",
        groups=GROUP,
        help="The order is older than this app: its plan is what its lines cost when the app "
        "was installed.",
    )

    @api.depends(
        "figures_trigger",
        "currency_id",
        "planned_estimate",
        "order_line.purchase_price",
        "order_line.product_uom_qty",
        "order_line.planned_unit_cost",
        "order_line.plan_source",
    )
    def _compute_completion(self):
        """Compute the planned cost; the margins follow from it."""
        for order in self:
            assign(order, {"planned_cost": order._get_planned_cost()})

    def write(self, vals):
        if "state" not in vals:
            with self._following_validity() if "validity_date" in vals else nullcontext():
                return super().write(vals)
        released, confirmed = self.browse(), {}
        if vals["state"] == "sale":
            # The confirmation dates the order, hence another rate than that of its costs.
            confirmed = {order: order.currency_rate for order in self if order.state != "sale"}
            quotations = {order for order in confirmed if order._is_quotation()}
        elif vals["state"] in ("draft", "sent"):
            released = self.filtered(lambda order: not order._is_quotation())
        result = super().write(vals)
        if released:
            released._release_plan()
        if confirmed:
            self.browse().union(*confirmed)._freeze_plan("confirmation", confirmed)
        for order, rate in confirmed.items():
            # At the same rate, the figures of a quotation are those of its plan already.
            if order not in quotations or order.currency_rate != rate:
                order.order_line._mark_plans()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.opportunity_id._mark_quotations_by_estimate()
        return orders

    def unlink(self):
        leads = self.opportunity_id
        result = super().unlink()
        leads._mark_quotations_by_estimate()
        return result

    def _follow_change(self, before, first):
        """Let another quotation of the opportunity carry its estimate."""
        result = super()._follow_change(before, first)
        if not any(order.opportunity_id or before[order.id][1] for order in self):
            return result
        moved = self.filtered(
            lambda order: before[order.id][:2] != (order.state, order.opportunity_id)
        )
        left = moved.filtered(lambda order: before[order.id][1] != order.opportunity_id)
        left._mark_plan_by_estimate()
        former = (before[order.id][1] for order in left)
        moved.opportunity_id.union(*former)._mark_quotations_by_estimate()
        return result

    @contextmanager
    def _following_validity(self):
        """Let another quotation carry the estimate when this block makes one expire, or stand
        again.
        """
        sent = self.filtered(lambda order: order.state == "sent" and order.opportunity_id)
        expired = sent.filtered(lambda order: order._is_expired())
        yield
        now = sent.filtered(lambda order: order._is_expired())
        ((expired | now) - (expired & now)).opportunity_id._mark_quotations_by_estimate()

    def _expire(self):
        """Let another quotation carry the estimate of an opportunity, too."""
        result = super()._expire()
        self.opportunity_id._mark_quotations_by_estimate()
        return result

    def _mark_plan_by_estimate(self):
        """Compute again the plan of the quotations of ``self`` without a known cost."""
        self.filtered(
            # The cost in Sales, but for the rounding of the lines: it needs no line.
            lambda order: order._is_quotation() and abs(order.amount_untaxed - order.margin) < 1
        ).modified(["planned_estimate"])

    def _release_plan(self):
        """Clear the plans: the orders are quotations again."""
        self.order_line._release_plan()
        # Costs closed by hand count again.
        if closed := self.sudo().filtered("costs_closed_date"):
            closed._write_closing(False, self.env["res.users"])

    def _freeze_plan(self, source, rates=None):
        """Store the planned cost of the orders; see ``sale.order.line._freeze_plan``."""
        orders = self.sudo()  # the user who confirms may not see costs
        orders.order_line._freeze_plan(source, rates)
        for order in orders:
            order._freeze_estimate()

    def _freeze_estimate(self):
        """Store the estimate of the opportunity if no line has a known cost."""
        known = not self.opportunity_id or self._has_line_cost() or self._is_estimate_planned()
        estimate = 0.0 if known else self.estimated_cost
        if self.planned_estimate != estimate:
            with self.env.protecting([self._fields["planned_estimate"]], self):
                self.planned_estimate = estimate
            self.modified(["planned_estimate"])

    def _is_estimate_planned(self):
        """Return whether another order of the opportunity plans its estimate already."""
        self.ensure_one()
        others = self.opportunity_id.order_ids - self
        return any(order.state == "sale" and order.planned_estimate for order in others)

    def _freeze_old_plans(self):
        """Freeze the plans of confirmed orders that are older than this app."""
        lines = self.order_line.filtered(
            lambda line: (
                not line.plan_source
                and not line.display_type
                and line.order_id.state in ("sale", "cancel")
            )
        )
        for order in lines.order_id:
            order._freeze_estimate()
        lines._freeze_plan("later")
        lines._mark_plans()

    def _get_planned_cost(self):
        """Return the planned cost of the order, rounded."""
        self.ensure_one()
        planned = sum(
            line._get_planned_unit_cost() * line.product_uom_qty
            for line in self.order_line
            if not line.display_type
        )
        return self.company_id.currency_id.round(planned + self._get_planned_estimate())

    def _get_planned_estimate(self):
        """Return the amount that the estimate of the opportunity adds to the plan of the lines."""
        self.ensure_one()
        if not self._is_quotation():
            return self.planned_estimate
        known = not self.opportunity_id or self._has_line_cost()
        return 0.0 if known else self.estimated_cost

    def _has_line_cost(self):
        """Return whether at least one line has a known planned cost."""
        self.ensure_one()
        return any(
            line._get_planned_unit_cost() for line in self.order_line if not line.display_type
        )

    @api.depends("phase_trigger", "order_line.plan_source")
    def _compute_is_plan_known_later(self):
        for order in self:
            order.is_plan_known_later = "later" in order.order_line.mapped("plan_source")
