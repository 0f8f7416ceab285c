"""What is bought by hand for the project of an order, whether it has an analytic account or not."""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_purchases_by_hand(self):
        """Add what was bought for the projects that are of one order, and is on no account."""
        shares = super()._get_purchases_by_hand()
        own = self._get_own_projects()
        projects = self.env["project.project"].union(*own)
        for line in self._search_purchases_by_project(projects):
            shares.setdefault(line, {own[line.order_id.project_id]: 1.0})
        return shares

    @api.model
    def _search_purchases_by_project(self, projects):
        """Return the purchase lines of ``projects`` that no other document gives to an order: an
        analytic account says it by itself."""
        lines = self.env["purchase.order.line"]
        if not projects:
            return lines
        lines = lines.search(
            [
                ("order_id.project_id", "in", projects.ids),
                ("display_type", "=", False),
                "|",
                ("state", "=", "purchase"),
                ("invoice_lines.parent_state", "=", "posted"),
            ]
        )
        return lines.filtered(
            lambda line: not (line.analytic_distribution or line._is_for_an_order())
        )

    def _get_shared_documents(self):
        """Add the purchases of projects that several orders of one customer share."""
        counts = super()._get_shared_documents()
        claimed = self.env["project.project"].union(*self._get_claimed_projects().values())
        shared = {}
        for project, orders in self._search_project_orders([("id", "in", claimed.ids)]).items():
            living = orders.filtered(lambda order: order.state == "sale")
            if len(living) > 1 and len(living.partner_id.commercial_partner_id) == 1:
                shared[project] = living
        projects = self.env["project.project"].union(*shared)
        for line in self._search_purchases_by_project(projects):
            # Once it is billed, its bill lines are what is given to an order.
            bills = line.invoice_lines.filtered(lambda x: x.parent_state == "posted")
            if not bills or bills.filtered(lambda x: not x.cost_order_id):
                for order in shared[line.order_id.project_id] & self:
                    counts[order.id] += 1
        return counts
