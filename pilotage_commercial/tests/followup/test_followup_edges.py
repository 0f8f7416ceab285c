"""Follow-ups in combined cases: merging, closing, several plans, other people's choices."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_attention import NOW, days_ago
from ..common_followup import ENGINE, REPORT, FollowupCase


@tagged("standard", "post_install", "-at_install")
class TestFollowupEdges(FollowupCase):
    def _sent(self, days, lead):
        with self._at(days_ago(days)):
            order = self._quotation(lead)
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        return order

    def test_merging_followed_up_opportunities_keeps_one(self):
        leads = self._lead() | self._lead() | self._lead()
        self._run()
        merged = leads.merge_opportunity()
        self.env.flush_all()
        self.assertEqual(len(self._followups(merged).filtered("active")), 1)

    def test_merging_among_archived_records_keeps_what_was_done(self):
        leads = self._lead() | self._lead()
        self._run()
        self._followups(leads[0]).action_feedback("called")
        self.env.flush_all()
        merged = leads.with_context(active_test=False).merge_opportunity()
        self.env.flush_all()
        followups = self._followups(merged)
        self.assertEqual(sorted(followups.mapped("active")), [False, True])

    def test_quotation_of_a_closed_opportunity(self):
        for close in ("action_set_lost", "action_set_won", "action_archive"):
            with self.subTest(close=close):
                lead = self._lead()
                order = self._sent(6, lead)
                getattr(lead.with_context(tracking_disable=True), close)()
                self._run()
                self.assertFollowup(order, 0)

    def test_planned_ahead_behind_something_overdue(self):
        # The customer asked for a later date; an older task was forgotten.
        lead = self._lead()
        order = self._sent(6, lead)
        self._activity(lead, NOW.date() - timedelta(days=3))
        self._run()
        self.assertFollowup(order, 1)
        lead = self._lead()
        order = self._sent(6, lead)
        self._activity(lead, NOW.date() - timedelta(days=3))
        self._activity(lead, NOW.date() + timedelta(days=20))
        self._run()
        self.assertFollowup(order, 0)

    def test_user_chosen_in_the_action_of_the_rule(self):
        self.lead_rule.action_server_ids.write(
            {
                "activity_user_type": "specific",
                "activity_user_id": self.colleague.id,
            }
        )
        lead = self._lead()
        self._run()
        self.assertEqual(self._followups(lead).user_id, self.colleague)

    def test_nobody_starts_to_follow(self):
        team = (
            self.env["crm.team"]
            .sudo()
            .create(
                {
                    "name": "Led",
                    "user_id": self.colleague.id,
                    "company_id": self.company.id,
                }
            )
        )
        lead = self._lead(user_id=False, team_id=team.id)
        self._run()
        self.assertEqual(self._followups(lead).user_id, self.colleague)
        self.assertNotIn(self.colleague.partner_id, lead.message_partner_ids)

    @mute_logger(ENGINE, REPORT)
    def test_failures_are_told_once_a_day(self):
        self._lead()
        before = len(self.lead_rule.message_ids)
        with patch.object(
            type(self.env["crm.lead"]), "_prepare_followups", side_effect=ValueError("it hurts")
        ):
            for hours, notices in ((0, 1), (1, 1), (25, 2)):
                with self._at(NOW + timedelta(hours=hours)):
                    self._run()
                self.assertEqual(len(self.lead_rule.message_ids) - before, notices)

    @mute_logger(ENGINE, REPORT)
    def test_notice_that_cannot_be_sent_stops_nobody(self):
        lead = self._lead()
        order = self._sent(6, self._lead())
        orders = type(order)
        with (
            patch.object(orders, "_prepare_followups", side_effect=ValueError("it hurts")),
            patch.object(type(self.lead_rule), "message_post", side_effect=OSError("no route")),
        ):
            self._run()
        self.assertFollowup(order, 0)
        self.assertFollowup(lead, 1)

    def test_out_of_time_between_two_rules_asks_to_be_called_again(self):
        self._sent(6, self._lead())
        remaining = []

        def commit(_cron, processed=0, **options):
            remaining.append(options.get("remaining"))
            return 0

        self._flush_tracking()
        with (
            patch(f"{ENGINE}.BATCH", 1),
            patch("odoo.addons.base.models.ir_cron.IrCron._commit_progress", commit),
        ):
            self.lead_rule.with_user(self.robot)._cron_send_followups()
        self.assertTrue(remaining[-1])
