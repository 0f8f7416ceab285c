"""Run by ``odoo shell``, which provides ``env``; ``OPTIONS`` selects the measures."""

import json
import time
from pathlib import Path
from unittest.mock import patch

from odoo import Command

from odoo.addons.base.models.ir_cron import IrCron

env = globals()["env"]
OPTIONS = globals()["OPTIONS"]
CRON_SLOT = 10  # seconds of a run of a scheduled action


def get_memory():
    """Megabytes of the process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def timed(function):
    started = time.monotonic()
    result = function()
    return time.monotonic() - started, result


def get_rule():
    return env.ref("pilotage_commercial.automation_lead_inactive")


def prepare():
    """Date the quotations as the history cron does."""
    env["sale.order"]._complete_history_quotation_dates(10**9)
    env.cr.commit()
    return {}


def find():
    """Best time to find all due records, for the rules of opportunities and quotations."""
    rules = env["base.automation"].search([("followup_kind", "in", ("lead", "quotation"))])

    def find_all():
        return [len(env[rule.model_name]._get_followup_due_ids(rule)) for rule in rules]

    times = [timed(find_all) for _attempt in range(4)]
    return {"find": min(seconds for seconds, _n in times), "due": sum(times[0][1])}


def compare(number):
    """The same leads by our engine and by Odoo's own rule, both undone."""
    rule = get_rule()
    ids = env["crm.lead"]._get_followup_due_ids(rule)[:number]
    with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: float("inf")):
        run_ours(rule, ids[-100:])  # warm the caches of the process
        env.cr.rollback()
        made_in, _none = timed(lambda: send(rule, ids))
        told_in, _none = timed(rule._tell_salespeople)
        ours = made_in + told_in
    count = env["mail.activity"].search_count([("followup_rule_id", "=", rule.id)])
    env.cr.rollback()
    action = {
        "name": "Follow up", "state": "next_activity", "usage": "base_automation",
        "model_id": rule.model_id.id, "activity_user_type": "generic",
        "activity_type_id": env.ref("pilotage_commercial.mail_activity_type_followup").id,
        "activity_user_field_name": "user_id", "activity_summary": "Follow up",
    }  # fmt: skip
    native = env["base.automation"].create(
        {
            "name": "Odoo's own",
            "model_id": rule.model_id.id,
            "trigger": "on_time",
            "trg_date_id": env.ref("crm.field_crm_lead__create_date").id,
            "trg_date_range": 1,
            "trg_date_range_type": "day",
            "filter_domain": repr([("id", "in", ids)]),
            "action_server_ids": [Command.create(action)],
        }
    )
    (env["base.automation"].search([]) - native).active = False
    env.flush_all()
    before = env["mail.activity"].search_count([])
    theirs, _none = timed(lambda: run_native(native))
    made = env["mail.activity"].search_count([]) - before
    env.cr.rollback()
    assert count == made == len(ids), (count, made, len(ids))
    return {
        "rate": count / ours,
        "native_rate": made / theirs,
        "native_ratio": theirs / ours,
        "compared": count,
        "rate_without_summaries": count / made_in,
    }


def run_ours(rule, ids):
    """Let the engine create the follow-ups of ``ids`` and inform the salespeople."""
    send(rule, ids)
    rule._tell_salespeople()


def run_native(rule):
    """Do what Odoo's cron does for one time rule."""
    with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: float("inf")):
        rule._cron_process_time_based_actions()
    env.flush_all()


def send(rule, ids):
    """Run the engine on ``ids``, found beforehand."""
    leads = type(env["crm.lead"])
    search = leads._get_followup_due_ids

    def found(self, rule_, batch=None):
        return list(ids) if batch is None else search(self, rule_, batch)

    with patch.object(leads, "_get_followup_due_ids", found):
        rule._send_followups()
    env.flush_all()


def run_long(number):
    """Everything untouched for years becomes due; the engine works in runs of a cron."""
    env.cr.execute("UPDATE res_company SET cold_delay = 9999")
    env.invalidate_all()
    rule = get_rule()
    due = env["crm.lead"]._get_followup_due_ids(rule)[:number]
    env.cr.commit()
    marks, slots, memory = [], [], []
    deadline = [0]

    def commit(self, processed=0, **options):
        self.env.cr.commit()
        if processed:
            marks.append((time.monotonic(), processed))
            memory.append(get_memory())
        return max(deadline[0] - time.monotonic(), 0)

    with patch.object(IrCron, "_commit_progress", commit):
        while due:
            deadline[0] = time.monotonic() + CRON_SLOT
            done = len(marks)
            started = time.monotonic()
            send(rule, due)
            slots.append(time.monotonic() - started)
            due = due[sum(processed for _at, processed in marks[done:]) :]
    told_in, _none = timed(rule._tell_salespeople)
    return {
        "long_run": sum(processed for _at, processed in marks),
        "steady": get_speed(marks[-len(marks) // 5 :]) / get_speed(marks[: len(marks) // 5]),
        "long_rate": get_speed(marks),
        "memory": max(memory) - memory[0],
        "largest_commit": max(processed for _at, processed in marks),
        "longest_run": max(slots),
        "runs": len(slots),
        "summaries_of_all": told_in,
    }


def get_speed(marks):
    """Records a second between the first and the last of ``marks``."""
    return sum(processed for _at, processed in marks[1:]) / (marks[-1][0] - marks[0][0])


PARTS = {
    "prepare": prepare,
    "find": find,
    "compare": lambda: compare(OPTIONS["number"]),
    "long": lambda: run_long(OPTIONS["number"]),
}
result = PARTS[OPTIONS["part"]]()
env.cr.rollback()
print("FOUND", json.dumps(result))
