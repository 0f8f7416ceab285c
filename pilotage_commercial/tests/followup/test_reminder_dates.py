"""Which order ends a customer's reminder: the date written on the order decides.

The portfolio, and so the reminder itself, reads that date. An order of the day of the reminder or
later is one since; an older one, typed afterwards, corrects the rhythm, and ends the reminder only
if the customer is not late any more.
"""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..common_attention import NOW
from ..common_repurchase import RepurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestReminderDates(RepurchaseCase):
    """Orders 100, 70 and 40 days ago: every 30 days, expected 10 days ago, reminded of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].sudo().create({"name": "Elsewhere"})

    # --- events ---

    def _confirm(self, partner, days=0, price=100, **values):
        """Confirm an order today, and date it ``days`` ago (negative: ahead)."""
        line = Command.create({"product_id": self.product.id, "price_unit": price})
        order = self._make(partner, order_line=[line], **values)
        order.action_confirm()
        if days:
            order.date_order = NOW - timedelta(days=days)
        self.env.flush_all()
        return order

    def _make(self, partner, **values):
        values = {"partner_id": partner.id, "company_id": self.company.id, **values}
        orders = self.env["sale.order"].sudo().with_context(tracking_disable=True)
        return orders.with_company(values["company_id"]).create(values)

    def _import(self, partner, days):
        """Create an order that is confirmed already, as an import does."""
        line = Command.create({"product_id": self.product.id, "price_unit": 100})
        moment = NOW - timedelta(days=days)
        return self._make(partner, state="sale", date_order=moment, order_line=[line])

    def _confirm_again(self, order):
        order.sudo()._action_cancel()
        order.sudo().action_draft()
        order.sudo().action_confirm()

    def _last(self, partner):
        domain = [("partner_id", "=", partner.id), ("state", "=", "sale")]
        return self.env["sale.order"].sudo().search(domain, order="date_order desc", limit=1)

    def _nothing(self, partner):
        """No event."""

    def _today(self, partner):
        self._confirm(partner)

    def _dated_still_late(self, partner):
        # 100, 70, 40, 34: every 22 days, expected 12 days ago.
        self._confirm(partner, 34)

    def _dated_in_time(self, partner):
        # 100, 70, 40, 3: every 32 days, expected in 29 days.
        self._confirm(partner, 3)

    def _dated_late_by_less_than_the_delay(self, partner):
        # 100, 70, 40, 25: every 25 days, expected today.
        self._confirm(partner, 25)

    def _dated_before_the_reminded_one(self, partner):
        # 100, 70, 60, 40: every 20 days, expected 20 days ago.
        self._confirm(partner, 60)

    def _dated_on_the_day(self, partner):
        # At nine in the morning, an hour before the reminder.
        self._confirm(partner, 0).date_order = NOW - timedelta(hours=1)

    def _imported_old(self, partner):
        self._import(partner, 60)

    def _imported_still_late(self, partner):
        self._import(partner, 34)

    def _imported_in_time(self, partner):
        self._import(partner, 3)

    def _dated_ahead(self, partner):
        self._confirm(partner, -7)

    def _reminded_one_confirmed_again(self, partner):
        self._confirm_again(self._last(partner))

    def _reminded_one_cancelled(self, partner):
        self._last(partner)._action_cancel()

    def _new_one_cancelled(self, partner):
        self._confirm(partner)._action_cancel()

    def _new_one_confirmed_again(self, partner):
        self._confirm_again(self._confirm(partner))

    def _dated_then_cancelled(self, partner):
        self._confirm(partner, 3)._action_cancel()

    def _returned(self, partner):
        self._confirm(partner, price=-100)

    def _returned_and_dated(self, partner):
        self._confirm(partner, 3, price=-100)

    def _free(self, partner):
        # The portfolio counts it: the customer is not late any more.
        self._confirm(partner, price=0)

    def _by_a_contact(self, partner):
        contact = self.env["res.partner"].create({"name": "Site", "parent_id": partner.id})
        self._confirm(contact)

    def _by_a_contact_dated(self, partner):
        contact = self.env["res.partner"].create({"name": "Site", "parent_id": partner.id})
        self._confirm(contact, 34)

    def _by_a_subsidiary(self, partner):
        # A company with a parent is a customer of its own.
        values = {"name": "Subsidiary", "parent_id": partner.id, "is_company": True}
        self._confirm(self.env["res.partner"].create(values))

    def _of_another_company(self, partner):
        self._confirm(partner, company_id=self.elsewhere.id)

    def _of_another_company_dated(self, partner):
        self._confirm(partner, 3, company_id=self.elsewhere.id)

    def _quoted(self, partner):
        self._make(partner)

    # (event, reminders open after it, reminders ever made the day after the open one was done)
    CASES = [
        (_nothing, 1, 1),
        (_today, 0, 1),
        # Confirmed today, which ends it; the date written since says that they are late still.
        (_dated_still_late, 1, 2),
        (_dated_in_time, 0, 1),
        (_dated_late_by_less_than_the_delay, 0, 1),
        (_dated_before_the_reminded_one, 1, 2),
        (_dated_on_the_day, 0, 1),
        (_imported_old, 1, 1),
        (_imported_still_late, 1, 1),
        (_imported_in_time, 0, 1),
        (_dated_ahead, 0, 1),
        (_reminded_one_confirmed_again, 0, 1),
        (_reminded_one_cancelled, 1, 1),
        # Not ordered again after all.
        (_new_one_cancelled, 1, 2),
        (_new_one_confirmed_again, 0, 1),
        (_dated_then_cancelled, 1, 2),
        (_returned, 1, 1),
        (_returned_and_dated, 1, 1),
        (_free, 0, 1),
        (_by_a_contact, 0, 1),
        (_by_a_contact_dated, 1, 2),
        (_by_a_subsidiary, 1, 1),
        (_of_another_company, 1, 1),
        (_of_another_company_dated, 1, 1),
        (_quoted, 1, 1),
    ]

    def test_cases(self):
        partners = [self._late(happen.__name__) for happen, *_numbers in self.CASES]
        self._run()
        for partner in partners:
            self.assertFollowup(partner, 1)
        for partner, (happen, *_numbers) in zip(partners, self.CASES, strict=True):
            happen(self, partner)
        self._run()
        for partner, (happen, number, _ever) in zip(partners, self.CASES, strict=True):
            still_open = self._followups(partner).filtered("active")
            with self.subTest(happen.__name__):
                self.assertEqual(len(still_open), number)
            still_open.sudo().action_feedback("called")
        with self._at(NOW + timedelta(days=1)):
            self._run()
        for partner, (happen, _number, ever) in zip(partners, self.CASES, strict=True):
            with self.subTest(happen.__name__):
                # Those that the application closed are deleted: a note is left.
                notes = partner.sudo().message_ids.filtered(
                    lambda message: "Follow-up closed" in (message.body or "")
                )
                self.assertEqual(len(self._followups(partner)) + len(notes), ever)

    def test_confirmed_again_and_late_again(self):
        """100, 70 and 0 days ago: every 50 days; reminded again 57 days from now, not before."""
        partner = self._late()
        self._run()
        self._reminded_one_confirmed_again(partner)
        for day, number in ((1, 0), (56, 0), (57, 1)):
            with self._at(NOW + timedelta(days=day)):
                self._run()
            self.assertFollowup(partner, number)

    def test_ordered_ahead(self):
        """Not late with an order for next week; its day passes, and the rhythm goes on from it."""
        partner = self._late()
        self._dated_ahead(partner)
        # 107 days ÷ 3: every 36 days, expected 43 days from now.
        for day, number in ((0, 0), (6, 0), (8, 0), (49, 0), (50, 1)):
            with self._at(NOW + timedelta(days=day)):
                self._run()
            self.assertFollowup(partner, number)

    def test_a_return_reminds_nobody_again(self):
        partner = self._late()
        self._run()
        self._followups(partner).action_feedback("they will order")
        self._returned(partner)
        self._run()
        self.assertFollowup(partner, 1)
        self._last(partner)._action_cancel()
        self._run()
        self.assertFollowup(partner, 1)
