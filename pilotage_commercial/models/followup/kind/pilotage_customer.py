"""The text of a customer's reminder, and the memory of it."""

from collections import defaultdict

from odoo import api, models


class PilotageCustomer(models.Model):
    _inherit = "pilotage.customer"

    @api.model
    def _in_every_company(self):
        """Return the model with all companies switched on, as for the engine's follow-ups."""
        return self.with_context(allowed_company_ids=self.env["res.company"]._get_every().ids)

    def _get_reminder_summary(self, rule, lang):
        """Return the title of the reminder by ``rule``, in ``lang``.

        Without the orders: every user reads the activities of a contact, in all companies. *To
        Handle* and the portfolio give the reason to whom may read the orders.
        """
        self.ensure_one()
        return rule._get_followup_title(lang)

    def _remember_reminder(self):
        """Store that somebody takes care of each customer of ``self`` until the next order."""
        # Stored on the newest order, which the user may not see (hence sudo).
        newest = self.env["sale.order"]._get_newest_orders(self.partner_id.ids)
        by_day = defaultdict(self.env["sale.order"].sudo().browse)
        for customer in self:
            order = newest.get((customer.partner_id.id, customer.company_id.id))
            if order:
                by_day[customer.company_id._get_today()] += order
        for day, orders in by_day.items():
            orders.sudo().repurchase_reminder_date = day
