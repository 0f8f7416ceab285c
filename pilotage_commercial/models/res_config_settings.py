from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    low_margin_threshold = fields.Float(
        related="company_id.low_margin_threshold", readonly=False
    )
