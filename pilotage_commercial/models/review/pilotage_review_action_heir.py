"""The actions of users who leave go to others."""

from odoo import models

from ...tools.checks import ServerIds


class PilotageReviewAction(models.Model):
    _inherit = "pilotage.review.action"

    def _hand_over(self, leaving):
        """Reassign the open actions of ``leaving`` users: each deal to its salesperson, the rest to
        the holder of the review, the leader of the team, or a sales manager.

        Called as superuser, without anybody to ask.
        """
        self.ensure_one()
        heir = self._find_heir(leaving)
        rows = self.record_ids.filtered(lambda row: row.assignee_id in leaving)
        for row in rows:
            row.assignee_id = row._find_doer(leaving.ids)
        doers = {
            (row.reference._name, row.reference.id): row.assignee_id
            for row in self.record_ids
            if row.reference
        }
        for activity in self.activity_ids.filtered(lambda x: x.active and x.user_id in leaving):
            place = (activity.res_model, activity.res_id)
            if user := (doers.get(place) or heir):
                activity.user_id = user
        if self.user_id in leaving and heir:
            self.user_id = (self.record_ids.assignee_id - leaving)[:1] or heir
        self._admit()

    def _find_heir(self, leaving):
        """Return the user for the activities that nobody else gets."""
        self.ensure_one()
        review, company = self.review_id, self.company_id
        manager = company.with_context(leaving_user_ids=ServerIds(leaving.ids))._get_sales_manager()
        for user in (review.user_id, review.team_id.user_id, manager):
            if user.active and user not in leaving and user._works_for(company):
                return user
        return self.env["res.users"]
