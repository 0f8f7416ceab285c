"""Normalized words: without case, accents or decoration."""

import re
import unicodedata
from functools import lru_cache

# French ligatures, which Unicode does not decompose.
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}
APOSTROPHES = "’‘ʼ`´"
COMBINING_MARKS = "\u0300-\u036f"

_MARKS = re.compile(f"[{COMBINING_MARKS}]")
_APOSTROPHES = re.compile(f"[{APOSTROPHES}]")
_NOT_WORD = re.compile(r"[^\w'%€$£#]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=50_000)
def normalize(text):
    """Return ``text`` normalized: without case, accents, ligatures or extra spaces.

    >>> normalize("  DEVIS  envoyé ")
    'devis envoye'
    >>> normalize("Chœur d’Élite") == normalize("choeur d'elite")
    True
    """
    if not text:
        return ""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()
    text = _APOSTROPHES.sub("'", text)
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return " ".join(text.split())


def get_words(text):
    """Return the words of ``text``: normalized, without punctuation and pictures.

    >>> get_words("Date d’échéance :"), get_words("OpportunityName"), get_words("deal_stage")
    ('date d echeance', 'opportunity name', 'deal stage')
    >>> get_words("Gagné ✅")
    'gagne'
    """
    text = _CAMEL.sub(" ", text or "") if not (text or "").isupper() else text
    text = _NOT_WORD.sub(" ", normalize(text).replace("_", " ")).replace("'", " ")
    return " ".join(text.split())


def is_identifier(text):
    """Return whether ``text`` is the key of a record in a tool, which is no name.

    >>> [is_identifier(text) for text in ("8KQ2VT1M", "006XX0000000001AAA", "77dab0ad04660")]
    [True, True, True]
    >>> [is_identifier(text) for text in ("DEAL-1f0c7a52-6f1e-4f51-9a3e-000000000001", "12")]
    [True, True]
    >>> [is_identifier(text) for text in ("Dupont BTP", "SNCF", "Lot 12", "3M", "Hangar2027")]
    [False, False, False, False, False]
    """
    text = text.strip()
    if not text or " " in text:
        return False
    if text.replace(".", "").isdigit():
        return True
    if re.fullmatch(
        r"(?:[A-Za-z]+[-_])?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text
    ):
        return True
    if re.fullmatch(r"[A-Za-z]{1,5}[-_]?\d{3,}(?:[-_]\d+)*", text):
        return True
    digits = sum(char.isdigit() for char in text)
    mixed = bool(re.fullmatch(r"[0-9A-Z]{8,}|[0-9a-f]{8,}|[0-9A-Za-z]{15}|[0-9A-Za-z]{18}", text))
    return mixed and digits >= 2
