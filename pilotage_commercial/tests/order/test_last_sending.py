"""The quotation that counts: one definition of *superseded* and of the last sending."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..common_order import NOW, OrderCase


class SendingCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead()

    @classmethod
    def _lead(cls, **values):
        return cls.env["crm.lead"].create(
            {"name": "Barn", "type": "opportunity", "company_id": cls.company.id, **values}
        )

    def _sent(self, hours=0, **values):
        """Send a quotation of the opportunity, ``hours`` from now."""
        with freeze_time(NOW + timedelta(hours=hours)):
            return self._order(**{"opportunity_id": self.lead.id, "state": "sent", **values})

    def _at(self, hours):
        return freeze_time(NOW + timedelta(hours=hours))

    def assertOutcome(self, orders, *outcomes):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("quotation_outcome"), list(outcomes))


@tagged("standard", "post_install", "-at_install")
class TestLastSending(SendingCase):
    def assertSent(self, order, first, last):
        self.env.flush_all()
        order.invalidate_recordset()
        moments = [NOW + timedelta(hours=hours) for hours in (first, last)]
        self.assertEqual([order.quotation_date, order.last_sent_date], moments)

    def test_sent_once(self):
        self.assertSent(self._sent(1), 1, 1)

    def test_set_to_quotation_and_sent(self):
        order = self._sent()
        with self._at(5):
            order._action_cancel()
            order.action_draft()
        self.assertSent(order, 0, 0)
        with self._at(6):
            order.action_quotation_sent()
        self.assertSent(order, 0, 6)

    def test_sent_again_by_mail(self):
        order = self._sent()
        with self._at(5):
            order.with_context(mark_so_as_sent=True).message_post(body="Once more")
        self.assertSent(order, 0, 5)

    def test_ordinary_message_is_no_sending(self):
        order = self._sent()
        with self._at(5):
            order.message_post(body="Any news?")
        self.assertSent(order, 0, 0)

    def test_amount_changed(self):
        order = self._sent()
        with self._at(5):
            order.order_line.price_unit = 90
        self.assertSent(order, 0, 5)

    def test_anything_else_changed(self):
        order = self._sent()
        with self._at(5):
            order.order_line.name = "Beam of oak"
            order.note = "Thanks"
        self.assertSent(order, 0, 0)

    def test_amount_changed_without_a_deal(self):
        order = self._sent(opportunity_id=False)
        with self._at(5):
            order.order_line.price_unit = 90
        self.assertSent(order, 0, 5)

    def test_amount_of_the_superseded_changed(self):
        older, newer = self._sent(0), self._sent(1)
        with self._at(5):
            older.order_line.price_unit = 90
        self.assertSent(older, 0, 0)
        self.assertOutcome(older | newer, "superseded", "pending")

    def test_date_corrected_by_hand(self):
        order = self._sent()
        order.quotation_date = NOW - timedelta(hours=24)
        self.assertSent(order, -24, -24)

    def test_history(self):
        # Older than the application: the last time it became sent, else when it left draft.
        orders = self._sent(0) | self._sent(1, opportunity_id=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET last_sent_date = NULL WHERE id IN %s", [orders._ids]
        )
        with self._at(9):
            message = orders[0].message_post(body="x")
            field = self.env["ir.model.fields"]._get("sale.order", "state")
            self.env["mail.tracking.value"].create(
                {
                    "mail_message_id": message.id,
                    "field_id": field.id,
                    "old_value_char": "Quotation",
                    "new_value_char": "Quotation Sent",
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        while self.env["sale.order"]._complete_history_sendings(1):
            pass
        self.assertSent(orders[0], 0, 9)
        self.assertSent(orders[1], 1, 1)

    def test_history_of_lost_deals(self):
        order = self._sent()
        self.lead.action_set_lost()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET last_sent_date = NULL, quotation_outcome = 'pending' "
            "WHERE id = %s",
            order.ids,
        )
        self.env.invalidate_all()
        self.env["sale.order"]._complete_history_sendings(1000)
        self.assertEqual(order.quotation_outcome, "lost")

    def test_copy_was_never_sent(self):
        copy = self._sent().copy()
        self.assertEqual((copy.quotation_date, copy.last_sent_date), (False, False))


@tagged("standard", "post_install", "-at_install")
class TestSuperseded(SendingCase):
    def test_sent_at_the_same_moment(self):
        orders = self._sent(0) | self._sent(0)
        self.assertOutcome(orders, "superseded", "pending")

    def test_older_one_sent_again(self):
        orders = self._sent(0) | self._sent(1)
        with self._at(2):
            orders[0].with_context(mark_so_as_sent=True).message_post(body="Rather this one")
        self.assertOutcome(orders, "pending", "superseded")
        self.assertEqual(self.lead._get_live_orders(), orders[0])

    def test_older_one_signed(self):
        orders = self._sent(0) | self._sent(1)
        with self._at(2):
            orders[0].action_confirm()
        self.assertOutcome(orders, "won", "superseded")

    def test_older_one_signed_then_more_work_is_offered(self):
        orders = self._sent(0) | self._sent(1)
        with self._at(2):
            orders[0].action_confirm()
        with self._at(3):
            orders[1].with_context(mark_so_as_sent=True).message_post(body="And this as well?")
        self.assertOutcome(orders, "won", "pending")

    def test_each_company_by_itself(self):
        self.lead.company_id = False
        other = self._create_company("Charpente Roux Suisse")
        self.env.user.company_ids |= other
        env = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        ours = self._sent(0)
        theirs = self._order(company_id=other.id, opportunity_id=self.lead.id).with_env(env)
        with self._at(1):
            theirs.action_quotation_sent()
        self.assertOutcome(ours | theirs.with_env(self.env), "pending", "pending")

    def test_linked_to_another_deal(self):
        orders = self._sent(0) | self._sent(1)
        orders[1].opportunity_id = self._lead()
        self.assertOutcome(orders, "pending", "pending")

    def test_unlinked(self):
        orders = self._sent(0) | self._sent(1)
        orders[1].opportunity_id = False
        self.assertOutcome(orders, "pending", "pending")

    def test_linked_afterwards(self):
        orders = self._sent(0) | self._sent(1, opportunity_id=False)
        self.assertOutcome(orders, "pending", "pending")
        self.lead.write({"order_ids": [Command.link(orders[1].id)]})
        self.assertOutcome(orders, "superseded", "pending")


@tagged("standard", "post_install", "-at_install")
class TestQuotationOfLostDeal(SendingCase):
    def test_refused_once_the_deal_is_lost(self):
        order = self._sent()
        with self._at(24):
            self.lead.action_set_lost()
        self.assertOutcome(order, "lost")

    def test_pending_again_once_restored(self):
        order = self._sent()
        with self._at(24):
            self.lead.action_set_lost()
            self.lead.action_restore()
        self.assertOutcome(order, "pending")

    def test_sent_after_the_loss(self):
        order = self._order(opportunity_id=self.lead.id)
        with self._at(24):
            self.lead.action_set_lost()
        with self._at(48):
            order.action_quotation_sent()
        self.assertOutcome(order, "pending")

    def test_archived_deal_is_not_lost(self):
        order = self._sent()
        self.lead.probability = 40
        self.lead.action_archive()
        self.assertOutcome(order, "pending")

    def test_signed_one_stays_won(self):
        order = self._sent()
        order.action_confirm()
        self.lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.lead.action_set_lost()
        self.assertOutcome(order, "won")
