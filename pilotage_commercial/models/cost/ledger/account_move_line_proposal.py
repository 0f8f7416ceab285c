"""The order proposed for a vendor bill line, and the action that assigns it."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    proposed_order_id = fields.Many2one(
        "sale.order",
        compute="_compute_proposed_order_id",
        help="Order found by the purchase, the project or the analytic account of the line.",
        groups="base.group_user",
    )

    @api.depends("cost_order_id", "analytic_distribution")
    def _compute_proposed_order_id(self):
        self.proposed_order_id = False
        if not self.env["sale.order"].has_access("read"):
            return
        lines = self.filtered(lambda line: not line.cost_order_id)
        accounts = set().union(*(line._get_account_ids() for line in lines))
        owners = self.env["sale.order"]._get_account_owners(accounts)
        for line in lines:
            order = line._get_proposed_order(owners)
            if order.company_id == line.company_id:
                line.proposed_order_id = order

    def _get_proposed_order(self, owners):
        """Return the order to propose for the line. Hook for bridges.

        :param owners: orders that own its analytic accounts
        """
        self.ensure_one()
        orders = self._get_owners_among(owners)
        return orders[:1] if len(orders) == 1 else self.env["sale.order"]

    def action_give_to_order(self):
        """Assign the lines to the order that the screen was opened for, else to the proposed
        ones.
        """
        self.check_access("write")
        order = self.env["sale.order"].browse(self.env.context.get("giving_order_id"))
        if not order and not any(line.proposed_order_id for line in self):
            raise UserError(
                self.env._(
                    "No order is proposed for these bill lines. Choose it in the column “Cost of "
                    "Order”, or open this list from an order."
                )
            )
        for line in self:
            if chosen := order or line.proposed_order_id:
                line.write({"cost_order_id": chosen.id, "cost_category": line._get_cost_category()})
