"""Leads and opportunities over five years, oldest first as ids grow with time."""

from seed import vocabulary as words

YEARS_IN_DAYS = 1826
# Chance of being open falls with age: 36 % of all, almost all of the newest, 13 % of the oldest.
OPEN_FLOOR, OPEN_SPAN, OPEN_DECAY = 0.08, 0.85, 2.85
TABLES = ["crm_lead", "crm_tag_rel"]


def plan(db, count, partners, partner_base, until):
    """``seed_lead``: the decisions about each lead, which all tables with leads read.

    :param int count: leads to make
    :param int partners: customers to draw from, numbered after ``partner_base``
    :param datetime.datetime until: end of the history, UTC
    """
    db.temporary(
        "seed_lead",
        _PLAN,
        count=count,
        base=db.last_id("crm_lead"),
        partners=partners,
        partner_base=partner_base,
        until=until,
        days=YEARS_IN_DAYS,
        floor=OPEN_FLOOR,
        span=OPEN_SPAN,
        decay=OPEN_DECAY,
    )
    db.execute("CREATE INDEX ON seed_lead (n)")


def fill(db, count, until):
    reasons = [i for (i,) in db.execute("SELECT id FROM crm_lost_reason ORDER BY id").fetchall()]
    with db.bulk(TABLES, count):
        db.insert(
            "crm_lead",
            _COLUMNS,
            _SOURCE,
            # Required by our own addon, if installed.
            optional={"urgency": "'1'"},
            until=until,
            works=words.WORKS,
            first_names=words.FIRST_NAMES,
            surnames=words.SURNAMES,
            reasons=reasons or [None],
            lang=db.value("SELECT min(id) FROM res_lang WHERE active"),
        )
        _tag(db)
    db.finish("crm_lead")


# States: open, won, lost, and shelved (archived without being lost).
_PLAN = """
    SELECT n, %(base)s + n AS id, company_id, team_id, stage_id, position, state, type, created,
           CASE WHEN pg_temp.u(n, 6) >= 0.04 THEN pg_temp.pick(members, n, 7) END AS user_id,
           partner_id, pg_temp.u(n, 9) < 0.75 AS has_partner, stages, closed,
           CASE state WHEN 'open' THEN quiet ELSE closed END AS quiet
      FROM (
        SELECT n, (n - pg_temp.u(n, 1)) / %(count)s AS moment
          FROM generate_series(1, %(count)s) n
      ) numbered
      CROSS JOIN LATERAL (
        SELECT date_trunc('second', %(until)s::timestamp
                          - interval '1 day' * %(days)s * (1 - moment)) AS created,
               CASE WHEN pg_temp.u(n, 2) < 0.12 THEN 'lead' ELSE 'opportunity' END AS type,
               %(partner_base)s + 1
               + floor(%(partners)s * power(pg_temp.u(n, 8), 1.5))::int AS partner_id
      ) dated
      CROSS JOIN LATERAL (
        SELECT CASE WHEN pg_temp.u(n, 3) < %(floor)s + %(span)s * exp(-%(decay)s * (1 - moment))
                         THEN 'open'
                    WHEN pg_temp.u(n, 4) < 0.008 THEN 'shelved'
                    WHEN pg_temp.u(n, 4) < 0.42 AND type = 'opportunity' THEN 'won'
                    ELSE 'lost' END AS state,
               date_trunc('second', created + least(
                   interval '1 day' * (2 - 60 * ln(1 - pg_temp.u(n, 11))),
                   (%(until)s::timestamp - created) * pg_temp.u(n, 12))) AS closed,
               date_trunc('second', created + least(
                   interval '1 day' * (1 - 90 * ln(1 - pg_temp.u(n, 13))),
                   (%(until)s::timestamp - created) * pg_temp.u(n, 14))) AS quiet
      ) decided
      JOIN seed_company ON pg_temp.u(n, 15) >= slice_from AND pg_temp.u(n, 15) < slice_to
      JOIN seed_team ON team_id = pg_temp.pick(teams, n, 16)
      CROSS JOIN LATERAL (
        SELECT CASE WHEN state = 'won' THEN cardinality(stages) + 1
                    WHEN type = 'lead' THEN 1
                    ELSE 1 + floor(cardinality(stages) * power(pg_temp.u(n, 17), 1.3))::int
               END AS position
      ) placed
      CROSS JOIN LATERAL (
        SELECT CASE WHEN state = 'won' THEN pg_temp.pick(won_stages, n, 18)
                    ELSE stages[position] END AS stage_id
      ) staged
     ORDER BY n
"""

_SOURCE = """
    seed_lead
    JOIN res_partner partner ON partner.id = seed_lead.partner_id
    CROSS JOIN LATERAL (
      SELECT pg_temp.pick(%(works)s, n, 31) || ' - ' || partner.commercial_company_name AS title,
             CASE WHEN pg_temp.u(n, 32) < 0.05 THEN 0
                  ELSE round((exp(8.2 + 1.1 * (pg_temp.u(n, 33) + pg_temp.u(n, 34)
                                               + pg_temp.u(n, 35) - 1.5) * 2) / 50)::numeric) * 50
             END AS revenue,
             CASE state WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                  ELSE least(95, round((10 + 80.0 * (position - 1) / cardinality(stages)
                                        + 8 * pg_temp.u(n, 36))::numeric, 2)) END AS automated,
             created + least(interval '1 hour' * 30 * pg_temp.u(n, 37), quiet - created)
             AS assigned
    ) made
    CROSS JOIN LATERAL (
      SELECT CASE WHEN state IN ('open', 'shelved') AND pg_temp.u(n, 38) < 0.2
                  THEN 5 + 5 * floor(pg_temp.u(n, 39) * 18) ELSE automated END AS chance
    ) guessed
    ORDER BY n
"""


_COLUMNS = {
    "id": "seed_lead.id",
    "name": "title",
    "type": "seed_lead.type",
    "active": "state IN ('open', 'won')",
    "company_id": "seed_lead.company_id",
    "team_id": "team_id",
    "user_id": "seed_lead.user_id",
    "partner_id": "CASE WHEN has_partner THEN seed_lead.partner_id END",
    "stage_id": "stage_id",
    "priority": "(floor(power(pg_temp.u(n, 40), 3) * 4))::int::text",
    "color": "0",
    "lang_id": "%(lang)s",
    # Contact
    "partner_name": "partner.commercial_company_name",
    "contact_name": "CASE WHEN partner.is_company THEN"
    " pg_temp.pick(%(first_names)s, n, 41) || ' ' || pg_temp.pick(%(surnames)s, n, 42)"
    " ELSE partner.name END",
    "email_from": "partner.email",
    "email_normalized": "partner.email_normalized",
    "email_domain_criterion": "'@' || split_part(partner.email_normalized, '@', 2)",
    "email_state": "'correct'",
    "phone": "partner.phone",
    "phone_sanitized": "partner.phone_sanitized",
    "phone_state": "'correct'",
    "street": "partner.street",
    "zip": "partner.zip",
    "city": "partner.city",
    "country_id": "partner.country_id",
    "message_bounce": "0",
    # Money and chances
    "expected_revenue": "revenue",
    "prorated_revenue": "round((revenue * chance / 100)::numeric, 2)",
    "recurring_revenue": "0",
    "recurring_revenue_monthly": "0",
    "recurring_revenue_monthly_prorated": "0",
    "recurring_revenue_prorated": "0",
    "automated_probability": "automated",
    "probability": "chance",
    "won_status": "CASE WHEN state IN ('won', 'lost') THEN state ELSE 'pending' END",
    "lost_reason_id": "CASE WHEN state = 'lost' THEN pg_temp.pick(%(reasons)s, n, 43) END",
    # Dates
    "create_date": "created",
    "write_date": "quiet",
    "date_open": "CASE WHEN seed_lead.user_id IS NOT NULL THEN date_trunc('second', assigned) END",
    "day_open": "CASE WHEN seed_lead.user_id IS NOT NULL"
    " THEN extract(day FROM date_trunc('second', assigned) - created) END",
    "date_conversion": "CASE WHEN seed_lead.type = 'opportunity' AND pg_temp.u(n, 44) < 0.3"
    " THEN date_trunc('second', assigned) END",
    "date_last_stage_update": "date_trunc('second', CASE state WHEN 'won' THEN closed"
    " ELSE created + (quiet - created) * pg_temp.u(n, 45) END)",
    "date_closed": "CASE WHEN state <> 'open' THEN closed END",
    "day_close": "CASE WHEN state <> 'open' THEN extract(day FROM closed - created) END",
    "date_deadline": "CASE WHEN pg_temp.u(n, 46) < 0.7"
    " THEN (created + interval '1 day' * (15 + 120 * pg_temp.u(n, 47)))::date END",
    "create_uid": "coalesce(seed_lead.user_id, 2)",
    "write_uid": "coalesce(seed_lead.user_id, 2)",
}


def _tag(db):
    """Two leads out of five carry a tag."""
    db.execute(
        """
        INSERT INTO crm_tag (name, color, create_uid, create_date)
        SELECT jsonb_build_object('en_US', label), row_number() OVER (ORDER BY label), 2, now()
          FROM unnest(%(tags)s) label
         WHERE label NOT IN (SELECT name->>'en_US' FROM crm_tag)
        """,
        tags=words.TAGS,
    )
    db.execute(
        """
        INSERT INTO crm_tag_rel (lead_id, tag_id)
        SELECT seed_lead.id, pg_temp.pick(tags, n, 51)
          FROM seed_lead, (SELECT array_agg(id ORDER BY id) AS tags FROM crm_tag) known
         WHERE pg_temp.u(n, 52) < 0.4
        """
    )
