"""The last human touch, read in one query from Odoo's own records.

Messages, trackings, meetings and quotations already say who did what and when. Nothing is hooked
into ``write`` or ``message_post`` and nothing is stored: it is right from the first day on a
database with years of history.
"""

from odoo import api, fields, models
from odoo.tools import SQL

INTERACTIONS = [
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("activity", "Activity"),
    ("customer", "Customer's answer"),
    ("message", "Message"),
    ("note", "Note"),
    ("quotation", "Quotation"),
    ("change", "Change"),
]

# Models that touches are read from.
TOUCHED = (
    "mail.message",
    "mail.tracking.value",
    "calendar.event",
    "calendar.attendee",
    "sale.order",
    "res.partner",
)
# Fields whose change by a person is a touch.
TOUCHING_FIELDS = ("stage_id", "expected_revenue", "date_deadline", "user_id", "won_status")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    last_interaction_date = fields.Datetime(
        string="Last Touch",
        compute="_compute_last_interaction",
        groups="base.group_user",
        help="Newest touch by a person: activity done, message with the customer, note, meeting "
        "held, quotation sent or answered, stage, amount, closing date or salesperson changed. "
        "What robots and scheduled actions do never counts.",
    )
    last_interaction_type = fields.Selection(
        INTERACTIONS,
        string="Last Touch By",
        compute="_compute_last_interaction",
        groups="base.group_user",
    )

    @api.depends(
        "message_ids",
        "calendar_event_ids.allday",
        "calendar_event_ids.stop",
        "calendar_event_ids.active",
        "calendar_event_ids.attendee_ids.state",
        "order_ids",
    )
    @api.depends_context("tz")
    def _compute_last_interaction(self):
        touches = self._get_last_touches()
        for lead in self:
            date, kind = touches.get(lead._origin.id, (False, False))
            lead.last_interaction_date = date
            lead.last_interaction_type = kind

    def _get_last_touches(self, since=None):
        """Return ``{lead id: (UTC datetime, interaction type)}`` of the leads ever touched.

        :param since: UTC datetime; earlier touches are ignored
        """
        ids = tuple(self._origin.ids)
        if not ids:
            return {}
        # At the same moment, a change comes last: it follows from the message or meeting.
        query = SQL(
            """SELECT DISTINCT ON (lead_id) lead_id, at, kind FROM (%s) touch
                WHERE at <= %s
                ORDER BY lead_id, at DESC, kind = 'change', id DESC""",
            self._get_touches_sql(ids, since),
            fields.Datetime.now(),
        )
        return {lead_id: (at, kind) for lead_id, at, kind in self.env.execute_query(query)}

    # --- the touches: (lead_id, at, kind, id) ---

    @api.model
    def _get_touches_sql(self, lead_ids=None, since=None):
        """Return the query of the human touches.

        :param lead_ids: tuple of ids to look at, else every lead
        :param since: UTC datetime; earlier touches are ignored
        """
        for model in TOUCHED:
            self.env[model].flush_model()
        return SQL(
            " UNION ALL ",
        ).join(
            [
                self._get_lead_touches_sql(lead_ids, since),
                self._get_quotation_touches_sql(lead_ids, since),
                self._get_meeting_touches_sql(lead_ids, since),
            ]
        )

    @api.model
    def _get_lead_touches_sql(self, lead_ids, since):
        """Return the query of the touches in the opportunity's own messages."""
        return SQL(
            """SELECT m.res_id AS lead_id, m.date AS at, %(kind)s AS kind, m.id
                 FROM mail_message m
                WHERE m.model = 'crm.lead' AND %(touches)s AND %(scope)s AND %(since)s""",
            kind=self._get_message_kind_sql("message"),
            touches=self._get_message_condition_sql("crm.lead", TOUCHING_FIELDS),
            scope=SQL("m.res_id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
            since=SQL("m.date >= %s", since) if since else SQL("TRUE"),
        )

    @api.model
    def _get_quotation_touches_sql(self, lead_ids, since):
        """Return the query of the touches on its quotations: prepared, sent, answered, signed."""
        scope = SQL("o.opportunity_id IN %s", lead_ids) if lead_ids else SQL("TRUE")
        return SQL(
            """SELECT o.opportunity_id, m.date, %(kind)s, m.id
                 FROM mail_message m JOIN sale_order o ON o.id = m.res_id
                WHERE m.model = 'sale.order' AND o.opportunity_id IS NOT NULL
                  AND %(touches)s AND %(scope)s AND %(since)s
                UNION ALL
               SELECT o.opportunity_id, o.signed_on, 'customer', o.id
                 FROM sale_order o
                WHERE o.opportunity_id IS NOT NULL AND o.signed_on IS NOT NULL AND %(scope)s
                UNION ALL
               SELECT o.opportunity_id, o.write_date, 'quotation', o.id
                 FROM sale_order o JOIN res_users u ON u.id = o.write_uid
                WHERE o.opportunity_id IS NOT NULL AND o.state = 'draft' AND o.signed_on IS NULL
                  AND u.share IS NOT TRUE AND u.partner_id != %(robot)s
                  AND %(scope)s AND %(written)s""",
            robot=self._get_robot_partner_id(),
            written=SQL("o.write_date >= %s", since) if since else SQL("TRUE"),
            kind=self._get_message_kind_sql("quotation"),
            touches=self._get_message_condition_sql("sale.order", ("state",)),
            scope=scope,
            since=SQL("m.date >= %s", since) if since else SQL("TRUE"),
        )

    @api.model
    def _get_meeting_touches_sql(self, lead_ids, since):
        """Return the query of the meetings held: over, not cancelled, not declined by the
        customer.
        """
        return SQL(
            """SELECT e.opportunity_id, %(end)s, 'meeting', e.id
                 FROM calendar_event e
                WHERE e.opportunity_id IS NOT NULL AND e.active IS TRUE AND %(over)s
                  AND %(scope)s AND %(since)s AND NOT %(declined)s""",
            end=self._get_meeting_end_sql(),
            over=self._get_meeting_until_sql(fields.Datetime.now()),
            scope=SQL("e.opportunity_id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
            since=self._get_meeting_since_sql(since) if since else SQL("TRUE"),
            declined=self._get_declined_sql(),
        )

    @api.model
    def _get_message_kind_sql(self, sent):
        """Return the SQL of the type of touch of a message; ``sent`` is the type of one to the
        customer.
        """
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        return SQL(
            """CASE
                WHEN m.subtype_id = %(done)s THEN COALESCE(
                    (SELECT CASE t.category
                            WHEN 'phonecall' THEN 'call' WHEN 'meeting' THEN 'meeting' END
                       FROM mail_activity_type t WHERE t.id = m.mail_activity_type_id),
                    'activity')
                WHEN NOT %(internal)s THEN 'customer'
                WHEN m.message_type IN ('notification', 'auto_comment') THEN %(changed)s
                WHEN m.is_internal IS TRUE OR m.subtype_id = %(note)s THEN 'note'
                ELSE %(sent)s
            END""",
            done=ref("mail.mt_activities"),
            note=ref("mail.mt_note"),
            internal=self._get_internal_author_sql(),
            changed="change" if sent == "message" else "quotation",
            sent=sent,
        )

    @api.model
    def _get_message_condition_sql(self, model, tracked):
        """Return the condition that a message is a person's work on a record of ``model``.

        A notification counts when it tracks one of the ``tracked`` fields; Odoo's other
        notifications (created, assigned, duplicated) are no touch. "Plus zero" and OFFSET make
        PostgreSQL read the tracking values message by message, not all those of these fields.
        """
        field_ids = tuple(self.env["ir.model.fields"]._get_ids(model)[name] for name in tracked)
        return SQL(
            """(
                m.subtype_id = %(done)s AND %(internal)s
                OR m.message_type IN ('comment', 'email', 'email_outgoing', 'sms')
                   AND m.author_id IS DISTINCT FROM %(robot)s
                   AND (%(internal)s OR m.message_type IN ('email', 'comment') AND %(customer)s)
                OR m.message_type = 'notification' AND %(person)s AND EXISTS (
                    SELECT FROM mail_tracking_value v
                     WHERE v.mail_message_id = m.id AND v.field_id + 0 IN %(field_ids)s
                     OFFSET 0)
            )""",
            done=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_activities"),
            internal=self._get_internal_author_sql(),
            customer=self._get_customer_author_sql(model),
            person=self._get_internal_author_sql()
            if model == "crm.lead"
            else SQL("m.author_id IS DISTINCT FROM %s", self._get_robot_partner_id()),
            robot=self._get_robot_partner_id(),
            field_ids=field_ids,
        )

    @api.model
    def _get_internal_author_sql(self):
        """Return the condition that an internal user wrote the message, robots excluded."""
        return SQL(
            """COALESCE(m.author_id, 0) IN (SELECT u.partner_id FROM res_users u
                 WHERE u.share IS NOT TRUE AND u.partner_id != %s)""",
            self._get_robot_partner_id(),
        )

    @api.model
    def _get_customer_author_sql(self, model):
        """Return the condition that the author does not belong to another company than the
        customer's, as a supplier in copy would.

        If the record has no customer, an unknown author may be the customer. A known supplier who
        never bought is not, unless the record has their email address. Most often the customer
        wrote: then no contact is read.
        """
        return SQL(
            """COALESCE((
                SELECT CASE WHEN record.partner_id = m.author_id THEN TRUE ELSE (
                SELECT CASE WHEN customer.id IS NOT NULL
                            THEN author.commercial_partner_id = customer.commercial_partner_id
                            ELSE %(address)s OR entity.customer_rank > 0
                              OR COALESCE(entity.supplier_rank, 0) = 0 END
                  FROM res_partner author
             LEFT JOIN res_partner entity ON entity.id = author.commercial_partner_id
             LEFT JOIN res_partner customer ON customer.id = record.partner_id
                 WHERE author.id = m.author_id) END
                  FROM %(table)s record WHERE record.id = m.res_id), TRUE)""",
            table=SQL.identifier(self.env[model]._table),
            address=SQL("COALESCE(author.email_normalized = record.email_normalized, FALSE)")
            if model == "crm.lead"
            else SQL("FALSE"),
        )

    @api.model
    def _get_declined_sql(self):
        """Return the condition that all the customer's attendees declined meeting ``e``.

        Few meetings have an attendee who declined: only these are looked at.
        """
        return SQL(
            """(EXISTS (SELECT FROM calendar_attendee refused
                         WHERE refused.event_id = e.id AND refused.state = 'declined')
                AND COALESCE((
                SELECT bool_and(asked.state = 'declined')
                  FROM calendar_attendee asked
                  JOIN res_partner guest ON guest.id = asked.partner_id
             LEFT JOIN crm_lead deal ON deal.id = e.opportunity_id
             LEFT JOIN res_partner customer ON customer.id = deal.partner_id
                 WHERE asked.event_id = e.id
                   AND COALESCE(guest.commercial_partner_id = customer.commercial_partner_id, TRUE)
                   AND NOT EXISTS (SELECT FROM res_users u
                                    WHERE u.partner_id = guest.id AND u.share IS NOT TRUE)
                ), FALSE))"""
        )

    @api.model
    def _get_robot_partner_id(self):
        """Return the partner in whose name Odoo itself writes (scheduled actions, gateways)."""
        return self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
