from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_proposed_order(self, owners):
        """Propose the order of the purchase's project if nothing else tells the order."""
        order = super()._get_proposed_order(owners)
        project = self.purchase_line_id.order_id.project_id
        if order or not project:
            return order
        found = order._search_project_orders([("id", "=", project.id)])[project]
        living = found.filtered(
            lambda each: each.state == "sale" and each._shares_books(self.company_id)
        )
        return living if len(living) == 1 else order
