from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.groups import REAL_COST
from ..tools.records import check_one


class SaleOrderLowMargin(models.TransientModel):
    _name = "sale.order.low.margin"
    _inherit = ["pilotage.links"]
    _acting_links = {"order_id": "write"}
    _description = "Reason of a Low Margin"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    action = fields.Selection(
        [("action_confirm", "Confirm"), ("action_quotation_send", "Send")],
        required=True,
        readonly=True,
    )
    # The user may read the order, so its currency too.
    currency_id = fields.Many2one(related="order_id.currency_id", related_sudo=False)
    margin = fields.Monetary(related="order_id.margin", related_sudo=False)
    margin_percent = fields.Float(related="order_id.margin_percent", related_sudo=False)
    floor = fields.Float(related="order_id.company_id.low_margin_threshold", related_sudo=False)
    experience_text = fields.Char(
        related="order_id.experience_text", related_sudo=False, groups=REAL_COST
    )
    reason = fields.Char(required=True)

    def action_go_on(self):
        """Store the reason and run the action."""
        check_one(self)
        self.check_access("write")
        if not self.order_id:
            raise UserError(self.env._("This window has no quotation: open the quotation again."))
        order = self.order_id.with_context(ask_low_margin=False)
        order._accept_low_margin(self.reason)
        result = getattr(order, self.action)()
        # An action may return True, which would leave the dialog open.
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
