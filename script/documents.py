"""The documents of the repository, and how to read them: for check_docs and check_words."""

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "pilotage_commercial"
STORE = ADDON / "static" / "description" / "index.html"
GLOSSARY = ROOT / "docs" / "GLOSSARY.md"

FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


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


class Page(HTMLParser):
    """The links of a page of HTML, and its text by language."""

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
