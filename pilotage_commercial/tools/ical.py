"""A calendar to subscribe to (RFC 5545): plain values in, bytes out, written by vobject."""

import re
from datetime import date, timedelta

import vobject
from vobject.icalendar import utc

PRODUCT = "-//Pilotage commercial//Odoo 19//EN"
# Time of day of the alarm of an all-day event.
ALARM = timedelta(hours=9)
# Refresh interval for subscribers: Outlook reads the second property, others the first.
REFRESH = "PT1H"
# Characters that RFC 5545 allows in no text.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text):
    r"""Return ``text`` as a calendar may hold it: lines end with ``\n``, nothing is invisible.

    >>> clean("call\r\nor\x00 mail\rnow ")
    'call\nor mail\nnow'
    """
    lines = re.sub(r"\r\n?", "\n", text or "")
    return CONTROLS.sub("", lines).strip()


def build(name, events, timezone=None):
    """Return the calendar ``name`` as bytes: the same bytes for the same values.

    No METHOD: it is a calendar, not an invitation. So DTSTAMP is the last change of an event, and
    the ETag of an unchanged calendar stays the same.

    :param events: iterable of dicts: ``uid``, ``day`` (date), ``created`` and ``modified`` (naive
        UTC datetimes), ``summary``, ``description``, ``category``, ``url``
    :param timezone: name of the reader's time zone, for the alarms
    """
    calendar = vobject.iCalendar()
    calendar.add("prodid").value = PRODUCT
    calendar.add("calscale").value = "GREGORIAN"
    calendar.add("name").value = clean(name)
    calendar.add("x-wr-calname").value = clean(name)
    if timezone:
        calendar.add("x-wr-timezone").value = timezone
    refresh = calendar.add("refresh-interval")
    refresh.value = REFRESH
    refresh.params["VALUE"] = ["DURATION"]
    calendar.add("x-published-ttl").value = REFRESH
    for event in events:
        _add_event(calendar, **event)
    return calendar.serialize().encode()


def _add_event(calendar, uid, day, created, modified, summary, description, category, url):
    event = calendar.add("vevent")
    modified = max(modified, created)
    event.add("uid").value = uid
    event.add("dtstamp").value = modified.replace(microsecond=0, tzinfo=utc)
    event.add("created").value = created.replace(microsecond=0, tzinfo=utc)
    event.add("last-modified").value = modified.replace(microsecond=0, tzinfo=utc)
    # The number of changes is unknown: the seconds since the creation also only grow.
    event.add("sequence").value = str(int((modified - created).total_seconds()))
    # An all-day event, without a time or zone. The end is the day after, as by default without an
    # end; date.max has no day after.
    _add_day(event, "dtstart", day)
    if day < date.max:
        _add_day(event, "dtend", day + timedelta(days=1))
    event.add("summary").value = clean(summary)
    if description:
        event.add("description").value = clean(description)
    if category:
        event.add("categories").value = [clean(category)]
    event.add("url").value = url
    event.add("class").value = "PRIVATE"
    # A task of the day does not make the day busy.
    event.add("transp").value = "TRANSPARENT"
    event.add("x-microsoft-cdo-busystatus").value = "FREE"
    alarm = event.add("valarm")
    alarm.add("action").value = "DISPLAY"
    alarm.add("description").value = clean(summary)
    alarm.add("trigger").value = ALARM


def _add_day(event, name, day):
    line = event.add(name)
    line.isNative = False
    line.value = f"{day:%Y%m%d}"
    line.params["VALUE"] = ["DATE"]
