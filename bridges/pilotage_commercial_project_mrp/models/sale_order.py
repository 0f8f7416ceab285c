"""Manufacturing orders made by hand for the project of an order."""

from odoo import api, models

from odoo.addons.pilotage_commercial_stock.tools import Flow


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_flows(self):
        """Add what was made by hand for the projects of the orders."""
        flows, line = super()._get_real_cost_flows(), self.env["sale.order.line"]
        by_hand = self._get_productions_by_hand()
        moves = {production: production._get_main_moves()[:1].id for production in by_hand}
        # One recordset, so that all moves are read together.
        made = self.env["stock.move"].browse(filter(None, moves.values()))
        made = {move.id: move for move in made}
        for production, orders in by_hand.items():
            quantity, move = production._get_quantity_for_project(), made.get(moves[production])
            for order in orders if move else ():
                args = order, line, move, quantity, move, 1.0
                flows.append(Flow(*args, "analytic", "production"))
        return flows

    def _get_productions_by_hand(self):
        """Return ``{manufacturing order: orders}`` of what is made by hand for their projects."""
        own = self._get_own_projects()
        productions = self._search_productions_by_project([project.id for project in own])
        return {
            production: (own[production.project_id] & self).filtered(
                lambda order, company=production.company_id: order.company_id == company
            )
            for production in productions
        }

    @api.model
    def _search_productions_by_project(self, project_ids):
        """Return the manufacturing orders on projects that no other document links to an order."""
        productions = self.env["mrp.production"]
        if not project_ids:
            return productions
        domain = [("project_id", "in", project_ids), ("state", "!=", "draft")]
        productions = productions.search(domain)
        productions._read_for_real_cost()
        return productions.filtered(lambda production: production._is_made_by_hand())

    def _get_quantities_bought_by_hand(self, items):
        """Add what was made by hand: it does not cost again when it leaves the stock."""
        bought = super()._get_quantities_bought_by_hand(items)
        if not any(item["source"] == "analytic" for item in items):
            return bought  # at once: nothing was made for a project
        for production, orders in self._get_productions_by_hand().items():
            for order in orders:
                quantity = production._get_quantity_for_project()
                bought[order.id, production.product_id] += quantity
        return bought

    def _get_shared_documents(self):
        """Add what was made by hand for the projects that several orders share."""
        counts = super()._get_shared_documents()
        claimed = self.env["project.project"].union(*self._get_claimed_projects().values())
        shared = {
            project: sharers
            for project, orders in self._search_project_orders([("id", "in", claimed.ids)]).items()
            if (sharers := orders._get_sharers())
        }
        for production in self._search_productions_by_project([project.id for project in shared]):
            for order in shared[production.project_id] & self:
                if order.company_id == production.company_id:
                    counts[order.id] += 1
        return counts
