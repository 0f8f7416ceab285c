from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron

from ...models.order.fact import sale_order_outcome
from ..common_order import NOW, OrderCase

YESTERDAY = (NOW - timedelta(days=1)).date()


@tagged("standard", "post_install", "-at_install")
class TestOutcome(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Barn", "type": "opportunity", "company_id": cls.company.id}
        )

    def _versions(self, *moments):
        """Send a quotation of the opportunity at each of ``moments`` (hours from now)."""
        orders = self.env["sale.order"]
        for hours in moments:
            with freeze_time(NOW + timedelta(hours=hours)):
                orders += self._order(opportunity_id=self.lead.id, state="sent")
        return orders

    def assertOutcome(self, orders, *outcomes):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("quotation_outcome"), list(outcomes))

    def test_life_of_a_quotation(self):
        order = self._order()
        self.assertOutcome(order, False)
        order.action_quotation_sent()
        self.assertOutcome(order, "pending")
        self.assertFalse(order.confirmation_date)
        with freeze_time(NOW + timedelta(days=2)):
            order.action_confirm()
        self.assertOutcome(order, "won")
        self.assertEqual(order.confirmation_date, NOW + timedelta(days=2))
        order._action_cancel()
        self.assertOutcome(order, "lost")
        # Its confirmation remains a fact.
        self.assertEqual(order.confirmation_date, NOW + timedelta(days=2))
        order.action_draft()
        self.assertOutcome(order, "pending")
        self.assertFalse(order.confirmation_date)
        with freeze_time(NOW + timedelta(days=5)):
            order.action_confirm()
        self.assertOutcome(order, "won")
        self.assertEqual(order.confirmation_date, NOW + timedelta(days=5))

    def test_never_sent(self):
        order = self._order(validity_date=YESTERDAY)
        self.assertOutcome(order, False)
        order._action_cancel()
        self.assertOutcome(order, False)
        self.assertFalse(order.confirmation_date)

    def test_copy(self):
        copy = self._order(state="sale").copy()
        self.assertFalse(copy.quotation_outcome)
        self.assertFalse(copy.confirmation_date)

    def test_imported(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "state": "sale",
                "date_order": datetime(2025, 5, 6, 7, 8),
            }
        )
        self.assertEqual(order.quotation_date, datetime(2025, 5, 6, 7, 8))
        self.assertEqual(order.confirmation_date, datetime(2025, 5, 6, 7, 8))
        self.assertOutcome(order, "won")

    def test_confirmed_by_hand(self):
        order = self._order(state="sent")
        order.write({"state": "sale", "date_order": datetime(2025, 5, 6, 7, 8)})
        self.assertEqual(order.confirmation_date, datetime(2025, 5, 6, 7, 8))

    def test_expired(self):
        order = self._order(state="sent", validity_date=YESTERDAY)
        self.assertOutcome(order, "lost")
        order.validity_date = NOW.date()  # valid until the end of the day
        self.assertOutcome(order, "pending")
        # Confirmed although it had expired.
        order.validity_date = YESTERDAY
        order.action_confirm()
        self.assertOutcome(order, "won")

    def _expire(self, moment):
        self.env.flush_all()
        with (
            freeze_time(moment),
            patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 1),
            patch.object(sale_order_outcome, "EXPIRY_BATCH", 2),
        ):
            self.env["sale.order"]._cron_expire_quotations()

    def test_time_passes(self):
        orders = self.env["sale.order"]
        for _number in range(5):
            orders += self._order(state="sent", validity_date=NOW.date())
        later = self._order(state="sent", validity_date=NOW.date() + timedelta(days=1))
        self.assertOutcome(orders, *["pending"] * 5)
        # Tuesday 23:30 in Paris: still valid. Half past midnight: not any more.
        self._expire(datetime(2026, 3, 10, 22, 30))
        self.assertOutcome(orders, *["pending"] * 5)
        self._expire(datetime(2026, 3, 10, 23, 30))
        self.assertOutcome(orders, *["lost"] * 5)
        self.assertOutcome(later, "pending")

    def test_each_company_has_its_day(self):
        auckland = self._create_company("Auckland", "Pacific/Auckland")
        self.env.user.company_ids |= auckland
        here = self._order(state="sent", validity_date=NOW.date())
        there = self._order(state="sent", validity_date=NOW.date(), company_id=auckland.id)
        # 13:00 on Tuesday in Paris is 1:00 on Wednesday in Auckland.
        self._expire(datetime(2026, 3, 10, 12, 0))
        self.assertOutcome(here + there, "pending", "lost")
        with freeze_time(datetime(2026, 3, 10, 12, 0)):
            there.validity_date = YESTERDAY
            there.validity_date = NOW.date()
            self.assertOutcome(there, "lost")

    def test_a_revision_counts_once(self):
        orders = self._versions(0, 1, 2)
        self.assertOutcome(orders, "superseded", "superseded", "pending")
        with freeze_time(NOW + timedelta(hours=5)):
            orders[2].action_confirm()
        self.assertOutcome(orders, "superseded", "superseded", "won")
        # A typed older date does not change which one came last.
        orders[2].date_order = NOW - timedelta(days=30)
        self.assertOutcome(orders, "superseded", "superseded", "won")

    def test_the_first_version_is_signed(self):
        orders = self._versions(0, 1)
        with freeze_time(NOW + timedelta(hours=5)):
            orders[0].action_confirm()
        self.assertOutcome(orders, "won", "superseded")

    def test_more_work_quoted_after_the_order(self):
        first = self._versions(0)
        with freeze_time(NOW + timedelta(hours=1)):
            first.action_confirm()
        more = self._versions(2)
        self.assertOutcome(first + more, "won", "pending")
        more._action_cancel()
        self.assertOutcome(first + more, "won", "lost")

    def test_two_orders_of_one_opportunity(self):
        orders = self._versions(0, 1)
        orders.action_confirm()
        self.assertOutcome(orders, "won", "won")

    def test_cancelled_versions(self):
        orders = self._versions(0, 1)
        orders[0]._action_cancel()
        self.assertOutcome(orders, "superseded", "pending")
        orders[1]._action_cancel()
        self.assertOutcome(orders, "superseded", "lost")
        # The revision was a mistake, the first version is taken up again.
        orders[0].action_draft()
        self.assertOutcome(orders, "pending", "superseded")

    def test_a_draft_version_does_not_supersede(self):
        order = self._versions(0)
        draft = self._order(opportunity_id=self.lead.id)
        self.assertOutcome(order + draft, "pending", False)

    def test_opportunities_are_merged(self):
        other = self.lead.copy()
        orders = self._versions(0, 1)
        orders[0].opportunity_id = other
        self.assertOutcome(orders, "pending", "pending")
        orders[0].opportunity_id = self.lead
        self.assertOutcome(orders, "superseded", "pending")
        orders[1]._action_cancel()
        orders[1].unlink()
        self.assertOutcome(orders[0], "pending")

    def test_other_companies_quotations_are_no_version(self):
        self.lead.company_id = False
        other = self._create_company("Other")
        self.env.user.company_ids |= other
        orders = self._versions(0)
        orders += self._order(opportunity_id=self.lead.id, company_id=other.id, state="sent")
        self.assertOutcome(orders, "pending", "pending")

    def test_history(self):
        """Orders older than the addon, without any of its columns."""
        sent, won, lost, draft = (self._order() for _number in range(4))
        tracked = (sent + won + lost).with_context(tracking_disable=False)
        self._track()  # of the creation
        with freeze_time(NOW + timedelta(days=1)):
            tracked.action_quotation_sent()
            self._track()
        with freeze_time(NOW + timedelta(days=2)):
            (tracked[1] + tracked[2]).action_confirm()
            self._track()
        with freeze_time(NOW + timedelta(days=3)):
            tracked[2]._action_cancel()
            self._track()
        cancelled = self._order(state="sent", validity_date=YESTERDAY)
        orders = sent + won + lost + draft + cancelled
        names = ["quotation_date", "quotation_outcome", "confirmation_date", "order_progress"]
        names += ["net_revenue", "full_payment_date", "sales_cycle_days"]
        expected = [[order[name] for name in names] for order in orders]
        self.assertEqual(expected[2][:3], [NOW + timedelta(days=1), "lost", won.date_order])
        self.env.cr.execute(
            f"UPDATE sale_order SET {', '.join(f'{name} = NULL' for name in names)} WHERE id IN %s",
            [tuple(orders.ids)],
        )
        self.env.invalidate_all()
        for step in ("_complete_history_quotation_dates", "_complete_history_facts"):
            while remaining := getattr(self.env["sale.order"], step)(2):
                self.assertGreater(remaining, 0)
        expected[4][0] = cancelled.date_order  # sent, its history does not say when
        for order, values in zip(orders, expected, strict=True):
            self.assertEqual([order[name] for name in names], values)

    def test_history_of_orders_without_currency(self):
        """An old order may have none, as its lines: the facts are in its company's, and the others
        are computed too.
        """
        old, recent = self._order(state="sale"), self._order(state="sale")
        self._deliver(old)  # 10 x 100 = 1 000, nothing invoiced
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET currency_id = NULL WHERE order_id = %s", old.ids
        )
        self.env.cr.execute("UPDATE sale_order SET currency_id = NULL WHERE id = %s", old.ids)
        self.env.cr.execute(
            "UPDATE sale_order SET order_progress = NULL, net_revenue = NULL WHERE id IN %s",
            [(old.id, recent.id)],
        )
        self.env.invalidate_all()
        self.env["sale.order"]._complete_history_facts(2)
        self.assertEqual((old.order_progress, recent.order_progress), ("delivered", "confirmed"))
        self.assertEqual((old.net_revenue, recent.net_revenue), (1000, 1000))
        self.assertFalse(old.is_low_margin)

    def _track(self):
        """Write the trackings, as the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()
