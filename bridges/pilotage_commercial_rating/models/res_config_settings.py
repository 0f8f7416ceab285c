from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    satisfaction_request = fields.Boolean(related="company_id.satisfaction_request", readonly=False)
    satisfaction_request_delay = fields.Integer(
        related="company_id.satisfaction_request_delay", readonly=False
    )
    satisfaction_request_pause = fields.Integer(
        related="company_id.satisfaction_request_pause", readonly=False
    )
    satisfaction_template_id = fields.Many2one(
        related="company_id.satisfaction_template_id", readonly=False
    )
