"""Columns of the margin at completion: added without rewriting a table, filled by the cron."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.pilotage_commercial.hooks import COLUMNS, add_columns

# Where the margin at completion takes the place of the forecast margin, which is gone: views,
# those of before included until each is loaded anew, and saved filters.
TEXTS = (
    ("ir_ui_view", "arch_db", "jsonb"),
    ("ir_filters", "domain", "text"),
    ("ir_filters", "context", "text"),
    ("ir_filters", "sort", "varchar"),
    ("ir_exports_line", "name", "varchar"),
)


# The bridge that the one of timesheets needs from now on.
PROJECT_BRIDGE = "pilotage_commercial_project"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    add_columns(env, COLUMNS)
    # An update installs by itself no addon that is new beside the one that needs it.
    env["ir.module.module"].update_list()
    cr.execute(
        """UPDATE ir_module_module SET state = 'to install'
            WHERE name = %s AND state = 'uninstalled' AND EXISTS (
                  SELECT FROM ir_module_module WHERE name = 'sale_project'
                     AND state IN ('installed', 'to upgrade'))""",
        [PROJECT_BRIDGE],
    )
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
