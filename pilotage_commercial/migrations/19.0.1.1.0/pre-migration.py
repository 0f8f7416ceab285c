"""Columns of the margin at completion: added without rewriting a table, filled by the cron."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.pilotage_commercial.hooks import COLUMNS, add_columns

# Where the margin at completion replaces the forecast margin, which is gone: views (included old
# ones, until each is loaded again) and saved filters.
TEXTS = (
    ("ir_ui_view", "arch_db", "jsonb"),
    ("ir_filters", "domain", "text"),
    ("ir_filters", "context", "text"),
    ("ir_filters", "sort", "varchar"),
    ("ir_exports_line", "name", "varchar"),
)

# Facts that the portal may not read any more. Elements of stored views that depend on them are
# closed too: Odoo checks all stored views of a form while it loads a new one.
CLOSED = ("is_low_margin", "late_reason", "full_payment_date")

# New bridges in the order of their dependencies: the bridge of timesheets now needs the first one.
NEW_BRIDGES = (
    "pilotage_commercial_project",
    "pilotage_commercial_project_stock",
    "pilotage_commercial_project_purchase",
    "pilotage_commercial_project_mrp",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    add_columns(env, COLUMNS)
    # An update does not install new auto_install addons by itself.
    env["ir.module.module"].update_list()
    for name in NEW_BRIDGES:
        cr.execute(
            """UPDATE ir_module_module m SET state = 'to install'
                WHERE m.name = %s AND m.state = 'uninstalled' AND NOT EXISTS (
                      SELECT FROM ir_module_module_dependency d
                   LEFT JOIN ir_module_module needed ON needed.name = d.name
                       WHERE d.module_id = m.id AND (needed.state IS NULL OR needed.state
                             NOT IN ('installed', 'to upgrade', 'to install')))""",
            [name],
        )
    close_to_portal(env)
    for table, column, kind in TEXTS:
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = "
                "replace(%(column)s::text, 'forecast_margin', 'completion_margin')::%(kind)s "
                "WHERE %(column)s::text LIKE '%%forecast\\_margin%%'",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                kind=SQL(kind),
            )
        )


def close_to_portal(env):
    """Give the elements of our stored views of orders the groups of the fields they depend on."""
    env.cr.execute(
        """SELECT view.id, language, arch FROM ir_ui_view view
             JOIN ir_model_data data ON data.model = 'ir.ui.view' AND data.res_id = view.id,
                  jsonb_each_text(view.arch_db) AS text(language, arch)
            WHERE data.module = 'pilotage_commercial' AND view.model = 'sale.order'
              AND arch ~ %s""",
        ["|".join(CLOSED)],
    )
    for view_id, language, arch in env.cr.fetchall():
        tree = etree.fromstring(arch)
        for node in tree.xpath("//*[@invisible][not(@groups)]"):
            if any(name in node.get("invisible") for name in CLOSED):
                node.set("groups", "base.group_user")
        env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = arch_db || jsonb_build_object(%s, %s) WHERE id = %s",
            [language, etree.tostring(tree, encoding="unicode"), view_id],
        )
