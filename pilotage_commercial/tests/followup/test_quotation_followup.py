"""Follow-ups of quotations without answer."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_attention import NOW, days_ago
from ..common_followup import FollowupCase


@tagged("standard", "post_install", "-at_install")
class TestQuotationFollowup(FollowupCase):
    def _sent(self, days, lead=None, **values):
        with self._at(days_ago(days)):
            order = self._quotation(lead or self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        order.write(values)
        return order

    def _steps(self, order):
        followups = self._followups(order).sudo().sorted("id")
        return followups.mapped("followup_rule_id.trg_date_range")

    def test_each_step_once(self):
        order = self._sent(5)
        self._run()
        self.assertEqual(self._steps(order), [5])
        self._run()
        self.assertEqual(self._steps(order), [5])
        for later, expected in [
            (3, [5]),
            (5, [5, 10]),
            (9, [5, 10]),
            (10, [5, 10, 15]),
            (40, [5, 10, 15]),
        ]:
            self._followups(order).filtered("active").with_user(self.robot).action_feedback("ok")
            with self._at(NOW + timedelta(days=later)):
                self._run()
            self.assertEqual(self._steps(order), expected, f"{later} days later")
        self.assertEqual(order.followup_step, 15)

    def test_not_before_the_fifth_day(self):
        order = self._sent(4)
        self._run()
        self.assertFollowup(order, 0)

    def test_an_open_follow_up_is_enough(self):
        order = self._sent(5)
        self._run()
        with self._at(NOW + timedelta(days=5)):
            self._run()
        self.assertEqual(self._steps(order), [5])

    def test_a_deleted_step_is_not_made_again(self):
        order = self._sent(5)
        self._run()
        self._followups(order).unlink()
        self._run()
        self.assertFollowup(order, 0)

    def test_late_quotation_gets_the_last_step_only(self):
        order = self._sent(30)
        self._run()
        self._run()
        self.assertEqual(self._steps(order), [15])

    def test_later_steps_are_more_urgent(self):
        order = self._sent(30)
        self._run()
        self.assertIn("URGENT", self._followups(order).summary)
        self.assertIn(order.name, self._followups(order).summary)

    def test_stops(self):
        confirmed, refused, expired, answered, long_dead = (
            self._sent(6),
            self._sent(6),
            self._sent(6),
            self._sent(6),
            self._sent(120),
        )
        confirmed.action_confirm()
        refused._action_cancel()
        expired.validity_date = NOW.date() - timedelta(days=1)
        answered.sudo().message_post(
            body="Let me think",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
        )
        asked_later = self._sent(6)
        self._activity(asked_later, NOW.date() + timedelta(days=30))
        lead = self._lead()
        superseded, revision = self._sent(8, lead), self._sent(6, lead)
        planned = self._sent(6)
        self._activity(planned.opportunity_id, NOW.date() + timedelta(days=9))
        self._run()
        for order in (
            confirmed,
            refused,
            expired,
            answered,
            long_dead,
            asked_later,
            superseded,
            planned,
        ):
            self.assertFollowup(order, 0)
        self.assertFollowup(revision, 1)

    def test_answer_on_the_opportunity_through_the_gateway(self):
        lead = self._lead(email_from="girard@example.com")
        with self._at(days_ago(9)):
            parent = lead.message_post(body="Our visit", subtype_xmlid="mail.mt_comment")
        order, other = self._sent(6, lead), self._sent(6)
        with self._at(days_ago(3)):
            self.env["mail.thread"].with_user(self.robot).with_context(
                allowed_company_ids=self.company.ids
            ).message_process(
                "crm.lead",
                "From: Mme Girard <girard@example.com>\n"
                "To: sales@example.com\n"
                "Subject: Re: Deal\n"
                "Date: Sun, 15 Mar 2026 10:00:00 +0000\n"
                "Message-ID: <answer@example.com>\n"
                f"In-Reply-To: {parent.message_id}\n\nGive me a week.",
            )
        self._run()
        self.assertFollowup(order, 0)
        self.assertFollowup(other, 1)

    def test_our_own_message_on_the_opportunity_stops_nothing(self):
        lead = self._lead()
        order = self._sent(6, lead)
        with self._at(days_ago(3)):
            lead.message_post(body="Any news?", subtype_xmlid="mail.mt_comment")
        self._run()
        self.assertFollowup(order, 1)

    def test_answer_before_it_was_sent_does_not_count(self):
        with self._at(days_ago(9)):
            order = self._quotation(self._lead())
            order.sudo().message_post(
                body="Please quote",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )
        with self._at(days_ago(6)):
            order.with_context(tracking_disable=True).action_quotation_sent()
        self._run()
        self.assertFollowup(order, 1)

    def test_the_opportunity_of_a_followed_up_quotation_gets_none(self):
        order = self._sent(8)
        self._run()
        self._run()
        self.assertFollowup(order, 1)
        self.assertFollowup(order.opportunity_id, 0)

    def test_without_opportunity(self):
        order = self._sent(6)
        order.opportunity_id = False
        self._run()
        self.assertFollowup(order, 1)

    def test_working_days_of_the_rules_calendar(self):
        rule = self.quotation_rules[0]
        rule.trg_date_calendar_id = self.company.sudo().resource_calendar_id
        # 5 working days before Wednesday the 18th is Wednesday the 11th.
        self.assertEqual(
            rule.with_company(self.company)._get_followup_limit(), datetime(2026, 3, 11, 23, 0)
        )

    def test_quotation_date(self):
        order = self._quotation(self._lead())
        self.assertFalse(order.quotation_date)
        order.action_quotation_sent()
        self.assertEqual(order.quotation_date, NOW)
        with self._at(NOW + timedelta(days=3)):
            order.action_confirm()
        self.assertEqual(order.quotation_date, NOW)
        direct = self._quotation(self._lead())
        with self._at(NOW + timedelta(days=1)):
            direct.action_confirm()
        self.assertEqual(direct.quotation_date, NOW + timedelta(days=1))
        self.assertFalse(direct.copy().quotation_date)

    def test_history_of_quotation_dates(self):
        sent, direct = self._sent(12), self._quotation(self._lead())
        direct.action_confirm()
        direct.date_order = days_ago(2)
        orders = sent | direct
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET quotation_date = NULL, date_order = %s WHERE id IN %s",
            [fields.Datetime.to_string(days_ago(2)), tuple(orders.ids)],
        )
        self.env.invalidate_all()
        while self.env["sale.order"]._complete_history_quotation_dates(1):
            pass
        self.assertEqual(sent.quotation_date, days_ago(2))
        self.assertEqual(direct.quotation_date, days_ago(2))

    def test_delays_in_the_settings(self):
        settings = self.env["res.config.settings"].sudo().create({})
        self.assertEqual(settings.quotation_delay_10, self.quotation_rules[1].trg_date_range)
        settings.quotation_delay_5 = 3
        settings.execute()
        self.assertEqual(self.quotation_rules[0].trg_date_range, 3)
        order = self._sent(3)
        self._run()
        self.assertFollowup(order, 1)

    def test_delays_in_the_settings_grow(self):
        """A first follow-up at 30 days would come after the last, at 15: refused."""
        delays = [rule.trg_date_range for rule in self.quotation_rules]
        for first in (30, delays[1], -2):
            with self.subTest(first=first):
                settings = self.env["res.config.settings"].sudo().create({})
                settings.quotation_delay_5 = first
                with self.assertRaises(UserError):
                    settings.execute()
                self.assertEqual([rule.trg_date_range for rule in self.quotation_rules], delays)
        # The others may be at any delay once the first is off.
        self.quotation_rules[0].active = False
        settings = self.env["res.config.settings"].sudo().create({})
        settings.quotation_delay_5 = 30
        settings.execute()
        self.assertEqual(self.quotation_rules[0].trg_date_range, 30)
