"""Installation and uninstallation steps that the ORM cannot do. Each step is one statement."""

from odoo.fields import Domain
from odoo.tools import SQL, sql

# Columns with one value for all old records: PostgreSQL adds them without rewriting the table,
# where the ORM would compute them record by record.
COLUMNS = {
    ("crm_lead", "urgency"): SQL("varchar DEFAULT '1'"),
    ("crm_lead", "estimated_cost"): SQL("numeric"),
    ("crm_lead", "estimated_cost_source"): SQL("varchar"),
    ("crm_lead", "estimated_margin"): SQL("numeric"),
    ("crm_lead", "estimated_margin_percent"): SQL("double precision"),
    ("crm_lead", "lost_from_stage_id"): SQL("int4"),
    ("sale_order", "quotation_date"): SQL("timestamp without time zone"),
    ("crm_lead", "followup_deleted_date"): SQL("timestamp without time zone"),
    # Until the cron has processed an old deal, its amount is its expected revenue.
    ("crm_lead", "signed_order_count"): SQL("int4 DEFAULT 0"),
    ("crm_lead", "signed_revenue"): SQL("numeric DEFAULT 0"),
    ("sale_order", "last_sent_date"): SQL("timestamp without time zone"),
    ("sale_order", "followup_step"): SQL("int4 DEFAULT 0"),
    ("sale_order", "cancellation_date"): SQL("timestamp without time zone"),
    # Old orders are marked: the cron of real costs computes theirs, newest first.
    ("sale_order", "real_cost_to_update"): SQL("boolean DEFAULT true"),
    ("sale_order", "real_cost_state"): SQL("varchar DEFAULT 'planned'"),
    ("sale_order", "real_cost_missing"): SQL("varchar"),
    ("sale_order", "real_cost_purchase"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost_subcontracting"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost_production"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost_transport"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost_labour"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost_other"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_cost"): SQL("numeric DEFAULT 0"),
    ("sale_order", "committed_cost"): SQL("numeric DEFAULT 0"),
    ("sale_order", "real_margin"): SQL("numeric"),
    ("sale_order", "real_margin_percent"): SQL("double precision"),
    # Old orders have no plan and no figure at completion until the cron computes them.
    ("sale_order", "planned_cost"): SQL("numeric"),
    ("sale_order", "planned_estimate"): SQL("numeric"),
    ("sale_order", "remaining_cost"): SQL("numeric"),
    ("sale_order", "completion_cost"): SQL("numeric"),
    ("sale_order", "completion_margin"): SQL("numeric"),
    ("sale_order", "completion_margin_percent"): SQL("double precision"),
    ("sale_order", "margin_drift"): SQL("numeric"),
    ("sale_order", "completion_state"): SQL("varchar"),
    ("sale_order", "drift_followed"): SQL("numeric DEFAULT 0"),
    ("sale_order", "costs_closed_date"): SQL("timestamp without time zone"),
    ("sale_order", "costs_closed_by_id"): SQL("int4"),
    ("sale_order_line", "planned_unit_cost"): SQL("numeric"),
    ("sale_order_line", "planned_category"): SQL("varchar"),
    ("sale_order_line", "plan_source"): SQL("varchar"),
    ("sale_order_line", "cost_quantity"): SQL("numeric"),
    ("sale_order_line", "cost_before_experience"): SQL("numeric"),
    ("sale_order_line", "cost_with_experience"): SQL("numeric"),
    ("sale_order", "commercial_partner_id"): SQL("int4"),
    ("sale_order", "low_margin_reason"): SQL("varchar"),
    ("sale_order", "low_margin_accepted"): SQL("double precision"),
    ("account_move_line", "cost_order_id"): SQL("int4"),
    ("account_move_line", "cost_category"): SQL("varchar"),
    ("account_move_line", "cost_replaces_id"): SQL("int4"),
    ("sale_order", "confirmation_date"): SQL("timestamp without time zone"),
    ("sale_order", "quotation_outcome"): SQL("varchar"),
    ("sale_order", "order_progress"): SQL("varchar"),
    ("sale_order", "net_revenue"): SQL("numeric"),
    ("sale_order", "retention_due"): SQL("numeric DEFAULT 0"),
    ("sale_order", "full_payment_date"): SQL("date"),
    ("sale_order", "sales_cycle_days"): SQL("int4"),
    ("sale_order", "repurchase_reminder_date"): SQL("date"),
    ("sale_order", "satisfaction"): SQL("int4 DEFAULT 0"),
    ("sale_order", "satisfaction_date"): SQL("date"),
    ("sale_order", "satisfaction_comment"): SQL("text"),
}

# Columns that mean something else on a database that already had the application: an update lets
# the model create them.
INSTALLED = {("res_company", "ask_low_margin_reason"): SQL("boolean DEFAULT false")}


def pre_init_hook(env):
    """Create the columns before the ORM does; a cron computes the figures of old records."""
    add_columns(env, COLUMNS | INSTALLED)


def add_columns(env, columns):
    """Create the missing ones of ``columns``, a dict ``{(table, column): SQL definition}``.

    A default only applies to old rows. For the hooks of our other addons.
    """
    for (table, name), definition in columns.items():
        if sql.column_exists(env.cr, table, name):
            continue
        target, column = SQL.identifier(table), SQL.identifier(name)
        env.cr.execute(SQL("ALTER TABLE %s ADD COLUMN %s %s", target, column, definition))
        # Old rows keep the value; new rows get theirs from the ORM.
        env.cr.execute(SQL("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", target, column))


def uninstall_hook(env):
    """Restore the stages and the losses to what they would be without the application."""
    env["crm.stage"]._get_lost()._release_lost_leads()
    env["crm.stage"]._release_stages()
    _release_activities(env)
    _forget_meetings(env)
    env["ir.config_parameter"].search([("key", "=like", "pilotage_commercial.%")]).unlink()
    # Records from our mixins have names with the mixin's module, so Odoo would keep them.
    names = ("selection__pilotage_%", "model_inherit__pilotage_%")
    env["ir.model.data"].search(
        Domain("module", "!=", "pilotage_commercial")
        & Domain.OR(Domain("name", "=like", name) for name in names)
    ).unlink()
    # Odoo keeps the foreign keys that an addon added to models of others. Our other addons go too.
    env["ir.model.constraint"].search(
        [("module.name", "=like", "pilotage_commercial%"), ("type", "=", "f")]
    ).unlink()


def mark_real_costs(env):
    """Mark all orders for recomputation after a cost bridge is installed or removed.

    For the hooks of such addons. If the application is installed together with them, all orders are
    marked already.
    """
    orders = env["sale.order"]
    orders.flush_model(["state", "real_cost_to_update"])
    env.cr.execute(
        SQL(
            """UPDATE sale_order SET real_cost_to_update = TRUE
                WHERE real_cost_to_update IS NOT TRUE AND state IN ('sale', 'cancel')"""
        )
    )
    orders.invalidate_model(["real_cost_to_update"])


def _release_activities(env):
    """Turn our follow-ups, done ones too, into ordinary to-dos: they are the salespeople's work."""
    ours = env.ref("pilotage_commercial.mail_activity_type_followup", False)
    todo = env.ref("mail.mail_activity_data_todo", False) or env["mail.activity.type"].search(
        [("id", "not in", ours.ids if ours else [])], limit=1
    )
    if ours:
        activities = env["mail.activity"].with_context(active_test=False)
        activities.search([("activity_type_id", "=", ours.id)]).activity_type_id = todo


def _forget_meetings(env):
    """Delete the recurrences of the meetings of reviews: those go with their model."""
    events = env["calendar.event"].with_context(active_test=False)
    events.search([("res_model", "=", "pilotage.review")]).recurrence_id.unlink()
