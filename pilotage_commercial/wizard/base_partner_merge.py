from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        # The merged customer keeps one open follow-up, the earliest.
        activities = (src_partners | dst_partner).sudo().activity_ids
        activities.filtered("followup_rule_id").sorted("date_deadline")[1:].unlink()
        return super()._update_reference_fields(src_partners, dst_partner)
