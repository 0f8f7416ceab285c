"""Keys of the context that our code reads, sent by a client with values that mean nothing.

The keys come from the source: each one that our addons read. The call is answered or refused by a
sentence.
"""

import ast
from pathlib import Path

import psycopg2
from profiles import RightsCase, is_ours
from test_matrix import ARGUMENTS

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

ROOT = Path(__file__).resolve().parent.parent.parent
VALUES = (True, "abc", 10**30, [10**30], [[1]])
# Odoo itself reads these: without us they stop a call just the same.
OF_ODOO = {"tz", "active_model", "default_stage_id", "import_file", "install_mode"}

# Functions of tools/context.py that read a key.
READERS = {"get_ids", "is_of_server", "is_set_by_server"}


def get_keys():
    """Return the keys of the context that our code reads."""
    keys = set()
    for folder in (ROOT / "pilotage_commercial", ROOT / "bridges"):
        for path in folder.rglob("*.py"):
            if "tests" in path.relative_to(ROOT).parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("context.get"):
                    keys.add(node.args[0])
                elif isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
                    keys.add(node.args[1])
                elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(
                    ".context"
                ):
                    keys.add(node.slice)
                elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith(
                    ".context"
                ):
                    keys.add(node.left)
    return {key.value for key in keys if isinstance(key, ast.Constant)}


@tagged("standard", "post_install", "-at_install")
class TestContexts(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = sorted(get_keys() - OF_ODOO)
        lead, own = cls.samples["crm.lead"], cls.users["own"]
        # A follow-up, which changes hands with its deal.
        rules = cls.env["base.automation"].search([("followup_kind", "=", "lead")], limit=1)
        activity = lead.activity_schedule(user_id=own.id, summary="Call", followup_rule_id=rules.id)
        cls.samples["mail.activity"] = activity
        cls.env.flush_all()

    def _get_calls(self):
        """Yield (name, model name, function of the record) of what clients do."""
        for addon in self._get_addons():
            for model_name, name in self._get_public_methods(addon):
                if not self.samples.get(model_name):
                    continue

                def call(record, name=name):
                    is_model = getattr(getattr(type(record), name), "_api_model", False)
                    target = record.browse() if is_model else record
                    getattr(target, name)(*ARGUMENTS.get(name, ()))

                yield name, model_name, call
        for model_name, record in self.samples.items():
            names = [
                name
                for name, field in record._fields.items()
                if field._modules and all(map(is_ours, field._modules))
            ]
            yield (
                "search_read",
                model_name,
                lambda record, names=names: record.search_read([], names, limit=5),
            )
            yield "unlink", model_name, lambda record: record.unlink()
        manager, stages = self.users["manager"].id, self.env["crm.stage"].search([], limit=2)
        changes = {
            "crm.lead": ({"user_id": manager}, {"stage_id": stages[-1].id}, {"active": False}),
            "sale.order": ({"user_id": manager}, {"state": "sent"}, {"note": "x"}),
            "mail.activity": ({"user_id": manager}, {"date_deadline": "2026-05-01"}),
            "res.partner": ({"user_id": manager},),
        }
        for model_name, writes in changes.items():
            for values in writes:
                yield (
                    f"write {values}",
                    model_name,
                    lambda record, values=values: record.write(values),
                )
        yield "create", "crm.lead", lambda record: record.create({"name": "New"})
        for name in ("action_confirm", "action_quotation_send", "action_cancel"):
            yield name, "sale.order", lambda record, name=name: getattr(record, name)()
        for name in ("action_feedback", "action_done", "action_feedback_schedule_next"):
            yield name, "mail.activity", lambda record, name=name: getattr(record, name)()
        yield "action_set_won", "crm.lead", lambda record: record.action_set_won()
        yield "action_set_lost", "crm.lead", lambda record: record.action_set_lost()
        yield "post", "crm.lead", lambda record: record.message_post(body="x")

    def _find_failure(self, record, call, context):
        """Return the error of a call under ``context``, if it is no sentence."""
        with self._undone(), mute_logger("odoo.sql_db", "odoo.models.unlink"):
            try:
                call(record.with_context(**context))
                self.env.flush_all()
                self.env.cr.precommit.run()
            except (UserError, psycopg2.IntegrityError):
                pass
            except Exception as error:  # noqa: BLE001  whatever it is, it reaches a user
                return f"{type(error).__name__}: {error}"[:200]
            finally:
                self.env.cr.precommit.clear()
        return None

    def test_values(self):
        failures = []
        for name, model_name, call in self._get_calls():
            record = self._as(self.samples[model_name], "manager")
            if self._find_failure(record, call, {}):
                continue  # a call that means nothing on this record
            for value in VALUES:
                context = dict.fromkeys(self.keys, value)
                error = self._find_failure(record, call, context)
                # Odoo's own error for any key that a field depends on, "lang" too.
                if error and "create cache keys" not in error:
                    guilty = [
                        key for key in self.keys if self._find_failure(record, call, {key: value})
                    ]
                    failures.append(f"{model_name}.{name} with {value!r} in {guilty}: {error}")
        self.assertFalse(failures, "\n" + "\n".join(failures))
        self.assertGreater(len(self.keys), 20)


# What a client can send in place of a value of the server.
FORGED = (True, 1, "1", "True")


@tagged("standard", "post_install", "-at_install")
class TestForgedKeys(RightsCase):
    """A key that only the server sets does nothing when a client sends it.

    Called without a web request, as a program does by XML-RPC.
    """

    def setUp(self):
        super().setUp()
        self.own, self.colleague = self.users["own"], self.users["all"]
        self.lead = self.samples["crm.lead"]
        rule = self.env["base.automation"].search([("followup_kind", "=", "lead")], limit=1)
        self.followup = self.lead.activity_schedule(
            user_id=self.own.id, summary="Call", followup_rule_id=rule.id
        )

    def _as_own(self, records, **context):
        return self._as(records, "own").with_context(**context)

    def test_merging_leads(self):
        """A fact carried over by a merge is not written under its name."""
        stage = self.env.ref("crm.stage_lead2")
        facts = {"lost_from_stage_id": stage.id, "followup_deleted_date": "2026-03-01 08:00:00"}
        for value in FORGED:
            lead = self._as_own(self.lead, merging_leads=value)
            for name, fact in facts.items():
                with self.subTest(value=value, name=name), self.assertRaises(UserError):
                    lead.write({name: fact})
                with self.subTest(value=value, name=name), self.assertRaises(UserError):
                    lead.create({"name": "New", name: fact})

    def test_merging_leads_leaves_a_loss_a_loss(self):
        """Dropped in the Lost column, a deal is lost, merge or not."""
        lost = self.env["crm.stage"]._get_lost()[:1]
        lead = self._as_own(self._lead(user_id=self.own.id), merging_leads=True)
        lead.write({"stage_id": lost.id})
        self.assertEqual(lead.won_status, "lost")

    def test_followup_ending(self):
        """Deleting one's follow-up by hand is noted, whatever the client says of it."""
        for value in FORGED:
            with self.subTest(value=value), self._undone():
                self._as_own(self.followup, followup_ending=value).unlink()
                self.assertTrue(self.lead.sudo().followup_deleted_date)

    def test_leaving_user_ids(self):
        """The follow-up goes to the new salesperson: nobody can be said to leave."""
        for forged in ([self.colleague.id], (self.colleague.id,), str(self.colleague.id)):
            with self.subTest(forged=forged), self._undone():
                lead = self._as_own(self.lead, leaving_user_ids=forged)
                lead.sudo(False).with_user(self.users["manager"]).user_id = self.colleague
                self.assertEqual(self.followup.user_id, self.colleague)

    def test_leaving_user_ids_of_a_manager(self):
        company = self._as(self.company, "manager")
        manager = company._get_sales_manager()
        self.assertTrue(manager)
        forged = company.with_context(leaving_user_ids=manager.ids)
        self.assertEqual(forged._get_sales_manager(), manager)

    def test_followup_order_id(self):
        """The reminder of a customer belongs to whoever sold last, not to whom the client names."""
        customer = self._lead().partner_id.create({"name": "Mill"})
        self._sale(user_id=self.own.id, partner_id=customer.id)
        other = self._sale(user_id=self.colleague.id, partner_id=self.customer.id)
        for forged in (other.id, str(other.id)):
            partner = customer.with_context(followup_order_id=forged)
            self.assertEqual(partner._get_followup_owner(), self.own)

    def test_other_keys_change_no_answer(self):
        """What reads the same without a key reads the same with it."""
        keys = (
            "followup_model",
            "lost_stage_id",
            "former_since",
            "former_values",
            "day_ids",
            "attention_of_open",
        )
        asked = {
            "crm.lead": [
                "attention",
                "next_action",
                "lost_from_stage_id",
                "expected_revenue_change",
                "date_deadline_slip",
            ],
            "pilotage.day": ["lead_id", "user_id"],
        }
        former = {"expected_revenue": {self.lead.id: 1}, "date_deadline": {}}
        values = (*FORGED, [self.lead.id], "crm.lead", "2020-01-01 00:00:00", former)
        for model, names in asked.items():
            records = self._as_own(self.env[model])
            plain = records.search_read([], names)
            self.assertTrue(plain)
            for key in keys:
                for value in values:
                    with self.subTest(model=model, key=key, value=value):
                        found = records.with_context(**{key: value}).search_read([], names)
                        self.assertEqual(found, plain)
