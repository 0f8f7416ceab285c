"""Quotations without answer: one definition, for searches and for follow-ups."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.planner import allow_large_sets


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_unanswered = fields.Boolean(
        string="Without Answer",
        compute="_compute_is_unanswered",
        search="_search_is_unanswered",
        groups="base.group_user",
        help="Sent and pending: not replaced by another version, not expired, no answer of the "
        "customer since it was last sent, on it, on its opportunity or on another version, and "
        "nothing planned on any of them.",
    )

    # Index of the draft quotations by their last change: those of the last days are a touch.
    _pilotage_draft_idx = models.Index(
        "(write_date) INCLUDE (opportunity_id, write_uid) "
        "WHERE state = 'draft' AND signed_on IS NULL AND opportunity_id IS NOT NULL"
    )

    @api.depends(
        "quotation_outcome",
        "last_sent_date",
        "signed_on",
        "validity_date",
        "message_ids",
        "activity_ids.date_deadline",
        "opportunity_id.message_ids",
        "opportunity_id.next_action_date",
    )
    def _compute_is_unanswered(self):
        domain = Domain("id", "in", self._origin.ids) & self._get_unanswered_domain()
        # Whether the case was answered is a fact of it, whoever asks: of these orders only (hence
        # sudo).
        found = self.sudo().search(domain) if self._origin else self
        for order in self:
            order.is_unanswered = order._origin in found

    def _search_is_unanswered(self, operator, value):
        self._check_field_access(self._fields["is_unanswered"], "read")
        if operator != "in":
            return NotImplemented
        domain = self._get_unanswered_domain()
        return domain if True in value else ~domain

    @api.model
    def _get_unanswered_domain(self):
        """Return the domain of the quotations without answer, with nothing planned."""
        pending = Domain([("state", "=", "sent"), ("quotation_outcome", "=", "pending")])
        return pending & Domain.custom(to_sql=self._get_waiting_condition)

    @api.model
    def _get_waiting_condition(self, model, alias, _query):
        """Return the condition that quotation ``alias`` waits for an answer, with nothing
        planned.
        """
        allow_large_sets(model.env)
        return SQL(
            "NOT (%s OR %s OR %s OR %s)",
            model._get_expired_sql(alias),
            model._get_closed_deal_sql(alias),
            model._get_answered_sql(alias),
            model._get_case_planned_sql(alias),
        )

    @api.model
    def _get_closed_deal_sql(self, alias):
        """Return the condition that the deal of quotation ``alias`` is no longer open."""
        self.env["crm.lead"].flush_model(["active", "won_status"])
        return SQL(
            """EXISTS (SELECT FROM crm_lead l WHERE l.id = %s
                          AND (l.active IS NOT TRUE OR l.won_status != 'pending'))""",
            SQL.identifier(alias, "opportunity_id"),
        )

    @api.model
    def _get_versions_sql(self, alias, states=None):
        """Return the SQL array of the ids of quotation ``alias`` and of its other versions.

        :param states: tuple of states of the versions; all by default
        """
        return SQL(
            """ARRAY(SELECT v.id FROM sale_order v
                      WHERE v.opportunity_id = %(deal)s AND %(states)s
                      UNION SELECT %(id)s)""",
            deal=SQL.identifier(alias, "opportunity_id"),
            id=SQL.identifier(alias, "id"),
            states=SQL("v.state IN %s", states) if states else SQL("TRUE"),
        )

    @api.model
    def _get_answered_sql(self, alias):
        """Return the condition that the customer answered since quotation ``alias`` was last sent:
        on it, on its deal, or on another version.

        A signature is an answer, whoever signs for the customer, while the payment is awaited.
        """
        leads = self.env["crm.lead"]
        for model in ("mail.message", "mail.tracking.value", "res.partner", "sale.order"):
            self.env[model].flush_model()
        return SQL(
            """(EXISTS (SELECT FROM (%(messages)s) t
                         WHERE t.order_id = ANY(%(versions)s) AND t.kind = 'customer'
                           AND t.at >= COALESCE(%(sent)s, %(dated)s))
             OR EXISTS (SELECT FROM (%(lead_messages)s) t
                         WHERE t.lead_id = %(deal)s AND t.kind = 'customer'
                           AND t.at >= COALESCE(%(sent)s, %(dated)s))
             OR EXISTS (SELECT FROM sale_order v
                         WHERE v.id = ANY(%(versions)s)
                           AND v.signed_on >= COALESCE(%(sent)s, %(dated)s)))""",
            messages=self._get_message_touches_sql(),
            lead_messages=leads._get_lead_touches_sql(None, None),
            versions=self._get_versions_sql(alias),
            deal=SQL.identifier(alias, "opportunity_id"),
            sent=SQL.identifier(alias, "last_sent_date"),
            dated=SQL.identifier(alias, "quotation_date"),
        )

    @api.model
    def _get_case_planned_sql(self, alias):
        """Return the condition that something is planned ahead on the case of quotation ``alias``:
        on it, on another version, or on its deal.
        """
        self.env["mail.activity"].flush_model()
        self.env["calendar.event"].flush_model()
        return SQL(
            """(EXISTS (SELECT FROM mail_activity a
                         WHERE a.res_model = 'sale.order' AND a.res_id = ANY(%(versions)s)
                           AND a.active IS TRUE AND a.date_deadline >= %(today)s)
             OR EXISTS (SELECT FROM mail_activity a
                         WHERE a.res_model = 'crm.lead' AND a.res_id = %(deal)s
                           AND a.active IS TRUE AND a.date_deadline >= %(today)s)
             OR EXISTS (SELECT FROM calendar_event e
                         WHERE e.opportunity_id = %(deal)s AND e.active IS TRUE
                           AND %(ahead)s AND NOT %(declined)s))""",
            versions=self._get_versions_sql(alias, ("draft", "sent")),
            deal=SQL.identifier(alias, "opportunity_id"),
            today=self.env["res.company"]._get_today_sql(SQL.identifier(alias, "company_id")),
            ahead=self.env["crm.lead"]._get_meeting_since_sql(
                fields.Datetime.now(),
                self.env["res.company"]._get_zone_sql(SQL.identifier(alias, "company_id")),
            ),
            declined=self.env["crm.lead"]._get_declined_sql(),
        )

    @api.model
    def _get_message_touches_sql(self):
        """Return the query of (order_id, at, kind) of the messages that people wrote on
        quotations.
        """
        leads = self.env["crm.lead"]
        return SQL(
            """SELECT m.res_id AS order_id, m.date AS at, %s AS kind
                 FROM mail_message m WHERE m.model = 'sale.order' AND %s""",
            leads._get_message_kind_sql("quotation"),
            leads._get_message_condition_sql("sale.order", ("state",)),
        )
