"""Follow-up rules of a sales manager: what they can change, and what they cannot."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common_followup import FollowupCase

STEAL = "[('id', 'in', user.sudo().env['res.users'].search([]).ids)]"


@tagged("standard", "post_install", "-at_install")
class TestFollowupRules(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.sales  # a sales manager without administration rights
        cls.rules = cls.env["base.automation"].with_context(active_test=False)
        cls.rule = cls.lead_rule.with_env(cls.env)
        cls.action = cls.lead_rule.action_server_ids
        cls.other = (
            cls.env["base.automation"]
            .sudo()
            .create(
                {
                    "name": "Somebody else's",
                    "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                    "trigger": "on_create_or_write",
                    "action_server_ids": [
                        Command.create(
                            {
                                "name": "Code",
                                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                                "state": "code",
                                "code": "pass",
                            }
                        )
                    ],
                }
            )
        )

    def _open(self, rule):
        return Form(rule, "pilotage_commercial.base_automation_view_form_followup")

    def test_odoo_runs_its_own_rules_as_often_as_before(self):
        """Odoo looks at a tenth of the shortest delay of its rules on time: 4 hours for the two
        days of this one; the day of ours asks nothing of it, and alone it does not run at all."""
        cron = self.env.ref("base_automation.ir_cron_data_base_automation_check").sudo()
        cron.write({"interval_number": 4, "interval_type": "hours", "active": True})
        rules = self.env["base.automation"].sudo()
        drift_rule = self.env.ref("pilotage_commercial.automation_order_drift").sudo()
        self.other.unlink()
        drift_rule.trg_date_range = 1
        self.assertFalse(cron.active)
        other = rules.create(
            {
                "name": "Somebody else's",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "trigger": "on_time_created",
                "trg_date_range": 2,
                "trg_date_range_type": "day",
            }
        )
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (4, "hours"))
        other.trg_date_range = 1
        self.assertEqual((cron.interval_number, cron.interval_type), (144, "minutes"))

    def test_manager_opens_the_rules(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.base_automation_action_followup"
        )
        self.assertEqual(action["res_model"], "base.automation")
        customer_rule = self.env.ref("pilotage_commercial.automation_customer_overdue")
        drift_rule = self.env.ref("pilotage_commercial.automation_order_drift")
        self.assertEqual(
            self.rules.search([]),
            self.lead_rule | self._quotation_rules() | customer_rule | drift_rule,
        )
        with self._open(self.rule) as form:
            self.assertEqual(form.trg_date_range, 7)
            self.assertEqual(form.followup_summary, "Follow up")
            self.assertEqual(form.followup_activity_type_id, self.action.activity_type_id)

    def _quotation_rules(self):
        return self.env["base.automation"].concat(*self.quotation_rules)

    def test_manager_changes_delay_filter_and_activity(self):
        call = self.env.ref("mail.mail_activity_data_call")
        with self._open(self.rule) as form:
            form.trg_date_range = 12
            form.filter_domain = "[('urgency', '=', '3')]"
            form.followup_activity_type_id = call
            form.followup_summary = "Ring them"
            form.followup_due = 2
            form.followup_due_unit = "weeks"
        self.assertEqual(self.company.sudo().inactivity_delay, 12)
        self.assertEqual(self.action.state, "next_activity")
        lead, calm = self._lead(urgency="3"), self._lead(urgency="1")
        self._run()
        activity = self._followups(lead)
        self.assertEqual(activity.activity_type_id, call)
        self.assertEqual(activity.summary, "Ring them: created on 02/16/2026, never touched")
        # 18 March and two weeks.
        self.assertEqual(str(activity.date_deadline), "2026-04-01")
        self.assertFollowup(calm, 0)

    def test_title_of_ours_stays_translated(self):
        rule = self.rule
        rule.followup_due = 1
        self.assertEqual(self.action.activity_summary, "Follow up")
        rule.followup_summary = "Ring them"
        self.assertEqual(self.action.activity_summary, "Ring them")

    def test_manager_switches_off_and_on(self):
        self.rule.active = False
        lead = self._lead()
        self._run()
        self.assertFollowup(lead, 0)
        self.assertIn(self.rule, self.rules.search([]))
        self.rule.active = True
        self._run()
        self.assertFollowup(lead, 1)

    def test_delay_sets_the_managers_companies_only(self):
        foreign = self.env["res.company"].with_user(self.robot).create({"name": "Not his"})
        self.rule.trg_date_range = 21
        self.assertEqual(self.company.sudo().inactivity_delay, 21)
        self.assertEqual(foreign.inactivity_delay, 7)

    def test_nothing_else_of_the_rule(self):
        stranger = self.env["ir.model"].sudo()._get_id("res.users")
        for values in (
            {"name": "Mine"},
            {"model_id": stranger},
            {"model_name": "res.users"},
            {"trigger": "on_webhook"},
            {"followup_kind": False},
            {"followup_kind": "quotation"},
            {"trg_date_id": self.env.ref("base.field_res_users__create_date").id},
            {"trg_date_range_type": "minutes"},
            {"record_getter": "model.env.user"},
            {"webhook_uuid": "known"},
            {"filter_pre_domain": STEAL},
            {"action_server_ids": [Command.create({"name": "x", "state": "code"})]},
            {"action_server_ids": [Command.update(self.action.id, {"state": "code"})]},
            {"action_server_ids": [Command.set(self.other.action_server_ids.ids)]},
            {"active": True, "trigger": "on_create"},
            {"message_follower_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.rule.write(values)
        with self.assertRaises(AccessError):
            self.rule.update_field_translations("name", {"en_US": "Mine"})
        with self.assertRaises(AccessError):
            self.rule.action_rotate_webhook_uuid()

    def test_filter_holds_constants_only(self):
        for text in (
            STEAL,
            "[('id', '=', uid)]",
            "[('name', '=', 'x'.upper())]",
            "[('user_id', 'any!', [('login', '=', 'admin')])]",
            "[('no_such_field', '=', 1)]",
            "nonsense(",
            "42",
        ):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.rule.filter_domain = text
        # Its filter does not search beyond its author's rights.
        with self.assertRaises(AccessError):
            self.rule.filter_domain = "[('user_id.totp_secret', '=like', 'A%')]"

    def test_bad_delays_and_activities(self):
        with self.assertRaises(ValidationError):
            self.rule.trg_date_range = 0
        with self.assertRaises(ValidationError):
            self.rule.followup_due = -1
        foreign = (
            self.env["mail.activity.type"]
            .sudo()
            .create({"name": "Interview", "res_model": "res.partner"})
        )
        with self.assertRaises(ValidationError):
            self.rule.followup_activity_type_id = foreign

    def test_no_other_rule_and_no_action(self):
        other = self.other.with_env(self.env)
        self.assertNotIn(other, self.rules.search([]))
        action = self.action.with_env(self.env)
        stolen = {"state": "code", "code": "env.user"}
        attempts = (
            lambda: other.read(["name"]),
            lambda: other.write({"active": False}),
            lambda: other.write({"filter_domain": "[]"}),
            lambda: self.rule.unlink(),
            lambda: self.rule.copy(),
            lambda: self.rules.create({"name": "Mine", "model_id": self.rule.model_id.id}),
            lambda: action.read(["state"]),
            lambda: action.write(stolen),
            lambda: self.env["ir.actions.server"].create({"name": "x", **stolen}),
            lambda: self.rule.web_read({"action_server_ids": {"fields": {"code": {}}}}),
            lambda: self.rules.search([("action_server_ids.code", "like", "a")]),
            lambda: self.rule.web_save({"trigger": "on_create"}, {"name": {}}),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number=number), self.assertRaises(AccessError):
                attempt()

    def test_salesperson_has_none(self):
        self.colleague.sudo().group_ids = [
            Command.set(self.env.ref("sales_team.group_sale_salesman_all_leads").ids),
            Command.link(self.env.ref("base.group_user").id),
        ]
        with self.assertRaises(AccessError):
            self.rule.with_user(self.colleague).read(["name"])
        with self.assertRaises(AccessError):
            self.rule.with_user(self.colleague).write({"active": False})

    def test_administrator_keeps_everything(self):
        admin = new_test_user(
            self.env(su=True),
            login="followup-admin",
            groups="base.group_system,sales_team.group_sale_manager",
        )
        rules = self.rules.with_user(admin)
        self.assertIn(self.other, rules.search([]))
        self.other.with_user(admin).write({"name": "Renamed"})
        self.rule.with_user(admin).write({"name": "Renamed too"})
        self.assertEqual(self.lead_rule.name, "Renamed too")
