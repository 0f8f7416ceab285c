"""Effects of faults on automatic work: see script/soak --help and docs/SOAK.md."""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter

import sandbox

NAME = "soak"
CALM = "soak_calm"
INSIDE = sandbox.ROOT / "benchmark" / "soak_inside.py"
ADDONS = "pilotage_commercial,pilotage_commercial_import,pilotage_commercial_rating"
PARTS = ("kill", "terminate", "twice", "disk", "mail", "delete")
# The state of the database afterwards, without ids and times of day: a query of (kind, key) for
# each row that would be missed, or seen twice.
STATE = """
    -- What a transaction that is undone takes are numbers: new records are told by their names.
    WITH new (model, id, name) AS (
        SELECT 'crm.lead', id, name FROM crm_lead WHERE name LIKE 'Soak %'
        UNION ALL
        SELECT 'pilotage.review', id, concat_ws(' ', company_id, team_id, week)
          FROM pilotage_review)
    SELECT 'activity', concat_ws('|', res_model, coalesce(new.name, res_id::text), summary, user_id,
                                 active)
      FROM mail_activity LEFT JOIN new ON new.model = res_model AND new.id = res_id
    UNION ALL
    SELECT 'message', concat_ws('|', m.model, coalesce(new.name, res_id::text), message_type,
                                subtype_id, author_id, length(body) > 0)
      FROM mail_message m LEFT JOIN new ON new.model = m.model AND new.id = res_id
     WHERE m.model IN ('crm.lead', 'sale.order', 'pilotage.review', 'res.partner')
       AND m.id > (SELECT value::int FROM ir_config_parameter WHERE key = 'soak.last_message')
    UNION ALL
    SELECT 'mail', concat_ws('|', m.email_to, g.model,
           coalesce((SELECT name FROM new WHERE new.model = g.model AND new.id = g.res_id),
                    g.res_id::text), g.subject,
           (SELECT string_agg(p.res_partner_id::text, ',' ORDER BY p.res_partner_id)
              FROM mail_mail_res_partner_rel p WHERE p.mail_mail_id = m.id))
      FROM mail_mail m JOIN mail_message g ON g.id = m.mail_message_id
    UNION ALL
    SELECT 'opportunity', concat_ws('|', id, name, stage_id, lost_from_stage_id, active,
           expected_revenue, estimated_cost, estimated_cost_source) FROM crm_lead
     WHERE name NOT LIKE 'Soak %'
    UNION ALL
    SELECT 'imported opportunity', concat_ws('|', name, expected_revenue, stage_id, user_id)
      FROM crm_lead WHERE name LIKE 'Soak %'
    UNION ALL
    SELECT 'row of an import', concat_ws('|', number, state, outcome) FROM pilotage_import_row
    UNION ALL
    SELECT 'order', concat_ws('|', id, state, quotation_outcome, quotation_date::date, real_cost,
           real_margin, real_cost_state, real_cost_to_update, completion_cost, satisfaction_request,
           order_progress, net_revenue, repurchase_reminder_date IS NULL) FROM sale_order
    UNION ALL
    SELECT 'cost', concat_ws('|', order_id, source, name, amount) FROM sale_order_cost
    UNION ALL
    SELECT 'snapshot', concat_ws('|', company_id, date, kpi_id, team_id, user_id, value, numerator)
      FROM pilotage_kpi_snapshot
    UNION ALL
    SELECT 'review', concat_ws('|', company_id, team_id, week, state, mail_date IS NULL, streak)
      FROM pilotage_review
    UNION ALL
    SELECT 'line of a review', concat_ws('|', r.week, r.team_id, l.kpi_id, l.value)
      FROM pilotage_review_line l JOIN pilotage_review r ON r.id = l.review_id
    UNION ALL
    SELECT 'action', concat_ws('|', r.week, r.team_id, a.name, a.state)
      FROM pilotage_review_action a JOIN pilotage_review r ON r.id = a.review_id
    UNION ALL
    SELECT 'request of satisfaction', concat_ws('|', res_model, res_id, partner_id)
      FROM rating_rating
"""


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=1500, help="(%(default)s)")
    parser.add_argument("--orders", type=int, default=600, help="(%(default)s)")
    parser.add_argument("--only", choices=PARTS, help="one part")
    return parser.parse_args(arguments)


def play(database, part, **options):
    """Run one part in ``odoo shell``; return its attempts: ``[{"what", "blocked"}]``."""
    given = {"part": part, "folder": str(INSIDE.parent), **options}
    done = subprocess.run(
        [str(sandbox.ROOT / "script" / "odoo"), "shell", "-d", database, "--log-level=critical"],
        input=f"OPTIONS = {given!r}\n{INSIDE.read_text()}",
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    if not found:
        raise RuntimeError(f"{part}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return json.loads(found[-1].removeprefix("FOUND "))


def get_state(database):
    return Counter(sandbox.query(database, STATE))


def prepare(options):
    """Create the database of the faults, and one without any."""
    for name in (NAME, CALM):
        sandbox.drop(name)
    sandbox.install_base(NAME)
    sandbox.generate(
        NAME, leads=options.leads, messages=2 * options.leads, orders=options.orders, companies=2,
        teams=3, salespeople=6,
    )  # fmt: skip
    sandbox.odoo(NAME, "-i", ADDONS, "--log-level=warn")
    play(NAME, "prepare")
    sandbox.clone(NAME, CALM)
    play(CALM, "calm")


def compare(part, tried):
    """Print the results of ``part``, and return (tried, lost, doubled, blocked)."""
    calm, found = get_state(CALM), get_state(f"{NAME}_{part}")
    lost, doubled = calm - found, found - calm
    blocked = [row for row in tried if row["blocked"]]
    for row in blocked:
        print(f"  blocked: {row['what']}: {row['blocked']}")
    for label, rows in (("lost", lost), ("doubled", doubled)):
        for (kind, key), count in list(rows.items())[:10]:
            print(f"  {label}: {count} {kind}: {key}")
    return len(tried), lost.total(), doubled.total(), len(blocked)


def run_part(part):
    """Run ``part`` on a copy of the database; return the figures."""
    started, name = time.monotonic(), f"{NAME}_{part}"
    sandbox.drop(name)
    sandbox.clone(NAME, name)
    try:
        tried = play(name, part)
        if part == "delete":  # rows are deleted on purpose: only check that nothing is blocked
            blocked = [row for row in tried if row["blocked"]]
            for row in blocked:
                print(f"  blocked: {row['what']}: {row['blocked']}")
            figures = (len(tried), 0, 0, len(blocked))
        else:
            figures = compare(part, tried)
    finally:
        sandbox.drop(name)
    print(row_of(part, figures), f"{time.monotonic() - started:8.0f} s", flush=True)
    return figures


def row_of(label, figures):
    return f"{label:<12}" + "".join(f"{figure:>10}" for figure in figures)


def main(arguments=None):
    options = parse_arguments(arguments)
    parts = [options.only] if options.only else PARTS
    try:
        prepare(options)
        print(row_of("", ("tried", "lost", "doubled", "blocked")), flush=True)
        figures = [run_part(part) for part in parts]
    finally:
        for name in (NAME, CALM):
            sandbox.drop(name)
    total = tuple(map(sum, zip(*figures, strict=True)))
    print(row_of("all", total))
    sys.exit(any(total[1:]))


if __name__ == "__main__":
    main()
