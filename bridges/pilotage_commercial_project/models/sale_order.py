"""The projects of an order: documents entered by hand on them are costs of the order."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_project_ids = fields.Many2many(
        "project.project",
        "sale_order_real_cost_project_rel",
        "order_id",
        "project_id",
        string="Projects of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Projects that the confirmed order was linked to at its last update.",
    )

    @api.depends("project_id", "project_id.account_id", "order_line.project_id.account_id")
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_claimed_projects(self):
        """Return ``{order: its projects}``: the one chosen on it, and those created for it."""
        projects = defaultdict(self.env["project.project"].browse)
        for project, orders in self._search_project_orders(
            Domain("sale_line_id.order_id", "in", self.ids)
            | Domain("reinvoiced_sale_order_id", "in", self.ids)
            | Domain("id", "in", self.project_id.ids)
        ).items():
            for order in orders & self:
                projects[order] |= project
        return projects

    @api.model
    def _search_project_orders(self, domain):
        """Return ``{project: orders}`` of the projects of ``domain``."""
        projects = self.env["project.project"].with_context(active_test=False).search(domain)
        chosen = self.search(
            [("project_id", "in", projects.ids), ("state", "in", ("sale", "cancel"))]
        ).grouped("project_id")
        return {
            project: (
                chosen.get(project, self.browse())
                | project.sale_line_id.order_id
                | project.reinvoiced_sale_order_id
            ).filtered(lambda order: order.state in ("sale", "cancel"))
            for project in projects
        }

    def _get_own_projects(self):
        """Return ``{project: orders}`` of the projects linked to one order only, in the books of a
        company, if one of them is in ``self``.
        """
        projects = self.env["project.project"].union(*self._get_claimed_projects().values())
        own = {}
        for project, orders in self._search_project_orders([("id", "in", projects.ids)]).items():
            owners = orders._get_owners()
            if owners & self:
                own[project] = owners
        return own

    def _update_claims(self):
        """Add the projects, which may have no account."""
        result = super()._update_claims()
        projects = self._get_claimed_projects()
        claimed = {order: set(projects[order].ids) for order in self}
        self._store_claims("real_cost_project_ids", claimed, self._get_project_claimants)
        return result

    @api.model
    def _get_project_claimants(self, project_ids):
        """Return ``{project id: orders linked to it}``."""
        found = self._search_project_orders([("id", "in", list(project_ids))])
        return {project.id: orders for project, orders in found.items()}

    def _get_other_claimants(self):
        """Add those of its projects, which may have no account."""
        projects = self.env["project.project"].union(*self._get_claimed_projects().values())
        found = self._search_project_orders([("id", "in", projects.ids)]) if projects else {}
        claimants = self.browse().union(*found.values())
        claimants = claimants.filtered(lambda order: order.state == "sale") - self
        return super()._get_other_claimants() | claimants

    @api.model
    def _mark_by_projects(self, projects):
        """Mark the orders of the projects: a document was entered on them."""
        # Whoever enters the document may not see the orders: only the mark is written (hence
        # sudo).
        found = self.sudo()._search_project_orders([("id", "in", projects.ids)])
        self.browse().union(*found.values()).sudo()._mark_real_cost()

    def _get_claimed_accounts(self):
        claimed = super()._get_claimed_accounts()
        for order, projects in self._get_claimed_projects().items():
            claimed[order] |= set(projects.account_id.ids)
        return claimed

    @api.model
    def _get_claimants(self, account_ids):
        claimants = super()._get_claimants(account_ids)
        if account_ids:
            domain = [("account_id", "in", list(account_ids))]
            for project, orders in self._search_project_orders(domain).items():
                claimants[project.account_id.id] |= orders
        return claimants
