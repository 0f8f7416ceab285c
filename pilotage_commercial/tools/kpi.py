"""The arithmetic of the KPIs: no ORM, no database. "No data" is a value: None."""

from datetime import timedelta

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
    # Float sums and quotients: values that look equal count as equal.
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


def get_earlier_periods(first, last):
    """Return what [first, last] is compared with: ``{code: (first, last)}``.

    ``last_year``: the same days a year before. ``previous``: as many days just before.

    >>> def tell(*period):
    ...     for code, days in get_earlier_periods(*period).items():
    ...         print(code, *days)
    >>> tell(date(2026, 8, 28), date(2026, 11, 25))
    previous 2026-05-30 2026-08-27
    last_year 2025-08-28 2025-11-25

    A period that begins with a month is compared with months, of which a whole one has no other
    number of days.

    >>> tell(date(2026, 3, 1), date(2026, 3, 31))
    previous 2026-02-01 2026-02-28
    last_year 2025-03-01 2025-03-31
    >>> tell(date(2026, 10, 1), date(2026, 11, 25))
    previous 2026-08-01 2026-09-25
    last_year 2025-10-01 2025-11-25
    >>> tell(date(2024, 2, 1), date(2024, 2, 29))
    previous 2024-01-01 2024-01-31
    last_year 2023-02-01 2023-02-28
    >>> tell(date(2023, 2, 1), date(2023, 2, 28))
    previous 2023-01-01 2023-01-31
    last_year 2022-02-01 2022-02-28
    """
    if first.day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        previous = _shift_months(first, months), _shift_months(last, months)
    else:
        length = last - first + timedelta(days=1)
        previous = first - length, last - length
    return {"previous": previous, "last_year": (_shift_months(first, 12), _shift_months(last, 12))}


def _shift_months(day, months):
    """Return the day this many months before; the last day of a month gives a last day."""
    moved = day - relativedelta(months=months)
    is_end = (day + timedelta(days=1)).day == 1
    return moved + relativedelta(day=31) if is_end else moved
