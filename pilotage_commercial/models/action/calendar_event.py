from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    # What is ahead, and what was held lately, of years of meetings.
    _pilotage_meeting_idx = models.Index(
        "(stop) INCLUDE (opportunity_id, start) WHERE opportunity_id IS NOT NULL AND active IS TRUE"
    )
