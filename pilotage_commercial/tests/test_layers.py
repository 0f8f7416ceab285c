"""The order of the subjects, and of the rooms of a subject: none names what a later one defines."""

import ast
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDON = Path(__file__).parent.parent
MODELS = ADDON / "models"


# What is seen at a glance: the files of a room, its __init__.py apart.
MOST_FILES = 13


def get_folders(place):
    """Return the folders of ``place``, from the ground up, in the order of its ``__init__.py``."""
    tree = ast.parse((place / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = [alias.name for node in imports for alias in node.names]
    return [name for name in names if (place / name).is_dir()]


def get_places():
    """Return ``models`` and the subjects that have rooms of their own."""
    return [MODELS, *(MODELS / name for name in get_folders(MODELS) if get_folders(MODELS / name))]


def get_defined(tree):
    """Yield (name, class) of the methods and fields that a file defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and is_model(node):
            for statement in node.body:
                if isinstance(statement, ast.FunctionDef):
                    yield statement.name, node.name
                elif isinstance(statement, ast.Assign):
                    names = (name for name in statement.targets if isinstance(name, ast.Name))
                    yield from ((name.id, node.name) for name in names)


def get_functions(tree):
    return (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_model(node):
    return any(isinstance(base, ast.Attribute) and base.value.id == "models" for base in node.bases)


def is_name(value):
    return isinstance(value, str) and value.isidentifier() and "_" in value


def get_used(tree):
    """Yield (name, line) of what a file uses: attributes, and field names in texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Constant) and is_name(node.value):
            yield node.value, node.lineno


def read_folders(place):
    """Return ``{folder of place: {path: syntax tree}}``."""
    trees = defaultdict(dict)
    for folder in get_folders(place):
        for path in sorted((place / folder).rglob("*.py")):
            trees[folder][path] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def is_ours(parts):
    return any(part.startswith("pilotage_commercial") for part in parts)


def get_imports(path, tree, place, later):
    """Return where ``path`` imports from the folders ``later`` of ``place``."""
    # From here, as many dots lead to ``place``.
    level = len(path.relative_to(place).parts)
    return [
        f"{path.relative_to(MODELS)}:{node.lineno}: {node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.level == level
        and ({(node.module or "").split(".")[0], *(alias.name for alias in node.names)} & later)
    ]


def get_upward(place, shared):
    """Return where a folder of ``place`` names what only a later one of them defines.

    Inside a subject, plain objects are handed records, and ask them what the model answers.

    :param shared: names that belong to none
    """
    trees, order = read_folders(place), get_folders(place)
    homes, models = defaultdict(set), defaultdict(set)
    for folder, files in trees.items():
        for tree in files.values():
            for name, model in get_defined(tree):
                homes[name].add(folder)
                models[name].add(model)
    if place != MODELS:
        shared = shared | {name for name in models if len(models[name]) > 1}
        trees = {
            folder: {path: tree for path, tree in files.items() if any(get_defined(tree))}
            for folder, files in trees.items()
        }
    upward = set()
    for folder, files in trees.items():
        # A plain object of the folder may have a method of the same name.
        own = {name for tree in files.values() for name in get_functions(tree)}
        for path, tree in files.items():
            for name, line in get_used(tree):
                found = () if name in shared | own else homes.get(name, ())
                if len(found) == 1 and order.index(next(iter(found))) > order.index(folder):
                    where = f"{path.relative_to(MODELS)}:{line}"
                    upward.add(f"{where}: {name} is of {next(iter(found))}")
    return upward


@tagged("standard", "post_install", "-at_install")
class TestLayers(TransactionCase):
    def test_every_folder_is_a_room(self):
        """Each folder is imported, holds few files, and either files or folders."""
        for place in get_places():
            folders = {path.parent.name for path in place.glob("*/__init__.py")}
            self.assertEqual(set(get_folders(place)), folders)
            self.assertEqual([path.name for path in place.glob("*.py")], ["__init__.py"])
        for room in MODELS.rglob("__init__.py"):
            files = {path.stem for path in room.parent.glob("*.py")} - {"__init__"}
            self.assertLessEqual(len(files), MOST_FILES, room.parent)

    def test_no_folder_imports_one_after_it(self):
        upward = []
        for place in get_places():
            folders = get_folders(place)
            for folder, files in read_folders(place).items():
                later = set(folders[folders.index(folder) + 1 :])
                for path, tree in files.items():
                    upward += get_imports(path, tree, place, later)
        self.assertEqual(upward, [])

    def _get_shared_names(self):
        """Return the names that Odoo defines: they belong to no subject."""
        names = set()
        for model in self.env.values():
            names.update(
                name for name, field in model._fields.items() if not is_ours(field._modules)
            )
            for cls in type(model).__mro__:
                if not is_ours(cls.__module__.split(".")):
                    names.update(vars(cls))
        return names

    def test_no_folder_names_what_a_later_one_defines(self):
        """A name that two folders define, or Odoo too, does not tell its folder; inside a subject,
        nor does one of two models.
        """
        shared = self._get_shared_names()
        upward = set().union(*(get_upward(place, shared) for place in get_places()))
        self.assertEqual("\n".join(sorted(upward)), "")
