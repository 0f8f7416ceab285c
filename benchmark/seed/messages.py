"""The chatter: mails in and out, notes, comments, trackings, activities done, robots."""

from seed import vocabulary as words

TABLES = [
    "mail_message",
    "mail_tracking_value",
    "mail_notification",
    "mail_message_res_partner_rel",
]
# Kind of message and the upper bound of its slice of [0, 1).
SLICES = {
    "created": 0.14,
    "stage": 0.32,
    "amount": 0.39,
    "owner": 0.43,
    "note": 0.57,
    "out": 0.75,
    "in": 0.89,
    "closing": 0.95,
    "robot": 1.0,
}


def fill(db, count):
    """``count`` messages on the leads of ``seed_lead``, numbered in order of time.

    Each activity done brings its message, as Odoo posts one; the others are drawn.
    """
    done = min(count // 2, db.value("SELECT count(done_at) FROM seed_activity"))
    _plan(db, count, done)
    with db.bulk(TABLES, count):
        base = db.last_id("mail_message")
        _messages(db, base)
        _recipients(db, base)
        _trackings(db, base)
    for table in TABLES[:3]:
        db.finish(table)


def _plan(db, count, done):
    drawn = "CASE " + "".join(
        f"WHEN pg_temp.u(k, 302) < {bound} THEN '{kind}' " for kind, bound in SLICES.items()
    )
    db.temporary(
        "seed_message",
        f"""
        SELECT k, n, kind, at, row_number() OVER (ORDER BY at, k) AS number
          FROM (
            SELECT k, n, 'done' AS kind, done_at AS at FROM (
              SELECT -number AS k, n, done_at, row_number() OVER (ORDER BY number) AS rank
                FROM seed_activity WHERE done_at IS NOT NULL) ranked WHERE rank <= %(done)s
            UNION ALL
            SELECT k, n, kind, CASE kind WHEN 'created' THEN lead.created
                                         WHEN 'closing' THEN lead.closed
                    ELSE date_trunc('second', lead.created + (lead.quiet - lead.created)
                                                             * pg_temp.u(k, 303)) END
              FROM generate_series(1, %(count)s - %(done)s) k
              JOIN seed_lead lead ON lead.n = 1 + floor(pg_temp.u(k, 301)
                                                        * (SELECT count(*) FROM seed_lead))::bigint
              CROSS JOIN LATERAL (SELECT {drawn} END AS slice) drawn
              CROSS JOIN LATERAL (
                SELECT CASE WHEN slice = 'closing' AND state NOT IN ('won', 'lost') THEN 'note'
                            WHEN slice = 'stage' AND position = 1 THEN 'out'
                            ELSE slice END AS kind) settled
          ) message
        """,
        count=count,
        done=done,
    )


_SOURCE = """
    seed_message
    JOIN seed_lead lead USING (n)
    LEFT JOIN res_users seller ON seller.id = lead.user_id
    LEFT JOIN res_partner seller_partner ON seller_partner.id = seller.partner_id
    JOIN res_partner customer ON customer.id = lead.partner_id
    CROSS JOIN LATERAL (
      SELECT CASE WHEN kind = 'robot' THEN %(robot)s
                  WHEN kind = 'in' THEN CASE WHEN has_partner THEN customer.id END
                  ELSE coalesce(seller.partner_id, %(admin)s) END AS author_id,
             CASE WHEN kind = 'in' THEN customer.email
                  ELSE coalesce(seller_partner.email, 'odoobot@example.com') END AS sender,
             CASE WHEN kind IN ('robot', 'in') THEN 1
                  ELSE coalesce(lead.user_id, 2) END AS uid
    ) authored
    ORDER BY number
"""


def _messages(db, base):
    db.insert("mail_message", _columns(db), _SOURCE, base=base, **_parameters(db))


def _parameters(db):
    partner = "SELECT partner_id FROM res_users WHERE id = %(id)s"
    return {
        "robot": db.value(partner, id=1),
        "admin": db.value(partner, id=2),
        "sentences": words.SENTENCES,
        "kinds": [db.ref(f"mail.mail_activity_data_{kind}") for kind in ("email", "call", "todo")],
    }


def _columns(db):
    subtypes = {
        "created": "crm.mt_lead_create",
        "stage": "crm.mt_lead_stage",
        "done": "mail.mt_activities",
        "in": "mail.mt_comment",
        "out": "mail.mt_comment",
    }
    subtype = "".join(f"WHEN '{kind}' THEN {db.ref(xid)} " for kind, xid in subtypes.items())
    closing = "CASE lead.state WHEN 'won' THEN {} ELSE {} END".format(
        db.ref("crm.mt_lead_won"), db.ref("crm.mt_lead_lost")
    )
    text = "'<p>' || pg_temp.pick(%(sentences)s, k, 311) || ' '" \
           " || pg_temp.pick(%(sentences)s, k, 312) || '</p>'"  # fmt: skip
    return {
        "id": "%(base)s + number",
        "model": "'crm.lead'",
        "res_id": "lead.id",
        "record_company_id": "lead.company_id",
        "message_type": "CASE WHEN kind IN ('note', 'out') THEN 'comment'"
        " WHEN kind = 'in' THEN 'email' WHEN kind = 'robot' THEN 'auto_comment'"
        " ELSE 'notification' END",
        "subtype_id": f"CASE kind {subtype} WHEN 'closing' THEN {closing}"
        f" ELSE {db.ref('mail.mt_note')} END",
        "is_internal": "kind = 'note'",
        "mail_activity_type_id": "CASE WHEN kind = 'done' THEN pg_temp.pick(%(kinds)s, k, 313) END",
        "subject": "CASE WHEN kind IN ('in', 'out') THEN 'Votre projet' END",
        "body": f"CASE WHEN kind IN ('created', 'stage', 'amount', 'owner', 'closing') THEN ''"
        f" ELSE {text} END",
        "author_id": "author_id",
        "email_from": "sender",
        "reply_to": "sender",
        "message_id": "'<' || %(base)s + number || '.history@example.com>'",
        "reply_to_force_new": "FALSE",
        "email_add_signature": "TRUE",
        "date": "at",
        "create_date": "at",
        "write_date": "at",
        "create_uid": "uid",
        "write_uid": "uid",
    }


def _recipients(db, base):
    """A mail sent has its customer as recipient, and the trace that it went out."""
    sent = (
        "seed_message JOIN seed_lead lead USING (n)"
        " LEFT JOIN res_users seller ON seller.id = lead.user_id"
        " WHERE kind = 'out' AND has_partner ORDER BY number"
    )
    db.insert(
        "mail_message_res_partner_rel",
        {"mail_message_id": "%(base)s + number", "res_partner_id": "lead.partner_id"},
        sent,
        base=base,
    )
    db.insert(
        "mail_notification",
        {
            "mail_message_id": "%(base)s + number",
            "res_partner_id": "lead.partner_id",
            "author_id": "seller.partner_id",
            "notification_type": "'email'",
            "notification_status": "'sent'",
            "is_read": "TRUE",
            "read_date": "at",
        },
        sent,
        base=base,
    )


def _trackings(db, base):
    """The old and the new value behind each change of stage, amount, salesperson and outcome."""
    parameters = {
        "base": base,
        "stage": db.field_id("crm.lead", "stage_id"),
        "amount": db.field_id("crm.lead", "expected_revenue"),
        "owner": db.field_id("crm.lead", "user_id"),
        "outcome": db.field_id("crm.lead", "won_status"),
    }
    common = {
        "mail_message_id": "%(base)s + number",
        "create_uid": "coalesce(lead.user_id, 2)",
        "create_date": "at",
    }
    for kind, (values, joins) in _TRACKED.items():
        source = f"seed_message JOIN seed_lead lead USING (n) {joins} WHERE kind = '{kind}'"
        db.insert("mail_tracking_value", common | values, f"{source} ORDER BY number", **parameters)


_TRACKED = {
    "stage": (
        {
            "field_id": "%(stage)s",
            "old_value_integer": "before.id",
            "old_value_char": "before.name->>'en_US'",
            "new_value_integer": "after.id",
            "new_value_char": "after.name->>'en_US'",
        },
        """
        CROSS JOIN LATERAL (
            SELECT 1 + floor((least(position, cardinality(stages)) - 1) * pg_temp.u(k, 321))::int
                   AS step) moved
        JOIN crm_stage before ON before.id = stages[step]
        JOIN crm_stage after ON after.id = stages[least(step + 1, cardinality(stages))]
        """,
    ),
    "amount": (
        {
            "field_id": "%(amount)s",
            "old_value_float": "50 * floor(200 * pg_temp.u(k, 322))",
            "new_value_float": "50 * (1 + floor(200 * pg_temp.u(k, 323)))",
            "currency_id": "company.currency_id",
        },
        "JOIN res_company company ON company.id = lead.company_id",
    ),
    "owner": (
        {
            "field_id": "%(owner)s",
            "old_value_integer": "0",
            "old_value_char": "''",
            "new_value_integer": "seller.id",
            "new_value_char": "person.name",
        },
        "JOIN res_users seller ON seller.id = coalesce(lead.user_id, 2)"
        " JOIN res_partner person ON person.id = seller.partner_id",
    ),
    "closing": (
        {
            "field_id": "%(outcome)s",
            "old_value_char": "'Pending'",
            "new_value_char": "initcap(lead.state)",
        },
        "",
    ),
}
