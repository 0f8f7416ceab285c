"""The analytic accounts of an order, and the documents entered by hand on them."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # --- owners of accounts ---

    def _get_claimed_accounts(self):
        """Return ``{order: ids of the analytic accounts linked to it}``. Hook for bridges."""
        claimed = defaultdict(set)
        for line in self.order_line:
            claimed[line.order_id] |= line._get_account_ids()
        return claimed

    @api.model
    def _get_claimants(self, account_ids):
        """Return ``{account id: orders linked to it}``, confirmed ones, else cancelled ones. Hook
        for bridges.
        """
        claimants = defaultdict(self.browse)
        if not account_ids:
            return claimants
        lines = self.env["sale.order.line"].search_fetch(
            Domain("analytic_distribution", "in", list(account_ids))
            & Domain("state", "in", ("sale", "cancel")),
            ["order_id", "analytic_distribution"],
        )
        for line in lines:
            for account_id in line._get_account_ids() & set(account_ids):
                claimants[account_id] |= line.order_id
        return claimants

    @api.model
    def _get_account_owners(self, account_ids):
        """Return ``{account id: orders}`` of the accounts linked to one order only, in the books of
        a company.
        """
        claimants = self._get_claimants(account_ids).items()
        owners = {account_id: orders._get_owners() for account_id, orders in claimants}
        return {account_id: orders for account_id, orders in owners.items() if orders}

    def _by_books(self):
        """Return ``{company: orders}``, the branches with their parent: a document in the books of
        one is no cost of the orders of another.
        """
        return self.grouped(lambda order: order.company_id.root_id)

    def _get_owners(self):
        """Return those of ``self``, linked to a project or an account, that own it: one at most in
        the books of each company.
        """
        return self.browse().union(*(each._get_owner() for each in self._by_books().values()))

    def _get_owner(self):
        """Return the one of ``self``, in the same books, that owns what they are linked to: the
        only confirmed one, or the only one, cancelled.
        """
        living = self.filtered(lambda order: order.state == "sale") or self
        return living if len(living) == 1 else self.browse()

    def _get_sharers(self):
        """Return those of ``self``, linked to a project or an account, that share it: the
        confirmed ones of one customer (a site), in the same books. With many customers it is a
        department.
        """
        living = self.filtered(lambda order: order.state == "sale")._by_books().values()
        return self.browse().union(*(each for each in living if each._are_of_one_site()))

    def _are_of_one_site(self):
        """Return whether the orders are several, of one customer."""
        return len(self) > 1 and len(self.partner_id.commercial_partner_id) == 1

    @api.model
    def _get_shared_accounts(self, account_ids):
        """Return ``{account id: orders}`` of the accounts that several orders share."""
        claimants = self._get_claimants(account_ids).items()
        shared = {account_id: orders._get_sharers() for account_id, orders in claimants}
        return {account_id: orders for account_id, orders in shared.items() if orders}

    @api.model
    def _mark_by_accounts(self, account_ids):
        """Mark the orders linked to the analytic accounts: a document was entered on them."""
        # Whoever enters a document may not see the orders that bear it: only the mark is written
        # (hence sudo).
        orders = self.browse().union(*self.sudo()._get_claimants(account_ids).values())
        orders.sudo()._mark_real_cost()

    # --- documents ---

    def _get_analytic_bill_items(self):
        """Return the leaves of the bill lines on the accounts of the orders, by the percentages of
        their analytic distribution.
        """
        owners = self._get_own_accounts()
        lines = self.env["account.move.line"].search_fetch(
            [
                ("analytic_distribution", "in", list(owners)),
                ("cost_order_id", "=", False),
                *self.env["account.move.line"]._get_bill_domain(),
            ],
            ["analytic_distribution", "company_id", "balance", "cost_category", "move_id"],
        )
        lines = lines.filtered(lambda line: line._goes_by_account())
        return lines._get_bill_items(
            [
                (line, order, None, part)
                for line, parts in lines._share_by_account(owners).items()
                for order, part in parts.items()
                if order._shares_books(line.company_id)
            ],
            source="analytic",
        )

    def _get_own_accounts(self):
        """Return ``{account id: orders}`` of the accounts linked to one order only, for those in
        ``self``.
        """
        claimed = set().union(*self._get_claimed_accounts().values())
        owners = self._get_account_owners(claimed)
        return {account_id: orders & self for account_id, orders in owners.items() if orders & self}

    # --- accounts of several orders ---

    def _get_shared_documents(self):
        """Return ``{order id: number of documents on accounts that it shares}``, without the
        documents linked to one order. Hook for bridges.
        """
        claimed = self._get_claimed_accounts()
        shared = self._get_shared_accounts(set().union(*claimed.values()))
        counts = defaultdict(int)
        for (account_id, books), number in self._count_on_accounts(set(shared)).items():
            for order in shared[account_id] & self:
                if order.company_id.root_id == books:
                    counts[order.id] += number
        return counts

    @api.model
    def _count_on_accounts(self, account_ids):
        """Return ``{(account id, company of the books): number of documents}`` linked to no order.
        Hook for bridges.
        """
        counts = defaultdict(int)
        if not account_ids:
            return counts
        lines = self.env["account.move.line"].search(
            [
                ("analytic_distribution", "in", list(account_ids)),
                ("cost_order_id", "=", False),
                *self.env["account.move.line"]._get_bill_domain(),
            ]
        )
        for line in lines.filtered(lambda line: line._goes_by_account()):
            for account_id in line._get_account_ids() & account_ids:
                counts[account_id, line.company_id.root_id] += 1
        return counts
