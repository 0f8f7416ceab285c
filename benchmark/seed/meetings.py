"""Meetings held on opportunities, and some still ahead on those that are open."""

TABLES = ["calendar_event", "calendar_attendee", "calendar_event_res_partner_rel"]


def fill(db, count, until):
    """``count`` meetings of one or two hours; one in ten of the open leads' is still to come."""
    base = db.last_id("calendar_event")
    db.temporary("seed_meeting", _PLAN, count=count, until=until)
    with db.bulk(TABLES, count):
        db.insert(
            "calendar_event",
            _columns(),
            "seed_meeting JOIN seed_lead lead USING (n) JOIN crm_lead ON crm_lead.id = lead.id"
            " ORDER BY k",
            base=base,
            model=db.model_id("crm.lead"),
        )
        _invite(db, base)
    db.finish("calendar_event")
    db.finish("calendar_attendee")


_PLAN = """
    SELECT k, n, lead.id AS lead_id, 1 + floor(2 * pg_temp.u(k, 404))::int AS hours,
           date_trunc('hour', CASE
               WHEN state = 'open' AND pg_temp.u(k, 402) < 0.1
               THEN %(until)s::timestamp + interval '1 day' * (1 + 30 * pg_temp.u(k, 403))
               ELSE lead.created + (lead.quiet - lead.created) * pg_temp.u(k, 403) END) AS start
      FROM generate_series(1, %(count)s) k
      JOIN seed_lead lead ON lead.n = 1 + floor(pg_temp.u(k, 401)
                                                * (SELECT count(*) FROM seed_lead))::bigint
"""


def _columns():
    return {
        "id": "%(base)s + k",
        "name": "crm_lead.name",
        "opportunity_id": "crm_lead.id",
        "res_model": "'crm.lead'",
        "res_model_id": "%(model)s",
        "res_id": "crm_lead.id",
        "user_id": "coalesce(lead.user_id, 2)",
        "start": "start",
        "stop": "start + interval '1 hour' * hours",
        "duration": "hours",
        "allday": "FALSE",
        "active": "TRUE",
        "recurrency": "FALSE",
        "show_as": "'busy'",
        "create_uid": "coalesce(lead.user_id, 2)",
        "write_uid": "coalesce(lead.user_id, 2)",
        "create_date": "least(start, lead.quiet)",
        "write_date": "least(start, lead.quiet)",
    }


def _invite(db, base):
    """The salesperson attends; so does the customer when the lead has one."""
    guests = """
        (SELECT %(base)s + k AS event_id, guest.id AS partner_id, guest.accepted, start, guest.rank
           FROM seed_meeting
           JOIN seed_lead lead USING (n)
           JOIN res_users seller ON seller.id = coalesce(lead.user_id, 2)
           CROSS JOIN LATERAL (VALUES (seller.partner_id, TRUE, 1),
               (CASE WHEN has_partner THEN lead.partner_id END, FALSE, 2)) guest(id, accepted, rank)
          WHERE guest.id IS NOT NULL) guests
        ORDER BY event_id, rank
    """
    db.insert(
        "calendar_event_res_partner_rel",
        {"calendar_event_id": "event_id", "res_partner_id": "partner_id"},
        guests,
        base=base,
    )
    db.insert(
        "calendar_attendee",
        {
            "event_id": "event_id",
            "partner_id": "partner_id",
            "state": "CASE WHEN accepted THEN 'accepted' ELSE 'needsAction' END",
            "availability": "'free'",
            "create_uid": "1",
            "create_date": "start",
        },
        guests,
        base=base,
    )
