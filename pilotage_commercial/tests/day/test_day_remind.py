"""The ready reminder of a quotation, from its row and from its activity, for salespeople."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.mail.tools.discuss import Store

from ..common_attention import days_ago
from ..common_followup import FollowupCase


@tagged("standard", "post_install", "-at_install")
class TestDayRemind(FollowupCase):
    """A quotation sent six days ago, followed up at J+5, of a salesperson of their own leads."""

    def setUp(self):
        super().setUp()
        with self._at(days_ago(6)):
            self.lead = self._lead(user_id=self.colleague.id)
            self.order = self._quotation(self.lead)
            self.order.user_id = self.colleague
            self.order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        self._run()
        self.days = self.env["pilotage.day"].with_user(self.colleague)

    def _get_row(self, **values):
        self.env.invalidate_all()
        [row] = self.days.search([(name, "=", value) for name, value in values.items()])
        return row

    def test_deal_offers_the_reminder_of_its_quotation(self):
        row = self._get_row(lead_id=self.lead.id)
        self.assertEqual(row.reminder_order_id, self.order)
        action = row.action_remind()
        self.assertEqual(action["res_model"], "mail.compose.message")
        self.assertEqual(action["context"]["default_res_ids"], self.order.ids)
        template = self.env.ref("pilotage_commercial.mail_template_followup_5")
        self.assertEqual(action["context"]["default_template_id"], template.id)

    def test_sent_from_the_row(self):
        row = self._get_row(lead_id=self.lead.id)
        composer = self.env["mail.compose.message"].with_user(self.colleague)
        composer = composer.with_context(**row.action_remind()["context"])
        Form(composer).save()._action_send_mail()
        self._flush_tracking()
        self.assertEqual(self.order.followup_step, 5)
        self.assertFalse(self.order._get_open_followups())
        self.assertFalse(self._get_row(lead_id=self.lead.id).reminder_order_id)

    def test_quotation_of_no_deal(self):
        self.order.opportunity_id = False
        row = self._get_row(order_id=self.order.id)
        self.assertEqual(row.reminder_order_id, self.order)
        self.assertEqual(row.action_remind()["context"]["default_res_ids"], self.order.ids)

    def test_of_two_quotations_the_last_sent(self):
        with self._at(days_ago(8)):
            older = self._quotation(self.lead)
            older.user_id = self.colleague
            older.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        self._run()
        self.assertEqual(self._get_row(lead_id=self.lead.id).reminder_order_id, self.order)

    def test_nothing_to_remind_of(self):
        """Done already; signed."""
        self.order._get_open_followups().action_feedback()
        row = self._get_row(lead_id=self.lead.id)
        self.assertFalse(row.reminder_order_id)
        with self.assertRaisesRegex(UserError, "No follow-up of a quotation is open"):
            row.action_remind()

    def test_not_of_others(self):
        self.lead.user_id = self.order.user_id = self.sales
        row = self.days.browse(self.days._encode("deal", self.lead.id))
        with self.assertRaises(AccessError):
            row.action_remind()

    def test_activity_offers_it_too(self):
        """The activity in the chatter: only a follow-up of a quotation has the button."""
        followup = self.order._get_open_followups()
        other = self._activity(self.lead, days_ago(-1).date())
        for user in (self.sales, self.colleague):
            for activity, offered in ((followup, True), (other, False)):
                told = Store().add(activity.with_user(user)).get_result()["mail.activity"]
                self.assertEqual([row["offers_reminder"] for row in told], [offered])

    def test_who_has_no_email(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "has no email"):
            self._get_row(lead_id=self.lead.id).action_remind()

    def test_what_a_salesperson_may_not_send(self):
        self.colleague.sudo().group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        with self.assertRaises(AccessError):
            self.order.with_user(self.colleague).action_send_followup()
