"""The faults of script/soak, played in ``odoo shell`` with OPTIONS set.

Each work is done by a forked process of its own, with its own connection: it can be killed as by
``kill -9``, the moment before a commit.
"""

# ruff: noqa: F821  # env and OPTIONS are those of the shell

import base64
import errno
import json
import os
import resource
import signal
import traceback
from contextlib import closing
from unittest import mock

import psycopg2

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.service.model import retrying

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.pilotage_commercial.models.cost import sale_order_real_cost_cron
from odoo.addons.pilotage_commercial.models.followup import (
    base_automation_engine,
    mail_activity_end,
)
from odoo.addons.pilotage_commercial.models.history import crm_lead as history
from odoo.addons.pilotage_commercial.models.order import sale_order_outcome
from odoo.addons.pilotage_commercial.models.review import pilotage_review_monday
from odoo.addons.pilotage_commercial_import.models import pilotage_import_run
from odoo.addons.pilotage_commercial_rating.models import res_company as rating_company
from odoo.addons.pilotage_commercial_rating.models import sale_order_request

# Small batches: several commits in each work.
for module, name, size in (
    (sale_order_real_cost_cron, "BATCH", 60),
    (base_automation_engine, "BATCH", 40),
    (mail_activity_end, "BATCH", 40),
    (history, "BATCH", 150),
    (sale_order_outcome, "EXPIRY_BATCH", 10),
    (sale_order_request, "BATCH", 10),
    (pilotage_import_run, "BATCH", 50),
    (pilotage_import_run, "DIRECT", 100),
    # Whatever the hour of the run.
    (pilotage_review_monday, "MAIL_HOUR", 0),
    (rating_company, "FIRST_HOUR", 0),
    (rating_company, "LAST_HOUR", 24),
):
    assert hasattr(module, name), (module, name)
    setattr(module, name, size)

ROWS, DIRECT_ROWS = 300, 80
REAL_COMMIT = odoo.sql_db.Cursor.commit
REGISTRY = env.registry
MAIL_UP = mock.patch.object(IrMail_Server, "send_email", lambda *args, **options: "<soak@test>")
XML = "pilotage_commercial"
# In the order in which they work.
CRONS = [
    f"{XML}.ir_cron_complete_history",
    f"{XML}.ir_cron_expired_quotations",
    f"{XML}.ir_cron_real_costs",
    f"{XML}.ir_cron_cost_experience",
    f"{XML}.ir_cron_kpi_snapshots",
    f"{XML}.ir_cron_followups",
    f"{XML}.ir_cron_review_monday",
    f"{XML}_rating.ir_cron_request_satisfaction",
    f"{XML}_import.ir_cron_import",
]


# --- what is done --------------------------------------------------------------------------------


def run_cron(env, xml_id):
    env.ref(xml_id).ir_actions_server_id.run()


def get_user(env, login):
    user = env["res.users"].search([("login", "=", login)])
    context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": user.company_id.ids}
    return env(user=user.id, context=context)


def close_review(env):
    env = get_user(env, "soak-manager")
    review = env["pilotage.review"].search(
        [("state", "in", ("open", "held"))], order="week", limit=1
    )
    if review.state == "open":
        review.action_close()


def import_direct(env):
    """A small file, written at once."""
    if not env["res.users"].search_count([("login", "=", "soak-sales")]):
        return  # who is archived imports no more
    env = get_user(env, "soak-sales")
    if not env["pilotage.import"].search_count([("file_name", "=", "direct.csv")]):
        accept_file(env, "direct.csv", "Soak direct", DIRECT_ROWS)


def accept_file(env, file_name, name, number):
    lines = [
        "Opportunité / client;Montant estimé;Statut;Prochaine action;Date d’échéance",
        *(f"{name} {index};{1000 + index};Prospect;Relancer;18/12/2026" for index in range(number)),
    ]
    record = env["pilotage.import"].create(
        {"file": base64.b64encode("\n".join(lines).encode()), "file_name": file_name}
    )
    record.action_check()
    record.action_import()


WORKS = {
    **{xml_id: lambda env, xml_id=xml_id: run_cron(env, xml_id) for xml_id in CRONS},
    "closing a review": close_review,
    "a small import": import_direct,
}


# --- processes -----------------------------------------------------------------------------------


class Commits:
    """Counts the commits of a process; at one of them, something happens."""

    def __init__(self, at=0, fault=None):
        self.count, self.at, self.fault = 0, at, fault

    def commit(self, cursor):
        self.count += 1
        if self.count == self.at:
            self.fault(cursor)
        return REAL_COMMIT(cursor)


def kill_me(_cursor):
    os.kill(os.getpid(), signal.SIGKILL)


def cut(cursor):
    """As an administrator, or a failing network, ends the connection."""
    with closing(psycopg2.connect(dbname=OPTIONS["database"])) as other:
        other.autocommit = True
        other.cursor().execute("SELECT pg_terminate_backend(%s)", [cursor._cnx.get_backend_pid()])


def start(work, at=0, fault=None, before=None, mail_up=True):
    """Do ``work``, a name or a function, in a process of its own.

    :return: its pid, and the end of a pipe on which it says what went wrong
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    said, commits = "", Commits(at, fault)
    try:
        os.close(reading)
        if before:
            before()
        odoo.sql_db.Cursor.commit = lambda cursor: commits.commit(cursor)
        if mail_up:
            MAIL_UP.start()
        registry = REGISTRY.check_signaling()  # as each request of a server does
        with registry.cursor() as cr:
            retrying(lambda: WORKS.get(work, work)(env_of(cr)), env_of(cr))
    except BaseException as error:  # noqa: BLE001  whatever it is, it is told
        said = f"{type(error).__name__}: {error}"[:300]
        if OPTIONS.get("trace"):
            said += traceback.format_exc()
    os.write(writing, said.encode())
    os._exit(bool(said))


def env_of(cr):
    return api.Environment(cr, SUPERUSER_ID, {})


def wait(process):
    """Return what a process said: "" when it went well."""
    pid, reading = process
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return said


def tell(rows, what, blocked=""):
    rows.append({"what": what, "blocked": blocked})


def finish(rows, **options):
    """Do all works undisturbed: what is left of them is done, and none is blocked."""
    for work in WORKS:
        tell(rows, f"{work}, afterwards", wait(start(work, **options)))


# --- the parts -----------------------------------------------------------------------------------


def prepare(_rows):
    """Give each work something to do."""
    company = env["res.company"].search([], order="id", limit=1)
    env.cr.execute("SELECT coalesce(max(id), 0) FROM mail_message")
    users = env["res.users"].with_context(no_reset_password=True).create(
        [
            {
                "name": login, "login": login, "email": f"{login}@example.com",
                "company_id": company.id, "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.link(env.ref(f"sales_team.group_sale_{group}").id)],
            }
            for login, group in (("soak-manager", "manager"), ("soak-sales", "salesman"))
        ]
    )  # fmt: skip
    manager = get_user(env, "soak-manager")
    reviews = manager["pilotage.review"]
    users[0].group_ids |= env.ref("base.group_allow_export")
    teams = env["crm.team"].search([("company_id", "=", company.id)], limit=2)
    teams.user_id = users[0]
    for team in teams:
        reviews.open_current(team.id)
    review = reviews.browse(reviews.open_current()["res_id"])
    review.action_start()
    review.action_plan()
    orders = env["sale.order"].search([("state", "=", "sale"), ("company_id", "=", company.id)])
    orders[:60].partner_id.email = "customer@example.com"
    orders[:60].action_mark_delivered()
    company.write({"satisfaction_request": True, "satisfaction_request_delay": 0})
    env["sale.order.cost"].create(
        [{"order_id": order.id, "name": "Stone", "amount": 10} for order in orders[:150]]
    )
    accept_file(get_user(env, "soak-sales"), "large.csv", "Soak", ROWS)
    env.flush_all()
    env.cr.execute(
        "UPDATE sale_order SET real_cost_to_update = TRUE WHERE id IN %s", [tuple(orders[:150].ids)]
    )
    env.cr.execute(
        "UPDATE sale_order SET validity_date = now()::date - 1 WHERE state = 'sent' AND id % 3 = 0"
    )
    env.cr.execute("SELECT coalesce(max(id), 0) FROM mail_message")
    env["ir.config_parameter"].set_param("soak.last_message", str(env.cr.fetchone()[0]))
    env.cr.commit()


def calm(rows):
    finish(rows)
    finish(rows)


def kill(rows):
    """kill -9 at the first commit, then at the second, then at the third of each work."""
    for work in WORKS:
        for at in (1, 2, 3):
            said = wait(start(work, at, kill_me))
            tell(rows, f"{work}, killed at commit {at}", "" if "signal" in said else said)
        tell(rows, f"{work}, afterwards", wait(start(work)))
    finish(rows)


def terminate(rows):
    """The backend is terminated at the first commit, then at the second."""
    for work in WORKS:
        for at in (1, 2):
            wait(start(work, at, cut))  # it may say so: the connection is gone
            tell(rows, f"{work}, cut at commit {at}")
        tell(rows, f"{work}, afterwards", wait(start(work)))
    finish(rows)


def twice(rows):
    """Each work by two processes at once; who loses a race may say so."""
    for work in WORKS:
        for process in [start(work), start(work)]:
            wait(process)
        tell(rows, f"{work}, twice at once")
        tell(rows, f"{work}, afterwards", wait(start(work)))
    finish(rows)


def disk(rows):
    """No file can be written: the exports and the summaries that they are part of."""

    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def export(env):
        env = get_user(env, "soak-manager")
        env["pilotage.kpi"].get_cockpit_xlsx({}, "user")

    WORKS["an export of the cockpit"] = export
    # (A file that is uploaded then is for Odoo's own store, which keeps it empty.)
    for work in ("closing a review", "an export of the cockpit"):
        said = wait(start(work, before=fill))
        # What needs the disk says so, and undoes what it did: nothing else is expected.
        full = not said or any(text in said for text in (os.strerror(errno.EFBIG), "UserError"))
        tell(rows, f"{work}, disk full", "" if full else said)
    finish(rows)
    finish(rows)


def mail(rows):
    """No mail server answers."""
    finish(rows, mail_up=False)
    finish(rows, mail_up=False)


def delete(rows):
    """What we refer to is deleted, one after the other; every work and every screen goes on."""
    for label, remove in get_removals():
        said = wait(start(remove))
        tell(rows, f"{label} is deleted")
        if said:  # refused, with a sentence or by the database: it stays
            if not any(text in said for text in ("Error: ", "Violation: ")):
                rows[-1]["blocked"] = said
            continue
        for work in [*WORKS, *BLOCKS]:
            said = wait(start(BLOCKS.get(work, work)))
            tell(rows, f"{work}, without {label}", "" if "UserError" in said else said)


BLOCKS = {
    name: lambda env, name=name: getattr(get_user(env, "soak-manager")["pilotage.kpi"], name)({})
    for name in ("get_cockpit", "get_lists", "get_funnel", "get_coverage", "get_forecast")
}


def get_removals():
    """Yield (label, function) of what can be deleted, or archived."""
    for xml_id in (
        f"{XML}.automation_lead_inactive",
        f"{XML}.mail_activity_type_followup",
        f"{XML}.pilotage_review_report",
        f"{XML}.mail_template_review",
        f"{XML}_rating.mail_template_satisfaction",
        f"{XML}.stage_lost",
        f"{XML}.stage_negotiation",
        f"{XML}.kpi_win_rate",
        f"{XML}.cockpit_action",
        "crm.crm_lead_action_pipeline",
    ):
        yield xml_id, lambda env, xml_id=xml_id: env.ref(xml_id).unlink()
    for model, domain in (
        ("crm.team", [("use_opportunities", "=", True)]),
        ("res.users", [("login", "=", "soak-sales")]),
    ):
        yield (
            f"one of {model}",
            lambda env, model=model, domain=domain: (
                env[model].search(domain, limit=1).action_archive()
            ),
        )


PARTS = {
    "prepare": prepare, "calm": calm, "kill": kill, "terminate": terminate, "twice": twice,
    "disk": disk, "mail": mail, "delete": delete,
}  # fmt: skip
found = []
if OPTIONS["part"] != "prepare":
    # No connection of ours may live in a process that is forked.
    env.cr.rollback()
    odoo.sql_db.close_all()
PARTS[OPTIONS["part"]](found)
print("FOUND", json.dumps(found), flush=True)
os._exit(0)  # the shell would go on with its closed connection
