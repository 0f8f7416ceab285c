"""A customer who came back: a quotation sent on a lost opportunity."""

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.domains import LOST


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_customer_back = fields.Boolean(
        string="Customer Came Back",
        compute="_compute_is_customer_back",
        search="_search_is_customer_back",
        compute_sudo=True,
        groups="base.group_user",
        help="The quotation was sent after its opportunity was lost, and waits for an answer.",
    )

    @api.depends("state", "quotation_outcome", "opportunity_id.type", "opportunity_id.won_status")
    def _compute_is_customer_back(self):
        for order in self:
            deal = order.opportunity_id
            order.is_customer_back = (
                (order.state, order.quotation_outcome) == ("sent", "pending")
                and deal.type == "opportunity"
                and deal.won_status == "lost"
            )

    def _search_is_customer_back(self, operator, value):
        self._check_field_access(self._fields["is_customer_back"], "read")
        if operator != "in":
            return NotImplemented
        pending = Domain([("state", "=", "sent"), ("quotation_outcome", "=", "pending")])
        # "any!" ignores record rules: the reader may not see the opportunity.
        domain = pending & Domain("opportunity_id", "any!", LOST)
        return domain if True in value else ~domain
