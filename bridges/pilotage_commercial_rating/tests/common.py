import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.pilotage_commercial.tests.common_order import OrderCase

LINK = re.compile(r'href="[^"]*?(/(?:rate|satisfaction)/[^"]+)"')


class SatisfactionCase(OrderCase, MockEmail):
    """A company that asks its customers three days after the delivery, since 1 March 2026.

    It is Tuesday 10 March, 11 in the morning in Paris.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "satisfaction_request": True,
                "satisfaction_request_pause": 0,
                "email": "roux@example.com",
            }
        )
        cls.company.satisfaction_request_since = "2026-03-01"
        cls.customer.email = "girard@example.com"
        cls.orders = cls.env["sale.order"]

    @classmethod
    def _delivered(cls, day="2026-03-07", **values):
        """Return an order of 1 000 € that was delivered on ``day``."""
        order = cls._order(state="sale", **values)
        cls._deliver(order)
        order.delivered_on = day
        return order

    def _ask(self, time_left=1.0):
        """Run the cron as the server does; return the queued e-mails."""
        with self.mock_mail_gateway(), self._commits(time_left):
            self.orders.with_user(self.env.ref("base.user_root"))._cron_request_satisfaction()
            self.assertFalse(self._mails, "The queue of e-mails sends them")
            mails = self._new_mails
            mails.send()
        return self._mails

    @contextmanager
    def _commits(self, time_left=1.0):
        self.commits = []

        def commit(_cron, processed=0, *, remaining=None, **_options):
            self.commits.append((processed, remaining))
            return time_left

        with patch.object(IrCron, "_commit_progress", commit):
            yield

    @staticmethod
    def _links(mail):
        """Return the paths of our links in ``mail``."""
        return LINK.findall(str(mail["body"]))
