"""The request: one e-mail per order, some days after everything was delivered."""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.pilotage_commercial.tools.checks import clamp_days
from odoo.addons.pilotage_commercial.tools.records import check_one

_logger = logging.getLogger(__name__)
BATCH = 100


class SaleOrder(models.Model):
    _inherit = "sale.order"

    satisfaction_request = fields.Selection(
        [
            ("sent", "Sent"),
            ("known", "Not sent: known already"),
            ("free", "Not sent: nothing to pay"),
            ("no_email", "Not sent: no e-mail"),
            ("opt_out", "Not sent: opted out"),
            ("recent", "Not sent: asked lately"),
            ("failed", "Not sent: the e-mail failed"),
        ],
        readonly=True,
        copy=False,
        help="Outcome of the request to the customer. It is sent once per order.",
        groups="base.group_user",
    )
    satisfaction_request_date = fields.Datetime(
        string="Satisfaction Asked On", readonly=True, copy=False, groups="base.group_user"
    )

    _satisfaction_to_ask_idx = models.Index(
        "(company_id, delivered_on) WHERE delivered_on IS NOT NULL AND satisfaction_request IS NULL"
    )

    def action_request_satisfaction(self):
        """Send the request to the customer of the order now.

        :raise UserError: it was sent already, or the customer gets none
        """
        check_one(self)
        self.check_access("write")
        template = self.company_id._get_satisfaction_template()
        if self.state != "sale":
            raise UserError(self.env._("Confirm the order before you ask how satisfied they are."))
        if not template:
            raise UserError(self.env._("Choose the e-mail of the request in the settings."))
        outcome = "sent" if self.satisfaction_request == "sent" else self._get_request_obstacle()
        if outcome:
            raise UserError(self._get_obstacle_message(outcome))
        self._send_satisfaction_request(template, force_send=True)

    def _get_obstacle_message(self, obstacle):
        self.ensure_one()
        customer = self.partner_id.display_name
        return {
            "sent": self.env._("%s was asked already: once per order is enough.", customer),
            "known": self.env._("The satisfaction of %s is known already.", customer),
            "free": self.env._("There is nothing to pay on this order: nobody is asked."),
            "no_email": self.env._("%s has no valid e-mail address: give one.", customer),
            "opt_out": self.env._("%s does not want to be asked.", customer),
        }[obstacle]

    @api.model
    def _cron_request_satisfaction(self):
        """Send the requests for delivered orders, in batches that commit.

        Every order is marked, with or without a request: the next run continues one that was
        stopped, and no order gets two requests. An order that fails does not stop the others.
        """
        cron = self.env["ir.cron"]
        domain = self.env["res.company"]._get_every()._get_satisfaction_domain()
        last = 0
        while True:
            orders = self.search(domain & Domain("id", ">", last), order="id", limit=BATCH)
            if not orders:
                return
            last = orders[-1].id
            orders._request_satisfaction()
            remaining = 0
            if len(orders) == BATCH:
                remaining = self.search_count(domain & Domain("id", ">", last))
            if not cron._commit_progress(len(orders), remaining=remaining) or not remaining:
                return

    def _request_satisfaction(self):
        """Send the request of each order of ``self`` that nobody is changing; mark all of them."""
        refusing = self.partner_id._refuses_satisfaction_requests()
        for order in self:
            try:
                with self.env.cr.savepoint():
                    order.try_lock_for_update(allow_referencing=True)._request_once(refusing)
            except OperationalError:
                # Changed since our transaction began: left to the next run.
                self.env.invalidate_all(flush=False)
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("The satisfaction request of order %s failed", order.id)
                order._mark_satisfaction_request("failed")

    def _request_once(self, refusing):
        """Send the request of the order, unless the order is locked or there is an obstacle."""
        if not self or self.satisfaction_request:
            return
        obstacle = self._get_request_obstacle(refusing)
        if not obstacle and self._was_customer_asked_lately():
            obstacle = "recent"
        if obstacle:
            self._mark_satisfaction_request(obstacle)
        else:
            self._send_satisfaction_request(self.company_id._get_satisfaction_template())

    def _get_request_obstacle(self, refusing=None):
        """Return why the customer gets no request, a ``satisfaction_request``, or None.

        :param refusing: contacts that refuse, if known already
        """
        self.ensure_one()
        partner = self._rating_get_partner()
        if self.satisfaction:
            return "known"
        currency = self.currency_id or self.company_id.currency_id
        if currency.compare_amounts(self.amount_untaxed, 0) <= 0:
            return "free"
        if not partner.email_normalized:
            return "no_email"
        if partner in (partner._refuses_satisfaction_requests() if refusing is None else refusing):
            return "opt_out"
        return None

    def _was_customer_asked_lately(self):
        """Return whether the customer got a request about another order of the same company
        lately.
        """
        self.ensure_one()
        pause = clamp_days(self.company_id.satisfaction_request_pause)
        if not pause:
            return False
        since = fields.Datetime.now() - timedelta(days=pause)
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("satisfaction_request", "=", "sent"),
            ("satisfaction_request_date", ">", since),
        ]
        return bool(self.search_count(domain, limit=1))

    def _send_satisfaction_request(self, template, force_send=False):
        # In one transaction with the e-mail: both or neither.
        self._mark_satisfaction_request("sent")
        self.with_company(self.company_id).rating_send_request(
            template.with_company(self.company_id), force_send=force_send
        )

    def _mark_satisfaction_request(self, outcome):
        self.check_access("write")
        # A system field: written for every user who may write the order.
        self.sudo().write(
            {
                "satisfaction_request": outcome,
                "satisfaction_request_date": fields.Datetime.now(),
            }
        )
