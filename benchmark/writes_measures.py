"""Run by ``odoo shell``, which provides ``env``; ``OPTIONS`` selects the writes."""

import gc
import json
import socket

from odoo import fields

env = globals()["env"]
OPTIONS = globals()["OPTIONS"]
get_backend, get_cpu, count_calls = (
    globals()[name]
    for name in ("get_backend", "get_cpu", "count_calls")  # meter.py
)


def prepare_leads(number):
    """Writes on opportunities: ``{label: function of one record}``, and ``number`` of them."""
    stages = env["crm.stage"].search([("is_won", "=", False), ("team_ids", "=", False)], limit=2)
    still_open = [("type", "=", "opportunity"), ("won_status", "=", "pending")]
    leads = env["crm.lead"].search(still_open, limit=number, order="id desc")
    user = env.ref("base.user_admin")
    leads = leads.with_user(user)
    activities = {
        lead.id: lead.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=fields.Date.today(), user_id=user.id
        )
        for lead in leads
    }
    kinds = {
        "lead: phone": lambda lead: lead.write({"phone": "+33 4 72 00 00 01"}),
        "lead: amount": lambda lead: lead.write({"expected_revenue": lead.id % 977}),
        "lead: stage": lambda lead: lead.write({"stage_id": (stages - lead.stage_id)[:1].id}),
        "message posted": lambda lead: lead.message_post(body="x", message_type="comment"),
        "activity done": lambda lead: activities[lead.id].action_feedback("ok"),
    }
    return kinds, leads


def prepare_orders(number):
    """Writes, in their order, on quotations without an opportunity, whose margin asks for no
    reason.
    """
    user = env.ref("base.user_admin")
    domain = [
        ("state", "=", "draft"),
        ("opportunity_id", "=", False),
        ("company_id", "=", user.company_id.id),
        ("margin_percent", ">", 0.4),
    ]
    orders = env["sale.order"].search(domain, limit=number, order="id desc").with_user(user)
    if len(orders) < number:
        raise ValueError(f"{len(orders)} quotations where {number} are needed: generate more")
    kinds = {
        "order: reference": lambda order: order.write({"client_order_ref": "PO 12"}),
        "order: quantity": lambda order: order.order_line[:1].write({"product_uom_qty": 7}),
        "order: sent": lambda order: order.action_quotation_sent(),
        "order: confirmed": lambda order: order.action_confirm(),
    }
    return kinds, orders


def measure_one(action, records, backend):
    """Processor seconds and queries of ``action`` on each of ``records``, calls of the last one.

    The number of Python calls is the same each time, on any machine.
    """
    seconds, queries, calls = [], [], []
    gc.collect()
    gc.disable()
    for each in records:
        record = each.browse(each.id)  # alone, as in a request
        env.flush_all()
        env.cr.precommit.run()
        env.invalidate_all()
        record.user_id.name  # noqa: B018  read once: the time is the write's
        if each == records[-1]:
            calls.append(count_calls(act, action, record))
            continue
        queries_before, before = env.cr.sql_log_count, get_cpu(backend)
        act(action, record)
        seconds.append(get_cpu(backend) - before)
        queries.append(env.cr.sql_log_count - queries_before)
    gc.enable()
    return seconds, queries, calls


def act(action, record):
    """Run ``action`` and all its consequences."""
    action(record)
    env.flush_all()
    env.cr.precommit.run()


def serve(address, rounds, size):
    """Run the writes that the other process requests, round by round, on the records of each."""
    prepare = {"leads": prepare_leads, "orders": prepare_orders}[OPTIONS["kinds"]]
    kinds, records = prepare(rounds * size)
    backend = get_backend(env)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        stream = connection.makefile("rw")
        print(json.dumps(list(kinds)), file=stream, flush=True)
        for line in stream:
            label, number = json.loads(line)
            some = records[number * size : (number + 1) * size]
            print(json.dumps(measure_one(kinds[label], some, backend)), file=stream, flush=True)


serve(OPTIONS["address"], OPTIONS["rounds"], OPTIONS["size"])
env.cr.rollback()
