"""The arithmetic of the KPIs: no ORM, no database. "No data" is a value: None."""

from datetime import timedelta

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
