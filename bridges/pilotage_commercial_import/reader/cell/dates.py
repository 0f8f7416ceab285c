"""Dates as people write them, exact or vague."""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from dateutil import parser as dateutil_parser

from .amounts import CellError
from .calendar_words import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    WEEKDAYS,
    find_month,
    get_nearest,
    get_year,
    is_english,
)
from .vague_dates import find_vague
from .words import normalize

# Day 0 of spreadsheets; the numbers are those of the days from 1982 to 2064.
SERIAL_ORIGIN = datetime.date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
# Seconds since 1970, from 2001 to 2096; more are thousandths.
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 4_000_000_000
TIME = re.compile(
    r"(?<![\s,t])[\s,t]+(?:a\s+|at\s+|um\s+)?\d{1,2}(?:[:h]\d{0,2}(?::\d\d(?:[.,]\d+)?)?)\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:z|utc|gmt|[a-z]{3,4})?(?:[+-]\d\d(?::?\d\d)?)?$"
)


# Words before a date that do not change its day.
BEFORE = re.compile(
    r"^(?:(?:d'ici|avant|pour|vers|autour|before|by|around|until|vor|bis|ab|hasta|antes|entro|prima)\b\s*)?"
    r"(?:(?:au|a|du|de|del|dem|zum|il|la|le|the|end of day|am|el|del)\s+(?=\S))?"
)


# A week by one of its days: "semaine du 14/12".
WEEK_OF = re.compile(
    r"(?:w/c|(?:semaine|sem\.?|week|woche|semana|settimana)\s+(?:du|of|commencing|vom|del|dal))\s+(.+)"
)


# A day within a sentence: day and month in two digits each, or the month in letters.
WITHIN = re.compile(
    r"(?<![\d/.,-])(?:\d\d[/.]\d\d(?:[/.](?:\d{4}|\d\d))?|\d{4}-\d\d-\d\d)(?![\d/€%]|[.,]\d)|"
    r"(?<![\d/.,-])\d{1,2}(?:er)? (?:"
    + "|".join(sorted((name for name in MONTHS if len(name) > 3), key=len, reverse=True))
    + r")(?: \d{4})?\b",
    re.IGNORECASE,
)


class Day(NamedTuple):
    """A date, and whether it was chosen within a vague period."""

    date: datetime.date
    vague: bool = False


def is_day_first(cells, default):
    """Return whether the dates of a column begin with the day, from all its ``cells``.

    :param bool default: what to think of a column that could be both
    :return: True for day first, False for month first, None when the column contradicts itself

    >>> is_day_first(["12/05", "18/12"], False), is_day_first(["12/18/2026", "01/02"], True)
    (True, False)
    >>> is_day_first(["18/12", "12/18"], True), is_day_first(["01/02"], True)
    (None, True)
    """
    day_first = month_first = False
    for cell in cells:
        parts = (
            _match_numeric(_simplify(cell)) if isinstance(cell, str) and len(cell) < 80 else None
        )
        if parts:
            first, second, _year = parts
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
    if day_first and month_first:
        return None
    return default if day_first == month_first else day_first


def guess_day_first(columns, default):
    """Return the order of an ambiguous column: that of the other ``columns``, sets of cells."""
    told = set()
    for cells in columns:
        found = {is_day_first(cells, True), is_day_first(cells, False)}
        told |= found if len(found) == 1 else set()
    return told.pop() if len(told) == 1 and None not in told else default


def parse_date(cell, day_first, today):
    """Return the :class:`Day` in ``cell``.

    :param cell: what a person typed, or a date or number out of a spreadsheet
    :param day_first: as told by :func:`is_day_first`; None reads each value as it is possible
    :param datetime.date today: a date without a year is the nearest one
    :raises CellError: ``not_date`` or ``impossible_date``

    >>> today = datetime.date(2026, 11, 26)
    >>> str(parse_date("20/11", True, today).date), str(parse_date("05/01", True, today).date)
    ('2026-11-20', '2027-01-05')
    >>> texts = ("ven. 18/12", "15 Apr, 2021 00:02:00")
    >>> [str(parse_date(text, True, today).date) for text in texts]
    ['2026-12-18', '2021-04-15']
    >>> [str(parse_date(text, True, today)[0]) for text in ("fin décembre", "T1 2027", "déc-26")]
    ['2026-12-31', '2027-03-31', '2026-12-31']
    >>> [str(parse_date(text, True, today)[0]) for text in ("vendredi", "next Monday", "jeudi")]
    ['2026-11-27', '2026-11-30', '2026-11-26']
    >>> [str(parse_date(text, False, today)[0]) for text in ("Mar 5, 2027", "mar 5 mai 2026")]
    ['2027-03-05', '2026-05-05']
    >>> str(parse_date("semaine 51", True, today).date), parse_date("semaine 51", True, today).vague
    ('2026-12-14', True)
    """
    if isinstance(cell, datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        return Day(_make(day.year, day.month, day.day, today))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Day(_read_number(cell))
    if not isinstance(cell, str) or len(cell.strip()) > 60:
        raise CellError("not_date")
    return _parse_text(cell.strip(), day_first, today)


@lru_cache(maxsize=20_000)
def _parse_text(cell, day_first, today):
    text = _simplify(cell)
    week = WEEK_OF.fullmatch(text)
    if week:
        return Day(_parse_text(week[1], day_first, today).date, True)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?|\d{10}|\d{13}", text):
        return Day(_read_number(float(text.replace(",", "."))))
    numeric = _match_numeric(text)
    if numeric:
        first, second, year = numeric
        month_first = first <= 12 < second if day_first is None else not day_first
        month, day = (first, second) if month_first else (second, first)
        return Day(_make(year, month, day, today))
    found = _match_iso(text) or _match_words(text, today)
    if found:
        return Day(_make(*found, today))
    vague = find_vague(text, today)
    if vague:
        return Day(vague, True)
    return Day(_parse_long(text))


def find_date(text, day_first, today):
    """Return the only date that stands within ``text``, None when there is none or several.

    >>> today = datetime.date(2026, 11, 26)
    >>> str(find_date("Relancer le 15/12 à 14h", True, today))
    '2026-12-15'
    >>> str(find_date("RDV 8 janvier sur site", True, today)), find_date("Lot 3/4", True, today)
    ('2027-01-08', None)
    >>> find_date("Devis du 02/11, relancer le 15/12", True, today)
    """
    days = set()
    for match in WITHIN.finditer(text[:200]):
        try:
            days.add(_parse_text(match[0], day_first, today).date)
        except CellError:
            continue
    return days.pop() if len(days) == 1 else None


def _simplify(cell):
    """Return ``cell`` normalized, without time of day, weekday or final dot."""
    text = TIME.sub("", normalize(cell.strip())).strip(" ,")
    head, _space, rest = text.partition(" ")
    day = head.rstrip(".,")
    # "mar 5 mai" is a Tuesday; "mar 2027" and "mar 5, 2027" are in March.
    is_month = day in MONTHS and re.fullmatch(
        r"\d+|\d{1,2}(?:st|nd|rd|th)?,? (?:\d{4}|'?\d\d)", rest
    )
    if rest and day in WEEKDAYS and not rest.isalpha() and not is_month:
        text = rest
    return BEFORE.sub("", text).strip(" ,")


def _match_numeric(text):
    """Return (first, second, year or None) of "18/12", "18.12.26"; None for anything else."""
    match = re.fullmatch(
        r"(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d\d)?|\s(\d{4}))?", text
    )
    if not match:
        return None
    return int(match[1]), int(match[3]), get_year(match[4] or match[5])


def _match_iso(text):
    match = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)", text)
    if not match:
        return None
    year, month, day = (match[1], match[3], match[4]) if match[1] else match.groups()[4:]
    return int(year), int(month), int(day)


def _match_words(text, today):
    """Return (year or None, month, day) of "18 décembre", "Dec 18 2026"; None for anything else."""
    words = [
        word
        for word in re.findall(r"[^\W\d_]+|\d+", text)
        if word not in ("er", "st", "nd", "rd", "th", "de", "del", "of")
    ]
    if words and words[0] in WEEKDAYS and len(words) > 2:
        words = words[1:]
    if len(words) not in (2, 3) or (len(words) == 3 and not re.fullmatch(r"\d\d|\d{4}", words[2])):
        return None
    day, name = words[:2] if words[0].isdigit() else (words[1], words[0])
    month = find_month(name)
    if not month or not re.fullmatch(r"\d{1,2}", day):
        return None
    # "déc-26" is a month of a year, "26 déc" and "Dec 26" are days.
    if len(words) == 2 and not words[0].isdigit() and re.fullmatch(r"\w+[.]?[-/']\d\d", text):
        return None
    # "mars 27" is not a day either: only English writes the day after the month.
    is_month = len(words) == 2 and name == words[0] and not is_english(name)
    if is_month and get_year(day) in range(today.year, today.year + 10):
        return None
    return get_year(words[2] if len(words) == 3 else None), month, int(day)


def _read_number(number):
    """Return the day that programs write as a number: a spreadsheet's, or seconds since 1970.

    >>> str(_read_number(46374)), str(_read_number(1797552000000)), str(_read_number(1797552000))
    ('2026-12-18', '2026-12-18', '2026-12-18')
    """
    if not abs(number) < LAST_SECOND * 1000:
        raise CellError("not_date")
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return SERIAL_ORIGIN + datetime.timedelta(days=int(number))
    seconds = number / 1000 if number > LAST_SECOND else number
    if not FIRST_SECOND <= seconds <= LAST_SECOND:
        raise CellError("not_date")
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


# --- days ------------------------------------------------------------------------------------


def _parse_long(text):
    """Return the date of a long text with a year, read by dateutil."""
    if (
        not re.search(r"\d{4}", text)
        or len(re.findall(r"\d+", text)) < 2
        or not re.search(r"[a-z]", text)
    ):
        raise CellError("not_date")
    try:
        date = dateutil_parser.parse(text, ignoretz=True).date()
    except (ValueError, OverflowError) as error:
        raise CellError("not_date") from error
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise CellError("impossible_date")
    return date


def _make(year, month, day, today):
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("impossible_date")
    if year is None:
        return _find_nearest(month, day, today)
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise CellError("impossible_date") from error


def _find_nearest(month, day, today):
    """Return the nearest such day; for 29 February, that of the nearest leap year."""
    days = []
    for year in range(today.year - 8, today.year + 9):
        try:
            days.append(datetime.date(year, month, day))
        except ValueError:
            continue
    if not days:
        raise CellError("impossible_date")
    return get_nearest(days, today)
