from odoo import models


class IrExports(models.Model):
    _inherit = "ir.exports"

    def _read_format(self, fnames, load="_classic_read"):
        # Odoo does not translate the names of export lists: translate ours here.
        result = super()._read_format(fnames, load=load)
        ours = self.env.ref("pilotage_commercial_import.ir_exports_pipeline_sheet", False)
        for values in result:
            if ours and values["id"] == ours.id and values.get("name") == "Pipeline sheet":
                values["name"] = self.env._("Pipeline sheet")
        return result
