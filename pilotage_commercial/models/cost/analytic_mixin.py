from collections import defaultdict

from odoo import models


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

    def _share_by_account(self, owners):
        """Return ``{record: {order: part}}``: the parts of the orders of ``owners``, by the
        percentages of the distributions.

        A percentage on accounts of several plans is shared equally by the orders that own them,
        whether they are in ``owners`` or not.

        :param owners: ``{account id: order}``
        """
        orders = self.env["sale.order"].union(*owners.values())
        beside = {
            int(x)
            for record in self
            for key in record.analytic_distribution or ()
            if "," in key
            for x in key.split(",")
            if x.isdigit()
        } - owners.keys()
        if beside:
            owners = owners | orders._get_account_owners(beside)
        return {record: record._get_parts_by_owner(owners, orders) for record in self}

    def _get_parts_by_owner(self, owners, orders):
        """Return ``{order: part}`` of the record, for those of ``orders``."""
        self.ensure_one()
        parts = defaultdict(float)
        for key, percentage in (self.analytic_distribution or {}).items():
            found = {owners.get(int(x)) for x in key.split(",") if x.isdigit()} - {None}
            for order in found:
                parts[order] += percentage / 100 / len(found)
        return {order: part for order, part in parts.items() if order in orders}
