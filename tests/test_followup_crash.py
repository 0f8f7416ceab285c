"""Follow-ups when processes die, run concurrently, or meet records that fail.

Thousands of opportunities are due; the engine is killed in the middle, run again by two processes
at once, run without its lock. Each opportunity gets exactly one follow-up.
"""

import os
import signal
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from types import SimpleNamespace

import psycopg2
import pytest
import sandbox

DUE = 5000
BATCH = 250

# A few leads by the ORM, the rest copied from them, all untouched for twenty days. They belong to
# five salespeople; POISON makes the last one fail.
PREPARE = f"""
from odoo import Command
users = env["res.users"].with_context(no_reset_password=True).create([{{
    "name": f"Salesperson {{i}}", "login": f"crash-{{i}}", "email": f"crash-{{i}}@example.com",
    "group_ids": [Command.link(env.ref("sales_team.group_sale_salesman").id)],
}} for i in range(5)])
leads = env["crm.lead"].with_context(tracking_disable=True).create([{{
    "name": user.name, "type": "opportunity", "user_id": user.id,
}} for user in users])
env.flush_all()
env.cr.execute('''
    SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns
     WHERE table_name = 'crm_lead' AND column_name != 'id' ''')
columns = env.cr.fetchone()[0]
env.cr.execute(
    f"INSERT INTO crm_lead ({{columns}}) SELECT {{columns}} FROM crm_lead l, "
    "generate_series(1, %s) WHERE l.id IN %s", [{DUE} // len(leads) - 1, tuple(leads.ids)])
env.cr.execute("UPDATE crm_lead SET create_date = now() - interval '20 days'")
env.cr.execute("ANALYZE crm_lead")
env.cr.commit()
"""
# Small batches, and a line of output when the engine is about to start.
RUN = f"""
import pathlib, time
from odoo.addons.pilotage_commercial.models.followup.run import base_automation_engine as module
module.BATCH = {BATCH}
engine = env["base.automation"]
%s
pathlib.Path("%s").touch()
while not pathlib.Path("%s").exists():
    time.sleep(0.01)
engine._cron_send_followups()
print("COMMITTED", engine.env["mail.activity"].search_count([("followup_rule_id", "!=", False)]))
"""
NO_LOCK = "type(engine)._lock_followups = lambda self: True"
# One opportunity whose follow-up cannot be written, and a salesperson whose summary fails.
POISON = """
activity_class, lead_class = type(env["mail.activity"]), type(env["crm.lead"])
bad = env["crm.lead"].search([("name", "=", "Salesperson 4")], order="id")[7::400].ids
create = activity_class.create
def poisoned(self, vals_list):
    if any(vals["res_id"] in bad for vals in vals_list):
        self.env.cr.execute("SELECT 1 / 0")
    return create(self, vals_list)
activity_class.create = poisoned

thread = type(env["mail.thread"])
notify = thread.message_notify
def unreachable(self, *, partner_ids=False, **options):
    if "crash-3" in self.env["res.partner"].browse(partner_ids).user_ids.mapped("login"):
        raise OSError("the mail server of crash-3 does not answer")
    return notify(self, partner_ids=partner_ids, **options)
thread.message_notify = unreachable
"""
BAD = 3  # as many as POISON's slice of a thousand

COUNT = "SELECT count(*) FROM mail_activity WHERE followup_rule_id IS NOT NULL"
# Number of leads by number of follow-ups.
FOLLOWUPS = """
    SELECT followups, count(*) FROM (
        SELECT l.id, count(a.id) AS followups FROM crm_lead l
          LEFT JOIN mail_activity a ON a.res_model = 'crm.lead' AND a.res_id = l.id
         GROUP BY l.id) lead GROUP BY 1 ORDER BY 1
"""
NOTICES = """
    SELECT count(*) FROM mail_message m
      JOIN mail_message_res_partner_rel r ON r.mail_message_id = m.id
      JOIN res_users u ON u.partner_id = r.res_partner_id
     WHERE m.message_type = 'user_notification' AND u.login = %s
"""


@pytest.fixture(scope="module")
def due(make_installed, shell):
    """A database where 5 000 opportunities are due; each test works on a copy."""
    name = make_installed()
    shell(name, PREPARE)
    assert sandbox.query(name, "SELECT count(*) FROM crm_lead") == [(DUE,)]
    return name


@pytest.fixture
def database(due):
    name = f"{due}_copy"
    sandbox.clone(due, name)
    try:
        yield name
    finally:
        sandbox.drop(name)


@contextmanager
def engines(database, folder, number=1, code=""):
    """Start ``number`` processes and let their engines begin at the same time."""
    go = folder / "go"
    go.unlink(missing_ok=True)
    running = []
    try:
        for index in range(number):
            ready = folder / f"ready-{index}"
            ready.unlink(missing_ok=True)
            source = folder / f"source-{index}.py"
            source.write_text(RUN % (code, ready, go))
            log = folder / f"log-{index}"
            with source.open() as given, log.open("w") as taken:
                process = subprocess.Popen(
                    [sandbox.ROOT / "script" / "odoo", "shell", "-d", database, "--log-level=info"],
                    stdin=given,
                    stdout=taken,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            running.append(SimpleNamespace(process=process, ready=ready, log=log))
        wait(lambda: all(is_ready(engine) for engine in running))
        go.touch()
        yield running
    finally:
        for engine in running:
            kill(engine.process)


def is_ready(engine):
    if engine.process.poll() is not None:
        pytest.fail(f"it did not start: {engine.log.read_text()[-4000:]}")
    return engine.ready.exists()


def kill(process):
    """As ``kill -9`` on the process and its own children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait(condition, seconds=180):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def run(database, folder, number=1, code=""):
    """Run engines to their end; return the output and log of each."""
    with engines(database, folder, number, code) as running:
        for engine in running:
            engine.process.wait(timeout=300)
        outputs = [engine.log.read_text() for engine in running]
    for output in outputs:
        assert "COMMITTED" in output, output[-4000:]
    return outputs


def kill_in_the_middle(database, folder, after):
    """Start the engine and kill it once ``after`` follow-ups exist; return their number."""
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()

        def read(statement):
            cursor.execute(statement)
            return cursor.fetchone()[0]

        with engines(database, folder) as [engine]:
            wait(lambda: read(COUNT) >= after)
            kill(engine.process)
        # PostgreSQL notices by itself that the client is gone.
        wait(lambda: not read("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        return read(COUNT)


@pytest.mark.nightly
def test_killed_then_run_by_two_at_once(database, tmp_path):
    done = 0
    for after in (1, 1200, 2600):
        done, before = kill_in_the_middle(database, tmp_path, after), done
        assert before < done < DUE
        assert done % BATCH == 0  # a batch is complete or missing
    outputs = run(database, tmp_path, number=2)
    assert sandbox.query(database, FOLLOWUPS) == [(1, DUE)]
    assert sum("leaving it to it" in output for output in outputs) == 1
    assert not any("WARNING" in output for output in outputs)
    # Nothing is left to do.
    run(database, tmp_path)
    assert sandbox.query(database, FOLLOWUPS) == [(1, DUE)]


@pytest.mark.nightly
def test_two_at_once_without_the_lock(database, tmp_path):
    run(database, tmp_path, number=2, code=NO_LOCK)
    run(database, tmp_path)
    assert sandbox.query(database, FOLLOWUPS) == [(1, DUE)]


def test_poison_stops_nobody(database, tmp_path):
    [output] = run(database, tmp_path, code=POISON)
    assert sandbox.query(database, FOLLOWUPS) == [(0, BAD), (1, DUE - BAD)]
    assert output.count("WARNING") == BAD + 1, output
    assert "the mail server of crash-3 does not answer" in output
    told = [sandbox.query(database, NOTICES, [f"crash-{i}"])[0][0] for i in range(5)]
    assert told == [1, 1, 1, 0, 1]
    notices = "SELECT count(*) FROM mail_message WHERE model = 'base.automation'"
    reported = f"{notices} AND body LIKE '%not be created: 3.%division by zero%'"
    assert sandbox.query(database, reported) == [(1,)]
    # The next hour they fail again: no second notice; once repaired, they get theirs.
    run(database, tmp_path, code=POISON)
    assert sandbox.query(database, reported) == [(1,)]
    run(database, tmp_path)
    assert sandbox.query(database, FOLLOWUPS) == [(1, DUE)]


def test_vanished_type_and_departed_salesperson(database, tmp_path, shell):
    departed = """
type_id = env.ref("pilotage_commercial.mail_activity_type_followup").id
env.cr.execute("UPDATE ir_act_server SET activity_type_id = NULL")
env.cr.execute("DELETE FROM mail_activity_type WHERE id = %s", [type_id])
env["res.users"].search([("login", "=", "crash-0")]).active = False
env["res.users"].search([("login", "=", "crash-1")]).partner_id.email = "not an address"
env.cr.commit()
"""
    shell(database, departed)
    [output] = run(database, tmp_path)
    assert sandbox.query(database, FOLLOWUPS) == [(1, DUE)]
    assert "could not be created" not in output
    assert not sandbox.query(
        database,
        """SELECT 1 FROM mail_activity a JOIN res_users u ON u.id = a.user_id
            WHERE NOT u.active LIMIT 1""",
    )
