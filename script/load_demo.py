"""Load the demo data of our addons only, in an installed database.

Run by Odoo's shell: ``script/odoo shell -d DATABASE < script/load_demo.py``. Odoo's own switch
would also load the demo data of all dependencies. They are in the language of the administrator.
"""

# ruff: noqa: F821 - the shell gives "env"
import sys

from odoo.fields import Command
from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph

PREFIX = "pilotage_commercial"

installed = env["ir.module.module"].search([("state", "=", "installed")])
graph = ModuleGraph(env.cr, mode="load")
graph.extend(installed.mapped("name"))
ours = installed.filtered(lambda module: module.name.startswith(PREFIX) and not module.demo)
for package in graph:
    if package.name in ours.mapped("name") and not load_demo(env, package, {}, "init"):
        sys.exit(f"The demo data of {package.name} cannot be loaded")
ours.demo = True

# The administrator is the sales director of the demo company, and opens it by default.
company = env.ref(f"{PREFIX}.demo_company", raise_if_not_found=False)
if company:
    env.ref("base.user_admin").write(
        {
            "name": "Claire Fontaine",
            "tz": "Europe/Paris",
            "company_ids": [Command.link(company.id)],
            "company_id": company.id,
        }
    )
env.cr.commit()
