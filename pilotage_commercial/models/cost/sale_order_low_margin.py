"""A quotation below the margin floor: who sends or confirms it is asked why.

The floor is the company's low margin threshold, the same as for opportunities. Only a click in
the form asks (context ``ask_low_margin``): neither a signature on the portal, nor a payment, nor
an import, nor code is ever stopped.
"""

from odoo import api, fields, models
from odoo.tools import float_compare

from ...tools.figures import format_figure

ASKING = ("action_confirm", "action_quotation_send")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_low_margin = fields.Boolean(
        string="Low Margin",
        compute="_compute_is_low_margin",
        help="The quoted margin is below the floor of the company.",
        groups="base.group_user",
    )
    low_margin_reason = fields.Char(
        string="Reason of the Low Margin",
        readonly=True,
        copy=False,
        help="Why the quotation went out below the margin floor.",
        groups="base.group_user",
    )
    low_margin_accepted = fields.Float(
        string="Margin Accepted",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The margin for which a reason was given; a lower one is asked for again.",
        groups="base.group_user",
    )

    @api.depends("margin", "amount_untaxed", "company_id.low_margin_threshold")
    def _compute_is_low_margin(self):
        for order in self:
            floor = order.company_id.low_margin_threshold * order.amount_untaxed
            # A refund has no margin; a gift that costs something has a bad one.
            order.is_low_margin = order.amount_untaxed >= 0 and (
                order.currency_id.compare_amounts(order.margin, floor) < 0
            )

    def action_confirm(self):
        return self._ask_low_margin("action_confirm") or super().action_confirm()

    def action_quotation_send(self):
        return self._ask_low_margin("action_quotation_send") or super().action_quotation_send()

    def _ask_low_margin(self, action):
        """Return the question to ask before ``action``, nothing when there is none."""
        if not self.env.context.get("ask_low_margin") or len(self) != 1:
            return None
        if self.state not in ("draft", "sent") or not self.is_low_margin:
            return None
        accepted = self.low_margin_reason and (
            float_compare(self.margin_percent, self.low_margin_accepted, precision_digits=4) >= 0
        )
        if accepted:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Low Margin"),
            "res_model": "sale.order.low.margin",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id, "default_action": action},
        }

    def _accept_low_margin(self, reason):
        """Keep the ``reason``, on the order and in its history."""
        self.ensure_one()
        self.check_access("write")
        # Nobody types them: noted for whoever may write the order.
        self.sudo().write({"low_margin_reason": reason, "low_margin_accepted": self.margin_percent})
        self.message_post(
            body=self.env._(
                "Margin of %(margin)s, below the floor of %(floor)s: %(reason)s",
                margin=format_figure(self.env, self.margin_percent, "ratio", is_fixed=True),
                floor=format_figure(
                    self.env, self.company_id.low_margin_threshold, "ratio", is_fixed=True
                ),
                reason=reason,
            )
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            names = " or ".join(f"@name='{name}'" for name in ASKING)
            for button in arch.xpath(f"//button[@type='object'][{names}]"):
                context = (button.get("context") or "{}").strip().rstrip("}").rstrip(", ")
                comma = "" if context == "{" else ", "
                button.set("context", f"{context}{comma}'ask_low_margin': True}}")
        return arch, view
