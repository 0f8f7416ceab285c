from odoo import api, fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    # Empty: the company's choice for its sales managers.
    start_page = fields.Selection([("cockpit", "Cockpit"), ("default", "Odoo's default")])

    @api.model
    def _get_fields_blacklist(self):
        # The client gets its start page from ir.http.
        return [*super()._get_fields_blacklist(), "start_page"]
