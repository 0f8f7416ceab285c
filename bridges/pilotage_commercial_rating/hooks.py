"""What the ORM cannot do by itself when the addon comes and goes."""

from odoo.tools import SQL

from odoo.addons.pilotage_commercial.hooks import add_columns

# Old orders were delivered before anybody asked: they keep none, and are never asked about.
COLUMNS = {("sale_order", "delivered_on"): SQL("date")}


def pre_init_hook(env):
    """Create the columns before the ORM does: it would compute them for every order."""
    add_columns(env, COLUMNS)


def uninstall_hook(env):
    """Forget the foreign keys that we gave to the models of others, as Odoo does not."""
    env["ir.model.constraint"].search(
        [("module.name", "=", "pilotage_commercial_rating"), ("type", "=", "f")]
    ).unlink()
