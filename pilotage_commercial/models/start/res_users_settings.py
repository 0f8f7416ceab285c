from odoo import api, fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    first_hour_left_ids = fields.Many2many(
        "res.company",
        "pilotage_first_hour_left_rel",
        string="First Hour Put Away In",
        help="Companies in which the user dismissed the steps of the first hour.",
    )

    @api.model
    def _get_fields_blacklist(self):
        # The client reads the steps by a call of their own.
        return [*super()._get_fields_blacklist(), "first_hour_left_ids"]
