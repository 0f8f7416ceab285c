#!/usr/bin/env python3
"""Checks of our own in the linter, on the given addons.

XML files are well-formed, French is complete in every catalogue, files end as .editorconfig says.
No script pipes into ``grep -q``: it ends at the first match, and with ``pipefail`` the broken pipe
of the command before it would count as a failure. Odoo's own runner finds every test of an addon:
pytest collects files, Odoo the modules named ``test_*`` in ``tests``.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import polib
from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
PIPE_INTO_GREP = re.compile(r"\|\s*grep\s+-\w*q")


def tracked():
    """Files that git tracks or would add."""
    names = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def check_xml(paths):
    for path in paths:
        if path.suffix in {".xml", ".svg"}:
            try:
                etree.parse(path)
            except etree.XMLSyntaxError as error:
                yield f"{path.relative_to(ROOT)}: {error}"


def check_french(addons):
    for addon in addons:
        path = ROOT / addon / "i18n" / "fr.po"
        if not path.is_file():
            yield f"{addon}: i18n/fr.po is missing"
            continue
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and (entry.fuzzy or not entry.translated()):
                what = "fuzzy" if entry.fuzzy else "not translated"
                yield f"{path.relative_to(ROOT)}:{entry.linenum}: {what}: {entry.msgid!r}"


def check_text(paths):
    for path in paths:
        content = path.read_bytes()
        name = path.relative_to(ROOT)
        # Samples are as people and their programs write them.
        if b"\0" in content or not content or path.suffix == ".svg" or "samples" in name.parts:
            continue
        if b"\r" in content:
            yield f"{name}: carriage returns"
        if not content.endswith(b"\n") or content.endswith(b"\n\n"):
            yield f"{name}: ends otherwise than with one newline"
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.endswith((b" ", b"\t")) and path.suffix != ".md":
                yield f"{name}:{number}: trailing space"


def check_pipes(paths):
    for path in paths:
        if path.parent.name in {"script", ".ci"} and path.suffix != ".py":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if PIPE_INTO_GREP.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}: pipes into grep -q"


def get_test_modules(package):
    """Return ``{name: file}`` of the test modules that importing ``package``, a folder, defines.

    As Python does for ``from . import test_x``, ``from .order import test_x`` and ``from .order
    import *``: of two files with the same name, the last import counts.
    """
    found = {}
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            folder = package.joinpath(*(node.module or "").split("."))
            names = [alias.name for alias in node.names]
            below = get_test_modules(folder) if node.module and folder.is_dir() else {}
            if names == ["*"]:
                found |= below
            else:
                found |= {name: below.get(name, folder / f"{name}.py") for name in names}
    return found


def check_tests(paths, addons):
    for folder in (ROOT / addon / "tests" for addon in addons):
        seen = get_test_modules(folder) if (folder / "__init__.py").is_file() else {}
        seen = {path for name, path in seen.items() if name.startswith("test_")}
        for path in paths:
            if folder in path.parents and path.match("test_*.py") and path not in seen:
                start = folder.relative_to(ROOT) / "__init__.py"
                yield f"{path.relative_to(ROOT)}: Odoo does not see it from {start}"


def main(addons):
    paths = tracked()
    problems = [
        *check_xml(paths),
        *check_french(addons),
        *check_text(paths),
        *check_pipes(paths),
        *check_tests(paths, addons),
    ]
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
