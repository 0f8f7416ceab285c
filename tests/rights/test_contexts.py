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
