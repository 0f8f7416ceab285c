"""The demo company is in English for whoever does not read French: each of its texts has an English
one.
"""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

ADDON = Path(__file__).resolve().parent.parent / "pilotage_commercial"
# Named in Python, in the lines of bills and the comments of customers.
IN_PYTHON = re.compile(r"'(?:name|satisfaction_comment)': '([^']*)'")


def read(name):
    return ElementTree.parse(ADDON / "demo" / name).getroot()  # noqa: S314  our own file


def read_dictionary():
    """Return the French words with the English ones, and the fields of each model."""
    fields = read("language_demo.xml").iter("field")
    [code] = [field.text for field in fields if field.get("name") == "code"]
    parts = {
        node.targets[0].id: node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign)
    }
    return ast.literal_eval(parts["words"]), ast.literal_eval(parts["names"])


def read_texts(fields):
    """Yield the texts of the demo data in these fields, without tags."""
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    # The review chooses its words itself.
    for path in set(manifest["demo"]) - {"demo/pilotage_review_demo.xml"}:
        root = read(path.removeprefix("demo/"))
        for record in root.iter("record"):
            for field in record.iter("field"):
                if field.get("name") in fields.get(record.get("model"), ()):
                    yield from (text.strip() for text in field.itertext() if text.strip())
        if "language" not in path:
            for node in root.iter():
                yield from IN_PYTHON.findall(node.get("eval") or "")


def test_every_text_is_in_english_too():
    words, fields = read_dictionary()
    people = {"res.partner": ["name"], "res.users": ["name"], "res.company": ["name"]}
    kept = set(read_texts(people)) | {"M. Dupont BTP", "Atelier Martin"}
    texts = set(read_texts(fields)) - kept
    assert len(texts) > 150
    assert texts - words.keys() == set()


def test_no_word_is_left_over():
    words, fields = read_dictionary()
    assert words.keys() - set(read_texts(fields)) == set()
    assert all(words.values())
