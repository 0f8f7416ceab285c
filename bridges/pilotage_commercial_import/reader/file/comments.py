"""Comments of the cells of Excel workbooks, which the library does not read row by row."""

import posixpath
import re
import zipfile

from lxml import etree

# A longer part, or a longer comment, is no remark of a person.
MAX_PART = 20 << 20
MAX_TEXT = 2000
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# What Excel writes for its older versions above the text of a conversation.
NOTICE = re.compile(r"^\[[^\]]{5,60}\].*?\n[^\n:]{3,30}:\s*", re.DOTALL)


def read_comments(archive, path):
    """Return ``{row: {place: text}}`` of the comments of the sheet at ``path`` in ``archive``.

    A conversation is also stored as a comment of the former kind, with all its answers.
    """
    found = {}
    for target in _find_parts(archive, path):
        for place, text in _read_part(archive, target):
            match = PLACE.fullmatch(place or "")
            text = clean(text)
            if match and text:
                found.setdefault(int(match[2]), {})[get_place(match[1])] = text
    return found


def clean(text):
    """Return the text of a comment, without the notice above a conversation.

    >>> clean("[Threaded comment]\\n\\nYour version of Excel…\\n\\nComment:\\n    Call back")
    'Call back'
    >>> clean(" Voir : M. Roy ")
    'Voir : M. Roy'
    """
    return NOTICE.sub("", text.strip()[:MAX_TEXT]).strip()


def get_place(letters):
    """Return the place of a column, from 0.

    >>> get_place("A"), get_place("AA")
    (0, 26)
    """
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _find_parts(archive, path):
    """Return the paths of the comments of a sheet."""
    folder, name = posixpath.split(path)
    relations = _parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    if relations is None:
        return []
    return [
        posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        for relation in relations
        if relation.get("Type", "").endswith("/comments")
    ]


def _read_part(archive, path):
    root = _parse(archive, path)
    for comment in () if root is None else root.iter("{*}comment"):
        lines = ("".join(text.itertext()) for text in comment.iterfind("{*}text"))
        yield comment.get("ref"), "\n".join(lines)


def _parse(archive, path):
    """Return the root of a part of the workbook, None when it is missing, too large or damaged."""
    try:
        if archive.getinfo(path).file_size > MAX_PART:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(archive.read(path), parser)
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError):
        return None
