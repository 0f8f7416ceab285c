"""A calendar to subscribe to (RFC 5545): plain values in, bytes out.

Written line by line: vobject takes half a millisecond an event, and somebody may have hundreds.
The tests read it again with vobject and with icalendar.
"""

import re
from datetime import date, timedelta

PRODUCT = "-//Pilotage commercial//Odoo 19//EN"
# Hour of the day at which the alarm of something to do that day rings.
ALARM = timedelta(hours=9)
TRIGGER = f"PT{ALARM // timedelta(hours=1)}H"
# How often who subscribes should look again: Outlook reads the second name, others the first.
REFRESH = "PT1H"
# A line has at most so many bytes, its end left out.
LINE_SIZE = 75
# What RFC 5545 allows in no text.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text):
    r"""Return ``text`` as a calendar may hold it: lines end with ``\n``, nothing is invisible.

    >>> clean("call\r\nor\x00 mail\rnow ")
    'call\nor mail\nnow'
    """
    lines = re.sub(r"\r\n?", "\n", text or "")
    return CONTROLS.sub("", lines).strip()


def escape(text):
    r"""Return ``text``, cleaned, as the value of a property that is a text.

    >>> escape("call; or, write\nnow \\ then")
    'call\\; or\\, write\\nnow \\\\ then'
    """
    text = clean(text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line):
    """Return ``line`` as bytes, cut where it is too long, but within no character.

    >>> fold("SUMMARY:call")
    b'SUMMARY:call\\r\\n'
    >>> [len(part) for part in fold("é" * 80).split(b"\\r\\n")]
    [74, 75, 13, 0]
    """
    data, parts, size = line.encode(), [], LINE_SIZE
    if len(data) <= size:
        return data + b"\r\n"
    while len(data) > size:
        end = size
        while data[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        parts.append(data[:end])
        data, size = data[end:], LINE_SIZE - 1
    return b"\r\n ".join([*parts, data]) + b"\r\n"


def build(name, events, timezone=None):
    """Return the calendar ``name`` as bytes: the same for the same values.

    No METHOD: it is what a calendar holds, not an invitation. So DTSTAMP is when an event last
    changed, and who fetches an unchanged calendar is told so by its ETag.

    :param events: iterable of dicts: ``uid``, ``day`` (date), ``created`` and ``modified`` (naive
        UTC datetimes), ``summary``, ``description``, ``category``, ``url``
    :param timezone: name of the zone of the reader, in which the alarms ring
    """
    name = escape(name)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{name}", f"X-WR-CALNAME:{name}"]
    lines += [f"X-WR-TIMEZONE:{timezone}"] if timezone else []
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    for event in events:
        lines += _get_event(**event)
    return b"".join(map(fold, [*lines, "END:VCALENDAR"]))


def _get_event(uid, day, created, modified, summary, description, category, url):
    """Return the lines of an event."""
    modified, summary = max(modified, created), escape(summary)
    stamp = _get_stamp(modified)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"CREATED:{_get_stamp(created)}",
        f"LAST-MODIFIED:{stamp}",
        # Nobody counts the changes: the seconds since the creation only grow, and more with each.
        f"SEQUENCE:{int((modified - created).total_seconds())}",
        # An all-day event, without a time or zone. The end is the day after, as by default without
        # an end; date.max has no day after.
        f"DTSTART;VALUE=DATE:{_get_day(day)}",
    ]
    lines += [f"DTEND;VALUE=DATE:{_get_day(day + timedelta(days=1))}"] if day < date.max else []
    lines.append(f"SUMMARY:{summary}")
    lines += [f"DESCRIPTION:{escape(description)}"] if description else []
    lines += [f"CATEGORIES:{escape(category)}"] if category else []
    # Something to do that day does not make the day busy.
    lines += [f"URL:{url}", "CLASS:PRIVATE", "TRANSP:TRANSPARENT"]
    lines += ["X-MICROSOFT-CDO-BUSYSTATUS:FREE", "BEGIN:VALARM", "ACTION:DISPLAY"]
    lines += [f"DESCRIPTION:{summary}", f"TRIGGER:{TRIGGER}", "END:VALARM", "END:VEVENT"]
    return lines


# ``strftime`` takes several times as long, and leaves out the zeros of early years.
def _get_day(day):
    """Return a date, or the date of a datetime, as ``YYYYMMDD``.

    >>> _get_day(date(2026, 2, 3))
    '20260203'
    """
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _get_stamp(moment):
    """Return a naive datetime, in UTC, as ``YYYYMMDDTHHMMSSZ``."""
    return f"{_get_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}Z"
