"""Follow-ups of inactive opportunities."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common_attention import NOW, days_ago
from ..common_followup import ENGINE, REPORT, FollowupCase


@tagged("standard", "post_install", "-at_install")
class TestLeadFollowup(FollowupCase):
    def test_inactive_gets_one_and_only_one(self):
        lead = self._lead()
        self._run()
        self._run()
        activity = self._followups(lead)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.sales)
        self.assertEqual(activity.date_deadline, NOW.date())
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("pilotage_commercial.mail_activity_type_followup"),
        )
        self.assertEqual(activity.summary, "Follow up: created on 02/16/2026, never touched")
        self.assertTrue(activity.automated)

    def test_who_is_left_alone(self):
        touched, planned, overdue = self._lead(), self._lead(), self._lead()
        touched.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        self._activity(planned, NOW.date() + timedelta(days=20))
        self._activity(overdue, NOW.date() - timedelta(days=20))
        meeting, lead_type, won, lost = (
            self._lead(),
            self._lead(type="lead"),
            self._lead(),
            self._lead(),
        )
        self._meeting(meeting, NOW + timedelta(days=20))
        won.action_set_won()
        lost.action_set_lost()
        archived, new = self._lead(), self._lead(created=NOW)
        archived.with_context(tracking_disable=True).action_archive()
        cold = self._lead(created=days_ago(200))
        self._run()
        for lead in (touched, planned, overdue, meeting, lead_type, won, lost, archived, new, cold):
            self.assertFollowup(lead, 0)

    def test_done_without_a_next_comes_back_after_the_delay(self):
        lead = self._lead()
        self._run()
        self._followups(lead).action_feedback("called")
        self._run()
        self.assertFollowup(lead, 1)
        with self._at(NOW + timedelta(days=8)):
            self._run()
            self.assertFollowup(lead, 2)

    def test_deleted_follow_up_comes_back(self):
        # Deleting is no touch, but it prevents another follow-up for a week.
        lead = self._lead()
        self._run()
        self._followups(lead).unlink()
        self._run()
        self.assertFollowup(lead, 0)
        with self._at(NOW + timedelta(days=8)):
            self._run()
        self.assertFollowup(lead, 1)

    def test_team_leader_when_the_salesperson_is_gone(self):
        team = (
            self.env["crm.team"]
            .sudo()
            .create(
                {
                    "name": "Led",
                    "user_id": self.sales.id,
                    "company_id": self.company.id,
                }
            )
        )
        nobody = self._lead(user_id=False, team_id=team.id)
        gone = self._lead(user_id=self.colleague.id, team_id=team.id)
        gone.team_id = team
        self._flush_tracking()
        self.env.cr.execute(
            "DELETE FROM mail_message WHERE model = 'crm.lead' AND res_id = %s", [gone.id]
        )
        self.colleague.sudo().active = False
        self._run()
        self.assertEqual(self._followups(nobody).user_id, self.sales)
        self.assertEqual(self._followups(gone).user_id, self.sales)

    def test_restored_late_is_not_missed(self):
        lead = self._lead()
        lead.with_context(tracking_disable=True).action_set_lost()
        self._run()
        self.assertFollowup(lead, 0)
        lead.with_context(tracking_disable=True).action_restore()
        self._run()
        self.assertFollowup(lead, 1)

    def test_filter_of_the_rule(self):
        wanted, unwanted = self._lead(urgency="3"), self._lead(urgency="1")
        self.lead_rule.filter_domain = "[('urgency', '=', '3')]"
        self._run()
        self.assertFollowup(wanted, 1)
        self.assertFollowup(unwanted, 0)

    def test_switched_off(self):
        self.lead_rule.active = False
        lead = self._lead()
        self._run()
        self.assertFollowup(lead, 0)

    def test_two_companies_with_different_delays(self):
        slow = self.env["res.company"].sudo().create({"name": "Slow", "inactivity_delay": 60})
        here, there = self._lead(), self._lead()
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s WHERE id = %s", [slow.id, there.id]
        )
        self._run()
        self.assertFollowup(here, 1)
        self.assertFollowup(there, 0)

    def test_delay_of_the_rule_is_everybodys(self):
        self.lead_rule.trg_date_range = 40
        self.assertEqual(self.company.sudo().inactivity_delay, 40)
        lead = self._lead()
        self._run()
        self.assertFollowup(lead, 0)

    def test_batches_and_time_limit(self):
        leads = [self._lead() for _index in range(5)]
        with patch(f"{ENGINE}.BATCH", 2):
            self._run(time_left=0)
            self.assertEqual(sum(len(self._followups(lead)) for lead in leads), 2)
            self._run()
        for lead in leads:
            self.assertFollowup(lead, 1)

    def test_most_urgent_first(self):
        calm, urgent = self._lead(urgency="0"), self._lead(urgency="3")
        with patch(f"{ENGINE}.BATCH", 1):
            self._run(time_left=0)
        self.assertFollowup(urgent, 1)
        self.assertFollowup(calm, 0)

    @mute_logger(ENGINE, REPORT)
    def test_poisoned_record_stops_nobody(self):
        manager = self._get_manager(self.company)
        elsewhere = self._get_manager(self.env["res.company"].sudo().create({"name": "Elsewhere"}))
        leads = self.env["crm.lead"].browse()
        for _index in range(7):
            leads |= self._lead()
        bad = leads[3]
        prepare = type(leads)._prepare_followups

        def poisoned(records, rule):
            if bad.id in records.ids:
                raise ValueError("this one hurts")
            return prepare(records, rule)

        with patch.object(type(leads), "_prepare_followups", poisoned):
            self._run()
        for lead in leads:
            self.assertFollowup(lead, 0 if lead == bad else 1)
        report = self.lead_rule.message_ids[0]
        self.assertIn("Follow-ups that could not be created: 1.", report.body)
        self.assertNotIn(bad.name, report.body)
        self.assertNotIn("this one hurts", report.body)
        self.assertIn("this one hurts", self._get_told(manager))
        self.assertIn(bad.name, self._get_told(manager))
        # The manager of another company reads the shared rule, and no deal of this one.
        theirs = self.lead_rule.with_context(allowed_company_ids=elsewhere.company_ids.ids)
        self.assertTrue(theirs.with_user(elsewhere).has_access("read"))
        self.assertEqual(self._get_told(elsewhere), "")

    def _get_manager(self, company):
        return new_test_user(
            self.env(su=True),
            f"manager-of-{company.id}",
            "sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _get_told(self, user):
        """Return the texts sent to ``user``."""
        sent = self.env["mail.message"].sudo().search([("partner_ids", "in", user.partner_id.ids)])
        return " ".join(sent.mapped("body"))

    @mute_logger(ENGINE, REPORT)
    def test_mail_server_down_stops_nobody(self):
        lead = self._lead()
        with patch.object(
            type(self.env["mail.thread"]), "message_notify", side_effect=OSError("no route")
        ):
            self._run()
        self.assertFollowup(lead, 1)

    def test_vanished_activity_type(self):
        self.lead_rule.action_server_ids.activity_type_id = False
        lead = self._lead()
        self._run()
        self.assertFollowup(lead, 1)
        self.assertTrue(self._followups(lead).activity_type_id)

    def test_one_summary_a_salesperson(self):
        for _index in range(3):
            self._lead()
        self._flush_tracking()
        before = (
            self.env["mail.message"]
            .sudo()
            .search_count([("partner_ids", "in", self.sales.partner_id.ids)])
        )
        self._run()
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("partner_ids", "in", self.sales.partner_id.ids)], order="id desc")
        )
        self.assertEqual(len(messages) - before, 1)
        self.assertIn("Follow-ups to do: 3", messages[0].subject)

    def _summaries(self, user=None):
        """Return the subjects of the summaries sent to ``user``."""
        partner = (user or self.sales).sudo().partner_id
        messages = self.env["mail.message"].sudo()
        summaries = [("partner_ids", "in", partner.ids), ("message_type", "=", "user_notification")]
        return messages.search(summaries, order="id").mapped("subject")

    def test_summary_at_the_end_of_work_that_took_several_runs(self):
        for _index in range(5):
            self._lead()
        with patch(f"{ENGINE}.BATCH", 2):
            self._run(time_left=0)
            self._run(time_left=0)
            self.assertEqual(self._summaries(), [])
            self._run()
        self.assertEqual(self._summaries(), ["Follow-ups to do: 5"])
        self._run()
        self.assertEqual(self._summaries(), ["Follow-ups to do: 5"])

    def test_summary_leaves_out_what_is_done_and_tells_of_reactivated_ones(self):
        done, left = self._lead(), self._lead()
        self._run(time_left=0)  # no time left for summaries
        self.assertEqual(len(self._followups(done) + self._followups(left)), 2)
        self._followups(done).action_feedback("called")
        self._run()
        self.assertEqual(self._summaries(), ["Follow-ups to do: 1"])
        cold = self._lead(created=days_ago(200))
        cold.action_reactivate()
        self._run()
        self.assertEqual(self._summaries()[1:], ["Follow-ups to do: 1"])

    def test_one_summary_for_all_the_rules(self):
        self._lead()
        with self._at(days_ago(6)):
            order = self._quotation(self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
        self._run()
        self.assertEqual(self._summaries(), ["Follow-ups to do: 2"])
        message = self.env["mail.message"].sudo().search([("subject", "=", "Follow-ups to do: 2")])
        for rule in (self.lead_rule, self.quotation_rules[0]):
            self.assertIn(f"<li>{rule.name}: 1</li>", message.body)

    def test_our_follow_up_is_no_touch(self):
        lead = self._lead()
        self._run()
        self._flush_tracking()
        lead.invalidate_recordset()
        self.assertFalse(lead.last_interaction_date)
        self.assertEqual(lead.attention, "ok")

    def test_odoos_own_time_rules_leave_ours_alone(self):
        lead = self._lead()
        self._flush_tracking()
        records = self.lead_rule._search_time_based_automation_records(until=NOW)
        self.assertFalse(records)
        self.assertFollowup(lead, 0)

    def test_cold_leads_and_reactivation(self):
        cold, warm = self._lead(created=days_ago(200)), self._lead()
        self._flush_tracking()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.crm_lead_action_cold"
        )
        self.assertEqual(action["domain"], "[('is_cold', '=', True)]")
        found = self.env["crm.lead"].search(
            [
                ("id", "in", (cold | warm).ids),
                ("is_cold", "=", True),
            ]
        )
        self.assertEqual(found, cold)
        self.assertEqual((cold | warm).filtered("is_cold"), cold)
        cold.action_reactivate()
        cold.action_reactivate()
        self.env.invalidate_all()
        self.assertFollowup(cold, 1)
        self.assertFalse(cold.is_cold)
