from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _mark_by_accounts(self, former=()):
        """Mark the orders of the purchase's project, too."""
        result = super()._mark_by_accounts(former)
        ordered = self.filtered(lambda line: line.state == "purchase")
        if projects := ordered.order_id.project_id:
            self.env["sale.order"]._mark_by_projects(projects)
        return result

    def _goes_along(self):
        """Leave out the lines that the purchase's project links to an order."""
        return super()._goes_along() and not self.order_id.project_id

    def _is_for_nobody(self):
        """Leave out the lines that the purchase's project links to an order."""
        return super()._is_for_nobody() and not self.order_id.project_id
