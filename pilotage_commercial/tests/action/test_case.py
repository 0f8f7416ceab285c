"""A deal and its quotations are one case: an action planned on one of them counts for the deal."""

from datetime import timedelta

from odoo.tests import new_test_user, tagged

from ..common_attention import NOW, AttentionCase, days_ago

TODAY = NOW.date()


@tagged("standard", "post_install", "-at_install")
class TestCase(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().stages_follow_facts = False  # a change of stage would be a touch

    def _case(self, state="sent"):
        """Create an untouched opportunity, a month old, with a quotation."""
        lead = self._lead()
        order = self._quotation(lead)
        if state == "sent":
            order.with_context(tracking_disable=True).action_quotation_sent()
        self._flush_tracking()
        self.env.cr.execute("DELETE FROM mail_message WHERE model = 'sale.order'")
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = %s WHERE id = %s", [days_ago(30), order.id]
        )
        self.env.invalidate_all()
        return lead, order

    def assertPlanned(self, lead, attention, day=False):
        self._flush_tracking()
        lead.invalidate_recordset()
        self.assertEqual((lead.attention, lead.next_action_date), (attention, day))
        found = self.env["crm.lead"].search(
            [("id", "=", lead.id), ("next_action_date", "=", day), ("attention", "=", attention)]
        )
        self.assertEqual(found, lead)

    def test_nothing_planned(self):
        self.assertPlanned(self._case()[0], "inactive")

    def test_call_planned_on_the_quotation(self):
        for state in ("draft", "sent"):
            lead, order = self._case(state)
            self._activity(order, TODAY + timedelta(days=3))
            self.assertPlanned(lead, "ok", TODAY + timedelta(days=3))
            self.assertEqual(lead.next_action, "Call")

    def test_call_overdue_on_the_quotation(self):
        lead, order = self._case()
        self._activity(order, TODAY - timedelta(days=3))
        self.assertPlanned(lead, "overdue", TODAY - timedelta(days=3))

    def test_earliest_of_both(self):
        lead, order = self._case()
        self._activity(order, TODAY + timedelta(days=3))
        self._activity(lead, TODAY + timedelta(days=2))
        self.assertPlanned(lead, "ok", TODAY + timedelta(days=2))

    def test_done_on_the_quotation(self):
        lead, order = self._case()
        self._activity(order, TODAY + timedelta(days=3)).action_feedback("called")
        self.assertAttention(lead, "no_action", "activity", NOW)

    def test_planned_on_a_cancelled_quotation(self):
        lead, order = self._case()
        self._activity(order, TODAY + timedelta(days=3))
        order.with_context(tracking_disable=True)._action_cancel()
        self.env["mail.message"].search([("model", "=", "sale.order")]).sudo().unlink()
        self.assertPlanned(lead, "inactive")

    def test_unlinked_quotation_plans_nothing(self):
        lead, order = self._case()
        self._activity(order, TODAY + timedelta(days=3))
        order.opportunity_id = False
        self.assertPlanned(lead, "inactive")

    def test_moved_from_the_opportunity(self):
        lead, order = self._case()
        activity = self._activity(order, TODAY + timedelta(days=3))
        lead.next_action_date = TODAY + timedelta(days=5)
        self.assertEqual(activity.date_deadline, TODAY + timedelta(days=5))
        self.assertFalse(lead.activity_ids)

    def test_seen_by_who_may_not_read_the_quotation(self):
        lead, order = self._case()
        seller = new_test_user(
            self.env(user=self.robot),
            login="case-seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        lead.with_context(tracking_disable=True).user_id = seller
        self._activity(order, TODAY + timedelta(days=3))
        self.assertFalse(order.with_user(seller).has_access("read"))
        theirs = lead.with_user(seller)
        self.assertEqual((theirs.next_action, theirs.attention), ("Call", "ok"))


@tagged("standard", "post_install", "-at_install")
class TestConvertedLead(AttentionCase):
    """A lead begins as an opportunity when it is converted."""

    def _converted(self, days):
        lead = self._lead(created=days_ago(200), type="lead")
        self._flush_tracking()
        self.env.cr.execute(
            "UPDATE crm_lead SET type = 'opportunity', date_conversion = %s WHERE id = %s",
            [days_ago(days), lead.id],
        )
        self.env.invalidate_all()
        return lead

    def test_converted_today(self):
        lead = self._converted(0)
        self.assertAttention(lead, "no_action")
        self.assertFalse(lead.is_cold)

    def test_converted_last_week(self):
        lead = self._converted(8)
        self.assertAttention(lead, "inactive")
        self.assertFalse(lead.is_cold)
        self.assertNotIn(lead, self.env["crm.lead"].search([("is_cold", "=", True)]))

    def test_converted_long_ago(self):
        lead = self._converted(100)
        self.assertAttention(lead, "inactive")
        self.assertIn(lead, self.env["crm.lead"].search([("is_cold", "=", True)]))
