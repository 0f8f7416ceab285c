from odoo import api, fields, models

QUOTATION_RULE = "pilotage_commercial.automation_quotation_%s"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_real_cost = fields.Boolean(
        "Salespeople see real margins",
        group="sales_team.group_sale_salesman",
        implied_group="pilotage_commercial.group_real_cost",
    )
    low_margin_threshold = fields.Float(related="company_id.low_margin_threshold", readonly=False)
    floor_on_expected_margin = fields.Boolean(
        related="company_id.floor_on_expected_margin", readonly=False
    )
    experience_months = fields.Integer(related="company_id.experience_months", readonly=False)
    experience_orders = fields.Integer(related="company_id.experience_orders", readonly=False)
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
    cold_delay = fields.Integer(related="company_id.cold_delay", readonly=False)
    module_pilotage_commercial_rating = fields.Boolean("Ask customers for their satisfaction")
    # The delays of the quotation rules are every company's: they are the rules' own.
    quotation_delay_5 = fields.Integer("First follow-up of a quotation (days)")
    quotation_delay_10 = fields.Integer("Second follow-up of a quotation (days)")
    quotation_delay_15 = fields.Integer("Last follow-up of a quotation (days)")

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self.has_access("create"):
            return values  # who does not open the settings
        for step, rule in self._get_quotation_rules().items():
            values[f"quotation_delay_{step}"] = rule.trg_date_range
        return values

    def set_values(self):
        result = super().set_values()
        for step, rule in self._get_quotation_rules().items():
            delay = self[f"quotation_delay_{step}"]
            if delay > 0 and delay != rule.trg_date_range:
                rule.trg_date_range = delay
        return result

    @api.model
    def _get_quotation_rules(self):
        """Return ``{step: rule}`` of the quotation rules that still exist."""
        # Read by any manager who opens the settings; changed by administrators only (execute).
        rules = {step: self.env.ref(QUOTATION_RULE % step, False) for step in ("5", "10", "15")}
        return {step: rule.sudo() for step, rule in rules.items() if rule}
