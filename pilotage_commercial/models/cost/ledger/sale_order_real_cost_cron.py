"""The cron of real costs: updates the marked orders, newest first, in batches that commit."""

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
BATCH = 500
MARKED = Domain("real_cost_to_update", "=", True)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _cron_update_real_costs(self):
        """Update the marked orders.

        The marks are what remains to do, so the next run continues one that was stopped. An order
        that fails is logged and keeps its mark; the others go on.
        """
        crons = self.env["ir.cron"]
        for domain in self._get_domains_to_update():
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
    def _get_domains_to_update(self):
        """Return the domains of the orders to update, one after the other."""
        return [MARKED]

    @api.model
    def _get_orders_to_update(self, domain, before):
        """Return the next batch of orders of ``domain`` below the id ``before``.

        It may hold orders that others are changing: the update skips these, and their mark stays.
        """
        if before is not None:
            domain &= Domain("id", "<", before)
        # The costs of every order are updated, by the scheduled action or its rerun (hence sudo).
        return self.sudo().search(domain, order="id desc", limit=BATCH)

    @api.model
    def _count_orders_to_update(self, domain, before):
        # As the batch itself: only the number leaves (hence sudo).
        return self.sudo().search_count(domain & Domain("id", "<", before), limit=BATCH)

    def _update_real_cost_safely(self):
        """Update the orders together; one by one if that fails."""
        try:
            with self.env.cr.savepoint():
                # Lock the orders; those locked by other transactions are skipped.
                self.try_lock_for_update(allow_referencing=True)._update_real_cost()
        except OperationalError:
            # Changed since our transaction began: the next run updates them.
            self.env.invalidate_all(flush=False)
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                _logger.exception("The real cost of order %s cannot be computed", self.id)
                return
            for order in self:
                order._update_real_cost_safely()
