"""The date on which a quotation was given up: the follow-up yield needs it, Odoo does not keep
it.
"""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancellation_date = fields.Datetime(
        string="Cancelled On",
        compute="_compute_cancellation_date",
        store=True,
        copy=False,
        help="Date of the cancellation; empty for those cancelled before this date was stored.",
        groups="base.group_user",
    )

    @api.depends("state")
    def _compute_cancellation_date(self):
        for order in self:
            cancelled = order.state == "cancel"
            order.cancellation_date = cancelled and (
                order.cancellation_date or fields.Datetime.now()
            )
