#!/usr/bin/env python3
"""Checks of the linter that no other one makes, on the addons given.

XML files are well-formed, French is complete in every catalogue, files end as .editorconfig says,
no script pipes into ``grep -q``: it leaves at the first match, and under ``pipefail`` the command
before it, which then cannot write, makes the match a failure.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib
from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
PIPE_INTO_GREP = re.compile(r"\|\s*grep\s+-\w*q")


def tracked():
    """Files that git knows or would take."""
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
        if b"\0" in content or not content or path.suffix == ".svg":
            continue
        name = path.relative_to(ROOT)
        if b"\r" in content and path.suffix != ".csv":
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


def main(addons):
    paths = tracked()
    problems = [
        *check_xml(paths),
        *check_french(addons),
        *check_text(paths),
        *check_pipes(paths),
    ]
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
