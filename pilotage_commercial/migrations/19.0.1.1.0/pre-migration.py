"""Columns of the margin at completion: added without rewriting a table, filled by the cron."""

from odoo import SUPERUSER_ID, api

from odoo.addons.pilotage_commercial.hooks import COLUMNS, add_columns


def migrate(cr, version):
    add_columns(api.Environment(cr, SUPERUSER_ID, {}), COLUMNS)
