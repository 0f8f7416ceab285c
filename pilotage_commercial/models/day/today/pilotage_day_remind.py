"""The ready reminder of a quotation, from its row."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools.records import check_one
from .pilotage_day import READER


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    reminder_order_id = fields.Many2one(
        "sale.order",
        string="Quotation to Remind Of",
        compute="_compute_reminder_order_id",
        depends_context=READER,
        help="Waits for an answer, and its follow-up is open.",
    )

    @api.depends("lead_id", "order_id")
    def _compute_reminder_order_id(self):
        orders = self._find_quotations_to_remind()
        by_lead = orders.grouped("opportunity_id")
        for day in self:
            found = (day.order_id & orders) or by_lead.get(day.lead_id, orders.browse())
            day.reminder_order_id = found[:1]

    def _find_quotations_to_remind(self):
        """Return the quotations of the rows whose follow-up is open, the last sent first."""
        orders = self.env["sale.order"]
        rows = Domain("id", "in", self.order_id.ids) | Domain(
            "opportunity_id", "in", self.lead_id.ids
        )
        waiting = Domain([("state", "=", "sent"), ("quotation_outcome", "=", "pending")])
        found = orders.search(rows & waiting, order="last_sent_date desc, id")
        followed = set(found._get_open_followups().mapped("res_id"))
        return found.filtered(lambda order: order.id in followed)

    def action_remind(self):
        """Open the reminder of the quotation of the row, ready to be read and sent.

        :raise UserError: no quotation of the row waits for an answer
        """
        check_one(self)
        self._check_shown()
        if not self.reminder_order_id:
            raise UserError(
                self.env._("No follow-up of a quotation is open on “%s”.", self.display_name)
            )
        return self.reminder_order_id.action_send_followup()
