"""Stages follow facts: forward only, and nothing that moves here changes a quotation."""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _follow_quotation_sent(self, order):
        """Move the open opportunity on to the Quote stage, with the amount of ``order``."""
        self.ensure_one()
        if self.won_status != "pending" or not self.active:
            return
        values = {"expected_revenue": order._get_quoted_amount(self)}
        quote = self._stage_find(domain=[("is_quote", "=", True)])
        forward = quote and quote.sequence > self.stage_id.sequence
        if self.type == "opportunity" and forward:
            values["stage_id"] = quote.id
        self.write(values)

    def _follow_order_confirmed(self):
        """Mark the opportunity won; a lost one comes back, as it was ordered after all."""
        self.ensure_one()
        if self.type == "opportunity" and self.won_status != "won":
            self.action_set_won()
