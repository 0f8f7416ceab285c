"""*Nothing more to come*: a user closes the costs of an order by hand."""

from odoo import fields, models
from odoo.exceptions import UserError

from ....tools.groups import REAL_COST as GROUP


class SaleOrder(models.Model):
    _inherit = "sale.order"

    costs_closed_date = fields.Datetime(
        string="Costs Closed On",
        readonly=True,
        copy=False,
        groups=GROUP,
        help="Date on which the costs were closed by hand: nothing of the plan remains.",
    )
    costs_closed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        prefetch="pilotage_commercial",
        groups=GROUP,
        help="User who closed the costs by hand.",
    )

    def action_close_costs(self):
        """Close the costs of the orders: what remains of their plan is dropped.

        Orders that are closed already stay as they are.

        :raise UserError: when an order is not confirmed
        """
        self._check_closable()
        orders = self.filtered(lambda order: not order.costs_closed_date)
        orders._write_closing(fields.Datetime.now(), self.env.user)
        orders._note_costs(self.env._("Costs closed: nothing more is to come."))

    def action_reopen_costs(self):
        """Undo :meth:`action_close_costs`: what remains of the plan counts again.

        :raise UserError: when an order is not confirmed
        """
        self._check_closable()
        orders = self.filtered("costs_closed_date")
        orders._write_closing(False, self.env["res.users"])
        orders._note_costs(self.env._("Costs reopened: more may come."))

    def _write_closing(self, moment, user):
        """Store when and by whom the costs were closed: facts that nobody types (hence sudo)."""
        self.sudo().write({"costs_closed_date": moment, "costs_closed_by_id": user.id})

    def _check_closable(self):
        self.check_access("write")
        for name in ("costs_closed_date", "costs_closed_by_id"):
            self._check_field_access(self._fields[name], "write")
        if quotations := self.filtered(lambda order: order.state != "sale"):
            raise UserError(
                self.env._(
                    "Only the costs of confirmed orders can be closed or reopened: leave out %s.",
                    ", ".join(quotations.mapped("name")),
                )
            )

    def _note_costs(self, text):
        """Post the note ``text``, and update the costs."""
        for order in self:
            order.message_post(body=text)
        self._update_real_cost()
