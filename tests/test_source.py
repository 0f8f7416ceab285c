"""Rules of trust that the source itself keeps: each test finds the next place by itself."""

import ast
import functools
import io
import re
import tokenize
from pathlib import Path
from re import _constants as codes
from re import _parser as patterns

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


# Functions that try a pattern at each character.
SEARCHES = {"search", "sub", "subn", "split", "findall", "finditer"}


def starts_with_any_number(items, is_last=True):
    """Return whether a pattern begins with a repetition without end, and has more after it.

    Searched in a text that it does not match, it reads the rest of the text from each character.
    """
    for place, (code, value) in enumerate(items):
        ends = is_last and place == len(items) - 1
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most, inside = value
            if most == codes.MAXREPEAT:
                return not ends
            if least or starts_with_any_number(inside, ends):
                return starts_with_any_number(inside, ends)
        elif code is codes.SUBPATTERN:
            return starts_with_any_number(value[3], ends)
        elif code is codes.BRANCH:
            return any(starts_with_any_number(branch, ends) for branch in value[1])
        else:
            return False
    return False


def get_searched_patterns():
    """Return ``{place: pattern}`` of the patterns that our code searches for in a text."""
    found = {}
    for folder in (ROOT / "pilotage_commercial", ROOT / "bridges"):
        for path in sorted(folder.rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)):
                is_pattern = isinstance(node, ast.Call) and node.args
                if not is_pattern or not ast.unparse(node.func).startswith("re."):
                    continue
                pattern, name = node.args[0], get_name(node)
                if name == "compile" and isinstance(pattern, ast.Constant):
                    line = source.splitlines()[node.lineno - 1].split()[0]
                    used = re.findall(rf"\b{re.escape(line)}\.(\w+)\(", source)
                elif isinstance(pattern, ast.Constant):
                    used = [name]
                else:
                    continue
                if SEARCHES & set(used):
                    found[f"{path.relative_to(ROOT)}:{node.lineno}"] = pattern.value
    return found


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\s*/", True),
        (r"(?:\w+|x)@", True),
        (r"a?\d+,", True),
        (r"\d+", False),
        (r"(?<!\s)\s*/", False),
        (r"\d\d*,", False),
    ],
)
def test_which_patterns_are_slow(pattern, expected):
    assert starts_with_any_number(patterns.parse(pattern)) is expected


def test_no_pattern_reads_a_text_again_from_each_character():
    """50 000 spaces in a cell of a sheet must not hold a worker: a "(?<!...)" first avoids it."""
    found = get_searched_patterns()
    slow = [
        f"{place}: {pattern[:80]!r}"
        for place, pattern in found.items()
        if starts_with_any_number(patterns.parse(pattern))
    ]
    assert not slow, "\n".join(slow)
    assert len(found) > 20
