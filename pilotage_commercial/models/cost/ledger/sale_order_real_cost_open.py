"""Opening an order updates its costs."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def web_read(self, specification):
        # Update the costs of an opened order, unless the user may not see them.
        if len(self) == 1 and "real_cost_state" in specification:
            self._refresh_real_cost()
        return super().web_read(specification)

    # It may write: never run it on a read replica.
    web_read._readonly = False

    def _refresh_real_cost(self):
        """Update the orders of ``self`` that may be stale, if the user may read them.

        The cost of an open order can change without a mark, for instance with the cost of a
        product.
        """
        if self.env.cr.readonly:  # a kanban column with one order, which opens nothing
            return
        stale = self.sudo().filtered(lambda order: order._may_be_stale()).with_env(self.env)
        if stale and stale.has_access("read"):
            stale._update_real_cost()

    def _may_be_stale(self):
        """Return whether the stored costs of the order may be outdated."""
        self.ensure_one()
        return self.real_cost_to_update or bool(
            self.committed_cost or self.real_cost_state == "provisional"
        )
