"""A follow-up ends with its reason, and follows its record to another owner: one case per
method.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..common_attention import NOW, days_ago
from ..common_followup import FollowupCase
from ..common_repurchase import RepurchaseCase


class EndCase(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().stages_follow_facts = False  # a change of stage would be a touch
        values = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        group = "sales_team.group_sale_salesman"
        cls.other = new_test_user(cls.env(user=cls.robot), "end-other", group, **values)

    def _sent(self, days=6, lead=None, **values):
        """Send a quotation some days ago; its touches have the same age."""
        with self._at(days_ago(days)):
            order = self._quotation(lead or self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
            order.write(values)
            self._flush_tracking()
        return order

    def _followed(self, *args, **values):
        """Return a quotation with an open follow-up."""
        order = self._sent(*args, **values)
        self._run()
        self.assertOpen(order)
        return order

    def _followed_lead(self, **values):
        lead = self._lead(**values)
        self._run()
        self.assertOpen(lead)
        return lead

    def _open(self, record):
        return self._followups(record).filtered("active")

    def assertOpen(self, record, number=1):
        self.env.flush_all()
        self.assertEqual(len(self._open(record)), number)

    def assertEnded(self, record, reason):
        """Check that the follow-up is closed, with a note that gives the reason."""
        self.assertOpen(record, 0)
        notes = record.sudo().message_ids.filtered(lambda x: "Follow-up closed" in (x.body or ""))
        self.assertEqual(len(notes), 1, record)
        self.assertIn(reason, notes.body)
        self.assertEqual(notes.author_id, self.robot.partner_id)

    def _send_again(self, order):
        order.with_context(mark_so_as_sent=True).message_post(
            body="Our offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )

    def _answer(self, record):
        record.sudo().message_post(
            body="Let me think",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
        )


@tagged("standard", "post_install", "-at_install")
class TestQuotationFollowupEnds(EndCase):
    # --- in the transaction of the user ---

    def test_a_first_sending_of_no_deal_looks_for_nothing(self):
        """A draft has no follow-up to end; sent again, or on a deal, it may have one."""
        activities = type(self.env["mail.activity"])
        partner = self.env["res.partner"].create({"name": "Alone"})
        order = self.env["sale.order"].create({"partner_id": partner.id})
        with patch.object(activities, "_end_gone_followups", autospec=True) as looked:
            order.action_quotation_sent()
            looked.assert_not_called()
            order._note_sending()
            looked.assert_called()
            looked.reset_mock()
            self._quotation(self._lead()).action_quotation_sent()
            looked.assert_called()

    def test_signed(self):
        order = self._followed()
        order.action_confirm()
        self.assertEnded(order, "signed")

    def test_cancelled(self):
        order = self._followed()
        order._action_cancel()
        self.assertEnded(order, "cancelled")

    def test_superseded(self):
        order = self._followed()
        newer = self._quotation(order.opportunity_id)
        newer.action_quotation_sent()
        self.assertEnded(order, "another version")

    def test_older_version_signed(self):
        lead = self._lead()
        older = self._sent(8, lead)
        order = self._followed(6, lead)
        older.action_confirm()
        self.assertEnded(order, "another version")

    def test_another_version_linked_afterwards(self):
        order = self._followed()
        newer = self._sent(2)
        newer.opportunity_id = order.opportunity_id
        self.assertEnded(order, "another version")

    def test_deal_lost(self):
        order = self._followed()
        order.opportunity_id.action_set_lost()
        self.assertEnded(order, "lost")

    def test_deal_won_by_hand(self):
        order = self._followed()
        order.opportunity_id.action_set_won()
        self.assertEnded(order, "won")

    def test_deal_archived(self):
        order = self._followed()
        order.opportunity_id.probability = 40
        order.opportunity_id.action_archive()
        self.assertEnded(order, "archived")

    def test_sent_again(self):
        order = self._followed()
        self._send_again(order)
        self.assertEnded(order, "sent again")

    def test_amount_changed(self):
        order = self._followed()
        order.order_line.price_unit = 90
        self.assertEnded(order, "sent again")

    def test_set_to_quotation(self):
        order = self._followed()
        order.state = "draft"
        self.assertEnded(order, "being changed")

    # --- at the next run ---

    def test_expired(self):
        order = self._followed(validity_date=NOW.date() + timedelta(days=1))
        with self._at(NOW + timedelta(days=1)):
            self._run()
            self.assertOpen(order)
        with self._at(NOW + timedelta(days=2)):
            self._run()
        self.assertEnded(order, "expired")

    def test_answered(self):
        order = self._followed()
        self._answer(order)
        self._run()
        self.assertEnded(order, "answered")

    def test_answered_on_the_deal(self):
        order = self._followed()
        self._answer(order.opportunity_id)
        self._run()
        self.assertEnded(order, "answered")

    def test_answered_on_another_version(self):
        lead = self._lead()
        older = self._sent(8, lead)
        order = self._followed(6, lead)
        self._answer(older)
        self._run()
        self.assertEnded(order, "answered")

    # --- events that end nothing ---

    def test_our_own_messages_end_nothing(self):
        order = self._followed()
        order.message_post(body="Any news?", partner_ids=self.customer.ids)
        order.opportunity_id.message_post(body="x")
        self._run()
        self.assertOpen(order)

    def test_deal_of_another_company_ends_nothing(self):
        order = self._followed()
        other = self._sent(6)
        other.action_confirm()
        self.assertOpen(order)


@tagged("standard", "post_install", "-at_install")
class TestStepsBeginAnew(EndCase):
    """The reminders count from the last sending."""

    def assertDue(self, order, day, number):
        """Check the number of follow-ups ever created ``day`` days from now."""
        with self._at(NOW + timedelta(days=day)):
            self._run()
        self.assertEqual(len(self._followups(order)), number, f"on day {day}")

    def test_revised_after_the_last_step(self):
        order = self._sent(16)
        self._run()
        self._open(order).with_user(self.robot).action_feedback("called")
        order._action_cancel()
        order.action_draft()
        self._flush_tracking()
        order.action_quotation_sent()
        self.assertEqual(order.followup_step, 0)
        self.assertDue(order, 4, 1)
        self.assertDue(order, 5, 2)

    def test_not_the_morning_after(self):
        order = self._sent(6)
        self._send_again(order)
        self.assertDue(order, 1, 0)
        self.assertDue(order, 5, 1)

    def test_answer_to_the_sending_before(self):
        order = self._sent(6)
        self._answer(order)
        with self._at(NOW + timedelta(hours=1)):
            self._send_again(order)
        self.assertDue(order, 4, 0)
        self.assertDue(order, 6, 1)

    def test_kpi_keeps_the_first(self):
        order = self._sent(6)
        self._send_again(order)
        self.assertEqual(order.quotation_date, days_ago(6))


@tagged("standard", "post_install", "-at_install")
class TestLeadFollowupEnds(EndCase):
    def test_won_lost_archived(self):
        for reason, play in [
            ("won", lambda lead: lead.action_set_won()),
            ("lost", lambda lead: lead.action_set_lost()),
            ("archived", lambda lead: lead.write({"probability": 40, "active": False})),
            ("no opportunity", lambda lead: lead.write({"type": "lead"})),
        ]:
            with self.subTest(reason):
                lead = self._followed_lead()
                play(lead)
                self.assertEnded(lead, reason)

    def test_order_signed(self):
        self.company.sudo().stages_follow_facts = True
        lead = self._followed_lead()
        self._quotation(lead).action_confirm()
        self.assertEnded(lead, "won")

    def test_customer_answers(self):
        lead = self._followed_lead()
        self._answer(lead)
        self._run()
        self.assertEnded(lead, "answered")

    def test_our_note_ends_nothing(self):
        lead = self._followed_lead()
        lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        self._run()
        self.assertOpen(lead)

    def test_the_note_is_no_touch(self):
        lead = self._followed_lead()
        self._answer(lead)
        with self._at(NOW + timedelta(days=1)):
            self._run()
            self._flush_tracking()
            lead.invalidate_recordset()
            self.assertEqual(lead.last_interaction_type, "customer")

    def test_deleted_by_hand(self):
        lead = self._followed_lead()
        self._open(lead).unlink()
        for day, number in ((0, 0), (6, 0), (8, 1)):
            with self._at(NOW + timedelta(days=day)):
                self._run()
            self.assertEqual(len(self._followups(lead)), number, f"on day {day}")


@tagged("standard", "post_install", "-at_install")
class TestCaseFollowup(EndCase):
    """A deal and its quotations are one case: one follow-up."""

    def test_overdue_on_the_deal(self):
        lead = self._lead()
        self._run()
        order = self._sent(6, lead)
        with self._at(NOW + timedelta(days=1)):
            self._run()
        # The quotation's follow-up comes first.
        self.assertOpen(order)
        self.assertEnded(lead, "quotation is followed up")

    def test_planned_on_another_version(self):
        lead = self._lead()
        older = self._sent(8, lead)
        order = self._sent(6, lead)
        self._activity(older, NOW.date() + timedelta(days=9))
        self._run()
        self.assertOpen(order, 0)
        self.assertOpen(lead, 0)

    def test_sent_together(self):
        lead = self._lead()
        orders = self._sent(6, lead) | self._sent(6, lead)
        self._run()
        self.assertEqual([len(self._open(order)) for order in orders], [0, 1])
        self.assertOpen(lead, 0)

    def test_call_planned_on_the_quotation(self):
        order = self._sent(6)
        self._activity(order, NOW.date() + timedelta(days=9))
        self._run()
        self.assertOpen(order.opportunity_id, 0)

    def test_quotation_prepared_today(self):
        lead = self._lead()
        self._quotation(lead)
        self._run()
        self.assertOpen(lead, 0)


@tagged("standard", "post_install", "-at_install")
class TestFollowupMoves(EndCase):
    def assertOwner(self, record, owner):
        self.assertOpen(record)
        self.assertEqual(self._open(record).user_id, owner)

    def test_deal_reassigned(self):
        lead = self._followed_lead()
        lead.user_id = self.other
        self.assertOwner(lead, self.other)

    def test_quotation_reassigned(self):
        order = self._followed()
        order.user_id = self.other
        self.assertOwner(order, self.other)

    def test_deal_of_nobody_any_more(self):
        lead = self._followed_lead()
        lead.write({"user_id": False, "team_id": False})
        self.assertOwner(lead, self.sales)  # the sales manager of the company

    def test_owner_archived(self):
        lead = self._lead(user_id=self.other.id, team_id=False)
        self._run()
        self.assertOwner(lead, self.other)
        self.other.sudo().action_archive()
        self.assertOwner(lead, self.sales)

    def test_owner_archived_by_a_write(self):
        lead = self._lead(user_id=self.other.id, team_id=False)
        self._run()
        self.other.sudo().active = False
        self.assertOwner(lead, self.sales)

    def test_owner_deleted(self):
        order = self._sent(6)
        order.write({"user_id": self.other.id, "team_id": False})
        self._run()
        self.assertOwner(order, self.other)
        order.user_id = self.sales
        self._open(order).sudo().user_id = self.other
        self.other.sudo().unlink()
        self.assertOwner(order, self.sales)

    def test_nobody_to_do_it(self):
        lead = self._lead(user_id=False, team_id=False)
        self._run()
        self.assertOwner(lead, self.sales)

    def test_ownerless_at_the_next_run(self):
        lead = self._followed_lead()
        self._open(lead).sudo().user_id = False
        self._run()
        self.assertOwner(lead, self.sales)

    def test_handed_to_an_assistant_stays(self):
        lead = self._followed_lead()
        self._open(lead).user_id = self.other
        self._run()
        self.assertOwner(lead, self.other)


@tagged("standard", "post_install", "-at_install")
class TestReminderEnds(RepurchaseCase):
    def test_ordered_again(self):
        partner = self._late()
        self._run()
        self.assertFollowup(partner, 1)
        self._orders(partner, [0])
        self.assertFollowup(partner, 0)

    def test_the_next_one_is_not_blocked(self):
        partner = self._late()
        self._run()
        self._orders(partner, [0])
        # Every 33 days on average now: the next order is overdue by a week after 40 days.
        with self._at(NOW + timedelta(days=45)):
            self._run()
        self.assertFollowup(partner, 1)

    def test_order_of_somebody_else(self):
        partner = self._late()
        self._run()
        self._orders(self._partner("Another"), [0])
        self._run()
        self.assertFollowup(partner, 1)

    def test_reassigned_order_of_who_left(self):
        partner = self._late()
        self._run()
        with self._at(NOW + timedelta(days=1)):
            self._run()
        self.assertEqual(self._followups(partner).user_id, self.sales)
