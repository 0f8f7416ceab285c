from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_real_cost = fields.Boolean(
        "Salespeople see real margins",
        group="sales_team.group_sale_salesman",
        implied_group="pilotage_commercial.group_real_cost",
    )
    low_margin_threshold = fields.Float(related="company_id.low_margin_threshold", readonly=False)
    ask_low_margin_reason = fields.Boolean(
        related="company_id.ask_low_margin_reason", readonly=False
    )
    floor_on_expected_margin = fields.Boolean(
        related="company_id.floor_on_expected_margin", readonly=False
    )
    drift_step = fields.Float(related="company_id.drift_step", readonly=False)
    experience_months = fields.Integer(related="company_id.experience_months", readonly=False)
    experience_orders = fields.Integer(related="company_id.experience_orders", readonly=False)
    quotation_expiry_days = fields.Integer(
        related="company_id.quotation_expiry_days", readonly=False
    )
    inactivity_delay = fields.Integer(related="company_id.inactivity_delay", readonly=False)
    inactivity_delay_type = fields.Selection(
        related="company_id.inactivity_delay_type", readonly=False
    )
    stages_follow_facts = fields.Boolean(related="company_id.stages_follow_facts", readonly=False)
    next_action_policy = fields.Selection(related="company_id.next_action_policy", readonly=False)
    managers_start_on_cockpit = fields.Boolean(
        related="company_id.managers_start_on_cockpit", readonly=False
    )
    retention_ends_cycle = fields.Boolean(related="company_id.retention_ends_cycle", readonly=False)
    sales_tz = fields.Selection(related="company_id.sales_tz", readonly=False)
    sales_tz_used = fields.Char(related="company_id.sales_tz_used")
    cold_delay = fields.Integer(related="company_id.cold_delay", readonly=False)
    module_pilotage_commercial_rating = fields.Boolean("Ask customers for their satisfaction")
