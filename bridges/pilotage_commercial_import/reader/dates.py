"""Dates as people write them, exact or vague."""

import calendar
import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from babel.dates import get_day_names, get_month_names
from dateutil import parser as dateutil_parser

from .amounts import CellError
from .words import normalize

LANGUAGES = ("fr", "en", "es", "de", "it")
FIRST_YEAR, LAST_YEAR = 1900, 2199
# Day 0 of spreadsheets; the numbers are those of the days from 1982 to 2064.
SERIAL_ORIGIN = datetime.date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
SOON = {
    "asap", "urgent", "tres urgent", "immediat", "immediatement", "des que possible", "au plus vite",  # noqa: E501
    "au plus tot", "now", "today", "aujourd'hui", "aujourdhui", "auj", "hoy", "heute", "oggi",
    "immediately", "ce jour", "des aujourd'hui", "sofort", "subito", "ya",
}  # fmt: skip
TOMORROW = {"demain", "tomorrow", "manana", "morgen", "domani"}
WEEK = re.compile(
    r"(?:s|sem|semaine|week|w|wk|kw|semana|woche|settimana|cw)\.?\s?(\d{1,2})(?:\D+(\d{4}|\d\d))?"
)
ISO_WEEK = re.compile(r"(\d{4})[ -]?w(\d{1,2})")
QUARTER = re.compile(
    r"(?:t|q|trim\.?|trimestre|quarter)\s?([1-4])(?:\D+(\d{4}|\d\d))?|([1-4])(?:er|e|eme)? trimestre(?:\D+(\d{4}))?"  # noqa: E501
)
PART = re.compile(
    r"(fin|mi|debut|courant|end|late|mid|early|beginning|begin|start|ende|mitte|anfang|finales|mediados|"
    r"principios|fine|meta|inizio)(?:\s+(?:de|d'|du|of|the|le|la|des|di|del|dell'|l'))*[\s-]+(.+)"
)
START = {"debut", "early", "beginning", "begin", "start", "anfang", "principios", "inizio"}
MIDDLE = {"mi", "mid", "mitte", "mediados", "meta", "courant"}
MONTH_WORDS = {"mois", "month", "mes", "monat", "mese", "ce mois", "this month"}
YEAR_WORDS = {"annee", "an", "year", "ano", "jahr", "anno", "l'annee", "jahres"}
TIME = re.compile(
    r"[\s,t]+(?:a\s+|at\s+|um\s+)?\d{1,2}(?:[:h]\d{0,2}(?::\d\d(?:[.,]\d+)?)?)\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:z|utc|gmt|[a-z]{3,4})?(?:[+-]\d\d:?\d\d)?$"
)


class Day(NamedTuple):
    """A date, and whether it was only chosen within what a vague text allows."""

    date: datetime.date
    vague: bool = False


def _make_table(names):
    """Return ``{normalized name: place}`` of ``names(language)``, full names and short ones."""
    table = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for place, name in names(width, language).items():
                table[normalize(name).rstrip(".")] = place
    return table


MONTHS = _make_table(lambda width, language: get_month_names(width, locale=language))
MONTHS.update({"fevr": 2, "fev": 2, "aou": 8, "sept": 9, "dec": 12, "janv": 1, "juil": 7, "jun": 6})
WEEKDAYS = _make_table(lambda width, language: get_day_names(width, locale=language))


def is_day_first(cells, default):
    """Say how the dates of a column are written, from all its ``cells`` together.

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


def parse_date(cell, day_first, today):
    """Return the :class:`Day` that ``cell`` says.

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
    >>> parse_date("semaine 51", True, today)
    Day(date=datetime.date(2026, 12, 14), vague=True)
    """
    if isinstance(cell, datetime.datetime):
        return Day(cell.date())
    if isinstance(cell, datetime.date):
        return Day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not FIRST_SERIAL <= cell <= LAST_SERIAL:
            raise CellError("not_date")
        return Day(SERIAL_ORIGIN + datetime.timedelta(days=int(cell)))
    if not isinstance(cell, str) or len(cell.strip()) > 60:
        raise CellError("not_date")
    return _parse_text(cell.strip(), day_first, today)


@lru_cache(maxsize=20_000)
def _parse_text(cell, day_first, today):
    text = _simplify(cell)
    numeric = _match_numeric(text)
    if numeric:
        first, second, year = numeric
        month_first = first <= 12 < second if day_first is None else not day_first
        month, day = (first, second) if month_first else (second, first)
        return Day(_make(year, month, day, today))
    found = _match_iso(text) or _match_words(text)
    if found:
        return Day(_make(*found, today))
    vague = _find_vague(text, today)
    if vague:
        return Day(vague, True)
    return Day(_parse_long(text))


def _simplify(cell):
    """Return ``cell`` normalized, without time of day, weekday before it or dot after it."""
    text = TIME.sub("", normalize(cell.strip())).strip(" ,")
    head, _space, rest = text.partition(" ")
    day = head.rstrip(".,")
    # "mar 5 mai" is a Tuesday, "mar 2027" is March.
    is_month = day in MONTHS and rest.isdigit()
    if rest and day in WEEKDAYS and not rest.isalpha() and not is_month:
        text = rest
    for word in ("le ", "the ", "avant le ", "pour le ", "before ", "by ", "am ", "el ", "vor "):
        if text.startswith(word):
            text = text[len(word) :]
    return text.strip(" ,")


def _match_numeric(text):
    """Return (first, second, year or None) of "18/12", "18.12.26"; None for anything else."""
    match = re.fullmatch(
        r"(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d\d)?|\s(\d{4}))?", text
    )
    if not match:
        return None
    return int(match[1]), int(match[3]), _get_year(match[4] or match[5])


def _match_iso(text):
    match = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)", text)
    if not match:
        return None
    year, month, day = (match[1], match[3], match[4]) if match[1] else match.groups()[4:]
    return int(year), int(month), int(day)


def _match_words(text):
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
    return _get_year(words[2] if len(words) == 3 else None), month, int(day)


def find_month(word):
    """Return the number of the month that ``word`` names or abbreviates, None when it names none.

    >>> find_month("dec"), find_month("jui"), find_month("märz"), find_month("ma")
    (12, None, 3, None)
    """
    word = normalize(word).rstrip(".")
    if word in MONTHS:
        return MONTHS[word]
    if len(word) < 3:
        return None
    ranks = {rank for name, rank in MONTHS.items() if name.startswith(word)}
    return ranks.pop() if len(ranks) == 1 else None


# --- vague dates -----------------------------------------------------------------------------


def _find_vague(text, today):
    """Return the day to choose for a vague ``text``, None when it is none that we know."""
    if text in SOON:
        return today
    if text in TOMORROW:
        return today + datetime.timedelta(days=1)
    if text in ("eom", "fdm"):
        return _get_month_end(today.year, today.month)
    part = PART.fullmatch(text)
    if part:
        return _find_part(part[1], part[2].strip(), today)
    return _find_week(text, today) or _find_quarter(text, today) or _find_month(text, today)


def _find_part(part, text, today):
    if text in MONTH_WORDS:
        first = today.replace(day=1)
    elif text in YEAR_WORDS:
        first = datetime.date(today.year, 12, 1)
        part = "fin" if part not in START | MIDDLE else part
    elif re.fullmatch(r"20\d\d", text):
        first = datetime.date(int(text), 12, 1)
    else:
        last = _find_month(text, today) or _find_quarter(text, today)
        if not last:
            week = _find_week(text, today) or (today if text in ("semaine", "week") else None)
            return week and week + datetime.timedelta(days=4 - week.weekday())
        first = last.replace(day=1)
    if part in START:
        return first
    if part in MIDDLE:
        return first.replace(day=15)
    return _get_month_end(first.year, first.month)


def _find_week(text, today):
    """Return the Monday of "semaine 51", "S51", "2026-W51"."""
    iso = ISO_WEEK.fullmatch(text)
    match = WEEK.fullmatch(text)
    if not iso and not match:
        return None
    week, year = (int(iso[2]), int(iso[1])) if iso else (int(match[1]), _get_year(match[2]))
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    mondays = []
    for each in years:
        try:
            mondays.append(datetime.date.fromisocalendar(each, week, 1))
        except ValueError:
            continue
    return _get_nearest(mondays, today)


def _find_quarter(text, today):
    """Return the last day of "T1 2027", "Q1"."""
    match = QUARTER.fullmatch(text)
    if not match:
        return None
    month = int(match[1] or match[3]) * 3
    year = _get_year(match[2] or match[4])
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    return _get_nearest([_get_month_end(each, month) for each in years], today)


def _find_month(text, today):
    """Return the last day of "décembre", "déc-26", "12/2026"."""
    match = re.fullmatch(r"([^\W\d_]+)\.?(?:[\s'/.-]+(?:de\s)?(\d{4}|\d\d))?", text)
    month = find_month(match[1]) if match else None
    year = _get_year(match[2]) if month else None
    if not month:
        match = re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text)
        iso = re.fullmatch(r"(\d{4})[/.-](\d{1,2})", text)
        if not match and not iso:
            return None
        month, year = (int(match[1]), int(match[2])) if match else (int(iso[2]), int(iso[1]))
    if not 1 <= month <= 12 or (year and not FIRST_YEAR <= year <= LAST_YEAR):
        raise CellError("impossible_date")
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    return _get_nearest([_get_month_end(each, month) for each in years], today)


def _get_month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


# --- days ------------------------------------------------------------------------------------


def _parse_long(text):
    """Return the date of a long text that names its year, read by dateutil."""
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


def _get_year(digits):
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


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
    """Return the nearest such day; 29 February is that of the nearest leap year."""
    days = []
    for year in range(today.year - 8, today.year + 9):
        try:
            days.append(datetime.date(year, month, day))
        except ValueError:
            continue
    if not days:
        raise CellError("impossible_date")
    return _get_nearest(days, today)


def _get_nearest(days, today):
    """Return the day of ``days`` nearest to ``today``, the later one of two; None of none."""
    if not days:
        return None
    return min(days, key=lambda day: (abs((day - today).days), day < today))
