from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def action_open_calendar_event(self):
        """Open the review of the meeting's own week, whichever review created the series."""
        review = self._get_review()
        return review._open_of_event(self) if review else super().action_open_calendar_event()

    def _get_review(self):
        if self.res_model != "pilotage.review":
            return self.env["pilotage.review"]
        return self.env["pilotage.review"].browse(self.res_id).exists()

    def _get_activity_excluded_models(self):
        # The meeting is the review: do not add an activity to attend it.
        return [*super()._get_activity_excluded_models(), "pilotage.review"]
