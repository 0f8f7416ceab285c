"""An order that somebody opens shows its costs of now."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def web_read(self, specification):
        # An order that somebody opens is never stale. Who does not see its costs waits for nothing.
        if len(self) == 1 and "real_cost_state" in specification:
            self._refresh_real_cost()
        return super().web_read(specification)

    # It may write: not for a read replica.
    web_read._readonly = False

    def _refresh_real_cost(self):
        """Update those of ``self`` that are marked, or still open, for somebody who may read them.

        What an open order is worth moves with settings that mark nothing: the cost of a product.
        """
        if self.env.cr.readonly:  # a kanban column of one order, which opens nothing
            return
        stale = self.sudo().filtered(lambda order: order._may_be_stale()).with_env(self.env)
        if stale and stale.has_access("read"):
            stale._update_real_cost()

    def _may_be_stale(self):
        """Return whether the costs of the order may be others than those stored."""
        self.ensure_one()
        return self.real_cost_to_update or bool(
            self.committed_cost or self.real_cost_state == "provisional"
        )
