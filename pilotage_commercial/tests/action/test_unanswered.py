"""Quotations without answer: the filter, the field, the cockpit and the follow-ups agree."""

from datetime import timedelta

from odoo.tests import tagged

from ..common_attention import NOW, AttentionCase, days_ago

TODAY = NOW.date()


@tagged("standard", "post_install", "-at_install")
class TestUnanswered(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().stages_follow_facts = False
        cls.rule = cls.env.ref("pilotage_commercial.automation_quotation_5").sudo()

    def _sent(self, lead=None, days=8, **values):
        """Create a quotation sent some days ago, on a deal of its own unless ``lead`` is given."""
        order = self._quotation(lead if lead is not None else self._lead())
        order.write(values)
        with self._at(days_ago(days)):
            order.action_quotation_sent()
        return order

    def _answer(self, record):
        with self._at(days_ago(1)):
            record.sudo().message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )

    def assertUnanswered(self, order, expected=True):
        """Check whether ``order`` is without answer by the field, its search, the filter of the
        list, the follow-ups and the list of the cockpit.
        """
        self._flush_tracking()
        self.env.invalidate_all()
        orders = self.env["sale.order"]
        only = [("id", "=", order.id)]
        self.assertEqual(order.is_unanswered, expected)
        self.assertEqual(bool(orders.search([*only, ("is_unanswered", "=", True)])), expected)
        self.assertEqual(bool(orders.search([*only, ("is_unanswered", "=", False)])), not expected)
        self.assertEqual(bool(orders.search([*only, ("is_unanswered", "!=", True)])), not expected)
        due = orders.sudo()._get_followup_due_ids(self.rule, order.ids)
        self.assertEqual(bool(due), expected)
        lists = {found["code"]: found for found in self.env["pilotage.kpi"].get_lists({})}
        found = orders.search(lists["unanswered"]["domain"])
        self.assertEqual(order in found, expected)
        self.assertEqual(len(found), lists["unanswered"]["count"])

    def test_sent_and_nothing_since(self):
        self.assertUnanswered(self._sent())

    def test_without_a_deal(self):
        self.assertUnanswered(self._sent(self.env["crm.lead"]))

    def test_draft(self):
        self.assertUnanswered(self._quotation(self._lead()), False)

    def test_signed(self):
        order = self._sent()
        order.action_confirm()
        self.assertUnanswered(order, False)

    def test_refused(self):
        order = self._sent()
        order._action_cancel()
        self.assertUnanswered(order, False)

    def test_expired(self):
        order = self._sent(validity_date=TODAY + timedelta(days=1))
        self.assertUnanswered(order)
        order.validity_date = TODAY - timedelta(days=1)
        self.assertUnanswered(order, False)

    def test_answered_on_it(self):
        order = self._sent()
        self._answer(order)
        self.assertUnanswered(order, False)

    def test_answered_on_the_deal(self):
        order = self._sent()
        self._answer(order.opportunity_id)
        self.assertUnanswered(order, False)

    def test_answered_on_another_version(self):
        older = self._sent(days=9)
        order = self._sent(older.opportunity_id)
        self._answer(older)
        self.assertUnanswered(order, False)
        self.assertUnanswered(older, False)  # replaced

    def test_answered_before_it_was_sent_again(self):
        order = self._sent(days=20)
        with self._at(days_ago(15)):
            order.sudo().message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )
        self.assertUnanswered(order, False)
        with self._at(days_ago(8)):
            order._note_sending()
        self.assertUnanswered(order)

    def test_replaced(self):
        older = self._sent(days=9)
        newer = self._sent(older.opportunity_id)
        self.assertUnanswered(older, False)
        self.assertUnanswered(newer)

    def test_planned_on_it(self):
        order = self._sent()
        self._activity(order, TODAY + timedelta(days=2))
        self.assertUnanswered(order, False)

    def test_planned_on_the_deal(self):
        order = self._sent()
        self._activity(order.opportunity_id, TODAY + timedelta(days=2))
        self.assertUnanswered(order, False)

    def test_meeting_on_the_deal(self):
        order = self._sent()
        self._meeting(order.opportunity_id, NOW + timedelta(days=2))
        self.assertUnanswered(order, False)

    def test_planned_too_late(self):
        """A plan whose date is past does not count."""
        order = self._sent()
        self._activity(order.opportunity_id, TODAY - timedelta(days=2))
        self.assertUnanswered(order)

    def test_deal_lost(self):
        order = self._sent()
        order.opportunity_id.action_set_lost()
        self.assertUnanswered(order, False)

    def test_filter_of_the_list(self):
        """The filter of quotations uses the same definition."""
        arch = self.env["sale.order"].get_view(
            self.env.ref("sale.sale_order_view_search_inherit_quotation").id, "search"
        )["arch"]
        self.assertIn("""domain="[('is_unanswered', '=', True)]\"""", arch)


@tagged("standard", "post_install", "-at_install")
class TestLostDeal(AttentionCase):
    """A quotation of a lost deal is refused; one sent later means that the customer came back."""

    def _came_back(self):
        """The quotations of the cockpit's list; each quotation agrees with it."""
        orders = self.env["sale.order"]
        lists = {found["code"]: found for found in self.env["pilotage.kpi"].get_lists({})}
        found = lists.get("came_back")
        back = orders.search(found["domain"]) if found else orders
        ours = orders.search([("company_id", "=", self.company.id)])
        self.assertEqual(ours.filtered("is_customer_back"), back & ours)
        others = orders.search([("is_customer_back", "=", False), ("id", "in", ours.ids)])
        self.assertEqual(others, ours - back)
        return back

    def _sent(self, lead, days):
        order = self._quotation(lead)
        with self._at(days_ago(days)):
            order.action_quotation_sent()
        return order

    def _lose(self, lead, days):
        with self._at(days_ago(days)):
            lead.action_set_lost()
        self._flush_tracking()

    def test_refused_with_its_deal(self):
        lead = self._lead()
        order = self._sent(lead, 8)
        self.assertEqual(order.quotation_outcome, "pending")
        self._lose(lead, 3)
        self.assertEqual(order.quotation_outcome, "lost")
        self.assertFalse(self._came_back())

    def test_pending_again_with_its_deal(self):
        lead = self._lead()
        order = self._sent(lead, 8)
        self._lose(lead, 3)
        lead.action_restore()
        self.assertEqual(order.quotation_outcome, "pending")

    def test_came_back(self):
        lead = self._lead()
        self._lose(lead, 10)
        order = self._sent(lead, 2)
        self.assertEqual(order.quotation_outcome, "pending")
        self.assertEqual(self._came_back(), order)
        lead.action_restore()
        self.assertFalse(self._came_back())

    def test_sent_again_after_the_loss(self):
        lead = self._lead()
        order = self._sent(lead, 20)
        self._lose(lead, 10)
        with self._at(days_ago(1)):
            order._note_sending()
        self.assertEqual(order.quotation_outcome, "pending")
        self.assertEqual(self._came_back(), order)
