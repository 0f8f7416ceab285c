"""Facts shown on the order board: the age of an order, and whether it is late or to be invoiced."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    board_state = fields.Selection(
        [("late", "Late"), ("to_invoice", "Delivered, Not Invoiced"), ("on_time", "On Time")],
        string="Order State",
        compute="_compute_board_state",
        derived_sql="_get_board_state_sql",
        help="Late: not delivered when promised, or not paid when due. Delivered, not invoiced: "
        "all is delivered, and not all is invoiced. On time: the other orders that are not paid. "
        "Empty: paid, cancelled, or no order yet.",
        groups="base.group_user",
    )
    order_age = fields.Char(
        string="Age",
        compute="_compute_order_age",
        help="Days since the confirmation.",
        groups="base.group_user",
    )

    @api.depends("is_delivery_late", "is_payment_late", "order_progress")
    def _compute_board_state(self):
        for order in self:
            late = order.is_delivery_late or order.is_payment_late
            if late and order.order_progress not in ("paid", "cancelled"):
                order.board_state = "late"
            elif order.order_progress == "delivered":
                order.board_state = "to_invoice"
            elif order.order_progress in ("confirmed", "in_production", "invoiced"):
                order.board_state = "on_time"
            else:
                order.board_state = False

    def _get_board_state_sql(self, alias, _name, query):
        """Return the SQL of the state, equal to the computed one."""
        progress = self._field_to_sql(alias, "order_progress", query)
        # These are facts of the order: readable by every user who may read the order.
        orders = self.sudo().with_context(active_test=False)
        late = Domain("is_delivery_late", "=", True) | Domain("is_payment_late", "=", True)
        late &= Domain("order_progress", "not in", ("paid", "cancelled"))
        return SQL(
            """(CASE WHEN %(id)s IN %(late)s THEN 'late'
                     WHEN %(progress)s = 'delivered' THEN 'to_invoice'
                     WHEN %(progress)s IN ('confirmed', 'in_production', 'invoiced')
                     THEN 'on_time' END)""",
            id=SQL.identifier(alias, "id"),
            late=orders._search(late).subselect(),
            progress=progress,
        )

    @api.depends("confirmation_date", "order_progress", "company_id")
    @api.depends_context("lang")
    def _compute_order_age(self):
        for order in self:
            ended = order.order_progress in ("paid", "cancelled")
            order.order_age = order.confirmation_date and not ended and order._get_age()

    def _get_age(self):
        """Return the age of the order since its confirmation, in days of its company."""
        company = self.company_id
        days = (company._get_today() - company._get_date(self.confirmation_date)).days
        if days > 1:
            return self.env._("confirmed %s days ago", days)
        return self.env._("confirmed yesterday") if days == 1 else self.env._("confirmed today")
