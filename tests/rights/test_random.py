"""Random searches, groups, writes and defaults on every field of ours, as a client may send them.

The result is an answer or a readable error, unless one of Odoo's fields of the same type also
fails. A client searches and groups by the fields that ``fields_get`` allows.
"""

import os
import random

import psycopg2
from profiles import RightsCase, is_ours

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

# Another seed tries other values: PILOTAGE_SEED=7 script/test tests/rights/test_random.py
SEED = int(os.environ.get("PILOTAGE_SEED", "2026"))
CALLS = int(os.environ.get("PILOTAGE_CALLS", "1500"))
PROFILES = ("manager", "own", "manager-b", "portal", "cost-only")
OPERATORS = (
    "=", "!=", "in", "not in", "<", ">", "<=", ">=", "like", "ilike", "not ilike", "=like",
    "=ilike", "any", "not any", "=?",
)  # fmt: skip
VALUES = (
    None, True, False, 0, 1, -1, 0.5, 10**30, "", "a", "1", "2026-01-31", "2026-13-45",
    "today", "é" * 300, "\x00", "%", "_", "won", [], [1], [None], [False, 1], ["a"], [[1]], {},
    {"a": 1}, [("id", "=", 1)], (1, 2), [10**30], "-1d",
)  # fmt: skip
PARTS = ("", "", "", ".year_number", ".month_number", ".id")
# Loggers of Odoo's errors about meaningless searches.
LOGGERS = ("odoo.sql_db", "odoo.domains", "odoo.orm", "odoo.models", "py.warnings")
KINDS_WITH_PARTS = {
    ".year_number": ("date", "datetime"),
    ".month_number": ("date", "datetime"),
    ".id": ("many2one", "one2many", "many2many"),
}
# Odoo's models whose records need a parent record.
PARTS_OF_OTHERS = {"account.move.line"}
# A stored field of Odoo of each type, for comparison.
ODOO = {
    "boolean": ("crm.lead", "active"),
    "char": ("crm.lead", "contact_name"),
    "text": ("res.partner", "comment"),
    "integer": ("crm.lead", "color"),
    "float": ("crm.lead", "probability"),
    "monetary": ("crm.lead", "expected_revenue"),
    "date": ("crm.lead", "date_deadline"),
    "datetime": ("crm.lead", "date_open"),
    "selection": ("crm.lead", "type"),
    "many2one": ("crm.lead", "user_id"),
    "one2many": ("crm.lead", "order_ids"),
    "many2many": ("crm.lead", "tag_ids"),
}
# Without it, Odoo's own models refuse to be created before they read the value.
REQUIRED = {"crm.lead": {"name": "Odoo"}, "res.partner": {"name": "Odoo"}}


@tagged("standard", "post_install", "-at_install")
class TestRandom(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pick = random.Random(SEED)
        cls.fields = [
            (model._name, name, field.type)
            for model in cls.env.values()
            if not model._abstract and not model._transient
            for name, field in model._fields.items()
            if field._modules
            and all(is_ours(module) for module in field._modules)
            and field.type in ODOO
            and model._name not in ("res.config.settings",)
        ]
        cls.models = {model for model, _name, _kind in cls.fields}

    def _get_error(self, call, profile, model_name, name):
        """Return the type of the error of ``call``, None for an answer or a readable error."""
        with self._undone(), mute_logger(*LOGGERS):
            try:
                call(self._as(self.env[model_name], profile), name)
            # Their subclasses too; a constraint of the database is shown as a sentence.
            except (UserError, psycopg2.IntegrityError):
                return None
            except Exception as error:  # noqa: BLE001
                # A part that this type of field does not have: Odoo has this error for all fields.
                return None if "Invalid field property" in str(error) else error
        return None

    def _check(self, calls, attribute=None):
        """Try ``calls``, functions of a model and a field, on fields that have ``attribute``."""
        failures, possible = [], self.fields
        if attribute:
            said = {name: self.env[name].fields_get(attributes=[attribute]) for name in self.models}
            possible = [
                (model, name, kind)
                for model, name, kind in self.fields
                if said[model].get(name, {}).get(attribute)
            ]
        for text, call in calls:
            model_name, name, kind = self.pick.choice(possible)
            profile = self.pick.choice(PROFILES)
            error = self._get_error(call, profile, model_name, name)
            # A manager, who may read all of it, gets Odoo's own error for the same call.
            if error and not self._get_error(call, "manager", *ODOO[kind]):
                failures.append(
                    f"{profile}: {text} on {model_name}.{name} ({kind}): "
                    f"{type(error).__name__}: {str(error)[:150]}"
                )
        self.assertFalse(failures, f"seed {SEED}\n" + "\n".join(failures))

    def test_searches(self):
        def get_call():
            operator, value = self.pick.choice(OPERATORS), self.pick.choice(VALUES)
            part = self.pick.choice(PARTS)

            def call(model, name):
                # Only dates and records have parts.
                has_part = model._fields[name].type in KINDS_WITH_PARTS.get(part, ())
                path = f"{name}{part}" if has_part else name
                return model.search([(path, operator, value)], limit=5).ids

            return f"search {part} {operator} {value!r:.60}", call

        self._check((get_call() for _index in range(CALLS)), "searchable")

    def test_groups(self):
        def get_call():
            by = self.pick.choice(("", ":month", ":week", ":day_of_week", ":nothing"))
            aggregate = self.pick.choice(("sum", "avg", "count", "max", "array_agg", "bool_or"))
            order = self.pick.choice((None, "desc", "nothing"))

            def call(model, name):
                model.formatted_read_group(
                    [], [f"{name}{by}"], [f"{name}:{aggregate}", "__count"],
                    order=order and f"{name}{by} {order}", limit=5,
                )  # fmt: skip

            return f"group by {by} of {aggregate} {order}", call

        self._check((get_call() for _index in range(CALLS // 3)), "groupable")

    def test_writes(self):
        def get_call():
            value = self.pick.choice(VALUES)
            method = self.pick.choice(("write", "create", "default_get", "onchange"))

            def call(model, name):
                if method == "write":
                    model.browse(self.samples.get(model._name, model).ids[:1]).write({name: value})
                elif method == "create" and model._name in PARTS_OF_OTHERS:
                    return
                elif method == "create":
                    model.create({**REQUIRED.get(model._name, {}), name: value})
                elif method == "default_get":
                    model.with_context(**{f"default_{name}": value}).default_get([name])
                else:
                    model.onchange({name: value}, [name], {name: {}})
                model.env.flush_all()

            return f"{method} {value!r:.60}", call

        self._check(get_call() for _index in range(CALLS // 3))

    def test_emptied(self):
        """Each field of ours, emptied on the record that the manager opened."""

        def empty(model, name):
            self.samples[model._name].with_env(model.env)[:1].write({name: False})
            model.env.flush_all()

        for model_name, name, kind in self.fields:
            if self.samples.get(model_name):
                with self.subTest(field=f"{model_name}.{name}", kind=kind):
                    self.assertIsNone(self._get_error(empty, "manager", model_name, name))
