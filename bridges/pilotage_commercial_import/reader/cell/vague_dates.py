"""Vague dates: "fin décembre", "semaine 51", "T1 2027"."""

import calendar
import datetime
import re

from .amounts import CellError
from .calendar_words import (
    FIRST_YEAR,
    LAST_YEAR,
    WEEKDAYS,
    find_month,
    get_nearest,
    get_year,
)

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
    r"principios|fine|meta|inizio)(?:[\s-]+(?:de|du|of|the|le|la|des|di|del))*[\s-]+(?:d'|dell'|l')?(.+)"
)
START = {"debut", "early", "beginning", "begin", "start", "anfang", "principios", "inizio"}
MIDDLE = {"mi", "mid", "mitte", "mediados", "meta", "courant"}
MONTH_WORDS = {"mois", "month", "mes", "monat", "mese", "ce mois", "this month"}
NEXT = {
    "next", "prochain", "ce", "this", "on", "le", "proximo", "el", "este", "nachsten", "nachster",
    "am", "diesen", "prossimo", "questo",
}  # fmt: skip
YEAR_WORDS = {"annee", "an", "year", "ano", "jahr", "anno", "l'annee", "jahres"}


def find_vague(text, today):
    """Return the day to choose for a vague ``text``, None if it is unknown."""
    if text in SOON:
        return today
    if text in TOMORROW:
        return today + datetime.timedelta(days=1)
    if text in ("eom", "fdm"):
        return _get_month_end(today.year, today.month)
    part = PART.fullmatch(text)
    if part:
        return _find_part(part[1], part[2].strip(), today)
    weekday = _find_weekday(text, today)
    if weekday:
        return weekday
    return _find_week(text, today) or _find_quarter(text, today) or _find_month(text, today)


def _find_weekday(text, today):
    """Return the next "lundi", "next Monday", "lunes próximo", today included."""
    words = [word for word in text.split() if word not in NEXT]
    weekday = WEEKDAYS.get(words[0]) if len(words) == 1 else None
    # "mar" and "lun" are days in one language, months or nothing in others.
    if weekday is None or len(words[0]) < 4:
        return None
    return today + datetime.timedelta(days=(weekday - today.weekday()) % 7)


def _find_part(part, text, today):
    if text in MONTH_WORDS:
        first = today.replace(day=1)
    elif text in YEAR_WORDS or re.fullmatch(r"20\d\d", text):
        return _find_part_of_year(part, text, today)
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


def _find_part_of_year(part, text, today):
    """Return the day to choose for "début 2027", "mi-2027", "fin d'année"."""
    month, day = (1, 1) if part in START else (6, 30) if part in MIDDLE else (12, 31)
    years = [int(text)] if text.isdigit() else [today.year, today.year + 1]
    days = [datetime.date(year, month, day) for year in years]
    return next((found for found in days if found >= today), days[-1])


def _find_week(text, today):
    """Return the Monday of "semaine 51", "S51", "2026-W51"."""
    iso = ISO_WEEK.fullmatch(text)
    match = WEEK.fullmatch(text)
    if not iso and not match:
        return None
    week, year = (int(iso[2]), int(iso[1])) if iso else (int(match[1]), get_year(match[2]))
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    mondays = []
    for each in years:
        try:
            mondays.append(datetime.date.fromisocalendar(each, week, 1))
        except ValueError:
            continue
    return get_nearest(mondays, today)


def _find_quarter(text, today):
    """Return the last day of "T1 2027", "Q1"."""
    match = QUARTER.fullmatch(text)
    if not match:
        return None
    month = int(match[1] or match[3]) * 3
    year = get_year(match[2] or match[4])
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    return get_nearest([_get_month_end(each, month) for each in years], today)


def _find_month(text, today):
    """Return the last day of "décembre", "déc-26", "12/2026"."""
    match = re.fullmatch(r"([^\W\d_]+)\.?(?:[\s'/.-]+(?:de\s)?(\d{4}|\d\d))?", text)
    month = find_month(match[1]) if match else None
    year = get_year(match[2]) if month else None
    if not month:
        match = re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text)
        iso = re.fullmatch(r"(\d{4})[/.-](\d{1,2})", text)
        if not match and not iso:
            return None
        month, year = (int(match[1]), int(match[2])) if match else (int(iso[2]), int(iso[1]))
    if not 1 <= month <= 12 or (year and not FIRST_YEAR <= year <= LAST_YEAR):
        raise CellError("impossible_date")
    years = [year] if year else [today.year - 1, today.year, today.year + 1]
    return get_nearest([_get_month_end(each, month) for each in years], today)


def _get_month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
