"""Bridges come with the apps they join, whichever these are, and go without a trace."""

import ast
import os
import re
import uuid
from pathlib import Path

import pytest
import sandbox

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
    for path in ROOT.glob("bridges/*/__manifest__.py")
}
# Apps as people install them, with what installs itself then.
APPS = ["timesheet", "delivery", "purchase", "stock", "mrp"]
MODULES = {"timesheet": "sale_timesheet", "purchase": "sale_purchase", "stock": "sale_stock"}
UNINSTALL = """
import json
module = env["ir.module.module"].search([("name", "=", "{name}")])
source = env["sale.order.cost"]._fields["source"]
before = set(source.get_values(env))
module.button_immediate_uninstall()
env = api.Environment(env.cr, SUPERUSER_ID, {{}})
env.registry.check_signaling()
"""


def get_installed(name):
    rows = sandbox.query(name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return {row[0] for row in rows}


def get_expected(installed):
    """Return the bridges whose every dependency is ``installed``, or one of them."""
    found = set()
    while more := {
        name
        for name, manifest in MANIFESTS.items()
        if name not in found and set(manifest["depends"]) <= installed | found
    }:
        found |= more
    return found


def check_bridges(name, output):
    installed = get_installed(name)
    bridges = {module for module in installed if module in MANIFESTS}
    assert bridges == get_expected(installed)
    assert not re.findall(r"(?:WARNING|ERROR|CRITICAL) \S+ odoo\..*", output)


def install_more(name, apps, seen):
    """Install each of ``apps`` on a copy of the database, then each of those that follow it."""
    for number, app in enumerate(apps):
        copy = f"tests_{uuid.uuid4().hex[:8]}"
        sandbox.clone(name, copy)
        try:
            _time, output = sandbox.odoo(copy, "-i", MODULES.get(app, app), "--log-level=warn")
            check_bridges(copy, output)
            seen.add(frozenset(get_installed(copy) & {MODULES.get(app, app) for app in APPS}))
            install_more(copy, apps[number + 1 :], seen)
        finally:
            sandbox.drop(copy)


def test_every_set_of_apps(make_database):
    """With each of the apps on top of each set of those before it; Manufacturing brings Stock."""
    name = make_database()
    _time, output = sandbox.odoo(name, "-i", sandbox.ADDON, "--log-level=warn")
    check_bridges(name, output)
    seen = set()
    install_more(name, APPS, seen)
    assert len(seen) == 23  # 8 × 3, without the empty one


@pytest.fixture(scope="module")
def apps(make_database):
    """A database with every app and every bridge."""
    name = f"tests_{uuid.uuid4().hex[:8]}"
    sandbox.clone(os.environ["PILOTAGE_TEST_APPS"], name)
    yield name
    sandbox.drop(name)
