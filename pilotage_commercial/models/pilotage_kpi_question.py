from odoo import fields, models


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    question = fields.Text(
        translate=True, help="What to ask oneself in the weekly review when the target is missed."
    )
