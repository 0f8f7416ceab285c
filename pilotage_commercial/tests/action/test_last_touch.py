"""The last human touch of an opportunity."""

from datetime import timedelta

from odoo.tests import tagged

from ..common_attention import NOW, AttentionCase, days_ago


@tagged("standard", "post_install", "-at_install")
class TestLastTouch(AttentionCase):
    """Who touched what and when: one case per method, each on a lead created 30 days ago."""

    def test_never_touched(self):
        lead = self._lead()
        self.assertAttention(lead, "inactive")
        self.assertEqual(lead.attention_reason, "created on 02/16/2026, never touched")

    def test_created_today(self):
        self.assertAttention(self._lead(created=NOW), "no_action")

    def test_called_today(self):
        lead = self._lead()
        self._activity(lead, NOW.date(), "mail.mail_activity_data_call").action_feedback("no")
        self.assertAttention(lead, "no_action", "call", NOW)
        self.assertEqual(lead.attention_reason, "nothing planned since 03/18/2026 (call)")

    def test_called_eight_days_ago(self):
        lead = self._lead()
        with self._at(days_ago(8)):
            self._activity(lead, NOW.date(), "mail.mail_activity_data_call").action_feedback("no")
        self.assertAttention(lead, "inactive", "call", days_ago(8))
        self.assertEqual(lead.attention_reason, "no touch since 03/10/2026 (call)")

    def test_todo_done(self):
        lead = self._lead()
        with self._at(days_ago(1)):
            self._activity(lead, NOW.date()).action_feedback("ok")
        self.assertAttention(lead, "no_action", "activity", days_ago(1))

    def test_activity_done_by_a_robot(self):
        lead = self._lead()
        self._activity(lead, NOW.date()).with_user(self.robot).action_feedback("auto")
        self.assertAttention(lead, "inactive")

    def test_activity_deleted_is_no_touch(self):
        lead = self._lead()
        self._activity(lead, NOW.date()).unlink()
        self.assertAttention(lead, "inactive")

    def test_activity_planned_is_no_touch(self):
        lead = self._lead()
        self._activity(lead, NOW.date() + timedelta(days=3))
        self.assertAttention(lead, "ok")

    def test_mailed_today(self):
        lead = self._lead()
        lead.message_post(
            body="Here is our offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        self.assertAttention(lead, "no_action", "message", NOW)

    def test_note(self):
        lead = self._lead()
        lead.message_post(body="He hesitates", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertAttention(lead, "no_action", "note", NOW)

    def test_note_of_a_colleague(self):
        lead = self._lead()
        lead.sudo().message_post(
            body="Seen at the fair",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            author_id=self.colleague.partner_id.id,
        )
        self.assertAttention(lead, "no_action", "note", NOW)

    def test_note_of_a_colleague_who_left(self):
        lead = self._lead()
        lead.sudo().message_post(
            body="Seen at the fair",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            author_id=self.colleague.partner_id.id,
        )
        self.colleague.sudo().active = False
        self.assertAttention(lead, "no_action", "note", NOW)

    def test_note_of_a_robot(self):
        lead = self._lead()
        lead.with_user(self.robot).message_post(
            body="Enriched", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertAttention(lead, "inactive")

    def test_system_note_is_no_touch(self):
        lead = self._lead()
        lead.message_post(body="Created from an import", message_type="notification")
        self.assertAttention(lead, "inactive")

    def test_mail_from_the_customer(self):
        lead = self._lead()
        lead.sudo().message_post(
            body="Yes, let us talk",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
            email_from="girard@example.com",
        )
        self.assertAttention(lead, "no_action", "customer", NOW)

    def test_mail_from_an_unknown_sender(self):
        lead = self._lead()
        lead.sudo().message_post(
            body="Bonjour",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=False,
            email_from="someone@example.com",
        )
        self.assertAttention(lead, "no_action", "customer", NOW)

    def test_mail_through_the_gateway(self):
        lead = self._lead(email_from="girard@example.com")
        with self._at(days_ago(2)):
            parent = lead.message_post(body="Our offer", subtype_xmlid="mail.mt_comment")
        self.env["mail.thread"].with_user(self.robot).with_context(
            allowed_company_ids=self.company.ids
        ).message_process(
            "crm.lead",
            "From: Mme Girard <girard@example.com>\n"
            "To: sales@example.com\n"
            "Subject: Re: Deal\n"
            "Date: Wed, 18 Mar 2026 10:00:00 +0000\n"
            "Message-ID: <answer@example.com>\n"
            f"In-Reply-To: {parent.message_id}\n\nAgreed.",
        )
        self.assertAttention(lead, "no_action", "customer", NOW)

    def test_out_of_office_is_no_answer(self):
        lead = self._lead()
        lead.sudo().message_post(
            body="I am away",
            message_type="out_of_office",
            author_id=self.customer.id,
        )
        self.assertAttention(lead, "inactive")

    def test_stage_changed_by_a_person(self):
        lead = self._lead()
        lead.stage_id = self.env["crm.stage"].create({"name": "Elsewhere"})
        self.assertAttention(lead, "no_action", "change", NOW)

    def test_amount_changed_by_a_person(self):
        lead = self._lead()
        lead.expected_revenue = 1234
        self.assertAttention(lead, "no_action", "change", NOW)

    def test_salesperson_changed_by_a_person(self):
        lead = self._lead()
        lead.user_id = self.colleague
        self.assertAttention(lead, "no_action", "change", NOW)

    def test_stage_changed_by_a_robot(self):
        lead = self._lead()
        lead.with_user(self.robot).stage_id = self.env["crm.stage"].create({"name": "Elsewhere"})
        self.assertAttention(lead, "inactive")

    def test_other_field_changed_is_no_touch(self):
        lead = self._lead()
        lead.write({"phone": "+33 4 72 00 00 00", "description": "x", "priority": "2"})
        self.assertAttention(lead, "inactive")

    def test_import_without_tracking_is_no_touch(self):
        lead = self._lead()
        lead.with_context(tracking_disable=True).expected_revenue = 99
        self.assertAttention(lead, "inactive")

    def test_meeting_held(self):
        lead = self._lead()
        self._meeting(lead, days_ago(2))
        self.assertAttention(lead, "no_action", "meeting", days_ago(2) + timedelta(hours=1))

    def test_meeting_ahead(self):
        lead = self._lead()
        self._meeting(lead, NOW + timedelta(days=2))
        self.assertAttention(lead, "ok")

    def test_meeting_cancelled(self):
        lead = self._lead()
        self._meeting(lead, days_ago(2)).active = False
        self.assertAttention(lead, "inactive")

    def test_quotation_being_prepared(self):
        lead = self._lead()
        self._quotation(lead)
        self.assertAttention(lead, "no_action", "quotation", NOW)

    def test_quotation_prepared_by_a_robot(self):
        lead = self._lead()
        order = self._quotation(lead)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET write_uid = %s WHERE id = %s", [self.robot.id, order.id]
        )
        self.assertAttention(lead, "inactive")

    def test_quotation_sent(self):
        lead = self._lead()
        order = self._quotation(lead)
        self._flush_tracking()
        order.message_post(
            body="Our quotation",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        self.assertAttention(lead, "no_action", "quotation", NOW)

    def test_quotation_marked_sent(self):
        lead = self._lead()
        order = self._quotation(lead)
        self._flush_tracking()
        order.action_quotation_sent()
        self.assertAttention(lead, "no_action", "quotation", NOW)

    def test_quotation_answered(self):
        lead = self._lead()
        order = self._quotation(lead)
        with self._at(days_ago(9)):
            order.action_quotation_sent()
            self._flush_tracking()
        order.sudo().message_post(
            body="A question",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
        )
        self.assertAttention(lead, "no_action", "customer", NOW)

    def test_quotation_signed(self):
        lead = self._lead()
        self._quotation(lead).signed_on = days_ago(3)
        self.assertAttention(lead, "no_action", "customer", days_ago(3))

    def test_quotation_of_another_lead(self):
        lead = self._lead()
        self._quotation(self._lead()).signed_on = days_ago(3)
        self.assertAttention(lead, "inactive")

    def test_newest_touch_wins(self):
        lead = self._lead()
        self._meeting(lead, days_ago(5))
        with self._at(days_ago(3)):
            lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        with self._at(days_ago(4)):
            self._activity(lead, NOW.date()).action_feedback("ok")
        self.assertAttention(lead, "no_action", "note", days_ago(3))

    def test_touch_dated_in_the_future_waits_for_its_day(self):
        lead = self._lead()
        with self._at(NOW + timedelta(days=2)):
            lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertAttention(lead, "inactive")

    def test_merged(self):
        lead, other = self._lead(), self._lead()
        with self._at(days_ago(2)):
            other.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_comment")
        merged = (lead | other).merge_opportunity()
        self._flush_tracking()
        merged.invalidate_recordset()
        # Merging posts its own note, in the name of the person who merged.
        self.assertIn(merged.last_interaction_type, ("message", "note"))
        self.assertEqual(merged.attention, "no_action")
