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
        """Return ``{order: part}`` of the record, by the percentages of its distribution.

        :param owners: ``{account id: order}``
        """
        self.ensure_one()
        parts = defaultdict(float)
        for key, percentage in (self.analytic_distribution or {}).items():
            orders = {owners.get(int(x)) for x in key.split(",") if x.isdigit()} - {None}
            for order in orders:
                parts[order] += percentage / 100 / len(orders)
        return parts
