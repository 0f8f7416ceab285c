"""The margin that a quotation can expect, from the costs of similar past orders."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.figures import format_figure
from ....tools.groups import REAL_COST as GROUP
from ....tools.records import check_one


class SaleOrder(models.Model):
    _inherit = "sale.order"

    expected_cost = fields.Monetary(
        compute="_compute_expected",
        currency_field="company_currency_id",
        groups=GROUP,
        help="Planned cost, multiplied by the ratio of real to planned cost of past orders of this "
        "kind.",
    )
    expected_margin = fields.Monetary(
        compute="_compute_expected",
        currency_field="company_currency_id",
        groups=GROUP,
        help="Untaxed amount less the expected cost.",
    )
    expected_margin_percent = fields.Float(
        string="Expected Margin (%)", compute="_compute_expected", groups=GROUP
    )
    experience_orders = fields.Integer(
        string="Orders of Experience",
        compute="_compute_expected",
        groups=GROUP,
        help="Number of finished orders behind the expected margin.",
    )
    experience_text = fields.Char(
        string="Experience", compute="_compute_experience_text", groups=GROUP
    )
    has_experience_applied = fields.Boolean(
        string="Experience Applied",
        compute="_compute_expected",
        groups=GROUP,
        help="The costs of the lines come from past orders.",
    )

    @api.depends(
        "planned_cost",
        "amount_untaxed",
        "currency_rate",
        "order_line.product_id",
        "order_line.purchase_price",
        "order_line.product_uom_qty",
        "order_line.cost_with_experience",
    )
    def _compute_expected(self):
        experience = self.env["pilotage.cost.experience"]
        ratios = {company: experience._get_ratios(company) for company in self.company_id}
        for order in self:
            cost, counts = order.planned_cost, [0]
            for line in order.order_line:
                ratio, count = line._get_experience(ratios[order.company_id])
                planned = line._get_planned_unit_cost() * line.product_uom_qty
                if count and planned:
                    cost += planned * (ratio - 1)
                    counts.append(count)
            revenue = order.amount_untaxed / (order.currency_rate or 1.0)
            order.expected_cost = cost
            order.expected_margin = revenue - cost
            order.expected_margin_percent = (revenue - cost) / revenue if revenue > 0 else 0.0
            order.experience_orders = max(counts)
            order.has_experience_applied = any(line._has_experience() for line in order.order_line)

    @api.depends("state", "expected_cost", "experience_orders")
    @api.depends_context("lang")
    def _compute_experience_text(self):
        for order in self:
            told = order.experience_orders and order.planned_cost > 0
            order.experience_text = (
                order._get_experience_text(
                    order.expected_cost / order.planned_cost,
                    order.experience_orders,
                    order.expected_margin_percent,
                    order.quoted_margin_percent,
                )
                if told and order._is_quotation()
                else False
            )

    @api.model
    def _get_experience_text(self, ratio, orders, expected, planned):
        """Return the sentence about the expected margin.

        :param ratio: real cost for one planned
        :param orders: number of finished orders that the ratio is based on
        :param expected: margin to expect, 0–1
        :param planned: margin as planned, 0–1
        """
        difference = round((ratio - 1) * 100)
        values = {
            "percent": abs(difference),
            "orders": orders,
            "expected": format_figure(self.env, expected, "ratio"),
            "planned": format_figure(self.env, planned, "ratio"),
        }
        if not difference:
            return self.env._(
                "Past orders of this kind (%(orders)s orders) cost what was planned.", **values
            )
        if difference > 0:
            return self.env._(
                "Past orders of this kind cost %(percent)s %% more than planned (%(orders)s "
                "orders): expect a margin of %(expected)s rather than %(planned)s.",
                **values,
            )
        return self.env._(
            "Past orders of this kind cost %(percent)s %% less than planned (%(orders)s orders): "
            "expect a margin of %(expected)s rather than %(planned)s.",
            **values,
        )

    def action_apply_experience(self):
        """Set the costs of the lines to those expected from past orders.

        :raise AccessError: the user may not see costs: those of the lines would tell them
        :raise UserError: on a confirmed order, or when there is nothing to apply
        """
        check_one(self)
        self._check_quotation()
        ratios = self.env["pilotage.cost.experience"]._get_ratios(self.company_id)
        if not self.order_line._apply_experience(ratios):
            raise UserError(
                self.env._("No finished order suggests another cost than that of the lines.")
            )
        self.message_post(body=self.env._("Costs of the lines set from past orders."))

    def action_undo_experience(self):
        """Give the lines the costs that they had before :meth:`action_apply_experience`.

        Lines whose cost changed since keep it.

        :raise AccessError: the user may not see costs
        :raise UserError: on a confirmed order
        """
        check_one(self)
        self._check_quotation()
        if self.order_line._undo_experience():
            self.message_post(body=self.env._("Costs of the lines restored."))

    def _check_quotation(self):
        self.check_access("write")
        self._check_field_access(self._fields["expected_cost"], "read")
        if not self._is_quotation():
            raise UserError(
                self.env._("%s is confirmed: its planned costs do not change.", self.name)
            )
