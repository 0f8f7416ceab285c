"""The rights on our records, frozen in readable tables: see ``tests/rights/tables/``.

The rows come from the registry: a new model, field, method, action, menu, report or route has no
row yet, and the test names it. To write the tables again, run ``PILOTAGE_FREEZE=1 script/test
tests/rights/test_matrix.py`` and read the changes with ``git diff`` before committing them.
"""

import os
import re
from pathlib import Path

from profiles import PROFILES, RightsCase, is_ours

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import _generate_routing_rules
from odoo.orm.model_classes import is_model_definition
from odoo.tests import HttpCase, tagged

FOLDER = Path(__file__).parent / "tables"
OPERATIONS = {"create": "C", "read": "R", "write": "W", "unlink": "D"}
ON_RECORD = ("read", "write", "unlink")
# Arguments of the methods that need some.
ARGUMENTS = {
    "get_left_out": ("win_rate",),
    "get_totals": ("sale.order", [], ["net_revenue"]),
}
# Queries on orders, with the rights on these: they have no records of their own.
WITHOUT_RECORD = {"pilotage.cost.variance", "pilotage.followup.yield"}
ACTIONS = {
    "ir.actions.act_window",
    "ir.actions.client",
    "ir.actions.server",
    "ir.actions.report",
}


def get_table(rows):
    """Return ``{title: {name: {profile: value}}}`` as text, in columns."""
    lines = []
    for title, found in rows.items():
        width = max([len(name) for name in found] + [len(title) + 2])
        columns = (
            {
                profile: max(len(profile), *(len(row[profile]) for row in found.values()))
                for profile in PROFILES
            }
            if found
            else {}
        )
        lines.append(
            " ".join(
                [f"# {title}".ljust(width), *(p.ljust(columns.get(p, 0)) for p in PROFILES)]
            ).rstrip()
        )
        for name, row in sorted(found.items()):
            values = [row[profile].ljust(columns[profile]) for profile in PROFILES]
            lines.append(" ".join([name.ljust(width), *values]).rstrip())
        lines.append("")
    return "\n".join(lines)


class MatrixCase(RightsCase):
    maxDiff = None

    def _compare(self, name, rows):
        path = FOLDER / f"{name}.txt"
        table = get_table(rows)
        if os.environ.get("PILOTAGE_FREEZE"):
            path.write_text(table, encoding="utf-8")
        with self.subTest(table=name):
            frozen = path.read_text(encoding="utf-8") if path.exists() else ""
            # Compare lines, whatever the width of the columns, to name new and missing rows.
            found, expected = (
                [" ".join(line.split()) for line in text.splitlines()] for text in (table, frozen)
            )
            self.assertEqual(found, expected)


def get_home(model, name):
    """Return the addon that first defines field ``name``, "" for one of a delegated record.

    (The ``_modules`` of a related field are a set: their order changes from one run to another.)
    """
    homes = [
        cls._module for cls in type(model).__mro__ if is_model_definition(cls) and name in vars(cls)
    ]
    return homes[-1] if homes else ""


@tagged("standard", "post_install", "-at_install")
class TestMatrix(MatrixCase):
    def _get_row(self, get):
        return {profile: get(profile) for profile in PROFILES}

    def _get_models(self, addon):
        for name, model in self.env.items():
            if not model._abstract and model._original_module == addon:
                yield name

    def _get_letters(self, records, operations=OPERATIONS):
        def has_access(operation):
            try:
                return records.has_access(operation)
            except MissingError:  # a row of a query that is missing for this user
                return False

        return "".join(OPERATIONS[name] if has_access(name) else "-" for name in operations)

    def _get_model_rows(self, addon):
        for name in self._get_models(addon):
            model = self.env[name]
            yield name, self._get_row(lambda p, m=model: self._get_letters(self._as(m, p)))

    def _get_sampled(self, addon):
        """Yield (model, sample record of company A, of its salesperson *own*); for wizards, the
        manager's.
        """
        for name in self._get_models(addon):
            if name not in WITHOUT_RECORD:
                self.assertTrue(self.samples.get(name), f"give a sample of {name} in profiles.py")
                yield name, self.samples[name]

    def _get_record_rows(self, addon):
        for name, record in self._get_sampled(addon):
            yield (
                name,
                self._get_row(lambda p, r=record: self._get_letters(self._as(r, p), ON_RECORD)),
            )

    def _get_field_rows(self, addon):
        """Return the fields with groups, and all fields that we add to models of other addons."""
        for model_name, model in self.env.items():
            if model._abstract:
                continue
            for name, field in model._fields.items():
                mine = get_home(model, name) == addon
                if mine and (field.groups or not is_ours(model._original_module)):
                    yield (
                        f"{model_name}.{name}",
                        self._get_row(
                            lambda p, m=model, f=field: self._get_field_letters(self._as(m, p), f)
                        ),
                    )

    def _get_field_letters(self, model, field):
        return "".join(
            letter if model._has_field_access(field, operation) else "-"
            for operation, letter in (("read", "r"), ("write", "w"))
        )

    def _get_method_rows(self, addon):
        for model_name, name in self._get_public_methods(addon):
            if model_name in WITHOUT_RECORD:
                continue
            self.assertIn(model_name, self.samples, "give a sample of it in profiles.py")
            arguments = ARGUMENTS.get(name, ())
            yield (
                f"{model_name}.{name}",
                self._get_row(lambda p, m=model_name, n=name, a=arguments: self._call(m, n, p, a)),
            )

    def _get_xml_records(self, addon, models):
        data = self.env["ir.model.data"].search(
            [("module", "=", addon), ("model", "in", list(models))], order="name"
        )
        for row in data:
            record = self.env[row.model].browse(row.res_id).exists()
            if record:
                yield row.name, record

    def _get_action_rows(self, addon):
        """Return whether the groups of the action, and the rights on its model, let the profile use
        it.
        """
        for name, action in self._get_xml_records(addon, ACTIONS):
            model = action._fields.get("res_model") and action.res_model
            if action._name == "ir.actions.server":
                model = action.model_id.model
                if action.usage == "ir_cron":
                    yield name, self._get_row(lambda p, a=action: self._get_run(a, p))
                    continue
            elif action._name == "ir.actions.report":
                model = action.model
            groups = action._fields.get("group_ids") and action.group_ids

            def is_open(profile, model=model, groups=groups):
                allowed = not groups or bool(groups & self.users[profile].all_group_ids)
                readable = model not in self.env or self._as(self.env[model], profile).has_access(
                    "read"
                )
                return "ok" if allowed and readable else "no"

            yield name, self._get_row(is_open)

    def _get_run(self, action, profile):
        """Return whether ``profile`` may run a scheduled action. Without records, Odoo itself
        requires no right.
        """
        action = self._as(action, profile).sudo()
        try:
            action._can_execute_action_on_records(action.env[action.model_id.model])
        except AccessError:
            return "no"
        return "ok"

    def _get_menu_rows(self, addon):
        menus = {p: self._as(self.env["ir.ui.menu"], p) for p in PROFILES}
        visible = {
            p: menu._visible_menu_ids() if menu.has_access("read") else ()
            for p, menu in menus.items()
        }
        for name, menu in self._get_xml_records(addon, ["ir.ui.menu"]):
            yield name, self._get_row(lambda p, m=menu: "ok" if m.id in visible[p] else "no")

    def _get_report_rows(self, addon):
        """Return the rights to the report of the sample of its model."""
        for name, report in self._get_xml_records(addon, ["ir.actions.report"]):
            ids = self.samples[report.model].ids

            def render(profile, report=report, ids=ids):
                reports = self._as(self.env["ir.actions.report"], profile)
                try:
                    with self._undone():
                        reports._render_qweb_html(report.report_name, ids)
                except AccessError:
                    return "no"
                except UserError:  # or an AccessError during the rendering
                    return "no"
                return "ok"

            yield name, self._get_row(render)

    def _get_export_rows(self, addon):
        """Return the rights to export, with the group of exports: without it only administrators
        may.
        """
        for name, record in self._get_sampled(addon):
            without = self._get_row(self._get_export(record))
            self.assertFalse({p for p, found in without.items() if found != "no"} - {"admin"}, name)
            with self._undone():
                self._allow_export()
                yield name, self._get_row(self._get_export(record))
            self.env.registry.clear_cache()  # cache of the groups of users

    def _get_export(self, record):
        def export(profile):
            try:
                self._as(record, profile).export_data(["display_name"])
            except UserError:
                return "no"
            return "ok"

        return export

    def _allow_export(self):
        """Give the employees the right to export: the table says what they can export then."""
        right = self.env.ref("base.group_allow_export")
        for profile in PROFILES:
            if self.users[profile]._is_internal():
                self.users[profile].group_ids |= right

    def test_matrix(self):
        sections = {
            "Models": self._get_model_rows,
            "Records": self._get_record_rows,
            "Fields": self._get_field_rows,
            "Public methods": self._get_method_rows,
            "Actions": self._get_action_rows,
            "Menus": self._get_menu_rows,
            "Reports": self._get_report_rows,
            "Exports": self._get_export_rows,
        }
        for addon in self._get_addons():
            self._compare(addon, {title: dict(get(addon)) for title, get in sections.items()})


@tagged("standard", "post_install", "-at_install")
class TestRoutes(MatrixCase, HttpCase):
    """The routes, by HTTP."""

    frozen_at = None  # sessions expire by the real clock

    def _get_routes(self, addon):
        """Yield the path of each route of ``addon``, with 1 for its parameters."""
        installed = self.env["ir.module.module"]._installed()
        for url, endpoint in _generate_routing_rules(sorted(installed), nodb_only=False):
            if endpoint.__module__.startswith(f"odoo.addons.{addon}."):
                yield url, re.sub(r"<[^>]+>", "1", url)

    def test_routes(self):
        for user in self.users.values():
            if user != self.users["public"]:
                user.password = f"password of {user.login}"
        self.env.flush_all()
        statuses = {}
        for profile, user in self.users.items():
            login = None if profile == "public" else user.login
            self.authenticate(login, login and f"password of {login}")
            for addon in self._get_addons():
                for name, path in self._get_routes(addon):
                    answer = self.url_open(path, allow_redirects=False)
                    row = statuses.setdefault(addon, {}).setdefault(name, {})
                    row[profile] = str(answer.status_code)
        for addon, rows in statuses.items():
            self._compare(f"{addon}_routes", {"Routes": rows})
