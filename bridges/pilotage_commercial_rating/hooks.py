"""Installation and uninstallation steps that the ORM cannot do."""

from odoo.tools import SQL

from odoo.addons.pilotage_commercial.hooks import add_columns

# Old orders were delivered before there were requests: they have no date, and get no request.
COLUMNS = {("sale_order", "delivered_on"): SQL("date")}


def pre_init_hook(env):
    """Create the columns before the ORM does: it would compute them for every order."""
    add_columns(env, COLUMNS)


def uninstall_hook(env):
    """Delete our foreign keys on models of other addons, which Odoo keeps."""
    env["ir.model.constraint"].search(
        [("module.name", "=", "pilotage_commercial_rating"), ("type", "=", "f")]
    ).unlink()
