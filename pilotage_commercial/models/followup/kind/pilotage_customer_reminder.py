"""The open reminder of a customer, in the customer portfolio."""

from odoo import api, fields, models

from ....tools.records import check_one


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

    reminder_id = fields.Many2one("mail.activity", compute="_compute_reminder_id")
    reminder_date = fields.Date(
        string="To Remind On",
        compute="_compute_reminder_id",
        help="Due day of the next activity on the contact, whoever it is assigned to.",
    )

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_reminder_id(self):
        found = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", self.partner_id.ids),
                ("active", "=", True),
            ],
            order="date_deadline desc, id desc",
        )
        # In reverse order, so that the first day is kept.
        first = {activity.res_id: activity for activity in found}
        for customer in self:
            activity = first.get(customer.partner_id.id, self.env["mail.activity"])
            customer.reminder_id = activity
            customer.reminder_date = activity.date_deadline

    def action_remind(self):
        """Plan an activity on the contact."""
        check_one(self)
        self.check_access("read")
        return {
            "name": self.env._("Plan a reminder"),
            "type": "ir.actions.act_window",
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_id": self.partner_id.id,
                "active_ids": self.partner_id.ids,
                "active_model": "res.partner",
            },
        }

    def action_reminder_done(self):
        """Mark the customer's reminder done: the activity that is due first."""
        check_one(self)
        self.check_access("read")
        self.reminder_id.action_feedback()
        return True
