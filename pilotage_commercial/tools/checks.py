"""Checks of values from outside: numbers of days, lists of ids. No ORM, no database."""

# Ten years: more is a typing error, and much more is not a valid date.
MAX_DAYS = 3650


def is_days(value, least=0):
    """Return whether ``value`` is a number of days that can be counted from today.

    >>> is_days(0), is_days(3650), is_days(3651), is_days(-1), is_days(0, 1)
    (True, True, False, False, False)
    """
    return least <= value <= MAX_DAYS


def clamp_days(value):
    """Return the number of days nearest to ``value`` that can be counted from today.

    What was stored before there was a limit stops nothing.

    >>> clamp_days(7), clamp_days(1_000_000), clamp_days(-3), clamp_days(None)
    (7, 3650, 0, 0)
    """
    return min(max(value or 0, 0), MAX_DAYS)


def is_number(value):
    """Return whether ``value`` is a number that a column of the database can be compared with.

    >>> is_number(0), is_number(-1.5), is_number(True), is_number("1"), is_number(10**400)
    (True, True, False, False, False)
    >>> is_number(float("nan"))
    False
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15


def is_ids(value):
    """Return whether ``value`` is a list of ids.

    >>> is_ids([1, 2]), is_ids(()), is_ids("12"), is_ids([True]), is_ids(["1"]), is_ids(7)
    (True, True, False, False, False, False)
    """
    return isinstance(value, list | tuple) and all(type(item) is int for item in value)


class ServerValue(str):
    """A text in the context that only the server can set: a client sends plain texts."""

    __slots__ = ()


class ServerDict(dict):
    """Values in the context that only the server can set: a client sends plain dicts."""

    __slots__ = ()


class ServerIds(tuple):
    """Ids in the context that only the server can set: a client sends plain lists."""

    __slots__ = ()
