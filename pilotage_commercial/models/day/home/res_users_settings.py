from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    start_page = fields.Selection(selection_add=[("day", "To Handle Today")])
