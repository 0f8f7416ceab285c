"""The cron of real costs: what is marked, newest first, in batches that commit."""

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
BATCH = 500
MARKED = Domain("real_cost_to_update", "=", True)
# Orders that an update of the app gave new columns.
TO_FILL = ~MARKED & Domain("completion_state", "=", False)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _cron_update_real_costs(self):
        """Update the orders that are marked.

        A run that is stopped is continued by the next one, as the marks are what remains. An
        order that fails is reported, keeps its mark, and holds nobody up.
        """
        crons = self.env["ir.cron"]
        for domain in (MARKED, TO_FILL):
            before = None
            while orders := self._get_orders_to_update(domain, before):
                before = orders[-1].id
                orders._update_real_cost_safely()
                remaining = self._count_orders_to_update(domain, before)
                self.env.invalidate_all(flush=False)
                if not crons._commit_progress(len(orders), remaining=remaining):
                    return
        crons._commit_progress(remaining=0)

    @api.model
    def _get_orders_to_update(self, domain, before):
        """Return the next batch of orders of ``domain`` below the id ``before``.

        What somebody else is changing is skipped: their mark stays for the next run.
        """
        if before is not None:
            domain &= Domain("id", "<", before)
        return self.sudo().search(domain, order="id desc", limit=BATCH)

    @api.model
    def _count_orders_to_update(self, domain, before):
        return self.sudo().search_count(domain & Domain("id", "<", before), limit=BATCH)

    def _update_real_cost_safely(self):
        """Update the orders together; one by one if that fails."""
        try:
            with self.env.cr.savepoint():
                # Who changes them meanwhile waits for us; whom we would wait for is skipped.
                self.try_lock_for_update(allow_referencing=True)._update_real_cost()
        except OperationalError:
            # Changed since our transaction began: their mark is for the next one.
            self.env.invalidate_all(flush=False)
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                _logger.exception("The real cost of order %s cannot be computed", self.id)
                return
            for order in self:
                order._update_real_cost_safely()
