"""An all-day meeting is on its own day in every time zone, until the end of that day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ..common_attention import AttentionCase

ZONES = ("Pacific/Auckland", "Pacific/Honolulu", "America/Sao_Paulo", "Europe/Paris")
# Paris puts its clocks forward on the first one, Auckland back on the other one.
DAYS = (date(2026, 3, 29), date(2026, 4, 5))
STORED = ((time(8), time(18)), (time(0), time(0)))  # by Odoo, by a synchronized calendar


def get_moment(day, hour, zone):
    """Return the UTC moment of ``hour`` of ``day`` in ``zone``."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


@tagged("standard", "post_install", "-at_install")
class TestAllDayMeeting(AttentionCase):
    def _plan(self, day, stored):
        lead = self._lead(created=datetime(2025, 1, 1))
        start, stop = (datetime.combine(day, hour) for hour in stored)
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "allday": True,
                "start": start,
                "stop": stop,
                "opportunity_id": lead.id,
                "partner_ids": [(6, 0, self.sales.partner_id.ids)],
            }
        )
        return lead

    def _live_in(self, zone):
        self.env = self.env(context={**self.env.context, "tz": zone})

    def _each(self):
        for zone in ZONES:
            self._live_in(zone)
            for day in DAYS:
                for stored in STORED:
                    with self.subTest(zone=zone, day=day, stored=stored):
                        yield zone, day, self._plan(day, stored).with_env(self.env)

    def test_is_next_until_the_end_of_its_day(self):
        for zone, day, lead in self._each():
            before = day - timedelta(days=1)
            for moment in (
                get_moment(before, time(23), zone),
                get_moment(day, time(0, 1), zone),
                get_moment(day, time(9), zone),
                get_moment(day, time(23, 59), zone),
            ):
                with self._at(moment):
                    self.assertAttention(lead, "ok")
                    self.assertEqual(lead.next_action_date, day)
                    found = self.env["crm.lead"].search([("next_action_date", "=", day)])
                    self.assertIn(lead, found)

    def test_was_held_on_its_day(self):
        for zone, day, lead in self._each():
            with self._at(get_moment(day + timedelta(days=1), time(0, 1), zone)):
                end = get_moment(day, time(23, 59, 59), zone)
                self.assertAttention(lead, "no_action", "meeting", end)
                self.assertFalse(lead.next_action_date)

    def test_readers_of_two_zones_in_one_transaction(self):
        """It is over in Auckland (1 a.m. of the next day), and not yet in Paris (2 p.m.)."""
        lead = self._plan(DAYS[0], STORED[0])
        with self._at(datetime(2026, 3, 29, 12, 0)):
            found = []
            for zone in ("Europe/Paris", "Pacific/Auckland", "Europe/Paris"):
                here = lead.with_context(tz=zone)
                found.append((here.next_action, here.next_action_date, here.attention))
        planned = ("Visit", DAYS[0], "ok")
        self.assertEqual(found, [planned, (False, False, "no_action"), planned])

    def test_on_its_day_in_the_list(self):
        """Of no opportunity, it has a row of its own; that of next Monday waits for next week."""
        days = self.env["pilotage.day"]
        monday = date(2026, 3, 23)
        for zone in ZONES:
            self._live_in(zone)
            for stored in STORED:
                events = self.env["calendar.event"]
                for day in (date(2026, 3, 18), monday):
                    events += self._plan(day, stored).calendar_event_ids
                events.opportunity_id = False
                with (
                    self.subTest(zone=zone, stored=stored),
                    self._at(get_moment(date(2026, 3, 18), time(20), zone)),
                ):
                    rows = days.with_env(self.env).search([("event_id", "in", events.ids)])
                    self.assertEqual(
                        rows.mapped(lambda row: (row.date, row.horizon)),
                        [(date(2026, 3, 18), "today")],
                    )

    def test_the_earliest_by_day(self):
        """At 23:00 in Honolulu on the 18th it is 9:00 of the 19th in UTC: after 8:00, when Odoo
        stores the start of the all-day meeting of the 19th.
        """
        self._live_in("Pacific/Honolulu")
        lead = self._plan(date(2026, 3, 19), STORED[0]).with_env(self.env)
        self._meeting(lead, datetime(2026, 3, 19, 9))
        self.assertEqual(lead.next_action_date, date(2026, 3, 18))
        found = self.env["crm.lead"].search([("next_action_date", "=", date(2026, 3, 18))])
        self.assertIn(lead, found)
