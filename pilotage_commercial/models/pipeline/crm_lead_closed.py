"""``date_closed`` is the day on which a deal was won or lost.

Odoo also writes it when a record is archived, or closed a second time. This override of ``write``
is the outermost of the pipeline: it compares the outcome before and after all the others.
"""

from odoo import api, fields, models

from .crm_lead_lost import STATUS_FIELDS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        given = [vals.get("date_closed") for vals in vals_list]
        leads = super().create(vals_list)
        for lead, date in zip(leads, given, strict=True):
            if date:
                lead._put_date_closed(date)
        return leads

    def write(self, vals):
        if STATUS_FIELDS.isdisjoint(vals):
            return super().write(vals)
        given = vals.get("date_closed")
        before = {lead.id: (lead.won_status, lead.date_closed) for lead in self}
        result = super().write(vals)
        for lead in self:
            lead._put_date_closed(given or lead._get_date_closed(*before[lead.id]))
        self.filtered(
            lambda lead: (lead.won_status, lead.date_closed) != before[lead.id]
        )._follow_closing()
        return result

    def _follow_closing(self):
        """Update what depends on whether and when these opportunities were closed. Hook.

        Odoo computes the status with each probability, and writes the date with each stage: a field
        that depended on them would be computed as often.
        """

    def _get_date_closed(self, status, date):
        """Return the closing date of a lead whose previous ``status`` and ``date`` are given."""
        self.ensure_one()
        if self.won_status == "pending":
            return False
        return date if date and self.won_status == status else fields.Datetime.now()

    def _put_date_closed(self, date):
        self.ensure_one()
        date = fields.Datetime.to_datetime(date)
        if (date or False) != self.date_closed:
            self._write_natively({"date_closed": date})
