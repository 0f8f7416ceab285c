from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salespeople_start_on_day = fields.Boolean(
        related="company_id.salespeople_start_on_day", readonly=False
    )
    first_action = fields.Boolean(related="company_id.first_action", readonly=False)
