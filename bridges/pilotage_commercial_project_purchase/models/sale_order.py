"""Purchases made by hand for the project of an order, with or without an analytic account."""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_purchases_by_hand(self):
        """Add the purchases for projects of one order only, without an analytic account."""
        shares = super()._get_purchases_by_hand()
        own = self._get_own_projects()
        projects = self.env["project.project"].union(*own)
        for line in self._search_purchases_by_project(projects):
            owner = (own[line.order_id.project_id] & self).filtered(
                lambda order, line=line: order._shares_books(line.company_id)
            )
            shares.setdefault(line, dict.fromkeys(owner, 1.0))
        return shares

    @api.model
    def _search_purchases_by_project(self, projects):
        """Return the purchase lines of ``projects`` that no other document links to an order: those
        with an analytic account are found by it.
        """
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
            if sharers := orders._get_sharers():
                shared[project] = sharers
        projects = self.env["project.project"].union(*shared)
        for line in self._search_purchases_by_project(projects):
            # Once billed, the bill lines are assigned to an order instead.
            bills = line.invoice_lines.filtered(lambda x: x.parent_state == "posted")
            if not bills or bills.filtered(lambda x: not x.cost_order_id):
                for order in shared[line.order_id.project_id] & self:
                    counts[order.id] += 1
        return counts
