"""Parameters of the system, which an administrator may have changed to anything."""

import re

LARGEST_ID = 2**31 - 1


def read_number(text, default):
    """Return the whole number in ``text``, from 0 to the largest id; otherwise ``default``.

    >>> read_number("12", 5), read_number(" 7 ", 5), read_number("0", 5)
    (12, 7, 0)
    >>> read_number("twelve", 5), read_number("-1", 5), read_number("1e9", 5), read_number(None, 5)
    (5, 5, 5, 5)
    >>> read_number("9" * 5000, 5), read_number("²", 5)
    (5, 5)
    """
    number = re.fullmatch(r"[0-9]{1,10}", (text or "").strip())
    return int(number[0]) if number and int(number[0]) <= LARGEST_ID else default


def read_ids(text):
    """Return the ids in ``text``, separated by commas, as a set; what is none is left out.

    >>> sorted(read_ids("3,1")), read_ids(""), sorted(read_ids("3,x,-1"))
    ([1, 3], set(), [3])
    """
    return {read_number(part, None) for part in (text or "").split(",")} - {None}
