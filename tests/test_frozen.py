"""The structure of the addons, frozen in readable tables: see ``tests/frozen/``.

A lost field, an override in a new order, a private method of Odoo that is gone or has other
arguments: each is a line that differs, and names it. ``PILOTAGE_FREEZE=1 script/test
tests/test_frozen.py`` writes the tables again: read the changes with ``git diff`` before committing
them.
"""

import inspect
import os
from pathlib import Path

from odoo.models import LOG_ACCESS_COLUMNS
from odoo.orm.model_classes import is_model_class
from odoo.orm.table_objects import TableObject
from odoo.tests import TransactionCase, tagged

FOLDER = Path(__file__).parent / "frozen"
OURS = "pilotage_commercial"
# Fields that the ORM gives to every model.
MAGIC = {"id", "display_name", *LOG_ACCESS_COLUMNS}


def get_addon(cls):
    """Return the addon that class ``cls`` belongs to, "" when it is none's."""
    parts = cls.__module__.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else ""


def get_place(cls):
    """Return the module of ``cls`` in its addon: "models.order.fact.sale_order"."""
    return cls.__module__.removeprefix(f"odoo.addons.{get_addon(cls)}.")


def get_signature(function):
    function = inspect.unwrap(getattr(function, "__func__", function))
    return str(inspect.signature(function)) if inspect.isroutine(function) else "attribute"


def get_functions(cls):
    """Return ``{name: function}`` of the methods and properties that ``cls`` itself defines."""
    return {
        name: value.fget if isinstance(value, property) else value
        for name, value in vars(cls).items()
        if inspect.isroutine(getattr(value, "__func__", value)) or isinstance(value, property)
    }


def get_layers(model, name):
    """Return the classes that define method ``name`` of ``model``, the outermost first."""
    return [cls for cls in type(model).__mro__ if not is_model_class(cls) and name in vars(cls)]


@tagged("standard", "post_install", "-at_install")
class TestFrozen(TransactionCase):
    """Each addon of ours that is installed, against its table."""

    maxDiff = None

    def _get_addons(self):
        modules = self.env["ir.module.module"].search(
            [("name", "=like", f"{OURS}%"), ("state", "=", "installed")]
        )
        return sorted(modules.mapped("name"))

    def _get_fields(self, addon):
        for model_name, model in self.env.items():
            for name, field in model._fields.items():
                if addon in field._modules and name not in MAGIC:
                    yield f"{model_name}.{name}: {field.type}"

    def _get_table_objects(self, addon):
        for model_name, model in self.env.items():
            for cls in type(model).__mro__:
                if get_addon(cls) != addon:
                    continue
                for value in vars(cls).values():
                    if isinstance(value, TableObject):
                        yield f"{model_name}: {value.full_name(model)}"

    def _get_xml_ids(self, addon):
        # Those of fields, selections and the like follow from the fields.
        derived = ("field_", "selection__", "model_", "constraint_", "module_")
        data = self.env["ir.model.data"].search([("module", "=", addon)])
        for row in data:
            if not row.name.startswith(derived):
                yield f"{row.name}: {row.model}"

    def _get_methods(self, addon):
        """Yield (model, name, its layers) of each method that ``addon`` defines."""
        for model_name, model in self.env.items():
            names = {
                name
                for cls in type(model).__mro__
                if get_addon(cls) == addon and not is_model_class(cls)
                for name in get_functions(cls)
            }
            for name in names:
                yield model_name, name, get_layers(model, name)

    def _get_overrides(self, addon):
        """Yield our overrides of Odoo's methods: their order, and the arguments of Odoo's own
        method.
        """
        seen = {}
        for model_name, name, layers in self._get_methods(addon):
            ours = [cls for cls in layers if get_addon(cls) == addon]
            theirs = [cls for cls in layers if not get_addon(cls).startswith(OURS)]
            if not theirs or name.startswith("__"):
                continue
            wrapping = " > ".join(get_place(cls) for cls in ours)
            given = get_signature(get_functions(theirs[-1]).get(name))
            seen.setdefault((name, given, wrapping), []).append(model_name)
        for (name, given, wrapping), models in seen.items():
            yield f"{min(models)}.{name}{given}: {wrapping}"

    def _get_own_layers(self, addon):
        """Yield the methods of our own that several files of ``addon`` define: their order."""
        seen = {}
        for model_name, name, layers in self._get_methods(addon):
            ours = [cls for cls in layers if get_addon(cls) == addon]
            if len(ours) > 1 and all(get_addon(cls).startswith(OURS) for cls in layers):
                wrapping = " > ".join(get_place(cls) for cls in ours)
                seen.setdefault((name, wrapping), []).append(model_name)
        for (name, wrapping), models in seen.items():
            yield f"{min(models)}.{name}: {wrapping}"

    def _get_public_methods(self, addon):
        for model_name, name, layers in self._get_methods(addon):
            if name.startswith("_") or get_addon(layers[-1]) != addon:
                continue
            function = get_functions(layers[-1])[name]
            if not getattr(function, "_api_private", False):
                yield f"{model_name}.{name}{get_signature(function)}"

    def _get_table(self, addon):
        sections = {
            "Fields": self._get_fields,
            "Indexes and constraints": self._get_table_objects,
            "XML ids": self._get_xml_ids,
            "Overrides of Odoo, the outermost first": self._get_overrides,
            "Methods of our own in several files, the outermost first": self._get_own_layers,
            "Public methods": self._get_public_methods,
        }
        lines = []
        for title, get in sections.items():
            lines += [f"# {title}", *sorted(set(get(addon))), ""]
        return "\n".join(lines)

    def test_frozen(self):
        for addon in self._get_addons():
            path = FOLDER / f"{addon}.txt"
            table = self._get_table(addon)
            if os.environ.get("PILOTAGE_FREEZE"):
                path.write_text(table.rstrip("\n") + "\n", encoding="utf-8")
            with self.subTest(addon):
                frozen = path.read_text(encoding="utf-8")
                self.assertEqual(table.rstrip("\n"), frozen.rstrip("\n"))

    def test_a_change_finds_its_records_by_an_inverse(self):
        """Where a many2many of ours has no other side, the ORM searches its whole model, once for
        each step of what a document does.
        """
        without = set()
        for model in self.env.values():
            for field in model._fields.values():
                trees = [self.registry.get_trigger_tree([field])]
                while trees:
                    for step, tree in trees.pop().items():
                        trees.append(tree)
                        is_ours = any(name.startswith(OURS) for name in step._modules)
                        known = self.registry.field_inverses[step]
                        if step.type == "many2many" and step.store and is_ours and not known:
                            without.add(str(step))
        self.assertFalse(without)
