"""Purchases made by hand for the project of an order, with or without an analytic account."""

from collections import defaultdict

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

    def _get_shared_purchases(self):
        """Add the purchases of projects that several orders of one customer share."""
        found = super()._get_shared_purchases()
        for order, lines in self._get_shared_by_project().items():
            found[order] |= lines
        return found

    def _get_shared_by_project(self):
        """Return ``{order: purchase lines}`` for the projects that it shares."""
        claimed = self.env["project.project"].union(*self._get_claimed_projects().values())
        shared = {}
        for project, orders in self._search_project_orders([("id", "in", claimed.ids)]).items():
            if sharers := orders._get_sharers():
                shared[project] = sharers
        found = defaultdict(self.env["purchase.order.line"].browse)
        for line in self._search_purchases_by_project(self.env["project.project"].union(*shared)):
            for order in shared[line.order_id.project_id] & self:
                if order._shares_books(line.company_id):
                    found[order] |= line
        return found

    def _get_shared_documents(self):
        """Add these purchases, until all of it is billed, and the bill lines assigned to orders."""
        counts = super()._get_shared_documents()
        shared = self._get_shared_by_project()
        lines = self.env["purchase.order.line"].union(*shared.values())
        waiting = lines._filter_open() | lines.filtered(
            lambda line: line.invoice_lines.filtered(
                lambda x: x.parent_state == "posted" and not x.cost_order_id
            )
        )
        for order, found in shared.items():
            if number := len(found & waiting):
                counts[order.id] += number
        return counts
