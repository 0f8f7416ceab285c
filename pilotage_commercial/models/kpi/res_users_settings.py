from odoo import api, fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    # Empty: what the company wants for its sales managers.
    start_page = fields.Selection([("cockpit", "Cockpit"), ("default", "Odoo's default")])

    @api.model
    def _get_fields_blacklist(self):
        # The client is told where it starts: see ir.http.
        return [*super()._get_fields_blacklist(), "start_page"]
