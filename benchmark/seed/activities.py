"""Planned activities on open leads, and those done, which Odoo 19 keeps archived."""

from seed import vocabulary as words

OPEN_SHARE = 0.35
KINDS = ["email", "call", "meeting", "todo"]


def plan(db, count, until):
    """``seed_activity``: one row per activity; ``done_at`` is empty while it is planned.

    Open ones fall on open leads, the newest more often: half of them planned ahead, a third late.
    """
    open_count = round(count * OPEN_SHARE)
    db.temporary(
        "seed_open", "SELECT n, row_number() OVER (ORDER BY n) AS rank FROM seed_lead"
        " WHERE state = 'open' AND type = 'opportunity'"
    )  # fmt: skip
    if not db.value("SELECT 1 FROM seed_open LIMIT 1"):
        open_count = 0
    db.temporary(
        "seed_activity",
        "SELECT k, n, row_number() OVER (ORDER BY created, k) AS number, created, deadline,"
        f" done_at FROM ({_PLANNED} UNION ALL {_DONE}) activity",
        count=count,
        open_count=open_count,
        until=until,
    )


def fill(db, count):
    with db.bulk(["mail_activity"], count):
        db.insert(
            "mail_activity",
            _columns(),
            "seed_activity JOIN seed_lead USING (n) JOIN crm_lead ON crm_lead.id = seed_lead.id"
            " ORDER BY number",
            base=db.last_id("mail_activity"),
            model=db.model_id("crm.lead"),
            kinds=[db.ref(f"mail.mail_activity_data_{kind}") for kind in KINDS],
            summaries=words.ACTIVITY_SUMMARIES,
        )
    db.finish("mail_activity")


_PLANNED = """
    SELECT k, n, greatest(lead.created, %(until)s::timestamp
                          - interval '1 day' * 60 * pg_temp.u(k, 203)) AS created,
           greatest(lead.created::date, %(until)s::date + CASE
               WHEN pg_temp.u(k, 201) < 0.55 THEN 1 + floor(45 * pg_temp.u(k, 202))::int
               WHEN pg_temp.u(k, 201) < 0.65 THEN 0
               ELSE -1 - floor(150 * power(pg_temp.u(k, 202), 2))::int END) AS deadline,
           NULL::timestamp AS done_at
      FROM generate_series(1, %(open_count)s) k
      JOIN seed_open ON rank = 1 + floor(sqrt(pg_temp.u(k, 204))
                                         * (SELECT count(*) FROM seed_open))::bigint
      JOIN seed_lead lead USING (n)
"""

_DONE = """
    SELECT k, n, lead.created + (done.at - lead.created) * pg_temp.u(k, 205) AS created,
           done.at::date + floor(8 * pg_temp.u(k, 206) - 3)::int AS deadline, done.at AS done_at
      FROM generate_series(%(open_count)s + 1, %(count)s) k
      JOIN seed_lead lead ON lead.n = 1 + floor(pg_temp.u(k, 207)
                                                * (SELECT count(*) FROM seed_lead))::bigint
      CROSS JOIN LATERAL (
        SELECT date_trunc('second', lead.created + (lead.quiet - lead.created)
                                                   * pg_temp.u(k, 208)) AS at
      ) done
"""


def _columns():
    return {
        "id": "%(base)s + number",
        "res_model": "'crm.lead'",
        "res_model_id": "%(model)s",
        "res_id": "crm_lead.id",
        "res_name": "crm_lead.name",
        "activity_type_id": "pg_temp.pick(%(kinds)s, k, 209)",
        "summary": "pg_temp.pick(%(summaries)s, k, 210)",
        "user_id": "coalesce(seed_lead.user_id, 2)",
        "date_deadline": "deadline",
        "date_done": "done_at::date",
        "active": "done_at IS NULL",
        "automated": "FALSE",
        "create_uid": "coalesce(seed_lead.user_id, 2)",
        "write_uid": "coalesce(seed_lead.user_id, 2)",
        "create_date": "seed_activity.created",
        "write_date": "coalesce(done_at, seed_activity.created)",
    }
