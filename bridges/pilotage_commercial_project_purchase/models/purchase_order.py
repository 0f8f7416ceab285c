from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def write(self, vals):
        if "project_id" not in vals:
            return super().write(vals)
        projects = self.project_id
        result = super().write(vals)
        self.env["sale.order"]._mark_by_projects(projects | self.project_id)
        return result
