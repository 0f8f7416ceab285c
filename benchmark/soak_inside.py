"""The faults of script/soak, played in ``odoo shell`` with OPTIONS set: see docs/SOAK.md."""

# ruff: noqa: F821  # env and OPTIONS are those of the shell

import errno
import json
import os
import resource
import signal
import sys

import odoo
from odoo import Command

sys.path.insert(0, OPTIONS["folder"])
from soak_processes import Processes, cut, kill_me, wait
from soak_works import ROWS, WORKS, XML, accept_file, get_user

processes = Processes(env.registry, WORKS, OPTIONS.get("trace"))
start = processes.start


def tell(rows, what, blocked=""):
    rows.append({"what": what, "blocked": blocked})


def finish(rows, **options):
    """Run all works without faults: they finish, and none is blocked."""
    for work in WORKS:
        tell(rows, f"{work}, afterwards", wait(start(work, **options)))


# --- parts -------------------------------------------------------------------------------------


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
    """kill -9 at the first, the second and the third commit of each work."""
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
            wait(start(work, at, cut))  # an error is allowed: the connection is gone
            tell(rows, f"{work}, cut at commit {at}")
        tell(rows, f"{work}, afterwards", wait(start(work)))
    finish(rows)


def twice(rows):
    """Each work in two processes at once; the loser of a race may report an error."""
    for work in WORKS:
        for process in [start(work), start(work)]:
            wait(process)
        tell(rows, f"{work}, twice at once")
        tell(rows, f"{work}, afterwards", wait(start(work)))
    finish(rows)


def disk(rows):
    """No file can be written: exports, and the summaries with an attachment."""

    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def export(env):
        env = get_user(env, "soak-manager")
        env["pilotage.kpi"].get_cockpit_xlsx({}, "user")

    WORKS["an export of the cockpit"] = export
    # (An uploaded file goes to Odoo's own store, which keeps it empty.)
    for work in ("closing a review", "an export of the cockpit"):
        said = wait(start(work, before=fill))
        # A work that needs the disk reports the error and rolls back: nothing else is expected.
        full = not said or any(text in said for text in (os.strerror(errno.EFBIG), "UserError"))
        tell(rows, f"{work}, disk full", "" if full else said)
    finish(rows)
    finish(rows)


def mail(rows):
    """No mail server answers."""
    finish(rows, mail_up=False)
    finish(rows, mail_up=False)


def delete(rows):
    """Records that we refer to are deleted, one after the other; every work and every screen goes
    on.
    """
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
    """Yield (label, function) of the records that can be deleted, or archived."""
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
    # No connection of ours may be open in a process that forks.
    env.cr.rollback()
    odoo.sql_db.close_all()
PARTS[OPTIONS["part"]](found)
print("FOUND", json.dumps(found), flush=True)
os._exit(0)  # the shell would go on with its closed connection
