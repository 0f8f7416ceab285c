"""The attention of open opportunities."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from ..common_attention import NOW, AttentionCase


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
                company.sales_tz = timezone
                self.assertEqual(company._get_inactivity_limit(), expected)

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
