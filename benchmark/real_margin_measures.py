"""Run by ``odoo shell``, which provides ``env``; ``OPTIONS`` selects the measures."""

import ast
import json
import statistics
import time

from odoo import Command

env = globals()["env"]
OPTIONS = globals()["OPTIONS"]
get_backend, get_cpu, count_calls = (
    globals()[name]
    for name in ("get_backend", "get_cpu", "count_calls")  # meter.py
)
LINES, LINES_PER_ORDER, get_company, make_accounts, make_bill, get_orders, assign, fill = (
    globals()[name]
    for name in (
        "LINES", "LINES_PER_ORDER", "get_company", "make_accounts", "make_bill", "get_orders",
        "assign", "fill",
    )  # real_margin_documents.py
)  # fmt: skip
BATCH = 500  # as the cron


def timed(function):
    started = time.monotonic()
    result = function()
    return time.monotonic() - started, result


def measure_posting():
    """Processor seconds (median), queries and calls of posting a bill, with or without lines
    assigned to orders.
    """
    company = get_company()
    supplier = make_accounts(company)
    count = OPTIONS["number"]
    kinds = {"unassigned": [()] * count}
    if "cost_order_id" in env["account.move.line"]._fields:
        orders = get_orders(LINES * count, company_id=company.id)
        kinds["assigned"] = [orders[LINES * i : LINES * (i + 1)] for i in range(count)]
    bills = {
        kind: [make_bill(company, supplier, orders) for orders in batches]
        for kind, batches in kinds.items()
    }
    return measure_each({kind: (post, documents) for kind, documents in bills.items()})


def measure_each(kinds):
    """Run each kind's function on its documents, in turns.

    Return ``{kind: (processor seconds, queries, calls)}``, the first two medians.
    """
    backend, result = get_backend(env), {kind: ([], []) for kind in kinds}
    for position in range(OPTIONS["number"] - 1):
        for kind, (function, documents) in kinds.items():
            forget()
            queries, before = env.cr.sql_log_count, get_cpu(backend)
            function(documents[position])
            result[kind][0].append(get_cpu(backend) - before)
            result[kind][1].append(env.cr.sql_log_count - queries)
    found = {}
    for kind, (seconds, queries) in result.items():
        function, documents = kinds[kind]
        forget()
        calls = count_calls(function, documents[-1])
        found[kind] = (statistics.median(seconds), statistics.median(queries), calls)
    return found


def forget():
    """Flush, and empty the cache of the ORM."""
    env.flush_all()
    env.cr.precommit.run()
    env.invalidate_all()


def post(bill):
    bill.action_post()
    env.flush_all()
    env.cr.precommit.run()


def measure_delivery():
    """The same for validating deliveries of goods from stock."""
    products = env["product.product"].create(
        [
            {"name": f"Goods {number}", "is_storable": True, "standard_price": 10 + number}
            for number in range(LINES)
        ]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, location, 10**6)
    orders = env["sale.order"].create(
        [
            {
                "partner_id": env["res.partner"].create({"name": f"Customer {number}"}).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                    for product in products
                ],
            }
            for number in range(OPTIONS["number"])
        ]
    )
    orders.action_confirm()
    pickings = [order.picking_ids for order in orders]
    return measure_each({"delivery": (deliver, pickings)})


def deliver(picking):
    picking.button_validate()
    env.flush_all()
    env.cr.precommit.run()
    if picking.state != "done":
        raise ValueError(f"{picking.name} was not delivered")


def measure_updates():
    """Seconds and queries of the first update of orders, as by the cron."""
    orders = get_orders(OPTIONS["orders"])
    assign(orders)
    env.cr.commit()
    env.invalidate_all()
    ids, before = orders.ids, env.cr.sql_log_count

    def update():
        for start in range(0, len(ids), BATCH):
            env["sale.order"].browse(ids[start : start + BATCH])._update_real_cost()
            env.cr.commit()
            env.invalidate_all()

    seconds, _none = timed(update)
    queries = env.cr.sql_log_count - before
    if env["sale.order.cost"].search_count([]) != LINES_PER_ORDER * len(ids):
        raise ValueError("some costs were not found")
    # Reset for the next number of orders.
    env.cr.execute("DELETE FROM sale_order_cost")
    env.cr.execute("DELETE FROM account_move_line WHERE cost_order_id IS NOT NULL")
    env.cr.execute(
        "UPDATE sale_order SET real_cost = 0, real_cost_purchase = 0, real_margin = NULL,"
        " real_cost_state = 'planned', real_cost_to_update = TRUE, completion_state = NULL"
        " WHERE id = ANY(%s)",
        (ids,),
    )
    env.cr.execute(
        "UPDATE sale_order_line SET plan_source = NULL, planned_unit_cost = NULL"
        " WHERE order_id = ANY(%s)",
        (ids,),
    )
    env.cr.commit()
    return seconds, queries


def measure_pivot():
    """Best seconds and number of groups of each pivot, by a manager of every company."""
    companies = env["res.company"].search([])
    user = env.ref("base.user_admin")
    user.company_ids |= companies
    user.group_ids |= env.ref("sales_team.group_sale_manager")
    shared = env(user=user.id, context={"allowed_company_ids": companies.ids})
    # Only administrators read actions: only its domain is used.
    ours = shared.ref("pilotage_commercial.sale_order_action_real_margin").sudo()
    known = [("completion_state", "in", ("forecast", "closed", "final"))]
    pivots = {
        "real margin": lambda: shared["sale.order"].formatted_read_group(
            [("state", "=", "sale"), *known],
            ["date_order:month", "team_id"],
            ["net_revenue:sum", "real_cost:sum", "real_margin:sum", "real_margin_percent:avg"],
        ),
        "real margin, as its menu opens it": lambda: shared["sale.order"].formatted_read_group(
            [*ast.literal_eval(ours.domain), *known],
            ["date_order:month", "team_id"],
            [
                "net_revenue:sum", "quoted_margin_percent:avg", "completion_cost:sum",
                "completion_margin:sum", "completion_margin_percent:avg", "margin_drift:sum",
                "real_margin_percent:avg",
            ],
        ),
        "sales analysis": lambda: shared["sale.report"].formatted_read_group(
            [("state", "=", "sale")],
            ["date:month", "team_id"],
            ["price_subtotal:sum", "margin:sum"],
        ),
    }  # fmt: skip
    result = {}
    for label, pivot in pivots.items():
        times = [timed(pivot) for _attempt in range(4)]
        result[label] = (min(seconds for seconds, _groups in times), len(times[0][1]))
    return result


PARTS = {
    "posting": measure_posting,
    "delivery": measure_delivery,
    "updates": measure_updates,
    "fill": fill,
    "pivot": measure_pivot,
}
result = PARTS[OPTIONS["part"]]()
env.cr.rollback()
print("FOUND", json.dumps(result))
