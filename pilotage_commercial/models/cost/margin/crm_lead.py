"""Estimated, quoted, real: the margins of an opportunity side by side."""

from odoo import api, fields, models

from ....tools.groups import REAL_COST as GROUP
from ..ledger.sale_order_real_cost import COST_STATES
from .sale_order_completion import KNOWN


class CrmLead(models.Model):
    _inherit = "crm.lead"

    quoted_revenue = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency",
        groups="base.group_user",
    )
    quoted_cost = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency",
        groups="base.group_user",
    )
    quoted_margin = fields.Monetary(
        compute="_compute_quoted_margin",
        currency_field="company_currency",
        groups="base.group_user",
        help="Margin of the confirmed orders, else of the quotation sent last.",
    )
    quoted_margin_percent = fields.Float(
        string="Quoted Margin (%)", compute="_compute_quoted_margin", groups="base.group_user"
    )
    real_revenue = fields.Monetary(
        compute="_compute_real_margin", currency_field="company_currency", groups=GROUP
    )
    real_cost = fields.Monetary(
        compute="_compute_real_margin", currency_field="company_currency", groups=GROUP
    )
    real_margin = fields.Monetary(
        compute="_compute_real_margin",
        currency_field="company_currency",
        groups=GROUP,
        help="Net revenue of the orders less their costs so far.",
    )
    real_margin_percent = fields.Float(
        string="Real Margin (%)", compute="_compute_real_margin", groups=GROUP
    )
    completion_margin = fields.Monetary(
        string="Margin at Completion",
        compute="_compute_completion_margin",
        currency_field="company_currency",
        groups=GROUP,
        help="Net revenue of the orders less their costs at completion; only orders with a planned "
        "cost.",
    )
    completion_margin_percent = fields.Float(
        string="Margin at Completion (%)", compute="_compute_completion_margin", groups=GROUP
    )
    completion_cost = fields.Monetary(
        string="Cost at Completion",
        compute="_compute_completion_margin",
        currency_field="company_currency",
        groups=GROUP,
    )
    real_cost_state = fields.Selection(
        COST_STATES,
        string="Real Cost Status",
        compute="_compute_real_margin",
        groups=GROUP,
        help="Status of the order whose costs are the least complete.",
    )

    @api.depends(
        "order_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.margin",
        "order_ids.last_sent_date",
        "order_ids.quotation_outcome",
    )
    def _compute_quoted_margin(self):
        for lead in self:
            orders = lead._get_live_orders()
            lead.quoted_revenue = lead._sum_orders(orders, "quoted_revenue")
            lead.quoted_cost = lead._sum_orders(orders, "quoted_cost")
            lead.quoted_margin = lead.quoted_revenue - lead.quoted_cost
            positive = lead.quoted_revenue > 0
            lead.quoted_margin_percent = positive and lead.quoted_margin / lead.quoted_revenue

    @api.depends(
        "order_ids.state",
        "order_ids.net_revenue",
        "order_ids.real_cost",
        "order_ids.real_cost_state",
    )
    def _compute_real_margin(self):
        for lead in self:
            # A cancelled order keeps what it cost.
            orders = lead.order_ids.filtered(
                lambda order: order.state == "sale" or (order.state == "cancel" and order.real_cost)
            )
            lead.real_revenue = lead._sum_orders(orders, "net_revenue")
            lead.real_cost = lead._sum_orders(orders, "real_cost")
            lead.real_margin = lead.real_revenue - lead.real_cost
            positive = lead.real_revenue > 0
            lead.real_margin_percent = positive and lead.real_margin / lead.real_revenue
            found = set(orders.mapped("real_cost_state"))
            lead.real_cost_state = next(
                (state for state, _label in COST_STATES if state in found), False
            )

    @api.depends("order_ids.state", "order_ids.completion_margin", "order_ids.completion_state")
    def _compute_completion_margin(self):
        for lead in self:
            orders = lead.order_ids.filtered(
                lambda order: (
                    order.completion_state in KNOWN
                    and (order.state == "sale" or (order.state == "cancel" and order.real_cost))
                )
            )
            revenue = lead._sum_orders(orders, "net_revenue")
            lead.completion_cost = lead._sum_orders(orders, "completion_cost")
            lead.completion_margin = revenue - lead.completion_cost
            lead.completion_margin_percent = revenue > 0 and lead.completion_margin / revenue

    def _sum_orders(self, orders, name):
        """Return the sum of the field ``name`` of ``orders`` in the currency of the opportunity."""
        self.ensure_one()
        return sum(
            order.company_currency_id._convert(
                order[name],
                self.company_currency or order.company_currency_id,
                order.company_id,
                order.date_order or fields.Date.today(),
            )
            for order in orders
        )

    def web_read(self, specification):
        # Refresh the costs of its orders first, for a reader who sees them.
        if len(self) == 1 and "real_margin" in specification and self.has_access("read"):
            self.order_ids._refresh_real_cost()
        return super().web_read(specification)

    # It may write: never run it on a read replica.
    web_read._readonly = False
