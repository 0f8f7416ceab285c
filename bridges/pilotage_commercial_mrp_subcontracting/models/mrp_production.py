from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_real_cost_source(self):
        if self.bom_id.type == "subcontract":
            return "subcontracting"
        return super()._get_real_cost_source()
