"""Several people, or the scheduled action, work on a review at the same time.

Each has a cursor of their own, in a transaction that began before the others wrote anything;
requests are retried as by Odoo's server. In the end there is one review, one set of figures, one
set of activities, one summary.
"""

import pytest
import sandbox

pytestmark = pytest.mark.nightly

PREPARE = """
from odoo import Command
company = env.company
manager, second = env["res.users"].with_context(no_reset_password=True).create([{
    "name": name, "login": name, "email": f"{name}@example.com",
    "group_ids": [Command.link(env.ref("sales_team.group_sale_manager").id)],
} for name in ("race-1", "race-2")])
team = env["crm.team"].create({"name": "Race", "user_id": manager.id, "company_id": company.id})
leads = env["crm.lead"].with_context(tracking_disable=True).create([{
    "name": f"Prospect {i}", "type": "opportunity", "team_id": team.id, "user_id": manager.id,
    "expected_revenue": 1000,
} for i in range(6)])
env.flush_all()
env.cr.execute("UPDATE crm_lead SET create_date = now() - interval '20 days'")
env.cr.commit()
"""
# Runs each call in a thread of its own; none begins before all have started their transaction.
RACE = """
import threading
from odoo import api
from odoo.addons.pilotage_commercial.models.review.course import pilotage_review_monday
from odoo.service.model import retrying
pilotage_review_monday.MAIL_HOUR = 0  # the mail is due, whatever the hour of the test

team = env["crm.team"].search([("name", "=", "Race")])
users = env["res.users"].search([("login", "like", "race-")], order="login")
REVIEW = env["pilotage.review"].search([("team_id", "=", team.id)], order="week", limit=1).id
team_id, uids, registry = team.id, users.ids, env.registry
env.cr.rollback()

def race(*calls):
    barrier, failures = threading.Barrier(len(calls)), []
    def play(uid, call):
        begun = []
        def request():
            local = api.Environment(cr, uid, {"tz": "UTC", "lang": "en_US"})
            if not begun:
                begun.append(True)
                cr.execute("SELECT count(*) FROM pilotage_review")
                barrier.wait(timeout=60)
            return call(local["pilotage.review"])
        with registry.cursor() as cr:
            try:
                retrying(request, api.Environment(cr, uid, {}))
            except Exception as error:
                failures.append(repr(error))
    threads = [threading.Thread(target=play, args=item) for item in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("FAILURES", failures)
"""
# The reviews of the test only.
OURS = """(
    SELECT id FROM pilotage_review
     WHERE team_id IN (SELECT id FROM crm_team WHERE name->>'en_US' = 'Race')
)"""
ON_DEALS = """
    SELECT count(*), count(DISTINCT activity.res_id) FROM mail_activity activity
      JOIN crm_lead lead ON lead.id = activity.res_id AND activity.res_model = 'crm.lead'
      JOIN crm_team team ON team.id = lead.team_id AND team.name->>'en_US' = 'Race'
"""
OPEN = "lambda reviews: reviews.open_current(team_id)"
CLICK = "lambda reviews: reviews.browse(REVIEW).%s()"
CRON = "lambda reviews: reviews._cron_monday()"


@pytest.fixture(scope="module")
def database(make_installed, shell):
    name = make_installed()
    shell(name, PREPARE)
    return name


@pytest.fixture(scope="module")
def race(database, shell):
    """Run calls at the same time, the first one as one manager, the second as another."""

    def run(*calls):
        users = ("uids[0]", "uids[1]")
        players = ", ".join(
            f"(1 if '_cron' in {call!r} else {user}, {call})"
            for user, call in zip(users, calls, strict=True)
        )
        output = shell(database, f"{RACE}\nrace({players})")
        assert "FAILURES []" in output, output[-4000:]

    return run


def count(database, table, condition="TRUE"):
    """Return the number of rows of ``table`` that belong to the reviews of the test."""
    column = {"pilotage_review": "id", "mail_activity": "res_id", "mail_message": "res_id"}
    statement = (
        f"SELECT count(*) FROM {table} WHERE {column.get(table, 'review_id')} IN {OURS}"
        f" AND {condition}"
    )
    return sandbox.query(database, statement)[0][0]


def get_states(database):
    statement = f"SELECT state FROM pilotage_review WHERE id IN {OURS} ORDER BY week"
    return [state for (state,) in sandbox.query(database, statement)]


def test_a_week_of_races(database, race):
    # Two people open this week's review at once.
    race(OPEN, OPEN)
    assert get_states(database) == ["planned"]
    # Both schedule the meetings: one series, also when scheduled from another week.
    race(CLICK % "action_schedule", CLICK % "action_schedule")
    meetings = "SELECT count(*) FROM calendar_event WHERE res_model = 'pilotage.review'"
    assert sandbox.query(database, meetings)[0][0] == 52
    # Both press Start.
    race(CLICK % "action_start", CLICK % "action_start")
    assert count(database, "pilotage_review_line") == 7
    assert count(database, "pilotage_review_record") == 5
    # Both press Make the Actions; then one does while the other closes; then both close.
    race(CLICK % "action_plan", CLICK % "action_plan")
    assert count(database, "pilotage_review_action") == 1
    race(CLICK % "action_close", CLICK % "action_close")
    race(CLICK % "action_start", CLICK % "action_close")
    assert count(database, "pilotage_review_action") == 1
    # One activity on each chosen deal, none on the review.
    assert count(database, "mail_activity", "res_model = 'pilotage.review'") == 0
    assert sandbox.query(database, ON_DEALS) == [(5, 5)]
    summaries = "model = 'pilotage.review' AND body LIKE '%held in%'"
    assert count(database, "mail_message", summaries) == 1
    # One planned review.
    assert get_states(database) == ["held", "planned"]


def test_the_cron_and_a_person(database, race):
    """Two weeks later: the scheduled action prepares the week while somebody opens it."""
    sandbox.query(database, f"UPDATE pilotage_review SET week = week - 14 WHERE id IN {OURS}")
    race(OPEN, CRON)
    assert get_states(database) == ["held", "missed", "planned"]
    race(CRON, CRON)
    race(OPEN, CRON)
    assert get_states(database) == ["held", "missed", "planned"]
    mailed = "mail_date IS NOT NULL"
    assert count(database, "pilotage_review", mailed) == 1
