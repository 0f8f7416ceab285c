"""Amounts as people write them."""

import re
import unicodedata
from typing import NamedTuple

from babel.numbers import get_currency_symbol, list_currencies

from .words import APOSTROPHES

MAX_DIGITS = 15
# Signs of one currency in any country; "$" and "kr" belong to several.
SIGNS = {
    "€": "EUR", "$": "$", "£": "GBP", "¥": "JPY", "₣": "CHF", "₤": "GBP", "₦": "NGN", "₩": "KRW",
    "₪": "ILS", "₫": "VND", "₱": "PHP", "₲": "PYG", "₴": "UAH", "₵": "GHS", "₸": "KZT", "₹": "INR",
    "₺": "TRY", "₽": "RUB", "₾": "GEL", "₿": "BTC", "us$": "USD", "usd$": "USD", "c$": "CAD",
    "ca$": "CAD", "can$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "r$": "BRL", "mx$": "MXN", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "dollar": "$", "dollars": "$", "fcfa": "FCFA", "f cfa": "FCFA", "cfa": "FCFA",
    "francs cfa": "FCFA", "franc cfa": "FCFA", "xof": "FCFA", "xaf": "FCFA", "fr": "CHF",
    "frs": "CHF", "sfr": "CHF", "kr": "kr", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK",
    "dh": "MAD", "dhs": "MAD", "rs": "INR", "lei": "RON", "ft": "HUF", "dt": "TND",
    "pounds": "GBP", "livres": "GBP",
}  # fmt: skip
CODES = frozenset(list_currencies())
SCALES = {
    "k": 1e3, "m": 1e6, "md": 1e9, "mds": 1e9, "mrd": 1e9, "bn": 1e9, "mio": 1e6, "mln": 1e6,
    "mille": 1e3, "million": 1e6, "millions": 1e6, "milliard": 1e9, "tsd": 1e3, "mil": 1e3,
    "millones": 1e6, "mn": 1e6,
}  # fmt: skip
TAX_EXCLUDED = re.compile(
    r"(?:\bh\.?\s?t\.?|\bexcl\.?(?:\s+(?:tax|vat))?|\bhors\s+taxes?|\bnetto|\bsin iva|\biva esclusa|"  # noqa: E501
    r"\bzzgl\.?(?:\s+mwst\.?)?|\bnet)$"
)
TAX_INCLUDED = re.compile(
    r"(?:\bt\.?\s?t\.?\s?c\.?|\bincl\.?(?:\s+(?:tax|vat))?|\bbrutto|\bcon iva|\biva inclusa|\biva incl\.?|"  # noqa: E501
    r"\binkl\.?(?:\s+mwst\.?)?|\btoutes taxes comprises)$"
)
ABOUT = re.compile(r"^(?:env(?:iron)?\.?|approx\.?|about|ca\.?|circa|~|≈|±|\+/-)\s*", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d\s.,']*")


class CellError(ValueError):
    """An unreadable cell; ``code`` is ``not_amount``, ``tax_included``, ``not_date`` (no date at
    all) or ``impossible_date`` (no such day).
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Amount(NamedTuple):
    """A number, its currency as written: a code, "$" or "kr", or None, and the scale of its own
    unit.
    """

    value: float
    currency: str | None = None
    scale: float = 1


def parse_amount(cell, decimal=None):
    """Return the :class:`Amount` in ``cell``.

    ``cell`` is what a person typed, or a number out of a spreadsheet. A single separator followed
    by exactly three digits separates thousands, unless nothing precedes it but 0, or unless it is
    the ``decimal`` mark of its column.

    >>> parse_amount("5 000 €")[:2]
    (5000.0, 'EUR')
    >>> parse_amount("12.500,00").value, parse_amount("12,500.00").value
    (12500.0, 12500.0)
    >>> [parse_amount(text).value for text in ("12 K€", "1,2 M€", "5k", "(500)", "0,500")]
    [12000.0, 1200000.0, 5000.0, -500.0, 0.5]
    >>> parse_amount("2,5 M FCFA"), parse_amount("5.000", ".").value
    (Amount(value=2500000.0, currency='FCFA', scale=1000000.0), 5.0)
    >>> parse_amount("1E+05").value, parse_amount("1,25E+04").value, parse_amount("45 T€").value
    (100000.0, 12500.0, 45000.0)
    >>> parse_amount("abc")
    Traceback (most recent call last):
        ...
    odoo.addons.pilotage_commercial_import.reader.cell.amounts.CellError: not_amount
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not abs(cell) < 10**MAX_DIGITS:  # also refuses NaN, for which every comparison is false
            raise CellError("not_amount")
        return Amount(float(cell), getattr(cell, "currency", None))
    if not isinstance(cell, str) or len(cell.strip()) > 200:
        raise CellError("not_amount")
    text, negative = _strip_sign(_strip_tax(_expand(_clean(cell))))
    match = NUMBER.search(text)
    if not match:
        raise CellError("not_amount")
    scale, currency = _read_around(text[: match.start()], text[match.end() :])
    number = _parse_number(match[0].strip(), decimal) * scale
    if scale != 1:
        number = round(number, 6)
    return Amount(-number if negative and number else number, currency, scale)


def find_decimal(cells):
    """Return the decimal mark of a column, from the cells with a single possible reading.

    >>> find_decimal(["41.000", "1.100.000"]), find_decimal(["5.000", "12.5"])
    (',', '.')
    >>> find_decimal(["5,000", "12"])
    """
    marks = set()
    for cell in cells:
        if not isinstance(cell, str) or len(cell) > 60:
            continue
        match = NUMBER.search(cell)
        number = match[0].strip(" .,") if match else ""
        last = max(number.rfind("."), number.rfind(","))
        if last < 0:
            continue
        mark, other = number[last], "." if number[last] == "," else ","
        after, before = len(number) - last - 1, number[:last]
        if other in before or (mark not in before and (after != 3 or len(before) > 3)):
            marks.add(mark)
        elif mark in before:
            marks.add(other)
    return marks.pop() if len(marks) == 1 else None


def _clean(text):
    text = unicodedata.normalize("NFKC", text)
    for mark in APOSTROPHES:
        text = text.replace(mark, "'")
    # Typographic minus and dashes; "5 000,-" is a round amount.
    text = " ".join(re.sub("[−–—]", "-", text).split())
    # A spreadsheet's mark of a text.
    text = re.sub(r"^'(?=\d)", "", text)
    return re.sub(r"(\d) ?[.,] ?-+(?!\d)", r"\1", text)


def _expand(text):
    """Return "100000" for 1E+05, as spreadsheets write a number that is too wide."""
    if not re.fullmatch(r"\d(?:[.,]\d{1,15})?[eE]\+\d\d", text):
        return text
    number = float(text.replace(",", "."))
    return f"{number:.0f}" if number < 10**MAX_DIGITS else text


def _strip_tax(text):
    lower = text.lower().rstrip(" .)")
    if TAX_INCLUDED.search(lower):
        raise CellError("tax_included")
    match = TAX_EXCLUDED.search(lower)
    text = text[: match.start()].strip(" (") if match else text
    return ABOUT.sub("", text)


def _strip_sign(text):
    """Return ``text`` without its sign, and whether it was negative ("-5", "€ -5", "(5)")."""
    inside = re.fullmatch(r"([^()\d]*)\(([^()]*)\)([^()\d]*)", text)
    if inside and any(char.isdigit() for char in inside[2]):
        if re.search("[-+]", text):
            raise CellError("not_amount")
        return "".join(inside.groups()), True
    signed = re.fullmatch(r"([^-+\d]*)([-+])([^-+]*)", text)
    if signed:
        return signed[1] + signed[3], signed[2] == "-"
    return text, False


def _read_around(before, after):
    """Return (scale, currency) of the text before and after the number."""
    scale, currency = 1, None
    for part, is_after in ((before, False), (after, True)):
        text = part.strip().strip(".").strip().lower()
        if not text:
            continue
        if is_after:
            scale, text = _split_scale(text)
        if text:
            found = find_currency(text)
            if not found or (currency and found != currency):
                raise CellError("not_amount")
            currency = found
    return scale, currency


def _split_scale(text):
    """Return (scale, rest) of what follows a number: "k€", "m fcfa", "millions d'euros"."""
    match = re.match(r"([a-z]+)\.?(?:\s+(?:d'|de\s+|of\s+|di\s+)?|(?=[€$£])|$)(.*)", text)
    if match and match[1] in SCALES:
        return SCALES[match[1]], match[2].strip()
    # "k€", "keur", "musd": the scale is glued to the currency.
    is_currency = text in SIGNS or text.upper() in CODES
    if not is_currency and text[:1] in ("k", "m", "t") and find_currency(text[1:]):
        return SCALES.get(text[0], 1e3), text[1:]
    for sign in ("€", "$", "£"):
        if text.startswith(sign) and text[1:].strip() in SCALES:
            return SCALES[text[1:].strip()], sign
    return 1, text


def find_currency(text):
    """Return the currency in ``text``: a code, "$" or "kr", "FCFA"; None without one.

    >>> [find_currency(text) for text in ("€", "EUR", "F CFA", "$", "us$", "tonnes")]
    ['EUR', 'EUR', 'FCFA', '$', 'USD', None]
    """
    text = " ".join(text.lower().split())
    if text in SIGNS:
        return SIGNS[text]
    code = text.upper()
    return code if len(code) == 3 and code in CODES else None


def get_sign(currency):
    """Return the usual sign of ``currency``: "€" for EUR.

    >>> get_sign("EUR"), get_sign("FCFA"), get_sign("$")
    ('€', 'FCFA', '$')
    """
    return get_currency_symbol(currency, locale="en") if currency in CODES else currency


def _parse_number(text, decimal):
    """Return the float of ``text``, made of digits and separators."""
    whole, decimals = _split_decimals(text.rstrip("'"), decimal)
    if re.fullmatch(r"\d{1,3}(?:([ '.,])\d{3})(?:\1\d{3})*", whole):
        whole = re.sub(r"\D", "", whole)
    elif re.fullmatch(r"\d{1,2}(?:,\d\d)+,\d{3}", whole):
        # Lakhs and crores: 12,34,567.
        whole = whole.replace(",", "")
    if not whole.isdecimal() or not (decimals.isdecimal() or not decimals):
        raise CellError("not_amount")
    if len(whole) > MAX_DIGITS:
        raise CellError("not_amount")
    return float(f"{whole}.{decimals or 0}")


def _split_decimals(text, decimal):
    """Return the whole part, thousands separators included, and the decimals."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text, ""
    whole, separator, decimals = text[:last], text[last], text[last + 1 :]
    if not decimals:
        raise CellError("not_amount")
    if separator in whole:
        return text, ""
    alone = whole.isdigit()
    if (
        separator != decimal
        and alone
        and len(decimals) == 3
        and len(whole) <= 3
        and int(whole or 0)
    ):
        return text, ""
    return whole, decimals
