"""Cells as a person reads them."""

import datetime
import re

# Addresses of the web, and of the pages of an export. What comes before a first "+" or "*" keeps a
# long text from being read again from each of its characters.
LINK = re.compile(r"(?<!\s)\s*\((?:https?://[^()\s]*|[^()\s]+\.(?:md|html|csv))\)")
ADDRESS = re.compile(r"(?<![^\s@<>()\[\];,:])[^\s@<>()\[\];,:]+@[^\s@<>()\[\];,:]+\.\w+")


def strip_link(text):
    """Return ``text`` without the address that Notion writes after the name of a page.

    >>> strip_link("Dupont BTP (https://www.notion.so/Dupont-1a2b)"), strip_link("Dupont (BTP)")
    ('Dupont BTP', 'Dupont (BTP)')
    >>> strip_link("Port SA (Clients%201a/Port%20SA%20f00d.md), Petit (Petit%20f.md)")
    'Port SA, Petit'
    """
    return LINK.sub("", text).strip() if "(" in text else text


def split_person(text):
    """Return (name, e-mail address) of a person as tools write them, the first of several.

    >>> split_person("Ada Roy (ada@example.com)"), split_person("a@example.com;b@example.com")
    (('Ada Roy', 'ada@example.com'), ('', 'a@example.com'))
    >>> split_person("[Zoe Lang]"), split_person("Ada Roy; Sam")
    (('Zoe Lang', ''), ('Ada Roy; Sam', ''))
    """
    text = text.strip().strip("[]").strip()
    found = ADDRESS.search(text)
    if not found:
        return text, ""
    name = text[: found.start()].strip(" <([;,:-")
    return ("" if "@" in name else name), found[0]


def get_text(cell):
    """Return ``cell`` as a text for people.

    >>> get_text(12.0), get_text(datetime.datetime(2026, 12, 18)), get_text(None), get_text(True)
    ('12', '2026-12-18', '', 'true')
    """
    if cell is None or cell is False:
        return "" if cell is None else "false"
    if cell is True:
        return "true"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return str(cell).strip()
