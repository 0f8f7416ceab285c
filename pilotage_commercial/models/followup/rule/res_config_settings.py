from odoo import api, fields, models
from odoo.exceptions import UserError

QUOTATION_RULE = "pilotage_commercial.automation_quotation_%s"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Delays of the rules that apply to the company.
    quotation_delay_5 = fields.Integer("First follow-up of a quotation (days)")
    quotation_delay_10 = fields.Integer("Second follow-up of a quotation (days)")
    quotation_delay_15 = fields.Integer("Last follow-up of a quotation (days)")

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self.has_access("create"):
            return values  # the user may not open the settings
        for step, rule in self._get_quotation_rules().items():
            values[f"quotation_delay_{step}"] = rule.trg_date_range
        return values

    def set_values(self):
        result = super().set_values()
        rules = self._get_quotation_rules()
        delays = {
            step: self[f"quotation_delay_{step}"] or rule.trg_date_range
            for step, rule in rules.items()
        }
        changed = [step for step, rule in rules.items() if delays[step] != rule.trg_date_range]
        running = [delays[step] for step, rule in rules.items() if rule.active]
        if changed and running != sorted(set(running)):
            raise UserError(
                self.env._(
                    "The follow-ups of a quotation come one after the other: give the second a "
                    "longer delay than the first, and the last the longest."
                )
            )
        for step in changed:
            rules[step].trg_date_range = delays[step]
        return result

    @api.model
    def _get_quotation_rules(self):
        """Return ``{step: rule}`` of the quotation rules that still exist, for the company."""
        # Every manager who opens the settings reads them; only administrators save (execute).
        rules = {step: self.env.ref(QUOTATION_RULE % step, False) for step in ("5", "10", "15")}
        return {
            step: rule.sudo()._get_rule_of(self.env.company) for step, rule in rules.items() if rule
        }
