"""The number of rows to handle today in the review and its Monday mail, equal to the menu's."""

from odoo import SUPERUSER_ID, api, fields, models

from ....tools.records import check_one, read_action, show_all

RUNNING = ("planned", "open")


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    to_handle_count = fields.Integer(
        string="To Handle Today",
        compute="_compute_to_handle_count",
        help="Overdue, due today, or nothing planned: the reader's own for a salesperson, those of "
        "the team or of the company for a manager.",
    )

    @api.depends("company_id", "team_id", "state")
    @api.depends_context("uid", "tz")
    def _compute_to_handle_count(self):
        for review in self:
            days = review._get_days()
            if review.state in RUNNING and days.has_access("read"):
                domain = days._get_now_domain(team=review.team_id.id)
                review.to_handle_count = days.search_count(domain)
            else:
                review.to_handle_count = 0

    def _get_days(self):
        """Return the rows to handle, with the user's rights, in the company of the review."""
        return self.env["pilotage.day"].with_context(allowed_company_ids=self.company_id.ids)

    def action_open_to_handle(self):
        """Open the rows to handle today in the company and the team of the review."""
        check_one(self)
        self.check_access("read")
        action = read_action(self.env, "pilotage_commercial.crm_lead_action_to_handle")
        # Counted in the company of the review, whichever others are switched on.
        action["context"] = {**action["context"], "allowed_company_ids": self.company_id.ids}
        if self.team_id:
            action["domain"] = [("team_id", "=", self.team_id.id)]
        return show_all(action)

    def _get_mail_to_handle(self):
        """Return the number of rows to handle today for the reader of the Monday mail: those that
        the menu opens on in the company of the review. None without a reader, or without access.
        """
        reader = self._get_mail_reader()
        if reader.env.uid == SUPERUSER_ID:
            return None
        days = reader._get_days().with_context(tz=reader.env.user.tz)
        return days.get_count() if days.has_access("read") else None
