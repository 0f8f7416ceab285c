"""The calendar and the clock of the weekly review: no ORM, no database."""

from datetime import timedelta

from odoo.tools import date_utils

FRIDAY = timedelta(days=4)
WEEK = timedelta(days=7)

# The fifteen minutes, by step.
STEP_MINUTES = {"previous": 3, "measure": 2, "analyse": 4, "act": 4, "close": 2}
# The number of actions that a team can do in a week: the guide's three.
ACTIONS = 3


def get_monday(day):
    """Return the Monday of the week of ``day``.

    >>> from datetime import date
    >>> [str(get_monday(date(2026, 11, number))) for number in (22, 23, 29)]
    ['2026-11-16', '2026-11-23', '2026-11-23']
    """
    return date_utils.start_of(day, "week")


def get_deadline(today):
    """Return by when an action decided on ``today`` is to be done: Friday, before next review.

    >>> from datetime import date
    >>> [str(get_deadline(date(2026, 11, number))) for number in (23, 27, 28)]
    ['2026-11-27', '2026-11-27', '2026-12-04']
    """
    friday = get_monday(today) + FRIDAY
    return friday if friday >= today else friday + WEEK


def add_seconds(times, step, seconds):
    """Return the seconds of each step, ``times``, those of ``step`` being what makes the total
    ``seconds``.

    >>> add_seconds({"previous": 60}, "measure", 100)
    {'previous': 60, 'measure': 40}
    >>> add_seconds({"previous": 60, "measure": 40}, "previous", 130)
    {'previous': 90, 'measure': 40}
    >>> add_seconds(None, "previous", 5)
    {'previous': 5}
    """
    others = {name: spent for name, spent in (times or {}).items() if name != step}
    return {**(times or {}), step: max(seconds - sum(others.values()), 0)}
