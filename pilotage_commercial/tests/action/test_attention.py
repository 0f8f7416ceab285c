from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

NOW = datetime(2026, 3, 18, 10, 0)  # a Wednesday
LONG_AGO = NOW - timedelta(days=30)


def days_ago(days):
    return NOW - timedelta(days=days)


class AttentionCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(NOW)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env["res.lang"]._activate_lang("en_US")
        cls._freeze_transaction()
        cls.company = cls.env["res.company"].create({"name": "Attention"})
        cls.company.resource_calendar_id.tz = "Europe/Paris"
        values = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.sales = new_test_user(
            cls.env,
            login="attention-sales",
            groups="sales_team.group_sale_manager",
            tz="Europe/Paris",
            lang="en_US",
            **values,
        )
        cls.colleague = new_test_user(
            cls.env, login="attention-colleague", groups="sales_team.group_sale_salesman", **values
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Mme Girard",
                "email": "girard@example.com",
            }
        )
        cls.robot = cls.env.ref("base.user_root")
        cls.env = cls.env(
            user=cls.sales,
            context={"allowed_company_ids": cls.company.ids, "tz": "Europe/Paris", "lang": "en_US"},
        )

    @classmethod
    def _freeze_transaction(cls):
        # The transaction's own clock, which create_date and date_open are taken from.
        previous = cls.env.cr._now
        cls.env.cr._now = NOW
        cls.addClassCleanup(setattr, cls.env.cr, "_now", previous)

    def _lead(self, created=LONG_AGO, **values):
        lead = (
            self.env["crm.lead"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "user_id": self.sales.id,
                    "partner_id": self.customer.id,
                    **values,
                }
            )
        )
        lead = lead.with_env(self.env)
        self._flush_tracking()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [created, lead.id]
        )
        lead.invalidate_recordset()
        return lead

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _at(self, moment):
        return freeze_time(moment)

    def _quotation(self, lead):
        product = self.env["product.product"].sudo().create({"name": "Work", "type": "service"})
        return (
            self.env["sale.order"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "partner_id": self.customer.id,
                    "opportunity_id": lead.id,
                    "company_id": self.company.id,
                    "order_line": [fields.Command.create({"product_id": product.id})],
                }
            )
        )

    def _activity(self, lead, day, xmlid="mail.mail_activity_data_todo", **values):
        return lead.activity_schedule(
            xmlid, date_deadline=day, summary="Call", user_id=self.sales.id, **values
        )

    def _meeting(self, lead, start, hours=1):
        return self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=hours),
                "opportunity_id": lead.id,
            }
        )

    def assertAttention(self, lead, attention, kind=False, at=False):
        self._flush_tracking()
        lead.invalidate_recordset()
        self.assertEqual(
            (lead.last_interaction_type, lead.last_interaction_date, lead.attention),
            (kind, at, attention),
            lead.attention_reason,
        )
        self.assertEqual(bool(lead.attention_reason), bool(attention))
        # Searching, grouping and reading one by one say the same.
        everything = self.env["crm.lead"].with_context(active_test=False)
        scope = [("id", "=", lead.id)]
        self.assertEqual(everything.search([*scope, ("attention", "=", attention)]), lead)
        self.assertFalse(everything.search([*scope, ("attention", "!=", attention)]))
        self.assertEqual(
            everything._read_group(scope, ["attention"], ["__count"]), [(attention, 1)]
        )


@tagged("standard", "post_install", "-at_install")
class TestLastTouch(AttentionCase):
    """Who touched what and when: a case a method, each on a lead created 30 days ago."""

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


@tagged("standard", "post_install", "-at_install")
class TestAttention(AttentionCase):
    def test_overdue(self):
        lead = self._lead()
        self._activity(lead, NOW.date() - timedelta(days=1))
        self.assertAttention(lead, "overdue")
        self.assertEqual(lead.attention_reason, "“Call” was due on 03/17/2026")

    def test_overdue_wins_over_an_action_ahead(self):
        lead = self._lead()
        self._activity(lead, NOW.date() - timedelta(days=1))
        self._activity(lead, NOW.date() + timedelta(days=9))
        self.assertAttention(lead, "overdue")

    def test_due_today_is_not_overdue(self):
        lead = self._lead()
        self._activity(lead, NOW.date())
        self.assertAttention(lead, "ok")

    def test_planned_ahead_protects_an_old_lead(self):
        lead = self._lead(created=NOW - timedelta(days=900))
        self._activity(lead, NOW.date() + timedelta(days=200))
        self.assertAttention(lead, "ok")

    def test_lead_has_none(self):
        self.assertAttention(self._lead(type="lead"), False)

    def test_won_lost_restored(self):
        lead = self._lead()
        lead.action_set_won()
        self.assertAttention(lead, False, "change", NOW)
        lost = self._lead()
        lost.action_set_lost()
        self.assertAttention(lost, False, "change", NOW)
        lost.action_restore()
        self.assertAttention(lost, "no_action", "change", NOW)

    def test_archived_without_loss(self):
        lead = self._lead()
        lead.with_context(tracking_disable=True).action_archive()
        self.assertAttention(lead, False)

    def test_no_salesperson(self):
        self.assertAttention(self._lead(user_id=False), "inactive")

    def test_archived_salesperson(self):
        lead = self._lead(user_id=self.colleague.id)
        self.colleague.sudo().active = False
        self.assertAttention(lead, "inactive")

    def test_boundary_in_days(self):
        # Touched on the 11th: 7 days before the 18th. Touched on the 12th, one minute past
        # midnight in Paris (23:01 UTC on the 11th): 6 days.
        for moment, attention in [
            (datetime(2026, 3, 11, 22, 59), "inactive"),
            (datetime(2026, 3, 11, 23, 1), "no_action"),
        ]:
            with self.subTest(moment=moment):
                lead = self._lead()
                with self._at(moment):
                    lead.message_post(
                        body="x", message_type="comment", subtype_xmlid="mail.mt_note"
                    )
                self.assertAttention(lead, attention, "note", moment)

    def test_two_companies_with_different_delays(self):
        other = self.env["res.company"].sudo().create({"name": "Slow", "inactivity_delay": 60})
        self.sales.sudo().company_ids |= other
        self.env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.company.id, other.id],
            }
        )
        here, there = self._lead(), self._lead(company_id=other.id, user_id=False)
        self.assertEqual(there.company_id, other)
        self.assertAttention(here, "inactive")
        self.assertAttention(there, "no_action")

    def test_working_days_over_a_weekend_and_a_bank_holiday(self):
        company = self.company.sudo()
        company.inactivity_delay_type = "working_day"
        company.inactivity_delay = 3
        # 3 working days before Wednesday the 18th: 17, 16, 13.
        self.assertEqual(company._get_inactivity_limit(), datetime(2026, 3, 13, 23, 0))
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Bank holiday",
                "company_id": company.id,
                "calendar_id": company.resource_calendar_id.id,
                "date_from": datetime(2026, 3, 15, 23, 0),
                "date_to": datetime(2026, 3, 16, 22, 59),
            }
        )
        # Monday the 16th is off: 17, 13, 12.
        self.assertEqual(company._get_inactivity_limit(), datetime(2026, 3, 12, 23, 0))
        lead = self._lead(created=datetime(2026, 3, 12, 9, 0))
        self.assertAttention(lead, "inactive")
        lead = self._lead(created=datetime(2026, 3, 13, 9, 0))
        self.assertAttention(lead, "no_action")

    def test_limit_across_clock_changes_and_time_zones(self):
        company = self.company.sudo()
        company.inactivity_delay = 7
        # Seven days before, at the end of that day on the company's clock.
        for timezone, now, expected in [
            # Summer time began on 29 March 2026 in Paris: the 27th still ends at 23:00 UTC.
            ("Europe/Paris", datetime(2026, 4, 3, 10), datetime(2026, 3, 27, 23)),
            # 31 December 23:59 UTC is already 1 January in Auckland (+13): the 25th ends there
            # at 11:00 UTC.
            ("Pacific/Auckland", datetime(2026, 12, 31, 23, 59), datetime(2026, 12, 25, 11)),
            # … and still the 31st in Los Angeles (−8): the 24th ends at 08:00 UTC on the 25th.
            ("America/Los_Angeles", datetime(2026, 12, 31, 23, 59), datetime(2026, 12, 25, 8)),
            # 7 March 2028 less 7 days is 29 February.
            ("UTC", datetime(2028, 3, 7, 0, 0), datetime(2028, 3, 1, 0)),
        ]:
            with self.subTest(timezone=timezone), self._at(now):
                company.resource_calendar_id.tz = timezone
                self.assertEqual(company._get_inactivity_limit(), expected)

    def test_filters_of_the_list(self):
        late, none, ahead, today = (self._lead() for _index in range(4))
        self._activity(late, NOW.date() - timedelta(days=1))
        self._activity(ahead, NOW.date() + timedelta(days=1))
        self._activity(today, NOW.date())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.crm_lead_action_to_handle"
        )
        domains = [
            safe_eval(action["domain"]),
            [
                "|",
                ("attention", "in", ("overdue", "inactive", "no_action")),
                "&",
                ("attention", "=", "ok"),
                ("next_action_date", "=", date(2026, 3, 18)),
            ],
        ]
        for domain in domains:
            domain = Domain("id", "in", (late | none | ahead | today).ids) & Domain(domain)
            self.assertEqual(set(self.env["crm.lead"].search(domain)), {late, none, today})

    def test_order_of_the_list(self):
        calm = self._lead(urgency="1", expected_revenue=9000, estimated_cost=0)
        urgent_small = self._lead(urgency="3", expected_revenue=100, estimated_cost=0)
        urgent_big = self._lead(urgency="3", expected_revenue=900, estimated_cost=0)
        late = self._lead(urgency="3", expected_revenue=900, estimated_cost=0)
        self._activity(late, NOW.date() - timedelta(days=9))
        leads = calm | urgent_small | urgent_big | late
        found = self.env["crm.lead"].search(
            [("id", "in", leads.ids)],
            order="urgency desc, estimated_margin desc, next_action_date",
        )
        self.assertEqual(found, late | urgent_big | urgent_small | calm)

    def test_one_query_whatever_the_number(self):
        leads = self.env["crm.lead"].browse()
        for _index in range(20):
            leads |= self._lead()
        for lead in leads:
            lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        self._flush_tracking()

        def count_queries(records):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.mapped("attention_reason")
            return self.env.cr.sql_log_count - start

        count_queries(leads[:1])
        self.assertLessEqual(count_queries(leads), count_queries(leads[:1]))
