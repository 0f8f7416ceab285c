"""Days, months and years in a time zone: no ORM, no database."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import pytz
from dateutil.relativedelta import relativedelta

UTC_NAMES = {
    *("UTC", "UCT", "Universal", "Zulu"),
    *("GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich"),
}


def get_full_months(today, count):
    """Return the first and last days of the ``count`` full months before ``today``.

    >>> "%s %s" % get_full_months(date(2024, 5, 31), 3)
    '2024-02-01 2024-04-30'
    """
    this_month = today.replace(day=1)
    return this_month - relativedelta(months=count), this_month - timedelta(days=1)


def get_earlier_year(day):
    """Return the bounds of [day − 24 months, day − 12 months[, the second one excluded.

    >>> "%s %s" % get_earlier_year(date(2024, 2, 29))
    '2022-02-28 2023-02-28'
    >>> "%s %s" % get_earlier_year(date(2026, 3, 31))
    '2024-03-31 2025-03-31'
    """
    return day - relativedelta(months=24), day - relativedelta(months=12)


def is_timezone(name):
    """Return whether ``name`` is that of a time zone that pytz knows.

    >>> is_timezone("Europe/Paris"), is_timezone("Mars/Olympus"), is_timezone(False)
    (True, False, False)
    """
    return isinstance(name, str) and name in pytz.all_timezones_set


def is_place(name):
    """Return whether ``name`` is a time zone in which people live: known, and not one of the names
    of UTC, which servers and browsers give when they know none.

    >>> [is_place(name) for name in ("Europe/London", "UTC", "Etc/UTC", "GMT", "Mars/Olympus")]
    [True, False, False, False, False]
    """
    return is_timezone(name) and pytz.timezone(name).zone.removeprefix("Etc/") not in UTC_NAMES


def find_timezone(*names):
    """Return the first of the time zones called ``names`` that pytz knows, else UTC.

    >>> find_timezone("Mars/Olympus", "Europe/Paris").zone, find_timezone(False, None).zone
    ('Europe/Paris', 'UTC')
    """
    return pytz.timezone(next(filter(is_timezone, names), "UTC"))


def get_country_timezones(code):
    """Return the names of the time zones of the country ``code``, none for one not known.

    >>> get_country_timezones("FR"), len(get_country_timezones("US")) > 1
    (['Europe/Paris'], True)
    >>> get_country_timezones("??"), get_country_timezones(False)
    ([], [])
    """
    return list(pytz.country_timezones.get(code, [])) if code else []


@lru_cache
def get_start(day, timezone):
    """Return the UTC moment at which ``day`` begins in ``timezone`` (pytz).

    >>> zone = pytz.timezone
    >>> str(get_start(date(2026, 1, 31), zone("Pacific/Auckland")))
    '2026-01-30 11:00:00'
    >>> str(get_start(date(2026, 7, 1), zone("America/Los_Angeles")))
    '2026-07-01 07:00:00'

    Where the clock jumps over midnight the day begins at the first moment there is; where it
    is put back to before midnight, at the first of the two midnights of the day itself.

    >>> str(get_start(date(2024, 9, 8), zone("America/Santiago")))
    '2024-09-08 04:00:00'
    """
    midnight = datetime.combine(day, time.min)
    try:
        start = timezone.localize(midnight, is_dst=None)
    except pytz.NonExistentTimeError:
        start = timezone.localize(midnight, is_dst=False)
    except pytz.AmbiguousTimeError:
        start = timezone.localize(midnight, is_dst=True)
    return start.astimezone(pytz.utc).replace(tzinfo=None)


def get_today(now, timezone):
    """Return the date in ``timezone`` (pytz) at the UTC moment ``now``.

    >>> str(get_today(datetime(2026, 12, 31, 23, 59), pytz.timezone("Pacific/Auckland")))
    '2027-01-01'
    """
    return pytz.utc.localize(now).astimezone(timezone).date()


def parse_day(value):
    """Return the date that ``value`` is: a date or "YYYY-MM-DD"; raise ValueError otherwise.

    >>> parse_day("2024-02-29"), parse_day(date(2026, 1, 1))
    (datetime.date(2024, 2, 29), datetime.date(2026, 1, 1))
    >>> for wrong in ("2023-02-29", "20240229", "0001-01-01", 5, True, ["2024-02-29"]):
    ...     try:
    ...         parse_day(wrong)
    ...     except ValueError:
    ...         print("no")
    no
    no
    no
    no
    no
    no
    """
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        day = date.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        day = value
    else:
        raise ValueError(value)
    # Time zones and periods of two years are computed from it.
    if not 1900 <= day.year <= 2200:
        raise ValueError(value)
    return day
