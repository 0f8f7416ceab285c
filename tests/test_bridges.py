"""Bridges are installed with the apps they join, in any combination, and removed without a
trace.
"""

import ast
import itertools
import json
import os
import re
import uuid
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import sandbox

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
    for path in ROOT.glob("bridges/*/__manifest__.py")
}
# Apps as people install them, with the addons that install themselves then.
APPS = ["timesheet", "delivery", "purchase", "stock", "mrp"]
MODULES = {"timesheet": "sale_timesheet", "purchase": "sale_purchase", "stock": "sale_stock"}
# Each bridge, and the source of costs that goes with it. One that others need comes after them.
SOURCES = {
    "pilotage_commercial_project_mrp": None,
    "pilotage_commercial_project_purchase": None,
    "pilotage_commercial_project_stock": None,
    "pilotage_commercial_landed_costs": "landed_cost",
    "pilotage_commercial_mrp_subcontracting": "subcontracting",
    "pilotage_commercial_mrp": "production",
    "pilotage_commercial_purchase_stock": None,
    "pilotage_commercial_stock": "stock",
    "pilotage_commercial_purchase": "purchase",
    "pilotage_commercial_delivery": None,
    "pilotage_commercial_timesheet": "timesheet",
    "pilotage_commercial_project": None,
    "pilotage_commercial_expense": "expense",
    "pilotage_commercial_rating": None,
}
CREATE_COSTS = """
order = env["sale.order"].create({"partner_id": env["res.partner"].create({"name": "X"}).id})
costs = env["sale.order.cost"]
for number, (source, _label) in enumerate(costs._fields["source"]._description_selection(env)):
    costs.create({"order_id": order.id, "source": source, "amount": 10.0 ** number})
order._mark_real_cost()
env.cr.commit()
"""
UNINSTALL = """
import json

def get_state():
    sources = [source for source, _label in
               env["sale.order.cost"]._fields["source"]._description_selection(env)]
    order = env["sale.order"].search([("real_cost_ids", "!=", False)])
    rows = order.real_cost_ids
    return {"sources": sources, "rows": rows.mapped("source"),
            "total": order.real_cost, "sum": sum(rows.mapped("amount"))}

states = [get_state()]
for names in %s:
    env["ir.module.module"].search([("name", "in", names)]).button_immediate_uninstall()
    env.invalidate_all()
    states.append(get_state())
print("STATES", json.dumps(states))
"""
TRACES = {
    "ir_model_fields_selection": """
        SELECT value FROM ir_model_fields_selection selection
          JOIN ir_model_fields field ON field.id = selection.field_id
         WHERE field.model = 'sale.order.cost' AND field.name = 'source'
    """,
    "sale_order_cost": "SELECT DISTINCT source FROM sale_order_cost",
}


def get_installed(name):
    rows = sandbox.query(name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return {row[0] for row in rows}


def get_expected(installed):
    """Return the bridges whose dependencies are all ``installed``, or such bridges themselves."""
    found = set()
    while more := {
        name
        for name, manifest in MANIFESTS.items()
        if name not in found and set(manifest["depends"]) <= installed | found
    }:
        found |= more
    return found


def check_bridges(name, output=""):
    installed = get_installed(name)
    bridges = {module for module in installed if module in MANIFESTS}
    assert bridges == get_expected(installed)
    assert not re.findall(r"(?:WARNING|ERROR|CRITICAL) \S+ odoo\..*", output)


def copy(name):
    made = f"tests_{uuid.uuid4().hex[:8]}"
    sandbox.clone(name, made)
    return made


def install(name, apps):
    """Install ``apps`` on a database; return which of ``APPS`` it then has."""
    modules = ",".join(MODULES.get(app, app) for app in apps)
    _time, output = sandbox.odoo(name, "-i", modules, "--log-level=warn")
    check_bridges(name, output)
    installed = get_installed(name)
    return frozenset(app for app in APPS if MODULES.get(app, app) in installed)


@pytest.fixture(scope="module")
def alone(installed):
    """A database with our application and none of the apps."""
    check_bridges(installed.name, installed.output)
    return installed.name


@contextmanager
def copied(name):
    made = copy(name)
    try:
        yield made
    finally:
        sandbox.drop(made)


def test_every_pair_of_apps_and_all(alone):
    """Each app on top of each of those before it, and on Stock, which Manufacturing brings; the
    last two of the others at once. All of them were installed for the tests of bridges, which
    ``script/test`` lets pass only if nothing was logged.
    """
    others = [app for app in APPS if app not in ("stock", "mrp")]
    seen = []

    def add(name, *apps):
        for app in apps:
            with copied(name) as further:
                seen.append(install(further, [app]))

    for number, app in enumerate(others[:-2]):
        with copied(alone) as name:
            install(name, [app])
            add(name, *others[number + 1 :])
    with copied(alone) as name:
        seen.append(install(name, others[-2:]))
    with copied(alone) as name:
        install(name, ["stock"])
        add(name, *others)
        seen.append(install(name, ["mrp"]))
        add(name, *others)
    pairs = {frozenset(pair) for pair in itertools.combinations(APPS, 2)}
    assert set(seen) == {apps | {"stock"} if "mrp" in apps else apps for apps in pairs}
    assert len(seen) == len(pairs)
    check_bridges(os.environ["PILOTAGE_TEST_APPS"])


def install_more(name, app, others):
    """Install ``app`` on a database; return copies of it with each of ``others`` added, and its
    apps.
    """
    try:
        found = install(name, [app])
        return found, [
            (copy(name), other, others[number + 1 :]) for number, other in enumerate(others)
        ]
    finally:
        sandbox.drop(name)


@pytest.mark.nightly
def test_every_set_of_apps(alone):
    """Each of the apps on top of each set of those before it; Manufacturing brings Stock."""
    seen = set()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = {
            pool.submit(install_more, copy(alone), app, APPS[number + 1 :])
            for number, app in enumerate(APPS)
        }
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                found, further = future.result()
                seen.add(found)
                waiting |= {pool.submit(install_more, *more) for more in further}
    assert len(seen) == 23  # 8 × 3, without the empty one


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(4, id="four at a time"),
        pytest.param(1, id="one by one", marks=pytest.mark.nightly),
    ],
)
def uninstalled(shell, request):
    """A database with every app and every bridge, whose bridges are uninstalled."""
    name = copy(os.environ["PILOTAGE_TEST_APPS"])
    bridges, size = list(SOURCES), request.param
    batches = [bridges[start : start + size] for start in range(0, len(bridges), size)]
    try:
        before = get_installed(name)
        shell(name, CREATE_COSTS)
        output = shell(name, UNINSTALL % batches)
        yield SimpleNamespace(name=name, before=before, batches=batches, output=output)
    finally:
        sandbox.drop(name)


def test_every_bridge_was_there(uninstalled):
    assert set(SOURCES) | {"pilotage_commercial_import"} == set(MANIFESTS)
    assert set(SOURCES) <= uninstalled.before


def test_they_go_alone(uninstalled):
    """Their sources and the costs of these sources are removed, and nothing else; the totals are
    updated.
    """
    line = re.search(r"^STATES (.*)$", uninstalled.output, re.MULTILINE)[1]
    states = json.loads(line)
    assert len(states) == len(uninstalled.batches) + 1
    for state in states:
        assert sorted(state["rows"]) == sorted(state["sources"])
        assert state["total"] == state["sum"]
    gone = [
        sorted(set(before["sources"]) - set(after["sources"]))
        for before, after in itertools.pairwise(states)
    ]
    assert gone == [sorted(filter(None, map(SOURCES.get, batch))) for batch in uninstalled.batches]
    assert not re.findall(r"(?:WARNING|ERROR|CRITICAL) \S+ odoo\..*", uninstalled.output)


def test_nothing_is_left(uninstalled):
    assert get_installed(uninstalled.name) == uninstalled.before - set(SOURCES)
    for statement in TRACES.values():
        rows = sandbox.query(uninstalled.name, statement)
        assert {row[0] for row in rows} == {"analytic", "bill", "manual"}
    tables = sandbox.query(uninstalled.name, "SELECT to_regclass('sale_order_real_cost_move_rel')")
    assert tables == [(None,)]
