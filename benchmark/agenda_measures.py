"""Run by ``odoo shell``, which gives ``env``: who has an agenda, and what is in it."""

import json

env = globals()["env"]
SUBSCRIBERS = 20
DOCUMENTS = ("crm.lead", "sale.order", "res.partner", "pilotage.review")
EVENTS = b"BEGIN:VEVENT"


def get_sellers():
    """The salespeople with the most to do, who may have an agenda."""
    groups = env["mail.activity"]._read_group(
        [("res_model", "in", DOCUMENTS), ("user_id", "!=", False)],
        ["user_id"],
        ["__count"],
        order="__count desc",
    )
    sellers = [user for user, _count in groups]
    group = env.ref("sales_team.group_sale_salesman")
    return [user for user in sellers if user.active and group in user.all_group_ids][:SUBSCRIBERS]


def count_queries(user):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    content = user._get_agenda()
    return env.cr.sql_log_count - before, content.count(EVENTS)


def main():
    sellers = get_sellers()
    paths = []
    for user in sellers:
        user.with_user(user).action_renew_agenda()
        address = user.with_user(user).agenda_address
        paths.append(address.removeprefix(user.get_base_url()))
    env.cr.commit()
    counts = [count_queries(user) for user in sellers]
    found = {
        "paths": paths,
        "events": sorted({events for _queries, events in counts}),
        "queries": max(queries for queries, _events in counts),
        "leads": env["crm.lead"].with_context(active_test=False).search_count([]),
        "activities": env["mail.activity"].search_count([]),
    }
    print("FOUND " + json.dumps(found))


main()
