"""Run by ``odoo shell``, which provides ``env``; ``OPTIONS`` sets the number of repetitions."""

import json
import time
from pathlib import Path

from lxml import etree

env = globals()["env"]
OPTIONS = globals()["OPTIONS"]
SIZE = "SELECT pg_relation_size('sale_order_pilotage_customer_idx') / 1e6"
CUSTOMER = ("status", "!=", "prospect")


def get_processor():
    """Seconds of processor of this process and of its PostgreSQL backend."""
    backend = env.cr._cnx.info.backend_pid
    waited = Path(f"/proc/{backend}/schedstat").read_text().split()[0]
    return time.process_time() + int(waited) / 1e9


def measured(function):
    """Best seconds of ``function``, elapsed and of processor, and its queries, with an empty cache
    of the ORM.
    """
    elapsed, processor, queries = [], [], None
    for _round in range(OPTIONS["rounds"] + 1):
        env.invalidate_all()
        count, used, started = env.cr.sql_log_count, get_processor(), time.monotonic()
        function()
        elapsed.append(time.monotonic() - started)
        processor.append(get_processor() - used)
        queries = env.cr.sql_log_count - count
    return {"seconds": min(elapsed), "processor": min(processor), "queries": queries}


def get_specification(model, xml_id=None, kind="list"):
    """The fields that the web client reads for a view of ``model``."""
    view = env.ref(xml_id).id if xml_id else None
    names = etree.fromstring(model.get_view(view, kind)["arch"]).xpath(
        "//field[not(ancestor::field)]/@name"
    )
    names = [name for name in names if name in model._fields]
    relational = {name: {"fields": {"display_name": {}}} for name in names}
    return {
        name: relational[name] if model._fields[name].type == "many2one" else {} for name in names
    }


def get_users():
    """The company with the most orders, a manager, and the busiest salesperson: own orders."""
    [(company, _count), *_others] = env["sale.order"]._read_group(
        [("state", "=", "sale")], ["company_id"], ["__count"], order="__count desc"
    )
    manager = env.ref("base.user_admin")
    manager.company_ids |= company
    [(seller, _count), *_others] = env["sale.order"]._read_group(
        [("company_id", "=", company.id), ("user_id", "!=", False), ("state", "=", "sale")],
        ["user_id"],
        ["__count"],
        order="__count desc",
    )
    everything = env.ref("sales_team.group_sale_salesman_all_leads")
    own = env.ref("sales_team.group_sale_salesman")
    seller.group_ids = [(3, group.id) for group in everything.all_implied_by_ids] + [(4, own.id)]
    env.flush_all()
    return company, {"manager": manager, "salesperson": seller}


def measure(given):
    """Measure the calls of one user, with the environment ``given``."""
    contacts, customers = given["res.partner"], given["pilotage.customer"]
    asked = get_specification(contacts)
    listed = get_specification(customers, "pilotage_commercial.pilotage_customer_view_list")
    money = ["__count", "revenue_12m:sum", "revenue_lost:sum"]
    one = customers.search([CUSTOMER], limit=1).partner_id
    panel = [name for name in contacts.fields_get() if name.startswith("customer_")]
    panel = {name: {} for name in panel if name not in ("customer_rank",)}

    def page(domain, order=None, offset=0):
        return customers.web_search_read(
            domain, listed, limit=80, order=order, offset=offset, count_limit=10001
        )

    return {
        "contacts": measured(
            lambda: contacts.web_search_read([], asked, limit=80, count_limit=10001)
        ),
        "contacts, count": measured(lambda: contacts.search_count([])),
        "first page": measured(lambda: page([CUSTOMER])),
        "page of those at risk": measured(
            lambda: page([("status", "=", "at_risk")], "revenue_lost desc")
        ),
        "page of the lost": measured(lambda: page([("status", "=", "lost")], "revenue_lost desc")),
        "page by name": measured(lambda: page([CUSTOMER], "partner_id", 800)),
        "page of everybody": measured(lambda: page([])),
        "count of the lost": measured(lambda: customers.search_count([("status", "=", "lost")])),
        "grouped by status": measured(
            lambda: customers.formatted_read_group([CUSTOMER], ["status"], money)
        ),
        "grouped by salesperson": measured(
            lambda: customers.formatted_read_group([CUSTOMER], ["user_id"], money)
        ),
        "panel of a contact": measured(lambda: one.web_read(panel)),
        "cockpit's list": measured(lambda: given["pilotage.kpi"].get_lists({})),
    }


def main():
    company, users = get_users()
    found = {"calls": {}, "customers": {}}
    for who, user in users.items():
        given = env(user=user, context={"allowed_company_ids": company.ids, "lang": "en_US"})
        found["calls"][who] = measure(given)
        found["customers"][who] = given["pilotage.customer"].search_count([CUSTOMER])
    found["orders"] = env["sale.order"].search_count([("state", "=", "sale")])
    found["partners"] = env["res.partner"].search_count([])
    env.cr.execute(SIZE)
    found["index_mb"] = float(env.cr.fetchone()[0])
    env.cr.rollback()
    print("FOUND " + json.dumps(found))


main()
