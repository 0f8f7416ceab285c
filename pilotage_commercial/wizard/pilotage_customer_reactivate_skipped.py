"""Customers who are skipped: somebody takes care of them already, or must not contact them."""

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.domains import OPEN
from ..tools.plural import is_singular


class PilotageCustomerReactivate(models.TransientModel):
    _inherit = "pilotage.customer.reactivate"

    preview = fields.Text(compute="_compute_preview")

    def _get_skipped(self, customers):
        """Return ``{pilotage.customer: reason}`` of those of ``customers`` to skip."""
        partners = customers.partner_id
        writable = partners.filtered("active")._filtered_access("write")
        opportunities = self._get_busy_companies(partners)
        followed_up = self._get_followed_up(partners)
        skipped, seen = {}, set()
        for customer in customers:
            partner, company = customer.partner_id, customer.company_id
            if opportunities.get(partner, set()) & {company, company.browse()}:
                skipped[customer] = self.env._("an opportunity is open")
            elif partner in followed_up or (self.kind == "activity" and partner in seen):
                skipped[customer] = self.env._("a follow-up is open")
            elif not partner.active:
                skipped[customer] = self.env._("the contact is archived")
            elif partner not in writable:
                skipped[customer] = self.env._("you may not change the contact")
            seen.add(partner)
        return skipped

    def _get_busy_companies(self, partners):
        """Return ``{commercial entity: companies of its open opportunities}``; an empty company:
        none.
        """
        domain = OPEN & Domain("partner_id.commercial_partner_id", "in", partners.ids)
        busy = {}
        for lead in self.env["crm.lead"].search(domain):
            busy.setdefault(lead.partner_id.commercial_partner_id, set()).add(lead.company_id)
        return busy

    def _get_followed_up(self, partners):
        """Return those of ``partners`` with an open follow-up on them or on one of their
        contacts.
        """
        contacts = self.env["res.partner"].search([("commercial_partner_id", "in", partners.ids)])
        activity_type = self._get_activity_type()
        domain = Domain([("res_model", "=", "res.partner"), ("res_id", "in", contacts.ids)])
        domain &= Domain("followup_rule_id", "!=", False) | Domain(
            "activity_type_id", "=", activity_type.id
        )
        activities = self.env["mail.activity"].search(domain)
        return contacts.browse(activities.mapped("res_id")).commercial_partner_id

    @api.depends("customer_refs", "kind")
    def _compute_preview(self):
        for wizard in self:
            customers = wizard._get_customers()
            skipped = wizard._get_skipped(customers)
            wizard.preview = "\n".join(
                [
                    wizard._describe_made(len(customers) - len(skipped)),
                    *wizard._describe_skipped(skipped),
                ]
            )

    def _describe_made(self, count):
        if self.kind == "opportunity":
            return self.env._("Opportunities to create: %s", count)
        return self.env._("Follow-ups to plan: %s", count)

    @api.model
    def _describe_skipped(self, skipped):
        """Return a line for each reason of ``skipped``, see :meth:`_get_skipped`."""
        return [
            # One form in English, two in others.
            self.env._("%(number)s skipped (%(reason)s)", reason=reason, number=count)
            if is_singular(self.env, count)
            else self.env._("%(count)s skipped (%(reason)s)", reason=reason, count=count)
            for reason, count in Counter(skipped.values()).most_common()
        ]
