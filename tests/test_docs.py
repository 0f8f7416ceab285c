"""The check of the documents finds each kind of error, and a test or continuous integration runs
the commands of the READMEs.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "script"))

import check_docs
import check_words
import documents

ROOT = documents.ROOT

# Where each command of the READMEs is run.
RUN_BY = {
    "script/server": "tests/test_scripts.py::test_server",
    "docker compose up": "tests/test_compose.py",
    # With the same addons path.
    "odoo -c /etc/odoo/odoo.conf -d DATABASE -i pilotage_commercial --stop-after-init": (
        "tests/test_scripts.py::test_server"
    ),
    "script/odoo -d test -i pilotage_commercial --stop-after-init": "tests/test_uninstall.py",
    "script/odoo -d test -u pilotage_commercial --test-tags /pilotage_commercial "
    "--stop-after-init": "script/compat",
}


def write(folder, text):
    path = folder / "page.md"
    path.write_text(text)
    return path


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("page.md", None),
        ("page.md#a-title-of-two", None),
        ("#a-title-of-two", None),
        ("gone.md", "leads nowhere"),
        ("page.md#another", "no such title"),
        ("../outside.md", "leads"),
        ("https://", "no address"),
        ("ftp://example.com", "no address"),
        ("https://example.com/page", None),
        ("mailto:somebody@example.com", None),
    ],
)
def test_links(folder, target, fault):
    path = write(folder, "# A title, of `two`\n")
    (folder.parent / "outside.md").write_text("")
    found = list(check_docs.check_link(path, target, {}))
    assert [fault in line for line in found] == ([True] if fault else [])


def test_external_addresses_are_kept_for_later(folder):
    path, external = write(folder, ""), {}
    assert list(check_docs.check_link(path, "https://example.com/page", external)) == []
    assert list(external) == ["https://example.com/page"]
    assert list(check_docs.check_link(path, "http://127.0.0.1:8069", external)) == []
    assert len(external) == 1


def test_commands(folder):
    (folder / "script").mkdir()
    (folder / "script" / "server").write_text("case $1 in --port) ;; esac\n")
    text = "`script/server --port 8069`, `script/server --colour`, `script/gone`, script/server.\n"
    path = write(folder, text)
    assert list(check_docs.check_commands([path])) == [
        "page.md: script/server has no --colour",
        "page.md: there is no script/gone",
    ]


def test_words_of_prose_only():
    text = """# L’heure
Say `codename`, [a link](address/here.md) and **bold** at https://example.com/path.
```
fenced
```
<b>tag</b> file_name.py
"""
    assert check_words.get_words(text) == [
        "L’heure", "Say", "a", "link", "and", "bold", "at", "tag",
    ]  # fmt: skip


def test_languages_of_a_page():
    page = documents.Page()
    page.feed(
        '<section lang="en"><h2>Day</h2><p lang="fr">Jour</p><img src="a.png" alt="Week"/>'
        "</section>"
        '<section lang="fr"><p>Semaine</p></section>'
    )
    assert {lang: text.split() for lang, text in page.texts.items()} == {
        "en": ["Day", "Week"],
        "fr": ["Jour", "Semaine"],
    }
    assert page.links == ["a.png"]


def test_glossary():
    terms, avoided = check_words.read_glossary()
    assert terms["Real Margin"] == "Marge réelle"
    assert len(terms) > 30
    assert len(set(terms.values())) == len(terms), "two English terms for one French"
    for pattern in avoided:
        re.compile(pattern)
    assert re.search(rf"\b(?:{'|'.join(avoided)})\b", "le domaine du numérateur")
    assert not re.search(rf"\b(?:{'|'.join(avoided)})\b", "le filtre du numérateur")


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_each_command_of_the_readme_is_run(name):
    text = (ROOT / name).read_text()
    commands = []
    for block in re.findall(r"^ *```\n(.*?)^ *```", text, re.M | re.S):
        lines = map(str.strip, block.splitlines())
        commands += [line for line in lines if not line.startswith("git clone")]
    assert sorted(commands) == sorted(RUN_BY)
    for place in RUN_BY.values():
        assert (ROOT / place.split("::")[0]).exists()


def test_continuous_integration_checks_the_documents():
    assert "script/docs --check" in (ROOT / ".ci" / "run").read_text()


def test_pictures_are_those_of_the_screens():
    listed = subprocess.run(
        [ROOT / "script" / "screenshots", "--list"], capture_output=True, text=True, check=True
    ).stdout.split()
    for lang in ("en", "fr"):
        folder = ROOT / "docs" / "handbook" / "images" / lang
        pictures = {path.stem.removesuffix("-phone") for path in folder.glob("*.webp")}
        assert pictures == set(listed)
