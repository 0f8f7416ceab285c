"""When a quotation was given up, which the yield of follow-ups needs and Odoo does not keep."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancellation_date = fields.Datetime(
        string="Cancelled On",
        compute="_compute_cancellation_date",
        store=True,
        copy=False,
        help="When the quotation or the order was cancelled; empty for those cancelled before this "
        "was noted.",
        groups="base.group_user",
    )

    @api.depends("state")
    def _compute_cancellation_date(self):
        for order in self:
            cancelled = order.state == "cancel"
            order.cancellation_date = cancelled and (
                order.cancellation_date or fields.Datetime.now()
            )
