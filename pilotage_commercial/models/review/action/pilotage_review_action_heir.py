"""The actions of users who leave go to others."""

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError

from ....tools.checks import ServerIds

_logger = logging.getLogger(__name__)


class PilotageReviewAction(models.Model):
    _inherit = "pilotage.review.action"

    @api.model
    def _hand_over_leavers(self):
        """Reassign the open actions of users who left their company, or may not open the deals any
        more.

        Those of archived users are reassigned at once. An action that fails is left to the next
        run.
        """
        for action in self.search([("state", "in", ("draft", "planned"))]):
            try:
                with self.env.cr.savepoint():
                    if leaving := action._find_leavers():
                        action._hand_over(leaving)
                    action._hand_over_closed_deals()
            except (OperationalError, UserError) as error:
                self.env.invalidate_all()
                _logger.info("Action %s of a weekly review is left for later: %s", action.id, error)

    def _find_leavers(self):
        """Return the users of the action who do not work for the company any more."""
        self.ensure_one()
        people = self.user_id | self.record_ids.assignee_id
        people |= self.activity_ids.filtered("active").user_id
        return people.filtered(lambda user: not self.review_id._is_there(user, self.company_id))

    def _hand_over_closed_deals(self):
        """Give each deal that its assignee may not open any more to somebody who may."""
        self.ensure_one()
        for row in self.record_ids.filtered(lambda row: row.reference and row.reference.exists()):
            former = row.assignee_id
            if row._is_open_to(former) or not (doer := row._find_doer()):
                continue
            place = (row.reference._name, row.reference.id)
            row.assignee_id = doer
            self.activity_ids.filtered(
                lambda x, former=former, place=place: (
                    x.active and x.user_id == former and (x.res_model, x.res_id) == place
                )
            ).user_id = doer
            self._admit()

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
            if user not in leaving and review._may_hold(user, company):
                return user
        return self.env["res.users"]
