from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    low_margin_threshold = fields.Float(
        related="company_id.low_margin_threshold", readonly=False
    )
    inactivity_delay = fields.Integer(related="company_id.inactivity_delay", readonly=False)
    inactivity_delay_type = fields.Selection(
        related="company_id.inactivity_delay_type", readonly=False
    )
    stages_follow_facts = fields.Boolean(
        related="company_id.stages_follow_facts", readonly=False
    )
