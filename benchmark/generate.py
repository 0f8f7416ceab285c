"""Fill an Odoo database with years of CRM history, in SQL, the same for the same seed.

The server is found by the usual PGHOST, PGPORT, PGUSER and PGPASSWORD.
"""

import argparse
import time
from datetime import datetime, timezone

import psycopg2
from seed import (
    activities,
    leads,
    meetings,
    messages,
    orders,
    organisation,
    partners,
    stages,
)
from seed.database import Database, step

FILLED = [
    "crm_lead", "crm_tag_rel", "res_partner", "mail_activity", "mail_message",
    "mail_tracking_value", "mail_notification", "mail_message_res_partner_rel", "calendar_event",
    "calendar_attendee", "calendar_event_res_partner_rel", "sale_order", "sale_order_line",
]  # fmt: skip


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True, help="crm, sale_crm, sale_margin installed")
    parser.add_argument("--seed", type=int, default=42)
    for name, default, text in (
        ("leads", 20_000, "leads and opportunities"),
        ("messages", 40_000, "messages on them"),
        ("activities", 6_000, "activities, 35 %% of them open"),
        ("orders", 0, "quotations and orders"),
        ("lines", 4, "most lines of one: it has one to so many"),
        ("companies", 4, "companies in all; the first one has 64 %% of the leads"),
        ("teams", 8, "sales teams to add"),
        ("salespeople", 40, "salespeople to add"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} (%(default)s)")
    parser.add_argument("--partners", type=int, help="customers (one for five leads)")
    parser.add_argument("--meetings", type=int, help="meetings (one for twenty leads)")
    parser.add_argument(
        "--until",
        type=datetime.fromisoformat,
        default=datetime.now(timezone.utc).replace(
            tzinfo=None, hour=0, minute=0, second=0, microsecond=0
        ),
        help="end of the history, UTC, as 2026-01-31 (today)",
    )
    parser.add_argument(
        "--custom-stages", action="store_true", help="rename the stock stages and add others"
    )
    options = parser.parse_args(arguments)
    if not 0 < options.companies <= options.teams <= options.salespeople:
        parser.error("each company needs a team, and each team a salesperson")
    if options.leads < 1 or min(options.messages, options.activities, options.orders) < 0:
        parser.error("sizes are positive")
    if options.lines < 1:
        parser.error("an order has a line")
    options.partners = options.partners or max(30, options.leads // 5)
    options.meetings = options.leads // 20 if options.meetings is None else options.meetings
    return options


def generate(cursor, options):
    """Fill the database of ``cursor`` in its current transaction."""
    db = Database(cursor, options.seed)
    db.skip_foreign_keys()
    with step("companies, teams, salespeople, stages"):
        organisation.fill(db, options.companies, options.teams, options.salespeople)
        if options.custom_stages:
            stages.customise(db)
        stages.describe(db)
    with step(f"{options.partners:,} partners"):
        partner_base = partners.fill(db, options.partners, options.until)
    with step(f"{options.leads:,} leads"):
        leads.plan(db, options.leads, options.partners, partner_base, options.until)
        leads.fill(db, options.leads, options.until)
    with step(f"{options.activities:,} activities"):
        activities.plan(db, options.activities, options.until)
        activities.fill(db, options.activities)
    with step(f"{options.messages:,} messages"):
        messages.fill(db, options.messages)
    with step(f"{options.meetings:,} meetings"):
        meetings.fill(db, options.meetings, options.until)
    with step(f"{options.orders:,} orders"):
        orders.fill(db, options.orders, options.lines, options.until)


def main(arguments=None):
    options = parse_arguments(arguments)
    started = time.monotonic()
    connection = psycopg2.connect(dbname=options.database)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        # Some servers give a container little shared memory: sort and build indexes alone there.
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 0; SET LOCAL jit = off")
        generate(cursor, options)
    connection.autocommit = True
    with step("vacuum and statistics"), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) " + ", ".join(FILLED))
        cursor.execute("ANALYZE")
    connection.close()
    print(f"{options.database}: filled in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
