"""Every value that a client sends for the next action gets an answer or a readable error."""

import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..common_attention import NOW, AttentionCase

EXCEPTION = "odoo.addons.pilotage_commercial.exceptions.NextActionRequiredError"
OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "in", "not in", "like", "ilike", "=like", "=ilike")
VALUES = (3, 0, 1.5, True, False, None, "abc", "", "2026-03-20", [1], ["x", 2], [None], [], {})


@tagged("standard", "post_install", "-at_install")
class TestNextActionInput(AttentionCase):
    def setUp(self):
        super().setUp()
        self.lead = self._lead()
        self._activity(self.lead, NOW.date())
        self.lead.activity_ids.summary = "Call back"

    def _check_refused_by_odoo(self, *condition):
        """Check that Odoo refuses the same on one of its own fields."""
        try:
            self.env["crm.lead"].search([condition])
        except (ValueError, TypeError) as error:
            self.assertTrue(str(error))
        else:
            self.fail("Odoo accepts it")

    def test_every_operator_with_every_value(self):
        """An answer, or a readable error; for what is no domain, Odoo's own error, as on its own
        fields.
        """
        answered = refused = 0
        for name, native in (("next_action", "name"), ("next_action_date", "date_deadline")):
            for operator in OPERATORS:
                for value in VALUES:
                    leads = self.env["crm.lead"]
                    with self.subTest(name=name, operator=operator, value=value):
                        try:
                            leads.search([(name, operator, value)])
                            answered += 1
                        except UserError as error:
                            self.assertTrue(str(error))
                            refused += 1
                        except (ValueError, TypeError):
                            self._check_refused_by_odoo(native, operator, value)
                    self.env.cr.execute("SELECT 1")
        self.assertGreater(answered, 100)
        self.assertGreater(refused, 30)

    def test_answers_are_right(self):
        leads = self.env["crm.lead"].browse(self.lead.id)
        other = self._lead()

        def search(*condition):
            return self.env["crm.lead"].search([condition, ("id", "in", (leads | other).ids)])

        for condition, found in (
            (("next_action", "=", "Call back"), leads),
            (("next_action", "in", ["Call back", "x"]), leads),
            (("next_action", "=", False), other),
            (("next_action", "!=", False), leads),
            (("next_action", "in", [False, "Call back"]), leads | other),
            (("next_action", "ilike", "call"), leads),
            (("next_action", "not ilike", "call"), other),
            (("next_action_date", "=", "2026-03-18"), leads),
            (("next_action_date", ">", "2026-03-18"), leads.browse()),
            (("next_action_date", "<=", "2026-03-18"), leads),
            (("next_action_date", "=", False), other),
            (("next_action_date", "ilike", "2026-03"), leads),
            (("next_action_date", "ilike", "2027"), leads.browse()),
            (("next_action_date.month_number", "=", 3), leads),
            (("next_action_date.month_number", "=", 4), leads.browse()),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(search(*condition), found)

    def test_changes_are_compared_with_numbers(self):
        for name in ("expected_revenue_change", "date_deadline_slip"):
            for operator in OPERATORS[:6]:
                for value in ("x", True, 10**400, float("nan")):
                    with (
                        self.subTest(name=name, operator=operator, value=value),
                        self.assertRaises(UserError),
                    ):
                        self.env["crm.lead"].search([(name, operator, value)])
            self.assertIn(self.lead, self.env["crm.lead"].search([(name, "=", 0)]))
            self.assertIn(self.lead, self.env["crm.lead"].search([(name, "=", False)]))

    def test_refusal_names_the_field_as_the_screen_does(self):
        for name, label in (
            ("expected_revenue_change", "Change over a Week"),
            ("date_deadline_slip", "Put Off (days)"),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, re.escape(label)):
                self.env["crm.lead"].search([(name, ">", "x")])

    def test_answers_of_the_client(self):
        leads = self.env["crm.lead"]
        for answer in (
            "text",
            ["list"],
            5,
            {"next_action": 5, "next_action_date": "2026-03-20"},
            {"next_action": "Call", "next_action_date": "garbage"},
            {"next_action": "Call", "next_action_date": 5},
            {"next_action": "Call", "next_action_date": ["2026-03-20"]},
            {"other": 1},
        ):
            with self.subTest(answer=answer), self.assertRaises(UserError):
                leads._parse_answer(answer)
        values = {"next_action": "Call", "next_action_date": "2026-03-20"}
        self.assertEqual(str(leads._parse_answer(values)["next_action_date"]), "2026-03-20")

    def test_activities_with_a_forged_context(self):
        """A client cannot set the context keys of the engine's batches."""
        activity = self.env["mail.activity"]
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "summary": "Visit",
            "user_id": self.colleague.id,
        }
        for forged in ("nope", "res.partner", 5, ["crm.lead"], "crm.lead"):
            with self.subTest(forged=forged):
                created = activity.with_context(followup_model=forged).create(values)
                self.assertEqual(created.res_model, "crm.lead")
                self.assertEqual(created.res_name, self.lead.display_name)
                created.unlink()
        partner = self.colleague.partner_id
        self.lead.with_context(followup_model="crm.lead").message_subscribe(partner.ids)
        self.assertIn(partner, self.lead.message_partner_ids)


@tagged("standard", "post_install", "-at_install")
class TestForgedContext(HttpCase):
    """The context keys that say "no person is at work" only count when set by the server."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, "forged-rpc", "sales_team.group_sale_salesman", password="forged-rpc"
        )
        self.user.company_id.next_action_policy = "require"
        self.lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "user_id": self.user.id,
                "stage_id": self.env.ref("crm.stage_lead1").id,
            }
        )
        self.stage = self.env.ref("crm.stage_lead2")

    def _call(self, method, *args, **context):
        self.authenticate("forged-rpc", "forged-rpc")
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "crm.lead",
                "method": method,
                "args": list(args),
                "kwargs": {"context": context},
            },
        )

    def test_client_lifts_nothing(self):
        for key in (
            "import_file",
            "install_mode",
            "ir_cron_progress_id",
            "mail_gateway",
            "merging_leads",
        ):
            with self.subTest(key=key), self.assertRaises(JsonRpcException) as caught:
                self._call("write", self.lead.ids, {"stage_id": self.stage.id}, **{key: True})
            self.assertIn(EXCEPTION, str(caught.exception))
            self.assertNotEqual(self.lead.stage_id, self.stage)

    @mute_logger("odoo.http")
    def test_answer_that_cannot_be_read(self):
        for answer in ("text", [1], 5, {"next_action": "x", "next_action_date": "garbage"}):
            with self.subTest(answer=answer), self.assertRaises(JsonRpcException) as caught:
                self._call(
                    "write", self.lead.ids, {"stage_id": self.stage.id}, next_action_answer=answer
                )
            self.assertIn("odoo.exceptions.UserError", str(caught.exception))

    def test_import_is_nobodys_move(self):
        """The server's import, called by the client, sets its key itself."""
        name = self.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": "forged_lead",
                "model": "crm.lead",
                "res_id": self.lead.id,
            }
        )
        self.authenticate("forged-rpc", "forged-rpc")
        record = (
            self.env["base_import.import"]
            .with_user(self.user)
            .create(
                {
                    "res_model": "crm.lead",
                    "file": f"id,stage_id/id\n__test__.{name.name},crm.stage_lead2\n".encode(),
                    "file_type": "text/csv",
                    "file_name": "leads.csv",
                }
            )
        )
        result = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "base_import.import",
                "method": "execute_import",
                "args": [
                    record.ids,
                    ["id", "stage_id/id"],
                    ["id", "stage_id/id"],
                    {"quoting": '"', "separator": ",", "has_headers": True},
                ],
                "kwargs": {"context": {}},
            },
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.lead.stage_id, self.stage)
