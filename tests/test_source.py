"""Rules of trust that the source itself keeps: each test finds the next place by itself."""

import ast
import functools
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# How many lines above a call its reason may stand: that of a short paragraph.
NEAR = 5
# What Odoo refuses to delete.
STAYS = {"base.partner_root": "the partner of OdooBot"}


class Place:
    """A call in our code, and what stands around it."""

    def __init__(self, path, node, functions, comments):
        self.node, self.path = node, path
        self.name = f"{path.relative_to(ROOT)}:{node.lineno}"
        around = [found for found in functions if found.lineno <= node.lineno <= found.end_lineno]
        self.function = max(around, key=lambda found: found.lineno, default=None)
        first = self.function.lineno if self.function else 1
        self.comments = {
            line: text for line, text in comments.items() if first <= line <= node.end_lineno
        }

    @property
    def docstring(self):
        return (self.function and ast.get_docstring(self.function)) or ""

    def has_reason(self):
        """Return whether a comment just above, or the docstring, says why.

        A comment further up in the function, or the docstring, must name it.
        """
        if re.search(r"\b(sudo|superuser)\b", "\n".join([*self.comments.values(), self.docstring])):
            return True
        return any(line >= self.node.lineno - NEAR for line in self.comments)

    @property
    def text(self):
        return f"{self.name}: {ast.unparse(self.node)[:80]}"


@functools.cache
def get_places():
    """Return the calls to look at in the application and its bridges, as :class:`Place`."""
    places = []
    for folder in (ROOT / "pilotage_commercial", ROOT / "bridges"):
        for path in sorted(folder.rglob("*.py")):
            if "tests" in path.relative_to(ROOT).parts:
                continue
            source = path.read_text(encoding="utf-8")
            tree = ast.parse(source)
            tokens = tokenize.generate_tokens(io.StringIO(source).readline)
            comments = {
                token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT
            }
            nodes = list(ast.walk(tree))
            functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
            places += [
                Place(path, node, functions, comments)
                for node in nodes
                if isinstance(node, ast.Call)
                and (has_all_rights(node) or get_name(node) in ("ref", "_for_xml_id"))
            ]
    return places


def get_name(node):
    """Return the name of what is called, without what it is called on."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def has_all_rights(node):
    """Return whether the call gives all rights to what follows."""
    first = node.args[0] if node.args else None
    if get_name(node) == "sudo":
        return not (isinstance(first, ast.Constant) and first.value is False)
    if get_name(node) == "with_user":
        return "SUPERUSER_ID" in ast.unparse(node)
    return any(
        keyword.arg == "su" and ast.unparse(keyword.value) != "False" for keyword in node.keywords
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("order.sudo()", True),
        ("order.sudo(True)", True),
        ("order.sudo(flag=is_cron)", True),
        ("order.sudo(False)", False),
        ("order.with_user(SUPERUSER_ID)", True),
        ("order.with_user(user)", False),
        ("self.env(su=True)", True),
        ("self.env(user=user)", False),
    ],
)
def test_what_counts_as_all_rights(code, expected):
    assert has_all_rights(ast.parse(code).body[0].value) is expected


def test_sudo_has_its_reason():
    """A comment just above, or the docstring, says why it is needed."""
    missing = [
        place.text
        for place in get_places()
        if has_all_rights(place.node) and not place.has_reason()
    ]
    assert not missing, "\n".join(missing)


def test_what_was_deleted_stops_nothing():
    """A record that our code refers to may have been deleted: ``env.ref`` with a second value."""
    found = []
    for place in get_places():
        node = place.node
        if get_name(node) == "_for_xml_id":  # read_action says it by a sentence
            found.append(place.text)
        if get_name(node) != "ref" or "env" not in ast.unparse(node.func) or not node.args:
            continue
        if "migrations" in place.path.parts:
            continue
        name = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
        if len(node.args) + len(node.keywords) < 2 and name not in STAYS:
            found.append(place.text)
    assert not found, "\n".join(found)
