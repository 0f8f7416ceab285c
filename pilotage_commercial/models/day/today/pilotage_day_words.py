"""A row in words: the customer, the next action, and why it is there."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ....tools.plural import is_singular
from .pilotage_day import READER


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    name = fields.Char(string="Subject", compute="_compute_name", depends_context=READER)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner",
        search="_search_partner_id",
        depends_context=READER,
    )
    customer_name = fields.Char(compute="_compute_partner", depends_context=READER)
    phone = fields.Char(compute="_compute_partner", depends_context=READER)
    email = fields.Char(compute="_compute_partner", depends_context=READER)
    action = fields.Char(string="Next Action", compute="_compute_action", depends_context=READER)
    action_kind = fields.Selection(
        [("activity", "Activity"), ("meeting", "Meeting")],
        compute="_compute_action",
        depends_context=READER,
        help="Empty when nothing is planned.",
    )
    reason = fields.Char(string="Why", compute="_compute_reason", depends_context=(*READER, "lang"))

    @api.depends("kind", "lead_id", "order_id", "contact_id", "activity_id", "event_id")
    def _compute_display_name(self):
        for day in self:
            day.display_name = " · ".join(filter(None, [day.customer_name, day.name]))

    @api.depends("kind", "lead_id", "order_id", "activity_id", "event_id")
    def _compute_name(self):
        for day in self:
            record = day._get_record()
            # The row shows the customer apart: use the name without it.
            named = day.kind in ("deal", "order")
            day.name = not day.contact_id and (record.name if named else record.display_name)

    @api.depends("kind", "lead_id", "order_id", "contact_id")
    def _compute_partner(self):
        # One that the reader may not see, as of another company, stops no list.
        partners = self.env["res.partner"].union(*(day._get_record_partner() for day in self))
        readable = partners._filtered_access("read")
        for day in self:
            lead, partner = day.lead_id, day._get_record_partner() & readable
            day.partner_id = partner
            day.customer_name = (
                partner.display_name or lead.partner_name or lead.contact_name or lead.email_from
            )
            day.phone = lead.phone or partner.phone
            day.email = lead.email_from or partner.email

    def _get_record_partner(self):
        self.ensure_one()
        return self.lead_id.partner_id or self.order_id.partner_id or self.contact_id

    def _search_partner_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain.OR(
            Domain(name, operator, value)
            for name in ("lead_id.partner_id", "order_id.partner_id", "contact_id")
        )

    def _get_record(self):
        """Return the record of the row: an opportunity, order, contact, review or meeting."""
        self.ensure_one()
        if self.kind == "review":
            # The action is the reader's own, who may not see the review (hence sudo).
            return self.env["pilotage.review"].sudo().browse(self.activity_id.sudo().res_id)
        return self.lead_id or self.order_id or self.contact_id or self.event_id

    @api.depends("kind", "lead_id", "activity_id", "event_id")
    def _compute_action(self):
        planned = self._get_planned()
        for day in self:
            action = planned.get(day.id)
            day.action = bool(action) and action.env["crm.lead"]._get_action_label(action)
            day.action_kind = action and (
                "meeting" if action._name == "calendar.event" else "activity"
            )

    def _get_planned(self):
        """Return ``{id of the row: its next mail.activity or calendar.event}``."""
        by_lead = self.lead_id._get_planned_actions()
        planned = {}
        for day in self:
            action = by_lead.get(day.lead_id.id) if day.kind == "deal" else None
            action = action or day.activity_id or day.event_id
            if action:
                planned[day.id] = action
        return planned

    # --- reasons ---

    @api.depends("kind", "date", "horizon", "lead_id", "order_id", "contact_id", "activity_id")
    def _compute_reason(self):
        statuses = self._get_customer_reasons()
        for day in self:
            parts = [day._get_lateness(), day._get_story() or statuses.get(day.contact_id.id)]
            day.reason = " · ".join(filter(None, parts))

    def _get_lateness(self):
        """Return by how many days the row is late, in words; "" when it is not."""
        self.ensure_one()
        if self.horizon != "overdue" or not self.date:
            return ""
        days = (fields.Date.context_today(self) - self.date).days
        if is_singular(self.env, days):
            return self.env._("%s day late", days)
        return self.env._("%s days late", days)

    def _get_story(self):
        """Return the last event, in words that do not repeat the next action."""
        self.ensure_one()
        if self.kind == "deal":
            lead = self.lead_id
            touched = lead.last_interaction_date
            moment = touched or lead._get_beginning()
            kind = touched and lead.last_interaction_type
            day = lead._format_day(moment)
            return lead._get_untouched_reason(day, kind, lead.attention == "no_action")
        if self.kind == "order":
            return self._get_order_story()
        if self.kind == "review":
            review = self._get_record()
            return self.env._(
                "decided in the weekly review of %s", format_date(self.env, review.week)
            )
        return self._get_meeting_story() if self.kind == "meeting" else ""

    def _get_order_story(self):
        order = self.order_id
        if order.state == "sale":
            return self.env._("ordered on %s", self._format(order.date_order))
        if order.last_sent_date:
            return self.env._("quotation sent on %s", self._format(order.last_sent_date))
        return self.env._("quotation of %s", self._format(order.create_date))

    def _get_meeting_story(self):
        """Return when the meeting is, and with whom."""
        meeting = self.event_id
        others = (meeting.partner_ids - self.env.user.partner_id)._filtered_access("read")
        others = others.mapped("name")
        start = fields.Datetime.context_timestamp(self, meeting.start)
        hour = "" if meeting.allday else self.env._("at %s", format(start, "%H:%M"))
        people = self.env._("with %s", ", ".join(others[:3])) if others else ""
        return " ".join(filter(None, [hour, people]))

    @api.model
    def _format(self, moment):
        return self.env["crm.lead"]._format_day(moment)

    def _get_customer_reasons(self):
        """Return ``{contact id: why to remind the customer}``, from their rhythm."""
        contacts = self.contact_id
        if not contacts:
            return {}
        entities = contacts.commercial_partner_id
        customers = self.env["pilotage.customer"].search([("partner_id", "in", entities.ids)])
        by_entity = customers.grouped("partner_id")
        return {
            contact.id: by_entity[contact.commercial_partner_id]._get_main().status_reason
            for contact in contacts
            if contact.commercial_partner_id in by_entity
        }
