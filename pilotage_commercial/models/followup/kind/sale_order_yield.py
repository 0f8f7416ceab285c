"""The date on which a quotation was given up: the follow-up yield needs it, Odoo does not keep
it.
"""

from odoo import fields, models

from ...common.amount import assign


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancellation_date = fields.Datetime(
        string="Cancelled On",
        readonly=True,
        copy=False,
        help="Date of the cancellation; empty for those cancelled before this date was stored.",
        groups="base.group_user",
    )

    def _note_cancellation(self):
        """Store that the orders have just been cancelled; clear the date of those opened again."""
        changed = self.browse()
        for order in self.sudo():  # a fact, whoever cancels the order
            date = order.cancellation_date
            if bool(date) != (order.state == "cancel"):
                assign(order, {"cancellation_date": None if date else fields.Datetime.now()})
                changed += order
        changed.modified(["cancellation_date"])
