"""The accounts that an order is linked to: as it takes or leaves one, documents change hands.

A confirmation or a cancellation marks its own order. Its update, which finds that the order takes
or leaves an account, marks the others that win or lose documents by it.
"""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_account_ids = fields.Many2many(
        "account.analytic.account",
        "sale_order_real_cost_account_rel",
        "order_id",
        "account_id",
        string="Accounts of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Analytic accounts that the confirmed order was linked to at its last update.",
    )

    def _update_claims(self):
        """Store the accounts that the orders are linked to, and mark the other orders whose costs
        change with them. Hook for bridges.
        """
        claimed = self._get_claimed_accounts()
        moved = self._store_claims("real_cost_account_ids", claimed, self._get_claimants)
        self._mark_beside_accounts(moved)

    def _store_claims(self, name, claimed, get_claimants):
        """Store in the many2many ``name`` what the orders claim; mark the other orders that begin
        or cease to own it or to share it.

        :param claimed: ``{order: ids}``
        :param get_claimants: function of ids, to ``{id: orders}``
        :return: the ids whose owner is another one
        """
        claims = {
            order.id: set(claimed[order]) if order.state == "sale" else set() for order in self
        }
        changed = set().union(*(claims[order.id] ^ set(order[name].ids) for order in self))
        if changed:
            # A line keeps the account of its distribution when this one is deleted.
            deleted = changed - set(self[name].browse(changed).exists().ids)
            claims = {order_id: ids - deleted for order_id, ids in claims.items()}
            changed -= deleted
        if not changed:
            return changed
        moved, affected = set(), self.browse()
        before, now = self._get_stored_claimants(name, changed), get_claimants(changed)
        for key in changed:
            by_books = [x.get(key, self.browse())._by_books() for x in (before, now)]
            for books in by_books[0] | by_books[1]:
                first, then = (orders.get(books, self.browse()) for orders in by_books)
                # The first were confirmed then, whatever they are now.
                owner = first if len(first) == 1 else first.browse()
                if owner != then._get_owner():
                    affected |= owner | then._get_owner()
                    moved.add(key)
                if not (first and then.filtered(lambda order: order.state == "sale")):
                    # The documents of an account without a confirmed order are a cancelled one's.
                    affected |= then.filtered(lambda order: order.state == "cancel")
                begun = then._get_sharers()
                ended = first if first._are_of_one_site() else first.browse()
                affected |= (begun | ended) - (begun & ended)
        self._store_real_cost_links(name, claims)
        (affected - self)._mark_real_cost()
        return moved

    # --- sites of one customer ---

    @api.depends("commercial_partner_id")
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _update_real_cost(self):
        """Mark the other orders of a site that the orders join or leave as their customer changes,
        too.
        """
        orders = self.sudo()  # a fact: see super
        before = orders._filter_sharing()
        result = super()._update_real_cost()
        now = orders._filter_sharing()
        if left := before - now:
            left._get_other_claimants()._filter_sharing()._mark_real_cost()
        if joined := now - before:
            others = joined._get_other_claimants()
            (others - others._filter_sharing())._mark_real_cost()
        return result

    def _filter_sharing(self):
        """Return the orders of ``self`` that lacked documents of a site of several orders at their
        last update.
        """
        return self.filtered(lambda order: "shared_account" in (order.real_cost_missing or ""))

    def _get_other_claimants(self):
        """Return the other orders linked to what the orders are linked to. Hook for bridges."""
        accounts = set().union(*self._get_claimed_accounts().values())
        claimants = self.browse().union(*self._get_claimants(accounts).values())
        return claimants.filtered(lambda order: order.state == "sale") - self

    @api.model
    def _get_stored_claimants(self, name, ids):
        """Return ``{id: orders}`` that claimed the records ``ids`` at their last update."""
        groups = self._read_group([(name, "in", list(ids))], [name], ["id:recordset"])
        return {record.id: orders for record, orders in groups}

    # --- accounts of several plans ---

    @api.model
    def _get_analytic_models(self):
        """Return the models of the documents that accounts link to orders. Hook for bridges."""
        return ["account.move.line"]

    def _mark_beside_accounts(self, account_ids):
        """Mark the other orders that share the documents on these accounts: by an account of
        another plan, or as a line without an owner is shared over the bill that it corrects.
        """
        costs = self.env["sale.order.cost"]
        for model in self._get_analytic_models() if account_ids else ():
            found = self.env[model].search_fetch(
                [("analytic_distribution", "in", list(account_ids))], ["analytic_distribution"]
            )
            if model == "account.move.line":
                found._mark_orders_of_bill()
            found = found.filtered(lambda record: record._is_on_several_plans())
            rows = costs.search([("res_model", "=", model), ("res_id", "in", found.ids)])
            (rows.order_id - self)._mark_real_cost()
