"""The question for the next action: who is asked, after what, and who never is."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from ...exceptions import NextActionRequiredError
from ...tools.checks import ServerValue
from ..common import PipelineCase

REQUEST = "odoo.addons.pilotage_commercial.models.action.plan.crm_lead_next_action_policy.request"
ASKED = {"ask_next_action": True}


class NextActionPolicyCase(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.next_action_policy = "require"
        cls.today = fields.Date.today()
        cls.answer = {
            "next_action": "Call back",
            "next_action_date": fields.Date.to_string(cls.today + timedelta(days=3)),
        }

    @classmethod
    def _lead(cls, name="Deal", activities=0, **values):
        """Create an opportunity of the salesperson, as the salesperson sees it."""
        values = {"user_id": cls.salesperson.id, **values}
        lead = cls._create_lead(values.pop("stage", cls.prospect), name=name, **values)
        for _index in range(activities):
            cls._plan(lead)
        cls.env.flush_all()
        return lead.with_user(cls.salesperson).with_company(lead.company_id or cls.env.company)

    @classmethod
    def _plan(cls, lead, **values):
        return lead.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Call",
            **{"user_id": cls.salesperson.id, **values},
        )

    @contextmanager
    def _operation(self):
        """Run the block as a web request does: the final checks come at its end."""
        with patch(REQUEST, new=True):
            yield
            self.env.flush_all()
            self.env.cr.precommit.run()

    @contextmanager
    def assertAsked(self, *leads, required=True):
        """Check that the block is refused because of ``leads``, and rolled back."""
        with self.assertRaises(NextActionRequiredError) as caught, self._operation():
            yield
        self.assertEqual(
            [lead["name"] for lead in caught.exception.context["leads"]],
            [lead.display_name for lead in leads],
        )
        self.assertEqual(caught.exception.context["required"], required)
        for lead in leads:
            self.assertIn(lead.display_name, str(caught.exception))

    def _done_paths(self):
        """Return functions that mark an activity done, one for each of Odoo's ways."""
        return {
            "action_done": lambda activity: activity.action_done(),
            "feedback": lambda activity: activity.action_feedback(feedback="Fine"),
            "schedule_next": lambda activity: activity.action_feedback_schedule_next(),
            "mixin": lambda activity: (
                self.env["crm.lead"]
                .with_env(activity.env)
                .browse(activity.res_id)
                .activity_feedback(["mail.mail_activity_data_todo"])
            ),
        }


@tagged("standard", "post_install", "-at_install")
class TestNextActionPolicy(NextActionPolicyCase):
    def _set_policy(self, policy):
        self.env.company.next_action_policy = policy

    # --- operations that ask ---

    def test_last_activity_done(self):
        for name, done in self._done_paths().items():
            with self.subTest(name):
                lead = self._lead(activities=1)
                activity = lead.activity_ids
                with self.assertAsked(lead):
                    done(activity)
                activity.invalidate_recordset()
                self.assertTrue(activity.active, "nothing is lost")
                self.assertFalse(activity.feedback)

    def test_stage_moved(self):
        lead = self._lead()
        with self.assertAsked(lead):
            lead.write({"stage_id": self.quote.id, "expected_revenue": 7})
        lead.invalidate_recordset()
        self.assertEqual((lead.stage_id, lead.expected_revenue), (self.prospect, 0))

    def test_scheduled_and_done_at_once(self):
        lead = self._lead()
        wizard = (
            self.env["mail.activity.schedule"]
            .with_user(self.salesperson)
            .create(
                {
                    "res_model": "crm.lead",
                    "res_ids": str(lead.ids),
                    "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                    "date_deadline": self.today,
                }
            )
        )
        with self.assertAsked(lead):
            wizard.action_schedule_activities_done()

    def test_ask_only_who_can_answer(self):
        self._set_policy("ask")
        lead = self._lead(activities=1)
        with self.assertAsked(lead, required=False):
            lead.activity_ids.with_context(**ASKED).action_done()
        with self.assertAsked(lead, required=False):
            lead.activity_ids.unlink()
            lead.with_context(**ASKED).write({"stage_id": self.quote.id})
        with self._operation():  # RPC, or the web client when the user has skipped
            lead.activity_ids.action_done()
            lead.write({"stage_id": self.quote.id})
        self.assertFalse(lead.next_action_date)

    def test_off(self):
        self._set_policy("off")
        lead = self._lead(activities=1).with_context(**ASKED)
        with self._operation():
            lead.activity_ids.action_done()
            lead.write({"stage_id": self.quote.id})

    def test_archived_activities_in_sight(self):
        lead = self._lead(activities=1)
        with self.assertAsked(lead):
            lead.activity_ids.with_context(active_test=False).action_done()

    # --- the answer ---

    def test_answer(self):
        for policy in ("ask", "require"):
            self._set_policy(policy)
            for name, done in self._done_paths().items():
                with self.subTest(policy=policy, path=name):
                    lead = self._lead(activities=1)
                    activity = lead.activity_ids.with_context(next_action_answer=self.answer)
                    with self._operation():
                        self.assertFalse(isinstance(done(activity), dict), "no second question")
                    self.assertFalse(activity.active)
                    self.assertEqual(lead.next_action, "Call back")
                    self.assertEqual(lead.next_action_date, self.today + timedelta(days=3))
                    self.assertEqual(lead.activity_ids.user_id, self.salesperson)

    def test_answer_shows_at_once(self):
        lead = self._lead().with_context(next_action_answer=self.answer)
        with self._operation():
            [values] = lead.web_save({"stage_id": self.quote.id}, {"next_action": {}})
        self.assertEqual(values["next_action"], "Call back")

    def test_answer_is_not_needed(self):
        lead = self._lead(activities=2)
        with self._operation():
            lead.activity_ids[0].with_context(next_action_answer=self.answer).action_done()
        self.assertEqual(lead.activity_ids.mapped("summary"), ["Call"])

    def test_skipping_what_is_required(self):
        lead = self._lead()
        with self.assertAsked(lead):
            lead.with_context(next_action_answer={}).write({"stage_id": self.quote.id})

    # --- something is planned ---

    def test_planned(self):
        another = self._lead(activities=2)
        meeting, over = self._lead(activities=1), self._lead(activities=1)
        now = fields.Datetime.now()
        for lead, days in ((meeting, 1), (over, -2)):
            self.env["calendar.event"].create(
                {
                    "name": "Visit",
                    "opportunity_id": lead.id,
                    "start": now + timedelta(days=days),
                    "stop": now + timedelta(days=days, hours=1),
                }
            )
        with self._operation():
            another.activity_ids[0].action_done()
            meeting.activity_ids.action_done()
        with self.assertAsked(over):
            over.activity_ids.action_done()

    def test_chained(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        chain = self.env["mail.activity.type"].create(
            {
                "name": "Visit",
                "chaining_type": "trigger",
                "triggered_next_type_id": todo.id,
            }
        )
        lead = self._lead()
        activity = lead.activity_schedule(activity_type_id=chain.id, user_id=self.salesperson.id)
        with self._operation():
            activity.action_done()
        self.assertEqual(lead.activity_ids.activity_type_id, todo)

    def test_planned_later_in_the_operation(self):
        lead = self._lead(activities=1)
        with self._operation():
            lead.activity_ids.action_done()
            lead.write({"stage_id": self.quote.id})
            self._plan(lead)

    # --- users and operations that are never asked ---

    def test_closed_or_not_an_opportunity(self):
        won, lost, other = self._lead(), self._lead(), self._lead(type="lead")
        closing, reopened = self._lead(activities=1), self._lead()
        reopened.sudo().action_set_won()
        operations = {
            "lead": lambda: other.write({"stage_id": self.quote.id}),
            "won": lambda: won.write({"stage_id": self.won.id}),
            "lost": lambda: lost.write({"stage_id": self.lost.id}),
            "restored": lambda: lost.write({"stage_id": self.quote.id}),
            "reopened": lambda: reopened.write({"stage_id": self.quote.id}),
            "done": lambda: closing.activity_ids.action_done() and closing.action_set_lost(),
        }
        for name, operation in operations.items():
            with self.subTest(name), self._operation():
                operation()

    def test_same_stage(self):
        lead = self._lead()
        with self._operation():
            lead.write({"stage_id": lead.stage_id.id, "name": "New name"})

    def test_automated(self):
        contexts = {
            "import": {"import_file": True},
            "gateway": {"mail_gateway": True},
            "cron": {"ir_cron_progress_id": 1},
            "merge": {"merging_leads": ServerValue(True)},
        }
        for name, context in contexts.items():
            with self.subTest(name), self._operation():
                lead = self._lead(activities=1).with_context(**context)
                lead.activity_ids.action_done()
                lead.write({"stage_id": self.quote.id})
        robot = self._lead(activities=1).with_user(self.env.ref("base.user_root"))
        with self._operation():
            robot.activity_ids.action_done()
            robot.write({"stage_id": self.quote.id})

    def test_no_web_request(self):
        lead = self._lead(activities=1)
        lead.activity_ids.action_done()
        lead.write({"stage_id": self.quote.id})
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_gateway(self):
        lead = self._lead()
        with self._operation():
            lead.message_update({}, {"stage_id": self.quote.id})
        self.assertEqual(lead.stage_id, self.quote)

    def test_import(self):
        lead = self._lead()
        self.env["ir.model.data"].create(
            {"module": "__test__", "name": "deal", "model": "crm.lead", "res_id": lead.id}
        )
        with self._operation():
            result = lead.with_context(import_file=True).load(
                ["id", "stage_id/.id"], [["__test__.deal", str(self.quote.id)]]
            )
        self.assertEqual(result["ids"], lead.ids, result["messages"])
        self.assertEqual(lead.stage_id, self.quote)

    def test_customer_signs(self):
        """A customer signs on the portal, which moves the opportunity: nobody is asked."""
        portal = new_test_user(self.env, "policy-portal", "base.group_portal")
        lead = self._lead(partner_id=portal.partner_id.id)
        product = self.env["product.product"].create({"name": "Work", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": portal.partner_id.id,
                "opportunity_id": lead.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        with self._operation():
            order.with_user(self.salesperson).action_quotation_sent()
        self.assertNotEqual(order.state, "draft")
        with self._operation():
            self.assertFalse(lead.with_user(portal)._is_person_at_work())

    def test_activity_of_an_opportunity_out_of_reach(self):
        """A user who may not write the opportunity can still mark the activity done."""
        helper = new_test_user(self.env, "policy-helper", "base.group_user")
        lead = self._lead()
        activity = self._plan(lead, user_id=helper.id)
        with self._operation():
            activity.with_user(helper).action_done()
        self.assertFalse(activity.active)

    # --- batches, companies, cost ---

    def test_batch(self):
        free, planned, won = self._lead("Free"), self._lead("Planned", activities=1), self._lead()
        won.sudo().action_set_won()
        leads = free + planned + won
        with self.assertAsked(free):
            leads.write({"stage_id": self.quote.id})
        with self._operation():
            leads.with_context(next_action_answer=self.answer).write({"stage_id": self.quote.id})
        self.assertEqual(free.next_action, "Call back")
        self.assertEqual(planned.next_action, "Call")
        self.assertFalse(won.next_action)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other", "next_action_policy": "off"})
        self.salesperson.company_ids += other
        team = self.env["crm.team"].create({"name": "Other", "company_id": other.id})
        here = self._lead("Here", company_id=self.env.company.id)
        there = self._lead("There", company_id=other.id, team_id=team.id)
        with self.assertAsked(here):
            (here + there).with_context(allowed_company_ids=(self.env.company + other).ids).write(
                {"stage_id": self.quote.id}
            )
        with self._operation():
            there.write({"stage_id": self.quote.id})
        with self._operation():  # no company of its own: the user's
            nobodys = self._lead(user_id=False, company_id=False).with_company(other)
            self.assertFalse(nobodys.company_id)
            nobodys.write({"stage_id": self.quote.id})

    def _count_queries(self, policy, number):
        self._set_policy(policy)
        leads = self.env["crm.lead"].with_user(self.salesperson)
        for _index in range(number):
            leads += self._lead(activities=1)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self._operation():
            leads.write({"stage_id": self.quote.id})
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_costs_nothing_when_nobody_is_asked(self):
        for policy in ("off", "require"):  # warms the caches
            self._count_queries(policy, 2)
        for number in (1, 10):
            self.assertEqual(self._count_queries("ask", number), self._count_queries("off", number))
        growth = self._count_queries("require", 20) - self._count_queries("require", 10)
        native = self._count_queries("off", 20) - self._count_queries("off", 10)
        self.assertLessEqual(growth, native)
