"""Reads the cells of a pipeline sheet as people write them. Pure Python, no ORM.

Errors are :class:`CellError`; their ``code`` says why, the caller puts it into the user's words.
"""

import datetime
import re
import unicodedata

# The guide's five columns and the fields of ``crm.lead`` that they fill, in the guide's order.
FIELDS = ("name", "expected_revenue", "stage_id", "next_action", "next_action_date")
HEADERS = {
    "opportunite/client": "name",
    "client/opportunite": "name",
    "opportunity/customer": "name",
    "customer/opportunity": "name",
    "montant estime": "expected_revenue",
    "estimated amount": "expected_revenue",
    "statut": "stage_id",
    "status": "stage_id",
    "prochaine action": "next_action",
    "next action": "next_action",
    "date d echeance": "next_action_date",
    "date echeance": "next_action_date",
    "echeance": "next_action_date",
    "due date": "next_action_date",
}

# Written joined in French, and no decomposition of Unicode separates them.
LIGATURES = {"œ": "oe", "æ": "ae"}
APOSTROPHES = "’‘ʼ`"
COMBINING_MARKS = "\u0300-\u036f"

CURRENCY = r"(?:[A-Z]{0,3}[$£¥€¢₣₤₦₩₪₫₭₮₱₲₴₵₸₹₺₽₾₿]|(?i:euros?|frs?\.?|kr|zł|kč|dhs?)|[A-Z]{3})"
TAX_EXCLUDED = r"(?i:H\.?\s?T\.?|excl\.?(?:\s+(?:tax|VAT))?)"
TAX_INCLUDED = r"(?i:T\.?\s?T\.?\s?C\.?|incl\.?(?:\s+(?:tax|VAT))?)"
MAX_DIGITS = 15

MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
WEEKDAYS = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2199


class CellError(ValueError):
    """A cell that cannot be read; ``code`` is one of ``not_amount``, ``tax_included``,
    ``not_date`` (no date at all) and ``impossible_date`` (no such day)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


# --- words -----------------------------------------------------------------------------------


def normalize(text):
    """Return ``text`` as it is compared: no case, accents, ligatures or extra spaces.

    >>> normalize("  DEVIS  envoyé ")
    'devis envoye'
    >>> normalize("Chœur d’Élite") == normalize("choeur d'elite")
    True
    """
    text = re.sub(f"[{COMBINING_MARKS}]", "", unicodedata.normalize("NFKD", text or "")).lower()
    for mark in APOSTROPHES:
        text = text.replace(mark, "'")
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return " ".join(text.split())


def get_header_field(header):
    """Return the field of ``crm.lead`` that a column of the guide fills, None for any other.

    >>> get_header_field("Date d’échéance"), get_header_field("OPPORTUNITE/CLIENT ")
    ('next_action_date', 'name')
    >>> get_header_field("Montant estimé (€)"), get_header_field("Phone")
    ('expected_revenue', None)
    """
    if not isinstance(header, str):
        return None
    header = re.sub(r"\([^)]*\)|[:*]\s*$", "", normalize(header)).replace("'", " ")
    header = re.sub(r"\s*/\s*", "/", header)
    return HEADERS.get(" ".join(header.split()))


def get_sheet_mapping(headers):
    """Return ``{column index: field}`` of the guide's columns in ``headers``.

    Empty when the header line is not one of a pipeline sheet: *Status* or *Due date* alone may
    come from any other tool.

    >>> get_sheet_mapping(["Opportunité / client", "Téléphone", "Statut"])
    {0: 'name', 2: 'stage_id'}
    >>> get_sheet_mapping(["Task", "Status", "Due date"])
    {}
    """
    mapping = {}
    for index, header in enumerate(headers):
        field = get_header_field(header)
        if field and field not in mapping.values():
            mapping[index] = field
    if "name" in mapping.values() or len(mapping) >= 3:
        return mapping
    return {}


# --- amounts ---------------------------------------------------------------------------------


def parse_amount(value):
    """Return the amount that ``value`` says, a float in no particular currency.

    ``value`` is what a person typed, or a number out of a spreadsheet. A single separator
    followed by exactly three digits separates thousands, unless nothing precedes it but 0.

    :raises CellError: ``not_amount``, or ``tax_included`` as opportunities are without tax.

    >>> parse_amount("5 000 €"), parse_amount("12.500,00"), parse_amount("12,500.00")
    (5000.0, 12500.0, 12500.0)
    >>> parse_amount("5,000"), parse_amount("0,500"), parse_amount("(500)")
    (5000.0, 0.5, -500.0)
    >>> parse_amount("abc")
    Traceback (most recent call last):
        ...
    odoo.addons.pilotage_commercial_import.tools.sheet_parser.CellError: not_amount
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        raise CellError("not_amount")
    text, negative = _strip_sign(_strip_tax(_clean_number(value)))
    number = _parse_number(_strip_currency(text))
    return -number if negative and number else number


def _clean_number(text):
    text = unicodedata.normalize("NFKC", text)
    for mark in APOSTROPHES:
        text = text.replace(mark, "'")
    # Minus and dashes of typographers; "5 000,-" is a round amount.
    text = re.sub("[−–—]", "-", text).strip()
    return re.sub(r"(\d)\s?[.,]\s?-+(?!\d)", r"\1", text)


def _strip_tax(text):
    if re.search(rf"\b{TAX_INCLUDED}$", text):
        raise CellError("tax_included")
    return re.sub(rf"\b{TAX_EXCLUDED}$", "", text).strip()


def _strip_sign(text):
    """Return ``text`` without its sign, and whether it was negative ("-5", "€ -5", "(5)")."""
    inside = re.fullmatch(r"([^()\d]*)\(([^()]*)\)([^()\d]*)", text)
    if inside:
        if re.search("[-+]", text):
            raise CellError("not_amount")
        return "".join(inside.groups()), True
    signed = re.fullmatch(r"([^-+\d]*)([-+])([^-+]*)", text)
    if signed:
        return signed[1] + signed[3], signed[2] == "-"
    return text, False


def _strip_currency(text):
    """Return ``text`` without the currency before or after its number."""
    match = re.fullmatch(rf"\s*(?:{CURRENCY}\s*)?(\d[\d\s.,']*?)\s*(?:{CURRENCY}\s*)?", text)
    if not match:
        raise CellError("not_amount")
    return re.sub(r"\s", " ", match[1])


def _parse_number(text):
    """Return the float that ``text``, digits and separators, says."""
    whole, decimals = _split_decimals(text)
    if re.fullmatch(r"\d{1,3}(?:([ '.,])\d{3})(?:\1\d{3})*", whole):
        whole = re.sub(r"\D", "", whole)
    if not re.fullmatch(r"\d+", whole) or not re.fullmatch(r"\d*", decimals):
        raise CellError("not_amount")
    if len(whole) > MAX_DIGITS:
        raise CellError("not_amount")
    return float(f"{whole}.{decimals or 0}")


def _split_decimals(text):
    """Return the whole part, thousands separators included, and the decimals."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text, ""
    whole, separator, decimals = text[:last], text[last], text[last + 1 :]
    if not decimals:
        raise CellError("not_amount")
    if separator in whole:
        return text, ""
    alone = not re.search(r"\D", whole)
    if alone and len(decimals) == 3 and len(whole) <= 3 and int(whole or 0):
        return text, ""
    return whole, decimals


# --- dates -----------------------------------------------------------------------------------


def is_day_first(values, default):
    """Say how the dates of a column are written, from all its ``values`` together.

    :param bool default: what to think of a column that could be both
    :return: True for day first, False for month first, None when the column contradicts itself

    >>> is_day_first(["12/05", "18/12"], False), is_day_first(["12/18/2026", "01/02"], True)
    (True, False)
    >>> is_day_first(["18/12", "12/18"], True), is_day_first(["01/02"], True)
    (None, True)
    """
    day_first = month_first = False
    for value in values:
        parts = _match_numeric(value) if isinstance(value, str) else None
        if parts:
            first, second, _year = parts
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
    if day_first and month_first:
        return None
    return default if day_first == month_first else day_first


def parse_date(value, day_first, today):
    """Return the date that ``value`` says.

    :param value: what a person typed, or a date out of a spreadsheet
    :param day_first: as told by :func:`is_day_first`; None reads each value as it is possible
    :param datetime.date today: a date without a year is the next such one, today included
    :raises CellError: ``not_date`` or ``impossible_date``

    >>> parse_date("18/12", True, datetime.date(2026, 12, 19))
    datetime.date(2027, 12, 18)
    >>> parse_date("18 déc. 2026", True, datetime.date(2026, 1, 1))
    datetime.date(2026, 12, 18)
    >>> parse_date("12/18/26", False, datetime.date(2026, 1, 1))
    datetime.date(2026, 12, 18)
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):
        raise CellError("not_date")
    year, month, day = _match_date(value, day_first)
    if year is None:
        return _get_next_date(month, day, today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("impossible_date")
    return _make_date(year, month, day)


def _match_date(text, day_first):
    """Return (year or None, month, day) as written in ``text``, possible or not."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    iso = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+Z?)?", text)
    if iso:
        return int(iso[1]), int(iso[3]), int(iso[4])
    numeric = _match_numeric(text)
    if numeric:
        first, second, year = numeric
        if day_first is None:
            day_first = not second > 12 >= first
        return (year, second, first) if day_first else (year, first, second)
    words = _match_words(text)
    if words:
        return words
    raise CellError("not_date")


def _match_numeric(text):
    """Return (first, second, year or None) of "18/12", "18.12.26", "18-12-2026"; else None."""
    match = re.fullmatch(
        r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?\.?(?: 0?0:00(?::00)?)?",
        unicodedata.normalize("NFKC", text).strip(),
    )
    return match and (int(match[1]), int(match[2]), _get_year(match[3]))


def _match_words(text):
    """Return (year or None, month, day) of "18 décembre", "Fri, Dec 18 2026"; else None."""
    words = re.findall(r"[a-z]+|\d+", normalize(text))
    found = _match_day_month(words)
    if not found and words and _get_rank(WEEKDAYS, words[0]):
        found = _match_day_month(words[1:])
    return found


def _match_day_month(words):
    words = [word for word in words if word not in ("er", "st", "nd", "rd", "th")]
    if len(words) not in (2, 3) or (len(words) == 3 and not re.fullmatch(r"\d\d|\d{4}", words[2])):
        return None
    day, month = words[:2] if words[0].isdigit() else (words[1], words[0])
    rank = _get_rank(MONTHS, month)
    if not rank or not re.fullmatch(r"\d{1,2}", day):
        return None
    return _get_year(words[2] if len(words) == 3 else None), rank, int(day)


def _get_rank(table, word):
    """Return the place, from 1, of ``word`` or of what it abbreviates in ``table``; 0 if none."""
    if len(word) < 3 or word.isdigit():
        return 0
    ranks = [
        rank for rank, names in enumerate(table, 1) if any(name.startswith(word) for name in names)
    ]
    # "jui" may be June or July, "mar" is March only.
    return ranks[0] if len(ranks) == 1 else 0


def _get_year(digits):
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _make_date(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise CellError("impossible_date") from error


def _get_next_date(month, day, today):
    """Return the next such day on or after ``today``; 29 February waits for its leap year."""
    _make_date(2024, month, day)
    for year in range(today.year, today.year + 9):
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            continue
        if date >= today:
            return date
    raise CellError("impossible_date")
