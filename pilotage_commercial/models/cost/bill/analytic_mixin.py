from collections import defaultdict

from odoo import models

# Percentages beyond their rounding exceed the amount.
WHOLE = 100.01


class AnalyticMixin(models.AbstractModel):
    _inherit = "analytic.mixin"

    def _get_account_ids(self):
        """Return the ids of the analytic accounts of the record."""
        self.ensure_one()
        return {
            int(account_id)
            for key in self.analytic_distribution or ()
            for account_id in key.split(",")
            if account_id.isdigit()
        }

    def _get_owners_among(self, owners, account_ids=None):
        """Return the orders of ``owners``, in the books of the record, that own its accounts, or
        those of ``account_ids``.

        :param owners: ``{account id: orders}``
        """
        self.ensure_one()
        ids = self._get_account_ids() if account_ids is None else account_ids
        orders = self.env["sale.order"].union(*(owners[x] for x in ids if x in owners))
        return orders.filtered(lambda order: order._shares_books(self.company_id))

    def _is_on_several_plans(self):
        """Return whether accounts of several plans can stand for the same part of the amount: on
        one key, or on keys of their own, which then exceed the amount.
        """
        self.ensure_one()
        distribution = self.analytic_distribution or {}
        return any("," in key for key in distribution) or sum(distribution.values()) > WHOLE

    def _share_by_account(self, owners):
        """Return ``{record: {order: part}}``: the parts of the orders of ``owners``, by the
        percentages of the distributions.

        A percentage on accounts of several plans is shared equally by the orders that own them,
        whether they are in ``owners`` or not.

        :param owners: ``{account id: orders}``, one at most in the books of each company
        """
        orders = self.env["sale.order"].union(*owners.values())
        several = self.filtered(lambda record: record._is_on_several_plans())
        accounts = set().union(*(record._get_account_ids() for record in several))
        if beside := accounts - owners.keys():
            owners = owners | orders._get_account_owners(beside)
        plans = several._get_root_plans()
        return {record: record._get_parts_by_owner(owners, orders, plans) for record in self}

    def _get_root_plans(self):
        """Return ``{account id: plan}`` of the accounts of ``self``."""
        ids = set().union(*(record._get_account_ids() for record in self))
        accounts = self.env["account.analytic.account"].browse(ids).exists()
        return {account.id: account.root_plan_id.id for account in accounts}

    def _get_parts_by_owner(self, owners, orders, plans):
        """Return ``{order: part}`` of the record, for those of ``orders``.

        Keys of plans of their own each tell the whole amount: an order that owns accounts in two of
        them has the larger part, and the orders together have no more than the amount. Keys of one
        plan tell the parts as they are: one above 100 % is made up for by a negative one.
        """
        self.ensure_one()
        groups = self._get_keys_by_plans(plans)
        found = [self._get_parts_of_keys(keys, owners) for keys in groups]
        parts, times = defaultdict(float), 1.0
        for order, part in ((x, group[x]) for group in found for x in group):
            parts[order] = max(parts[order], part, key=abs)
        whole = max((sum(group.values()) for group in found), key=abs, default=0.0)
        total = sum(parts.values())
        if len(groups) > 1 and abs(total) > abs(whole):
            times = whole / total
        return {order: part * times for order, part in parts.items() if order in orders}

    def _get_keys_by_plans(self, plans):
        """Return lists of keys of the distribution: those whose plans are joined, together."""
        self.ensure_one()
        distribution = self.analytic_distribution or {}
        if sum(distribution.values()) <= WHOLE:
            return [list(distribution)]
        groups = []  # (plans, keys)
        for key in distribution:
            names, keys = {plans.get(int(x)) for x in key.split(",") if x.isdigit()}, [key]
            for group in [group for group in groups if group[0] & names]:
                groups.remove(group)
                names, keys = names | group[0], group[1] + keys
            groups.append((names, keys))
        return [keys for _names, keys in groups]

    def _get_parts_of_keys(self, keys, owners):
        """Return ``{order: part}`` of the percentages of ``keys``."""
        parts = defaultdict(float)
        for key in keys:
            ids = {int(x) for x in key.split(",") if x.isdigit()}
            found = self._get_owners_among(owners, ids)
            for order in found:
                parts[order] += self.analytic_distribution[key] / 100 / len(found)
        return parts
