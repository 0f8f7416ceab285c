#!/usr/bin/env python3
"""Checks of the documents: ``script/docs --check``.

Links and anchors lead somewhere, pictures are there and light, commands exist with the options
given, words are spelt as in the dictionaries, and French says what the glossary says.
"""

import argparse
import re
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polib

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "pilotage_commercial"
STORE = ADDON / "static" / "description" / "index.html"
GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
LIMIT = 200_000  # bytes of a picture

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
COMMAND = re.compile(
    r"(?:^|[\s`(])((?:bash )?(?:script|\.ci)/[\w./-]+)((?: --?[\w-]+(?:=\S+)?| [^\s`|]+)*)"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LANGUAGES = {"en": ("dictionary-en-gb", "words-en.txt"), "fr": ("dictionary-fr", "words-fr.txt")}


def get_documents():
    """Markdown files of the repository, with the languages that each is written in."""
    names = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        text=True,
    ).split()
    documents = {}
    for name in sorted(names):
        path = ROOT / name
        if path.is_file():
            french = "fr" in path.parts[-2:] or name.endswith(".fr.md")
            both = path == GLOSSARY or path == ROOT / "CODE_OF_CONDUCT.md"
            documents[path] = ("en", "fr") if both else ("fr",) if french else ("en",)
    return documents


def name_of(path):
    return path.relative_to(ROOT)


# --- links and pictures --------------------------------------------------------------------------


def get_anchors(path):
    """Anchors of the titles of a Markdown file, as forges and MkDocs make them."""
    anchors = set()
    for title in re.findall(r"^#+ +(.+)$", FENCE.sub("", path.read_text()), re.M):
        title = re.sub(r"[`*]|\[(.*?)\]\(.*?\)", r"\1", title).strip().lower()
        anchors.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title)))
    return anchors


class Page(HTMLParser):
    """What a page of HTML links to, and its text by language."""

    def __init__(self):
        super().__init__()
        self.links, self.texts, self.langs = [], {}, []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in {"img", "hr", "br"}:
            self.langs.append(given.get("lang", self.langs[-1] if self.langs else "en"))
        self.links += [given[name] for name in ("src", "href") if name in given]
        self.handle_data(given.get("alt", ""))

    def handle_endtag(self, tag):
        if tag not in {"img", "hr", "br"}:
            self.langs.pop()

    def handle_data(self, data):
        lang = self.langs[-1] if self.langs else "en"
        self.texts[lang] = self.texts.get(lang, "") + data + "\n"


def read_store():
    page = Page()
    page.feed(STORE.read_text())
    return page


def check_links(documents, external):
    for path in documents:
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
    elif ROOT not in [file, *file.parents]:
        yield f"{name_of(path)}: leads out of the repository: {target}"
    elif address.fragment and file.suffix == ".md" and address.fragment not in get_anchors(file):
        yield f"{name_of(path)}: no such title: {target}"


def check_external(external):
    def ask(target):
        # Only what check_link let through: http and https.
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


def check_pictures(documents):
    """Each picture is light, and is shown somewhere."""
    shown = set()
    for path in documents:
        for _label, target in LINK.findall(path.read_text()):
            if not urlsplit(target).scheme:
                shown.add((path.parent / unquote(urlsplit(target).path)).resolve())
    shown |= {STORE.parent / target for target in read_store().links}
    manifest = (ADDON / "__manifest__.py").read_text()
    shown |= {ADDON / name for name in re.findall(r'"(static/description/[^"]+)"', manifest)}
    for folder in (ROOT / "docs", STORE.parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".png", ".webp", ".jpg"}:
                if path.stat().st_size > LIMIT:
                    yield f"{name_of(path)}: {path.stat().st_size // 1000} kB, more than 200"
                # A phone's picture is there for the eye of who changes a screen.
                if path not in shown and path.stem != "icon" and not path.stem.endswith("-phone"):
                    yield f"{name_of(path)}: shown nowhere"


# --- commands ------------------------------------------------------------------------------------


def check_commands(documents):
    """Each command of ours is there, and knows each of its long options."""
    for path in documents:
        for command, arguments in COMMAND.findall(path.read_text()):
            program = command.removeprefix("bash ").rstrip(".")
            file = ROOT / program
            if not file.exists():
                yield f"{name_of(path)}: there is no {program}"
                continue
            if file.parent.name != "script" or file.suffix or file.name in {"odoo", "_common"}:
                continue
            said = file.read_text()
            for option in re.findall(r"(?<!\S)(--[\w-]+)", arguments):
                # What script/test does not know goes to pytest.
                if option not in said and file.name != "test":
                    yield f"{name_of(path)}: {program} has no {option}"


def check_compose(documents):
    import yaml

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    profiles = {name for one in compose["services"].values() for name in one.get("profiles", [])}
    for path in documents:
        for profile in re.findall(r"docker compose --profile (\w+)", path.read_text()):
            if profile not in profiles:
                yield f"{name_of(path)}: docker-compose.yml has no profile {profile}"


# --- spelling ------------------------------------------------------------------------------------


def get_words(text):
    """Words of a Markdown text that are prose."""
    text = re.sub(r"<!--.*?-->", " ", CODE.sub(" ", FENCE.sub(" ", text)), flags=re.S)
    text = LINK.sub(r"\1", text)
    text = re.sub(r"https?://\S+|<[^>]+>|&\w+;|\b\w*[._/@]\w[\w./@]*", " ", text)
    return WORD.findall(text)


class Speller:
    """Hunspell's dictionaries of some languages, and a list of words of ours."""

    def __init__(self, folder):
        from spylls.hunspell import Dictionary

        self.dictionaries, self.own, self.known = {}, {}, {}
        for lang, (package, words) in LANGUAGES.items():
            self.dictionaries[lang] = Dictionary.from_files(str(folder / package / "index"))
            self.own[lang] = set((ROOT / "docs" / "spelling" / words).read_text().split())

    def knows(self, word, langs):
        key = word, langs
        if key not in self.known:
            self.known[key] = any(self._knows(word, lang) for lang in langs)
        return self.known[key]

    def _knows(self, word, lang):
        plain = word.replace("’", "'")
        parts = plain.split("'") if lang == "fr" else [plain.removesuffix("'s")]
        return all(
            len(part) < 2
            or part in self.own[lang]
            or part.lower() in self.own[lang]
            or self.dictionaries[lang].lookup(part)
            for part in parts
        ) or self.dictionaries[lang].lookup(plain)


def check_spelling(documents, folder):
    speller = Speller(folder)
    texts = [(path, path.read_text(), langs) for path, langs in documents.items()]
    texts += [(STORE, text, (lang,)) for lang, text in read_store().texts.items()]
    for path, text, langs in texts:
        # Each language may name the other's words: those of the screens, in italics.
        text = re.sub(r"\*[^*\n]+\*(?!\*)", " ", text) if langs == ("en",) else text
        wrong = {word for word in get_words(text) if not speller.knows(word, langs)}
        if wrong:
            yield f"{name_of(path)}: spelling: {', '.join(sorted(wrong))}"


# --- glossary ------------------------------------------------------------------------------------


def read_glossary():
    """Return ``{English term: French term}`` and ``{regular expression: what to say}``."""
    terms, avoided = GLOSSARY.read_text().split("## Words that are not used")
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in terms.splitlines() if "|" in line]
    words = {row[0].strip(): row[1].strip() for row in rows[2:]}
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", avoided, re.M)
    return words, {pattern.replace("\\|", "|"): said for pattern, said in rows}


def check_glossary(documents):
    terms, avoided = read_glossary()
    seen = set()
    patterns = {re.compile(rf"\b(?:{pattern})\b", re.I): said for pattern, said in avoided.items()}
    texts = [
        (name_of(path), path.read_text()) for path, langs in documents.items() if langs == ("fr",)
    ]
    texts.append((name_of(STORE), read_store().texts.get("fr", "")))
    for catalogue in sorted(ROOT.glob("**/i18n/fr.po")):
        if ".cache" in catalogue.parts:
            continue
        for entry in polib.pofile(str(catalogue)):
            if entry.obsolete:
                continue
            texts.append((f"{name_of(catalogue)}:{entry.linenum}", entry.msgstr))
            if entry.msgid in terms:
                seen.add(entry.msgid)
                if entry.msgstr != terms[entry.msgid]:
                    yield (
                        f"{name_of(catalogue)}:{entry.linenum}: “{entry.msgid}” is "
                        f"“{entry.msgstr}”, “{terms[entry.msgid]}” in the glossary"
                    )
    for term in sorted(set(terms) - seen):
        yield f"{name_of(GLOSSARY)}: “{term}” is said nowhere in the application"
    for place, text in texts:
        for pattern, said in patterns.items():
            for found in pattern.findall(text)[:1]:
                yield f"{place}: “{found}”: say {said}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dictionaries", type=Path, required=True)
    parser.add_argument("--external", action="store_true")
    given = parser.parse_args()
    documents, external = get_documents(), {}
    problems = [
        *check_links(documents, external),
        *check_pictures(documents),
        *check_commands(documents),
        *check_compose(documents),
        *check_spelling(documents, given.dictionaries),
        *check_glossary(documents),
    ]
    if given.external:
        problems += check_external(external)
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
