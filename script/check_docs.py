#!/usr/bin/env python3
"""Checks of the documents: ``script/docs --check``.

Links and anchors lead somewhere, pictures are there and light, commands exist with the options
given, words are spelt as in the dictionaries, and French says what the glossary says.
"""

import argparse
import re
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import documents
from check_words import check_glossary, check_spelling
from documents import ADDON, CODE, FENCE, LINK, STORE, get_documents, name_of, read_store

LIMIT = 200_000  # bytes of a picture

COMMAND = re.compile(
    r"(?:^|[\s`(])((?:bash )?(?:script|\.ci)/[\w./-]+)((?: --?[\w-]+(?:=\S+)?| [^\s`|]+)*)"
)


# --- links and pictures --------------------------------------------------------------------------


def get_anchors(path):
    """Anchors of the titles of a Markdown file, as forges and MkDocs make them."""
    anchors = set()
    for title in re.findall(r"^#+ +(.+)$", FENCE.sub("", path.read_text()), re.M):
        title = re.sub(r"[`*]|\[(.*?)\]\(.*?\)", r"\1", title).strip().lower()
        anchors.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title)))
    return anchors


def check_links(pages, external):
    for path in pages:
        text = CODE.sub("", FENCE.sub("", path.read_text()))
        for _label, target in LINK.findall(text):
            yield from check_link(path, target, external)
    for target in read_store().links:
        yield from check_link(STORE, target, external)


def check_link(path, target, external):
    address = urlsplit(target)
    if address.scheme or target.startswith("//"):
        if address.scheme not in {"http", "https", "mailto"} or not (
            address.netloc or address.path
        ):
            yield f"{name_of(path)}: no address: {target}"
        elif address.scheme != "mailto" and address.hostname not in {"127.0.0.1", "localhost"}:
            external.setdefault(target, path)
        return
    file = (path.parent / unquote(address.path)).resolve() if address.path else path
    if not file.exists():
        yield f"{name_of(path)}: leads nowhere: {target}"
    elif documents.ROOT not in [file, *file.parents]:
        yield f"{name_of(path)}: leads out of the repository: {target}"
    elif address.fragment and file.suffix == ".md" and address.fragment not in get_anchors(file):
        yield f"{name_of(path)}: no such title: {target}"


def check_external(external):
    def ask(target):
        # check_link has only let http and https through.
        request = urllib.request.Request(target, headers={"User-Agent": "Mozilla/5.0"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return None if answer.status < 400 else f"status {answer.status}"
        except OSError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        for (target, path), fault in zip(external.items(), pool.map(ask, external), strict=True):
            if fault:
                yield f"{name_of(path)}: {target}: {fault}"


def check_pictures(pages):
    """Check that each picture is light, and shown somewhere."""
    shown = set()
    for path in pages:
        for _label, target in LINK.findall(path.read_text()):
            if not urlsplit(target).scheme:
                shown.add((path.parent / unquote(urlsplit(target).path)).resolve())
    shown |= {STORE.parent / target for target in read_store().links}
    manifest = (ADDON / "__manifest__.py").read_text()
    shown |= {ADDON / name for name in re.findall(r'"(static/description/[^"]+)"', manifest)}
    for folder in (documents.ROOT / "docs", STORE.parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".png", ".webp", ".jpg"}:
                if path.stat().st_size > LIMIT:
                    yield f"{name_of(path)}: {path.stat().st_size // 1000} kB, more than 200"
                # Pictures of phones are for developers who change a screen.
                if path not in shown and path.stem != "icon" and not path.stem.endswith("-phone"):
                    yield f"{name_of(path)}: shown nowhere"


# --- commands ------------------------------------------------------------------------------------


def check_commands(pages):
    """Check that each of our commands exists, and knows its long options."""
    for path in pages:
        for command, arguments in COMMAND.findall(path.read_text()):
            program = command.removeprefix("bash ").rstrip(".")
            file = documents.ROOT / program
            if not file.exists():
                yield f"{name_of(path)}: there is no {program}"
                continue
            if file.parent.name != "script" or file.suffix or file.name in {"odoo", "_common"}:
                continue
            said = file.read_text()
            for option in re.findall(r"(?<!\S)(--[\w-]+)", arguments):
                # script/test passes unknown options to pytest.
                if option not in said and file.name != "test":
                    yield f"{name_of(path)}: {program} has no {option}"


def check_compose(pages):
    import yaml

    compose = yaml.safe_load((documents.ROOT / "docker-compose.yml").read_text())
    profiles = {name for one in compose["services"].values() for name in one.get("profiles", [])}
    for path in pages:
        for profile in re.findall(r"docker compose --profile (\w+)", path.read_text()):
            if profile not in profiles:
                yield f"{name_of(path)}: docker-compose.yml has no profile {profile}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dictionaries", type=Path, required=True)
    parser.add_argument("--external", action="store_true")
    given = parser.parse_args()
    pages, external = get_documents(), {}
    problems = [
        *check_links(pages, external),
        *check_pictures(pages),
        *check_commands(pages),
        *check_compose(pages),
        *check_spelling(pages, given.dictionaries),
        *check_glossary(pages),
    ]
    if given.external:
        problems += check_external(external)
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
