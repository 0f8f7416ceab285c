"""The arithmetic of the KPIs: no ORM, no database. "No data" is a value: None."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

# A gap of less than this share of the target is "near" it.
NEAR = 0.1
WEEKS = 13
DEFAULT_DAYS = 90


def divide(numerator, denominator):
    """Return the quotient, None when there is nothing to divide by.

    >>> divide(2, 10), divide(0, 10), divide(3, 0), divide(None, 10), divide(3, None)
    (0.2, 0.0, None, None, None)
    """
    if numerator is None or not denominator:
        return None
    return numerator / denominator


def get_gap(value, target):
    """Return by how much ``value`` is above ``target``, None when either is unknown.

    >>> get_gap(45, 60), get_gap(None, 60), get_gap(45, None), get_gap(0, 10)
    (-15, None, None, -10)
    """
    return None if value is None or target is None else value - target


def get_state(value, target, lower_is_better=False):
    """Return how ``value`` stands to ``target``.

    >>> get_state(0.3, 0.3), get_state(0.28, 0.3), get_state(0.1, 0.3)
    ('good', 'near', 'bad')
    >>> get_state(30, 30, True), get_state(33, 30, True), get_state(34, 30, True)
    ('good', 'near', 'bad')
    >>> get_state(None, 30), get_state(12, None)
    ('no_data', 'no_target')
    >>> get_state(-5, 0), get_state(0, 0)
    ('bad', 'good')
    """
    if value is None:
        return "no_data"
    if target is None:
        return "no_target"
    missing = (value - target if lower_is_better else target - value) or 0
    # Sums of cents and quotients are floats: what looks equal is.
    if missing <= 1e-9 * max(1, abs(target)):
        return "good"
    return "near" if missing <= abs(target) * NEAR * (1 + 1e-9) else "bad"


def get_trend_periods(first, last, count=WEEKS):
    """Return ``count`` periods as long as [first, last], a week apart, this one the last.

    >>> periods = get_trend_periods(date(2026, 11, 1), date(2026, 11, 30), 2)
    >>> [f"{first} {last}" for first, last in periods]
    ['2026-10-25 2026-11-23', '2026-11-01 2026-11-30']
    """
    shifts = [timedelta(weeks=number) for number in reversed(range(count))]
    return [(first - shift, last - shift) for shift in shifts]


def get_rolling(days, periods, size):
    """Yield what ``days`` add up to over each of ``periods``.

    :param days: ``{date: [number, …]}``, ``size`` numbers a day

    >>> days = {date(2026, 1, 1): [1, 10], date(2026, 1, 3): [2, 20]}
    >>> periods = [(date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 1), date(2026, 1, 9))]
    >>> list(get_rolling(days, periods, 2))
    [[1, 10], [3, 30]]
    """
    known = sorted(days)
    columns = [[days[day][index] for day in known] for index in range(size)]
    for first, last in periods:
        span = slice(bisect_left(known, first), bisect_right(known, last))
        yield [sum(column[span]) for column in columns]


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
    """Return the date in ``timezone`` at the UTC moment ``now``.

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
    # Time zones and windows of two years are computed from it.
    if not 1900 <= day.year <= 2200:
        raise ValueError(value)
    return day
