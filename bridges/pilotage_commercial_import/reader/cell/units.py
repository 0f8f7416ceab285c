"""The unit in a heading: currency, thousands or millions, with or without tax."""

import re

from .amounts import find_currency
from .words import normalize

THOUSANDS = {"milliers", "thousands", "tsd", "tausend", "miles", "migliaia", "000", "000s"}
MILLIONS = {"mio", "millions", "millionen", "millones", "milioni", "mln"}
# "fr" and others are words before they are currencies.
WORDS = {"fr", "rs", "ft", "dt", "all", "top", "mad", "try", "lei"}
SIGN = r"€|eur|euros?|usd|\$|£|chf|f"
BEFORE = re.compile(rf"([kmt])({SIGN})?")
AFTER = re.compile(rf"({SIGN})(k|m|000s?)")
VALUE_ADDED = r"(?:tva|t\.v\.a\.?|vat|tax(?:es?)?|gst|iva|i\.v\.a\.?|mwst\.?|ust\.?|btw|tps)"
TAXED = re.compile(
    rf"\bt\.?\s?t\.?\s?c\b\.?|\bt\.?v\.?a\.?c\b\.?|\b(?:[cw]/|(?:inc|incl|inkl|including|with|con|avec|mit)\b\.?)\s*"
    rf"{VALUE_ADDED}|\bincl\b\.?|\b{VALUE_ADDED}\s+(?:incl\w*|compris\w*|inklusive)|"
    r"\bbrutto\w*|\blord[oi]\b|\btoutes taxes(?: comprises)?"
)
UNTAXED = re.compile(
    rf"\bh\.\s?t\b\.?|\bht\b|\bh\.?t\.?v\.?a\b\.?|\bhors (?:tva|taxes?)\b|"
    rf"\b(?:s/|w/o\b|(?:ex|excl|exkl|exc|excluding|without|before|sin|zzgl|ohne|senza|sans|plus)\b\.?)\s*{VALUE_ADDED}|"
    rf"\b{VALUE_ADDED}\s+(?:excl\w*|escl\w*|non compris\w*)|\bexcl\b\.?|\bnetto\b|\bnett?\b"
)


def split_tax(text):
    """Return (rest of the heading, whether amounts hold the tax: True, False, None when unsaid).

    >>> split_tax("importe c/iva"), split_tax("quote value (ex vat)"), split_tax("stadt")
    (('importe', True), ('quote value ( )', False), ('stadt', None))
    >>> split_tax("offre htva"), split_tax("prix tvac")
    (('offre', False), ('prix', True))
    >>> split_tax("total hors taxes"), split_tax("angebotssumme brutto")
    (('total', False), ('angebotssumme', True))
    """
    for pattern, taxed in ((UNTAXED, False), (TAXED, True)):
        if pattern.search(text):
            return " ".join(pattern.sub(" ", text).split()), taxed
    return text, None


def read_unit(unit, currency, scale):
    """Return (currency, scale), completed by ``unit``: "k€", "EUR", "$000".

    >>> read_unit("k eur", None, 1)
    ('EUR', 1000.0)
    >>> read_unit("k€", None, 1), read_unit("$k", None, 1), read_unit("mio. chf", None, 1)
    (('EUR', 1000.0), ('$', 1000.0), ('CHF', 1000000.0))
    """
    parts = unit.replace("'", " ").split()
    # "k€", "k EUR": a letter alone or beside a currency is a scale.
    is_alone = all(part in "km" or find_currency(part) for part in parts)
    for part in parts:
        found = find_currency(part)
        if found and part not in WORDS:
            currency = found
            continue
        before, after = BEFORE.fullmatch(part), AFTER.fullmatch(part)
        if after:
            scale = 1e6 if after[2] == "m" else 1e3
            currency = find_currency(after[1]) or currency
        elif before and (before[2] or (is_alone and before[1] != "t")):
            scale = 1e6 if before[1] == "m" else 1e3
            currency = find_currency(before[2] or "") or currency
        elif part.strip(".") in THOUSANDS:
            scale = 1e3
        elif part.strip(".") in MILLIONS:
            scale = 1e6
    return currency, scale


def read_code(code, amount):
    """Return (currency, scale) of ``code``, the unit beside ``amount``: what the amount says itself
    counts once.

    >>> read_code("k€", "12"), read_code("k€", "12 k€"), read_code("CHF - Franc", "5 000")
    (('EUR', 1000.0), ('EUR', 1), ('CHF', 1))
    """
    named = find_currency(code.split(" ")[0]) or find_currency(code)
    currency, scale = read_unit(normalize(code), None, 1)
    is_plain = not any(map(str.isalpha, amount))
    return named or currency, scale if is_plain else 1


def is_unit(text):
    """Say whether ``text`` is only the unit of an amount.

    >>> [is_unit(text) for text in ("k€", "EUR", "k EUR", "F CFA")]
    [True, True, True, True]
    >>> [is_unit(text) for text in ("kg", "", "12 k€", "CFA Sud")]
    [False, False, False, False]
    """
    words = normalize(text).split()
    told = words and all(read_unit(word, None, 1) != (None, 1) for word in words)
    return bool(told or find_currency(text))
