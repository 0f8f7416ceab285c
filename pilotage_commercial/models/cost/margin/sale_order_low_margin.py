"""A quotation below the margin floor: ask for the reason when it is sent or confirmed.

The floor is the company's low margin threshold, as for opportunities. If past orders tell what to
expect, the expected margin is compared (a setting), for users who may see it: the others would find
it by changing the price until the quotation is below the floor. Only a click in the form asks
(context ``ask_low_margin``), in a company that wants it (a setting): a signature on the portal, a
payment, an import or code is never stopped.
"""

from odoo import api, fields, models
from odoo.tools import float_compare

from ....tools.figures import format_figure
from ....tools.groups import REAL_COST as GROUP


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
        prefetch="pilotage_commercial",
        help="Why the quotation went out below the margin floor.",
        groups="base.group_user",
    )
    low_margin_accepted = fields.Float(
        string="Margin Accepted",
        readonly=True,
        copy=False,
        aggregator=None,
        prefetch="pilotage_commercial",
        help="Margin already justified; a lower one needs another reason.",
        groups=GROUP,
    )

    @api.depends(
        "margin",
        "amount_untaxed",
        "expected_margin",
        "company_id.low_margin_threshold",
        "company_id.floor_on_expected_margin",
    )
    @api.depends_context("uid")
    def _compute_is_low_margin(self):
        for order in self:
            floor = order.company_id.low_margin_threshold * order.amount_untaxed
            currency = order.currency_id or order.company_id.currency_id
            # A refund has no margin; a free order with a cost has a bad one.
            order.is_low_margin = order.amount_untaxed >= 0 and (
                currency.compare_amounts(order._get_floor_margin(), floor) < 0
            )

    def _get_floor_margin(self):
        """Return the margin compared with the floor, in the currency of the order."""
        self.ensure_one()
        if self._is_floor_expected():
            return self.expected_margin * (self.currency_rate or 1.0)
        return self.margin

    def _is_floor_expected(self):
        """Return whether past orders suggest another margin than the quoted one, to a user who may
        see it.
        """
        self.ensure_one()
        return (
            self._has_field_access(self._fields["expected_margin"], "read")
            and self.company_id.floor_on_expected_margin
            and self._is_quotation()
            and bool(self.experience_orders)
        )

    def action_confirm(self):
        return self._ask_low_margin("action_confirm") or super().action_confirm()

    def action_quotation_send(self):
        return self._ask_low_margin("action_quotation_send") or super().action_quotation_send()

    def _ask_low_margin(self, action):
        """Return the question to ask before ``action``, None when there is none."""
        if not self.env.context.get("ask_low_margin") or len(self) != 1:
            return None
        if not self._is_quotation() or not self.company_id.ask_low_margin_reason:
            return None
        if not self.is_low_margin:
            return None
        # What was accepted is for users who may see costs; only the comparison leaves (hence sudo).
        accepted = self.low_margin_reason and (
            float_compare(self.margin_percent, self.sudo().low_margin_accepted, precision_digits=4)
            >= 0
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
        """Store the ``reason``, with the quoted margin that it is for: on the order and in its
        history.
        """
        self.ensure_one()
        self.check_access("write")
        # A system field: written for every user who may write the order (hence sudo).
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
