from odoo import models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "pilotage.links"]
    _acting_links = {"opportunity_id": "read"}  # a meeting is the next action of its deal

    # Covering index of meetings, so that old ones are not read.
    _pilotage_meeting_idx = models.Index(
        "(stop) INCLUDE (opportunity_id, start) WHERE active IS TRUE"
    )
