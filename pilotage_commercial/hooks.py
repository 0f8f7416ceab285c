"""What the ORM cannot do by itself when the addon comes and goes. Each step is one statement."""

from odoo.tools import SQL, sql

# Columns of crm_lead that have one value for every old record: added by PostgreSQL without
# rewriting the table, where the ORM would compute them lead by lead.
LEAD_COLUMNS = {
    "urgency": SQL("varchar DEFAULT '1'"),
    "estimated_cost": SQL("numeric"),
    "estimated_cost_source": SQL("varchar"),
    "estimated_margin": SQL("numeric"),
    "estimated_margin_percent": SQL("double precision"),
    "lost_from_stage_id": SQL("int4"),
}


def pre_init_hook(env):
    """Create the columns before the ORM does; a cron computes the figures of old records."""
    for name, definition in LEAD_COLUMNS.items():
        if sql.column_exists(env.cr, "crm_lead", name):
            continue
        column = SQL.identifier(name)
        env.cr.execute(SQL("ALTER TABLE crm_lead ADD COLUMN %s %s", column, definition))
        # Old rows keep the value; new ones get theirs from the ORM.
        env.cr.execute(SQL("ALTER TABLE crm_lead ALTER COLUMN %s DROP DEFAULT", column))


def uninstall_hook(env):
    """Give back the stages and the losses as they would be without us."""
    env["crm.stage"]._get_lost()._release_lost_leads()
    env["crm.stage"]._release_stages()
    env["ir.config_parameter"].search([("key", "=like", "pilotage_commercial.%")]).unlink()
    # Odoo forgets none of the foreign keys that an addon gave to the models of another.
    env["ir.model.constraint"].search([
        ("module.name", "=", "pilotage_commercial"), ("type", "=", "f")
    ]).unlink()
