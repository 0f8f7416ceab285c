"""The calls of a browser that opens Odoo's *Sales* dashboard.

Inserted before the measures that ``odoo shell`` runs.
"""

import ast
import json
from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import file_open

DASHBOARD = "spreadsheet_dashboard_sale/data/files/sales_dashboard.json"
SIZE = 10  # records of a list


def get_dashboard_calls(today, days):
    """Yield (model, method, keyword arguments) of each pivot, chart and list, over ``days``."""
    with file_open(DASHBOARD) as source:
        dashboard = json.load(source)
    for pivot in dashboard["pivots"].values():
        yield get_pivot_call(pivot, today, days)
    for chart in find_charts(dashboard):
        yield get_chart_call(chart, today, days)
    for found in dashboard["lists"].values():
        yield get_list_call(found, today, days)


def get_domain(base, field, today, days, offset=0):
    """Return ``base`` within the ``days`` that end ``offset`` periods from ``today``."""
    last = today + timedelta(days=days * offset)
    first = last - timedelta(days=days - 1)
    bounds = [(field, ">=", f"{first} 00:00:00"), (field, "<=", f"{last} 23:59:59")]
    return list(Domain(base) & Domain(bounds))


def get_pivot_call(pivot, today, days):
    period = next(iter(pivot["fieldMatching"].values()))
    rows = [row["fieldName"] for row in pivot["rows"]]
    aggregators = {"price_subtotal": "sum", "order_reference": "count_distinct"}
    names = [measure["fieldName"] for measure in pivot["measures"]]
    measures = [f"{name}:{aggregators[name]}" for name in names]
    return (
        pivot["model"],
        "formatted_read_grouping_sets",
        {
            "domain": get_domain(
                pivot["domain"], period["chain"], today, days, period.get("offset", 0)
            ),
            "grouping_sets": [[], rows],
            "aggregates": [*measures, "__count"],
            "order": ", ".join(rows),
        },
    )


def find_charts(dashboard):
    """Yield the charts that read records, those in carousels too."""
    for sheet in dashboard["sheets"]:
        for figure in sheet["figures"]:
            data = figure["data"]
            for chart in (data, *data.get("chartDefinitions", {}).values()):
                if "metaData" in chart:
                    yield chart


def get_chart_call(chart, today, days):
    asked = chart["metaData"]
    domain = chart["searchParams"]["domain"]
    domain = ast.literal_eval(domain) if isinstance(domain, str) else domain
    measure = asked["measure"]
    return (
        asked["resModel"],
        "formatted_read_group",
        {
            "domain": get_domain(domain, "date", today, days),
            "groupby": asked["groupBy"],
            "aggregates": [
                "__count",
                "currency_id:array_agg_distinct",
                f"{measure}:sum_currency",
                f"{measure}:sum",
            ],
        },
    )


def get_list_call(found, today, days):
    linked = {"fields": {"display_name": {}}}
    specification = {
        name: linked if name.endswith("_id") else {} for name in found["columns"] if name != "name"
    }
    order = ", ".join(f"{by['name']} {'ASC' if by['asc'] else 'DESC'}" for by in found["orderBy"])
    return (
        found["model"],
        "web_search_read",
        {
            "domain": get_domain(found["domain"], "date_order", today, days),
            "specification": {**specification, "currency_id": {"fields": {"symbol": {}}}},
            "order": order,
            "limit": SIZE,
        },
    )
