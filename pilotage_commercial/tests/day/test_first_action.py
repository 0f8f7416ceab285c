"""No opportunity is created without a next action: those that come from outside, and typed ones."""

import threading
from datetime import date, datetime
from unittest.mock import Mock, patch

from odoo.tests import new_test_user, tagged

from ...exceptions import NextActionRequiredError
from ..common_attention import AttentionCase

POLICY = "odoo.addons.pilotage_commercial.models.action.plan.crm_lead_next_action_policy.request"
FIRST = "odoo.addons.pilotage_commercial.models.day.home.crm_lead.request"
MAIL = """MIME-Version: 1.0
Date: Wed, 18 Mar 2026 11:00:00 +0100
Message-ID: <first-action@example.com>
Subject: Terrace to build
From: Mme Roy <roy@example.com>
To: works@example.com
Content-Type: text/plain; charset="UTF-8"

Could you call me?
"""


@tagged("standard", "post_install", "-at_install")
class TestFirstAction(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = new_test_user(
            cls.env(user=cls.robot, su=True),
            login="first-action-leader",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.team = (
            cls.env["crm.team"]
            .sudo()
            .create({"name": "Works", "user_id": cls.leader.id, "company_id": cls.company.id})
        )

    def _receive(self, **values):
        """Receive a mail to the team; return the opportunity that it creates."""
        found = (
            self.env["mail.thread"]
            .sudo()
            .with_context(mail_gateway=True)
            .message_process(
                "crm.lead",
                MAIL,
                custom_values={
                    "team_id": self.team.id,
                    "type": "opportunity",
                    "company_id": self.company.id,
                    **values,
                },
            )
        )
        return self.env["crm.lead"].browse(found)

    def test_mail(self):
        """Wednesday's mail is to be answered on Thursday, by the leader of the team."""
        lead = self._receive()
        self.assertEqual(lead.name, "Terrace to build")
        self.assertEqual(lead.next_action, "Answer the new prospect")
        self.assertEqual(lead.next_action_date, date(2026, 3, 19))
        self.assertEqual(lead.sudo().activity_ids.user_id, self.leader)

    def test_mail_on_friday(self):
        with self._at(datetime(2026, 3, 20, 16)):
            self.assertEqual(self._receive().next_action_date, date(2026, 3, 23))

    def test_for_whom(self):
        """The salesperson, else the leader, else a sales manager of the company."""
        self.assertEqual(
            self._receive(user_id=self.colleague.id).sudo().activity_ids.user_id, self.colleague
        )

    def test_without_leader(self):
        self.team.user_id = False
        self.assertEqual(self._receive().sudo().activity_ids.user_id, self.sales)

    def test_company_says_no(self):
        self.company.sudo().first_action = False
        self.assertFalse(self._receive().next_action)

    def _create_as(self, user, request, **values):
        env = self.env(user=user, su=True)
        with patch(FIRST, new=request), patch(POLICY, new=request):
            return env["crm.lead"].create(
                {
                    "name": "From outside",
                    "type": "opportunity",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "user_id": False,
                    **values,
                }
            )

    def test_website(self):
        public = self.env.ref("base.public_user")
        lead = self._create_as(public, Mock())
        self.assertEqual(lead.activity_ids.user_id, self.leader)
        # An action given at the creation is not doubled.
        planned = self._create_as(public, Mock(), next_action="Visit")
        self.assertEqual(planned.activity_ids.mapped("summary"), ["Visit"])

    def test_program(self):
        """Only an opportunity without a salesperson: a program that gives one plans its own
        work.
        """
        request = Mock()
        request.dispatcher.routing_type = "json2"
        lead = self._create_as(self.sales, request)
        self.assertEqual(lead.next_action, "Answer the new prospect")
        self.assertFalse(self._create_as(self.sales, request, user_id=self.sales.id).next_action)

    def test_program_without_request(self):
        """XML-RPC: the thread holds the method that was called."""
        thread = threading.current_thread()
        for called, expected in [
            ("crm.lead.create", "Answer the new prospect"),
            ("crm.lead.merge_opportunity", False),
        ]:
            with patch.object(thread, "rpc_model_method", called, create=True):
                self.assertEqual(self._create_as(self.sales, None).next_action, expected)

    def test_server_and_import(self):
        lead = self._create_as(self.sales, None)
        self.assertFalse(lead.next_action)

    # --- created by a person ---

    def _create(self, policy, context=None, **values):
        self.company.sudo().next_action_policy = policy
        leads = self.env["crm.lead"].with_context(**(context or {}))
        with patch(POLICY, new=True):
            lead = leads.create({"name": "Deal", "type": "opportunity", **values})
            self.env.flush_all()
            self.env.cr.precommit.run()
        return lead

    def test_required(self):
        for values in ({}, {"next_action": False}):
            with self.assertRaises(NextActionRequiredError):
                self._create("require", **values)
        self.assertEqual(self._create("require", next_action="Call").next_action, "Call")

    def test_asked(self):
        """A user who saw the field and left it empty is not asked again."""
        asking = {"ask_next_action": True}
        with self.assertRaises(NextActionRequiredError):
            self._create("ask", asking)
        self.assertFalse(self._create("ask", asking, next_action=False).next_action)
        self.assertFalse(self._create("ask").next_action)

    def test_off(self):
        self.assertFalse(self._create("off", {"ask_next_action": True}).next_action)

    # --- proposed days ---

    def test_proposed_days(self):
        """From Friday: Monday, not Saturday; in three days is Monday too; 27 March, 3 April."""
        with self._at(datetime(2026, 3, 20, 10)):
            proposal = self.env["crm.lead"]._get_proposal()
        self.assertEqual(
            [(day["date"], day["label"]) for day in proposal["days"]],
            [
                ("2026-03-23", "Mon 23"),
                ("2026-03-27", "In a week"),
                ("2026-04-03", "In 2 weeks"),
            ],
        )
        self.assertEqual(proposal["date"], "2026-03-23")

    def test_proposed_days_on_saturday(self):
        """Monday 23 and Tuesday 24; a week later is Saturday 28: Monday 30; then 6 April."""
        with self._at(datetime(2026, 3, 21, 10)):
            days = self.env["crm.lead"]._get_proposal()["days"]
        self.assertEqual(
            [(day["date"], day["label"]) for day in days],
            [
                ("2026-03-23", "Mon 23"),
                ("2026-03-24", "In 3 days"),
                ("2026-03-30", "In a week"),
                ("2026-04-06", "In 2 weeks"),
            ],
        )

    def test_proposed_days_on_wednesday(self):
        """In three days is Saturday: Monday 23."""
        days = self.env["crm.lead"]._get_proposal()["days"]
        self.assertEqual(
            [day["date"] for day in days], ["2026-03-19", "2026-03-23", "2026-03-25", "2026-04-01"]
        )

    def test_company_without_schedule(self):
        self.company.sudo().resource_calendar_id = False
        for day, expected in [
            (date(2026, 3, 20), date(2026, 3, 20)),
            (date(2026, 3, 21), date(2026, 3, 23)),
            (date(2026, 3, 22), date(2026, 3, 23)),
        ]:
            self.assertEqual(self.company._get_working_day(day), expected)

    def test_last_words(self):
        lead = self._lead()
        for summary in ("Call", "Visit", "Call"):
            self.env["mail.activity"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.id,
                    "summary": summary,
                    "user_id": self.sales.id,
                }
            )
        self.assertEqual(self.env["crm.lead"]._get_proposal()["words"], ["Call", "Visit"])
