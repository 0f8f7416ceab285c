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


def migrate(cr, version):
    add_columns(api.Environment(cr, SUPERUSER_ID, {}), COLUMNS)
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
