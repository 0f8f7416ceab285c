"""The calendar of the weekly review: no ORM, no database."""

from datetime import timedelta

from odoo.tools import date_utils

FRIDAY = timedelta(days=4)
WEEK = timedelta(days=7)


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
