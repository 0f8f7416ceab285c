"""The day of a meeting and its end. Those of an all-day meeting are days, without a time zone:
Odoo stores it from 8:00 to 18:00, calendars that are synchronized at 0:00.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.dates import find_timezone

# The end of an all-day meeting is within two days of its ``stop``, in any time zone.
MARGIN = timedelta(days=2)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_sql_timezone(self):
        """Return the user's time zone, under a name that PostgreSQL knows."""
        return find_timezone(self.env.context.get("tz") or self.env.user.tz).zone

    @api.model
    def _get_meeting_day(self, meeting):
        """Return the day of ``meeting``, in the user's time zone."""
        if meeting.allday:
            return meeting.start.date()
        return fields.Datetime.context_timestamp(self, meeting.start).date()

    @api.model
    def _get_meeting_day_sql(self):
        """Return the day of meeting ``e`` in the user's time zone."""
        return SQL(
            """CASE WHEN e.allday THEN e.start::date
                    ELSE timezone(%s, timezone('UTC', e.start))::date END""",
            self._get_sql_timezone(),
        )

    @api.model
    def _get_meeting_end_sql(self, zone=None):
        """Return the UTC moment at which meeting ``e`` is over: an all-day one with its last day.

        :param zone: SQL of the name of the time zone, by default the user's
        """
        return SQL(
            """(CASE WHEN e.allday
                     THEN timezone('UTC', timezone(%s, e.stop::date + time '23:59:59'))
                     ELSE e.stop END)""",
            zone or self._get_sql_timezone(),
        )

    @api.model
    def _get_meeting_since_sql(self, moment, zone=None):
        """Return the condition that meeting ``e`` is not over at the UTC ``moment``.

        Only the second part says so; the first one is for the index.
        """
        return SQL(
            "(e.stop >= %s AND %s >= %s)", moment - MARGIN, self._get_meeting_end_sql(zone), moment
        )

    @api.model
    def _get_meeting_until_sql(self, moment):
        """Return the condition that meeting ``e`` is over at the UTC ``moment``."""
        return SQL(
            "(e.stop <= %s AND %s <= %s)", moment + MARGIN, self._get_meeting_end_sql(), moment
        )
