"""Run by ``odoo shell``, which provides ``env``; ``OPTIONS`` sets the number of repetitions."""

import json
import time
from datetime import timedelta

from odoo import fields

env = globals()["env"]
OPTIONS = globals()["OPTIONS"]
get_dashboard_calls = globals()["get_dashboard_calls"]  # sales_dashboard.py
PERIODS = (90, 365)  # days
SETTINGS = ("jit", "work_mem", "max_parallel_workers_per_gather")
CALLS = [
    "get_cockpit",
    "get_earlier",
    "get_lists",
    "get_money",
    "get_coverage",
    "get_funnel",
    "get_table",
    "get_forecast",
    "get_changes",
]
# The seven figures written by hand; %(c)s company, %(f)s and %(t)s the period.
FLOOR = [
    """SELECT sum(expected_revenue), count(*) FROM crm_lead WHERE active IS TRUE
        AND type = 'opportunity' AND won_status = 'pending' AND company_id = %(c)s""",
    """SELECT count(*) FILTER (WHERE quotation_outcome = 'won'), count(*) FROM sale_order
        WHERE quotation_date >= %(f)s AND quotation_date < %(t)s AND company_id = %(c)s
          AND quotation_outcome IN ('pending', 'won', 'lost')""",
    """SELECT count(*) FILTER (WHERE won_status = 'won'), count(*) FROM crm_lead
        WHERE type = 'opportunity' AND won_status IN ('won', 'lost') AND company_id = %(c)s
          AND date_closed >= %(f)s AND date_closed < %(t)s""",
    """SELECT sum(net_revenue), count(*) FROM sale_order WHERE state = 'sale'
        AND confirmation_date >= %(f)s AND confirmation_date < %(t)s AND company_id = %(c)s""",
    """SELECT sum(sales_cycle_days), count(*) FROM sale_order WHERE state = 'sale'
        AND full_payment_date >= %(f)s AND full_payment_date < %(t)s AND company_id = %(c)s""",
    """SELECT count(*), count(*) FILTER (WHERE newest < %(t)s::date - interval '12 months')
         FROM (SELECT commercial_partner_id, max(confirmation_date) AS newest,
                      min(confirmation_date) AS oldest
                 FROM sale_order WHERE state = 'sale' AND company_id = %(c)s
                  AND confirmation_date >= %(t)s::date - interval '24 months'
                  AND confirmation_date < %(t)s
                GROUP BY commercial_partner_id) customers
        WHERE oldest < %(t)s::date - interval '12 months'""",
    """SELECT sum(real_margin), sum(net_revenue) FROM sale_order WHERE state = 'sale'
        AND real_cost_state = 'complete'
        AND confirmation_date >= %(f)s AND confirmation_date < %(t)s AND company_id = %(c)s""",
]


def measured(function):
    """Best seconds of ``function``, and its queries, with an empty cache of the ORM.

    In a transaction of its own: planner settings of one call do not apply to the next.
    """
    best, queries = None, None
    for _round in range(OPTIONS["rounds"] + 1):
        env.invalidate_all()
        for setting in SETTINGS:
            env.cr.execute(f"RESET {setting}")
        env.cr.precommit.data.clear()
        count, started = env.cr.sql_log_count, time.monotonic()
        function()
        seconds = time.monotonic() - started
        queries = env.cr.sql_log_count - count
        best = seconds if best is None else min(best, seconds)
    return {"seconds": best, "queries": queries}


def get_company():
    """The company with the most leads."""
    [(company, _count), *_others] = env["crm.lead"]._read_group(
        [("company_id", "!=", False)], ["company_id"], ["__count"], order="__count desc"
    )
    return company


def get_users(company):
    """A manager, and the salesperson with the most opportunities, who sees only their own."""
    manager = env.ref("base.user_admin")
    manager.company_ids |= company
    manager.company_id = company
    [(seller, _count), *_others] = env["crm.lead"]._read_group(
        [("company_id", "=", company.id), ("user_id", "!=", False)],
        ["user_id"],
        ["__count"],
        order="__count desc",
    )
    everything = env.ref("sales_team.group_sale_salesman_all_leads")
    own = env.ref("sales_team.group_sale_salesman")
    seller.group_ids = [(3, group.id) for group in everything.all_implied_by_ids] + [(4, own.id)]
    env.flush_all()
    return {"manager": manager, "salesperson": seller}


def run_dashboard(user, company, days):
    """The reads of the *Sales* dashboard when it opens, one after the other."""
    given = env(user=user, context={"allowed_company_ids": company.ids})
    for model, method, arguments in get_dashboard_calls(fields.Date.today(), days):
        getattr(given[model], method)(**arguments)


def measure_period(user, company, days):
    """Seconds of Odoo's dashboard and of our cards over the last ``days``."""
    kpis = env(user=user, context={"allowed_company_ids": company.ids})["pilotage.kpi"]
    first = fields.Date.today() - timedelta(days=days - 1)
    options = {"date_from": fields.Date.to_string(first)}
    return {
        "dashboard": measured(lambda: run_dashboard(user, company, days))["seconds"],
        "cards": measured(lambda: kpis.get_cockpit(options))["seconds"],
    }


def run_pivot(user, company):
    given = env(user=user, context={"allowed_company_ids": company.ids})
    for groupby in ([], ["stage_id"], ["create_date:month"], ["stage_id", "create_date:month"]):
        given["crm.lead"].formatted_read_group(
            [("type", "=", "opportunity")], groupby, ["expected_revenue:sum", "__count"]
        )


def run_day(user, company):
    """*To Handle Today*, as the menu opens it: the first page of the list, and its count."""
    context = {"allowed_company_ids": company.ids, "tz": "Europe/Paris"}
    days = env(user=user, context=context)["pilotage.day"]
    names = ("kind", "urgency", "customer_name", "name", "action", "date", "phone", "reason")
    days.web_search_read(
        list(days._get_now_domain()),
        {name: {} for name in (*names, "amount", "margin")},
        limit=80,
        count_limit=10001,
    )


def run_board(user, company):
    """The same by columns, each with its first cards."""
    context = {
        "allowed_company_ids": company.ids,
        "tz": "Europe/Paris",
        "read_group_expand": True,
    }
    days = env(user=user, context=context)["pilotage.day"]
    days.web_read_group(
        list(days._get_now_domain()),
        ["horizon"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification={"customer_name": {}, "date": {}},
        unfold_read_default_limit=40,
    )


def run_floor(company):
    last = fields.Date.today() + timedelta(days=1)
    values = {"c": company.id, "f": last - timedelta(days=90), "t": last}
    for statement in FLOOR:
        env.cr.execute(statement, values)
        env.cr.fetchall()


def run_engine(user, company):
    """The seven figures alone, without targets, trends and lists."""
    kpis = env(user=user, context={"allowed_company_ids": company.ids})["pilotage.kpi"]
    reader = kpis._get_reader({})
    for kpi in kpis._get_shown():
        reader.measure(kpi)


def main():
    company = get_company()
    users = get_users(company)
    found = {}
    for who, user in users.items():
        kpis = env(user=user, context={"allowed_company_ids": company.ids})["pilotage.kpi"]
        found[who] = {
            call: measured(lambda call=call, kpis=kpis: getattr(kpis, call)({})) for call in CALLS
        }
        for name, run in (("to_handle", run_day), ("to_handle_board", run_board)):
            found[who][name] = measured(lambda run=run, user=user: run(user, company))
    manager = users["manager"]
    found["engine"] = measured(lambda: run_engine(manager, company))["seconds"]
    found["floor"] = measured(lambda: run_floor(company))["seconds"]
    found["periods"] = {days: measure_period(manager, company, days) for days in PERIODS}
    found["pivot"] = measured(lambda: run_pivot(manager, company))["seconds"]
    env.cr.rollback()
    print("FOUND " + json.dumps(found))


main()
