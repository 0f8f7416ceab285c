"""The question for the next action, through the entry points of a web client and of a program."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

EXCEPTION = "odoo.addons.pilotage_commercial.exceptions.NextActionRequiredError"


@tagged("standard", "post_install", "-at_install")
class TestNextActionRpc(HttpCase):
    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, "policy-rpc", "sales_team.group_sale_salesman", password="policy-rpc"
        )
        self.lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "user_id": self.user.id,
                "stage_id": self.env.ref("crm.stage_lead1").id,
            }
        )
        self.stage = self.env.ref("crm.stage_lead2")

    def _write_json(self, **context):
        self.authenticate("policy-rpc", "policy-rpc")
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "crm.lead",
                "method": "write",
                "args": [self.lead.ids, {"stage_id": self.stage.id}],
                "kwargs": {"context": context},
            },
        )

    def _write_xml(self):
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):  # deprecated, and still in use
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                self.user.id,
                "policy-rpc",
                "crm.lead",
                "write",
                [self.lead.ids, {"stage_id": self.stage.id}],
            )

    def test_json(self):
        self.user.company_id.next_action_policy = "require"
        with self.assertRaises(JsonRpcException) as caught:
            self._write_json()
        self.assertIn(EXCEPTION, str(caught.exception))
        self.assertNotEqual(self.lead.stage_id, self.stage)
        self._write_json(
            next_action_answer={"next_action": "Call back", "next_action_date": "2040-01-02"}
        )
        self.assertEqual(self.lead.stage_id, self.stage)
        self.assertEqual(self.lead.next_action, "Call back")

    def test_json_2(self):
        self.user.company_id.next_action_policy = "require"
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(self.user)._generate("rpc", "key", tomorrow)
        response = self.url_open(
            "/json/2/crm.lead/write",
            json={"ids": self.lead.ids, "vals": {"stage_id": self.stage.id}},
            headers={"Authorization": f"Bearer {key}"},
        )
        self.assertEqual(response.status_code, 422)
        self.assertIn("Schedule an activity or a meeting", response.json()["message"])
        self.assertNotEqual(self.lead.stage_id, self.stage)

    def test_programs_and_mail_gateways(self):
        """XML-RPC, like a mail, is no person at work: nothing is blocked."""
        self.user.company_id.next_action_policy = "require"
        self._write_xml()
        self.assertEqual(self.lead.stage_id, self.stage)

    def test_ask_blocks_nobody(self):
        self.user.company_id.next_action_policy = "ask"
        self._write_json()
        self.assertEqual(self.lead.stage_id, self.stage)
        self.assertTrue(self._write_json(ask_next_action=True), "it moves no stage any more")

    def test_session(self):
        self.authenticate("policy-rpc", "policy-rpc")
        for policy, asks in (("off", False), ("ask", True), ("require", True)):
            self.user.company_id.next_action_policy = policy
            info = self.make_jsonrpc_request("/web/session/get_session_info")
            self.assertEqual(info["ask_next_action"], asks)
        new_test_user(self.env, "policy-other", "base.group_user", password="policy-other")
        self.authenticate("policy-other", "policy-other")
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertNotIn("ask_next_action", info)
