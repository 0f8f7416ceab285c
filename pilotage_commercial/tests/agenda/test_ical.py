"""The calendar format of RFC 5545, checked line by line, and as read by vobject."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from unittest import skipUnless

import vobject

from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial.tools import ical

# Properties of an event, and how many times they may occur in it (RFC 5545, 3.6.1, and 3.8.7.2:
# DTSTAMP is required).
ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "CREATED", "URL")
LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)", re.S)


def unfold(content):
    """Return the logical lines of ``content``, bytes, after checking their format."""
    assert content.endswith(b"\r\n"), "the last line ends"
    physical = content[:-2].split(b"\r\n")
    for line in physical:
        assert b"\r" not in line and b"\n" not in line, line
        assert len(line) <= 75, line
        line.decode()  # no character is cut in two
    return re.sub(rb"\r\n[ \t]", b"", content[:-2]).decode().split("\r\n")


def parse(content):
    """Return the components of ``content`` as nested ``(name, {property: [values]}, parts)``."""
    root = ("", {}, [])
    stack = [root]
    for line in unfold(content):
        match = LINE.fullmatch(line)
        assert match, line
        name, parameters, value = match.groups()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value), line
        if name == "BEGIN":
            part = (value, {}, [])
            stack[-1][2].append(part)
            stack.append(part)
        elif name == "END":
            assert stack.pop()[0] == value, line
        else:
            stack[-1][1].setdefault(name, []).append((parameters, value))
    assert len(stack) == 1, "every component ends"
    return root[2]


def check(content):
    """Check the calendar ``content``, bytes; return its events as ``{uid: {property: value}}``."""
    [(name, properties, events)] = parse(content)
    assert name == "VCALENDAR"
    assert [properties["VERSION"], properties["CALSCALE"]] == [[("", "2.0")], [("", "GREGORIAN")]]
    assert len(properties["PRODID"]) == 1
    assert "METHOD" not in properties
    found = {}
    for kind, values, alarms in events:
        assert kind == "VEVENT"
        for required in ONCE:
            assert len(values[required]) == 1, required
        assert not {"DURATION", "RRULE", "ATTENDEE", "ORGANIZER"} & values.keys()
        for stamp in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", values[stamp][0][1]), values[stamp]
        for day in ("DTSTART", "DTEND"):
            parameters, value = values[day][0]
            assert parameters == ";VALUE=DATE" and re.fullmatch(r"\d{8}", value)
        assert values["DTEND"] > values["DTSTART"]
        assert re.fullmatch(r"\d{1,10}", values["SEQUENCE"][0][1])
        for kind, parts, _none in alarms:
            assert kind == "VALARM" and parts["ACTION"] == [("", "DISPLAY")]
            assert parts["TRIGGER"] == [("", "PT9H")] and len(parts["DESCRIPTION"]) == 1
        uid = values["UID"][0][1]
        assert uid not in found, "a UID twice"
        found[uid] = {key: value[0][1] for key, value in values.items()}
    return found


def get_event(**values):
    return {
        "uid": "activity-1@base",
        "day": date(2026, 12, 18),
        "created": datetime(2026, 11, 2, 8, 30, 15, 999000),
        "modified": datetime(2026, 11, 2, 8, 30, 15, 999000),
        "summary": "Call – M. Dupont BTP",
        "description": "M. Dupont\n+33 1 23 45 67 89",
        "category": "Call",
        "url": "https://example.com/mail/view?model=crm.lead&res_id=1",
        **values,
    }


@tagged("standard", "post_install", "-at_install")
class TestIcal(BaseCase):
    def test_no_action_is_a_calendar(self):
        self.assertEqual(check(ical.build("Karim", [])), {})

    def test_an_action_is_a_whole_day(self):
        event = check(ical.build("Karim", [get_event()], "Europe/Paris"))["activity-1@base"]
        self.assertEqual(event["DTSTART"], "20261218")
        self.assertEqual(event["DTEND"], "20261219")
        self.assertEqual(event["TRANSP"], "TRANSPARENT")
        self.assertEqual(event["CLASS"], "PRIVATE")

    def test_last_day_of_a_year(self):
        event = check(ical.build("Karim", [get_event(day=date(2027, 12, 31))]))["activity-1@base"]
        self.assertEqual((event["DTSTART"], event["DTEND"]), ("20271231", "20280101"))

    def test_sequence_and_stamps_follow_changes(self):
        """(changed when; sequence, seconds since the creation; stamp)"""
        created = datetime(2026, 11, 2, 8, 30, 15, 999000)
        cases = [
            (created, "0", "20261102T083015Z"),
            (datetime(2026, 11, 2, 8, 31, 15, 999000), "60", "20261102T083115Z"),
            (datetime(2026, 11, 3, 8, 30, 15, 999000), "86400", "20261103T083015Z"),
            # A document older than its activity does not count.
            (datetime(2025, 1, 1), "0", "20261102T083015Z"),
        ]
        for modified, sequence, stamp in cases:
            with self.subTest(modified=modified):
                event = check(ical.build("K", [get_event(modified=modified)]))["activity-1@base"]
                self.assertEqual(event["SEQUENCE"], sequence)
                self.assertEqual(event["LAST-MODIFIED"], stamp)
                self.assertEqual(event["DTSTAMP"], stamp)
                self.assertEqual(event["CREATED"], "20261102T083015Z")

    def test_texts_come_back_as_they_were(self):
        """vobject reads every typed text again; characters that no calendar may contain are left
        out.
        """
        cases = [
            ('Appeler; puis, écrire \\ relancer : "oui"', None),
            ("é" * 200, None),
            ("a" + "é" * 100, None),
            ("🏗️👷" * 40, None),
            ("two\nlines", None),
            ("BEGIN:VEVENT\nEND:VCALENDAR", None),
            ("from\r\nWindows\rand\x00 nothing\x1b\x7f", "from\nWindows\nand nothing"),
            ("\\n is not a new line", None),
        ]
        for given, expected in cases:
            with self.subTest(text=given):
                content = ical.build(given, [get_event(summary=given, description=given)])
                check(content)
                read = vobject.readOne(content.decode())
                expected = given if expected is None else expected
                self.assertEqual(read.vevent.summary.value, expected)
                self.assertEqual(read.vevent.description.value, expected)
                self.assertEqual(read.vevent.valarm.description.value, expected)
                self.assertEqual(read.x_wr_calname.value, expected)

    def test_lines_around_the_limit_of_their_length(self):
        """Characters of one to four bytes, at each place that a fold may come to."""
        for letter in "aé€🏗":
            for size in range(15, 85):
                text = "x" * (size % 5) + letter * size
                content = ical.build("K", [get_event(summary=text)])
                check(content)
                self.assertEqual(vobject.readOne(content.decode()).vevent.summary.value, text)

    def test_vobject_reads_the_dates(self):
        [event] = vobject.readOne(ical.build("K", [get_event()]).decode()).vevent_list
        self.assertEqual(event.dtstart.value, date(2026, 12, 18))
        self.assertEqual(event.created.value, datetime(2026, 11, 2, 8, 30, 15, tzinfo=UTC))
        self.assertEqual(event.valarm.trigger.value, ical.ALARM)

    @skipUnless(find_spec("icalendar"), "needs the wheel icalendar")
    def test_icalendar_reads_it_too(self):
        """Another library than the one that wrote it, which knows nothing of it."""
        import icalendar

        texts = ('Appeler; "oui", \\ non', "é🏗️" * 60, "one\ntwo", "BEGIN:VEVENT")
        for text in texts:
            with self.subTest(text=text):
                event = get_event(summary=text, description=text, category=text)
                event["day"] = date(2027, 12, 31)
                calendar = icalendar.Calendar.from_ical(ical.build(text, [event], "Europe/Paris"))
                [read] = calendar.walk("VEVENT")
                self.assertEqual(calendar.errors + read.errors, [])
                self.assertIn("NAME", calendar)
                self.assertEqual((str(read["SUMMARY"]), str(read["DESCRIPTION"])), (text, text))
                self.assertEqual([str(name) for name in read["CATEGORIES"].cats], [text])
                self.assertEqual((read.start, read.end), (date(2027, 12, 31), date(2028, 1, 1)))
                [alarm] = read.walk("VALARM")
                self.assertEqual(alarm["TRIGGER"].dt, timedelta(hours=9))
                self.assertEqual(read["DTSTAMP"].dt, datetime(2026, 11, 2, 8, 30, 15, tzinfo=UTC))
                self.assertEqual(str(read["UID"]), "activity-1@base")

    def test_same_actions_same_bytes(self):
        self.assertEqual(ical.build("K", [get_event()]), ical.build("K", [get_event()]))
