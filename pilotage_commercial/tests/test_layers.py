"""The order of the subjects: a subject names nothing that only a subject after it defines."""

import ast
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDON = Path(__file__).parent.parent
MODELS = ADDON / "models"


def get_subjects():
    """Return the folders of ``models``, from the ground up, in the order of
    ``models/__init__.py``.
    """
    tree = ast.parse((MODELS / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in imports for alias in node.names]


def get_defined(tree):
    """Yield the names of the methods and fields that a file defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and is_model(node):
            for statement in node.body:
                if isinstance(statement, ast.FunctionDef):
                    yield statement.name
                elif isinstance(statement, ast.Assign):
                    yield from (name.id for name in statement.targets if isinstance(name, ast.Name))


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


def read_subjects():
    """Return ``{subject: {path: syntax tree}}``."""
    trees = defaultdict(dict)
    for subject in get_subjects():
        for path in sorted((MODELS / subject).rglob("*.py")):
            trees[subject][path] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def is_ours(parts):
    return any(part.startswith("pilotage_commercial") for part in parts)


@tagged("standard", "post_install", "-at_install")
class TestLayers(TransactionCase):
    def test_every_folder_is_a_subject(self):
        folders = {path.parent.name for path in MODELS.glob("*/__init__.py")}
        self.assertEqual(set(get_subjects()), folders)
        loose = [path.name for path in MODELS.glob("*.py") if path.name != "__init__.py"]
        self.assertEqual(loose, [])

    def test_no_subject_imports_one_after_it(self):
        subjects = get_subjects()
        upward = []
        for subject, files in read_subjects().items():
            later = subjects[subjects.index(subject) + 1 :]
            for path, tree in files.items():
                for node in ast.walk(tree):
                    if not isinstance(node, ast.ImportFrom) or not node.level:
                        continue
                    names = {*(node.module or "").split("."), *(alias.name for alias in node.names)}
                    upward += [f"{path.name}:{node.lineno}: {name}" for name in names & set(later)]
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

    def test_no_subject_names_what_a_later_one_defines(self):
        """A name that two subjects define, or Odoo too, does not tell its subject."""
        trees, shared = read_subjects(), self._get_shared_names()
        homes = defaultdict(set)
        for subject, files in trees.items():
            for tree in files.values():
                for name in get_defined(tree):
                    homes[name].add(subject)
        order = {subject: place for place, subject in enumerate(get_subjects())}
        upward = set()
        for subject, files in trees.items():
            # A plain object of the subject may have a method of the same name.
            own = {name for tree in files.values() for name in get_functions(tree)}
            for path, tree in files.items():
                for name, line in get_used(tree):
                    found = () if name in shared | own else homes.get(name, ())
                    if len(found) == 1 and order[next(iter(found))] > order[subject]:
                        where = f"{subject}/{path.name}:{line}"
                        upward.add(f"{where}: {name} is of {next(iter(found))}")
        self.assertEqual("\n".join(sorted(upward)), "")
