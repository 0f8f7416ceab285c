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
        """Return ``{account id: order}`` of the accounts linked to one order only."""
        owners = {}
        for account_id, orders in self._get_claimants(account_ids).items():
            living = orders.filtered(lambda order: order.state == "sale") or orders
            if len(living) == 1:
                owners[account_id] = living
        return owners

    @api.model
    def _get_shared_accounts(self, account_ids):
        """Return ``{account id: orders}`` of the accounts linked to several orders of one customer
        (a site). An account with orders of many customers is a department: left out.
        """
        shared = {}
        for account_id, orders in self._get_claimants(account_ids).items():
            living = orders.filtered(lambda order: order.state == "sale")
            if len(living) > 1 and len(living.partner_id.commercial_partner_id) == 1:
                shared[account_id] = living
        return shared

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
                *self.env["sale.order.cost"]._get_bill_domain(),
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
        """Return ``{account id: order}`` of the accounts linked to one order only, if it is in
        ``self``.
        """
        claimed = set().union(*self._get_claimed_accounts().values())
        owners = self._get_account_owners(claimed)
        return {account_id: order for account_id, order in owners.items() if order in self}

    # --- accounts of several orders ---

    def _get_shared_documents(self):
        """Return ``{order id: number of documents on accounts that it shares}``, without the
        documents linked to one order. Hook for bridges.
        """
        claimed = self._get_claimed_accounts()
        shared = self._get_shared_accounts(set().union(*claimed.values()))
        counts = defaultdict(int)
        for account_id, number in self._count_on_accounts(set(shared)).items():
            for order in self:
                if account_id in claimed[order]:
                    counts[order.id] += number
        return counts

    def _mark_sharers(self, shared):
        """Mark the other orders that begin to share documents with these orders, or no longer do:
        a confirmation or a cancellation marks its own order only.

        :param shared: ``{order id: number of documents that it shares}``
        """

        def is_sharing(order):
            return "shared_account" in (order.real_cost_missing or "")

        before, now = self.filtered(is_sharing), self.browse(shared)
        for orders, begins in ((now - before, True), (before - now, False)):
            if orders:
                others = orders._get_sharers() - self
                others.filtered(lambda x, begins=begins: is_sharing(x) != begins)._mark_real_cost()

    def _get_sharers(self):
        """Return the confirmed orders of the same customers on the accounts of ``self``. Hook for
        bridges.
        """
        accounts = set().union(*self._get_claimed_accounts().values())
        return self._filter_sharers(self.browse().union(*self._get_claimants(accounts).values()))

    def _filter_sharers(self, orders):
        """Return those of ``orders`` that can share documents with ``self``."""
        customers = self.partner_id.commercial_partner_id
        return orders.filtered(
            lambda order: (
                order.state == "sale" and order.partner_id.commercial_partner_id in customers
            )
        )

    @api.model
    def _count_on_accounts(self, account_ids):
        """Return ``{account id: number of documents}`` linked to no order. Hook for bridges."""
        counts = defaultdict(int)
        if not account_ids:
            return counts
        lines = self.env["account.move.line"].search(
            [
                ("analytic_distribution", "in", list(account_ids)),
                ("cost_order_id", "=", False),
                *self.env["sale.order.cost"]._get_bill_domain(),
            ]
        )
        for line in lines.filtered(lambda line: line._goes_by_account()):
            for account_id in line._get_account_ids() & account_ids:
                counts[account_id] += 1
        return counts
