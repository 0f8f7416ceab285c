"""Days are in the owner's time zone, although the scheduled action runs in UTC."""

from datetime import date, datetime

from odoo.tests import tagged

from ..common_attention import days_ago
from ..common_followup import FollowupCase

# Half past nine on the 19th in Auckland; ten in the evening of the 18th in São Paulo.
MORNING_IN_AUCKLAND = datetime(2026, 3, 18, 20, 30)
EVENING_IN_SAO_PAULO = datetime(2026, 3, 19, 1, 0)
SIX_DAYS_AGO = days_ago(6)


@tagged("standard", "post_install", "-at_install")
class TestFollowupZones(FollowupCase):
    def _live_in(self, zone):
        self.company.sudo().resource_calendar_id.tz = zone
        self.sales.sudo().tz = zone
        self.env.flush_all()

    def _sent(self, moment=SIX_DAYS_AGO, **values):
        with self._at(moment):
            order = self._quotation(self._lead())
            order.write(values)
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        return order

    def test_due_today_in_auckland(self):
        """Made in the morning, it is to be done that day: not the day before, late at once."""
        self._live_in("Pacific/Auckland")
        lead = self._lead()
        with self._at(MORNING_IN_AUCKLAND):
            self._run()
            self.assertEqual(self._followups(lead).date_deadline, date(2026, 3, 19))

    def test_due_today_in_sao_paulo(self):
        self._live_in("America/Sao_Paulo")
        lead = self._lead()
        with self._at(EVENING_IN_SAO_PAULO):
            self._run()
            self.assertEqual(self._followups(lead).date_deadline, date(2026, 3, 18))

    def test_who_has_no_time_zone_lives_in_the_company(self):
        self._live_in("Pacific/Auckland")
        self.sales.sudo().tz = False
        lead = self._lead()
        with self._at(MORNING_IN_AUCKLAND):
            self._run()
            self.assertEqual(self._followups(lead).date_deadline, date(2026, 3, 19))

    def test_valid_until_the_end_of_the_day(self):
        """Valid until the 18th, it is so until midnight in São Paulo, three in Greenwich."""
        self._live_in("America/Sao_Paulo")
        order = self._sent(validity_date=date(2026, 3, 18))
        self._run()
        self.assertFollowup(order)
        for moment, number in ((EVENING_IN_SAO_PAULO, 1), (datetime(2026, 3, 19, 3, 30), 0)):
            with self._at(moment):
                self._run()
                self.assertFollowup(order, number)

    def test_planned_for_today_still_protects(self):
        """A call planned for the 18th protects on the evening of the 18th."""
        self._live_in("America/Sao_Paulo")
        order = self._sent()
        order.activity_schedule("mail.mail_activity_data_call", date(2026, 3, 18))
        with self._at(EVENING_IN_SAO_PAULO):
            self._run()
            self.assertFollowup(order, 0)

    def test_days_are_told_in_auckland(self):
        """Half past eight in the evening in Greenwich is the next morning there: the 9th, the 13th.

        The follow-ups say the day of their owner, the mail that of the company.
        """
        self._live_in("Pacific/Auckland")
        lead = self._lead(created=datetime(2026, 3, 8, 20, 30))
        order = self._sent(moment=datetime(2026, 3, 12, 20, 30))
        self._run()
        self.assertIn("03/09/2026", self._followups(lead).summary)
        self.assertIn("03/13/2026", self._followups(order).summary)
        self.sales.sudo().tz = "America/Sao_Paulo"
        mailed = self._sent(moment=datetime(2026, 3, 12, 20, 30))
        self.quotation_rules[0].followup_sends = True
        self._run()
        bodies = "".join(mailed.sudo().message_ids.mapped("body"))
        self.assertIn("on 03/13/2026", bodies)
