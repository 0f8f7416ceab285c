from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        if self.project_id:
            self.env["sale.order"]._mark_by_projects(self.project_id)
        return result

    def write(self, vals):
        if "project_id" not in vals:
            return super().write(vals)
        projects = self.project_id
        result = super().write(vals)
        if projects := projects | self.project_id:
            self.env["sale.order"]._mark_by_projects(projects)
        return result
