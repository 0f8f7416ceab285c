"""Urgency, and the stages that follow facts: they only move forward, and no quotation changes."""

from odoo import api, fields, models

from ...tools.domains import OPEN

URGENCIES = [("0", "None"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "pilotage.derived.mixin"]

    urgency = fields.Selection(
        URGENCIES,
        default="1",
        index=True,
        tracking=True,
        help="Time pressure on the opportunity; its priority (stars) says how interesting it is.",
    )

    def _filter_open(self):
        """Return the open opportunities of ``self``, as defined by ``OPEN``."""
        return self.filtered_domain(OPEN)

    def _get_beginning(self):
        """Return when the opportunity began: converted from a lead, else created."""
        self.ensure_one()
        return self.date_conversion or self.create_date

    @api.model
    def _merge_data_urgency(self, leads):
        """Return the highest urgency among ``leads``, so that merging lowers none."""
        return max(leads.mapped(lambda lead: lead.urgency or "0"), default="1")

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "urgency": lambda fname, leads: self._merge_data_urgency(leads),
        }

    def _follow_quotation_sent(self, amount):
        """Move the open opportunity on to the Quote stage and set ``amount`` as its revenue.

        :param amount: untaxed amount of the quotation, in the currency of the opportunity
        """
        self.ensure_one()
        if self.won_status != "pending" or not self.active:
            return
        values = {"expected_revenue": amount}
        quote = self._stage_find(domain=[("is_quote", "=", True)])
        forward = quote and quote.sequence > self.stage_id.sequence
        if self.type == "opportunity" and forward:
            values["stage_id"] = quote.id
        self.write(values)

    def _follow_order_confirmed(self):
        """Mark the opportunity won; a lost one is restored first."""
        self.ensure_one()
        if self.type == "opportunity" and self.won_status != "won":
            self.action_set_won()
