"""One review per week and team: this week's is created on demand."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command, Domain

from ....tools import review as tools
from ....tools.records import check_one, read_action
from .pilotage_review import IDENTITY


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    is_on_time = fields.Boolean(
        "Held on Time", compute="_compute_is_on_time", help="Held in its own week."
    )

    @api.depends("on_time_count")
    def _compute_is_on_time(self):
        for review in self:
            review.is_on_time = bool(review.on_time_count)

    def _get_series_domain(self):
        """Return the domain of the reviews of the same company or team, for all weeks."""
        self.ensure_one()
        return Domain([("company_id", "=", self.company_id.id), ("team_id", "=", self.team_id.id)])

    def _is_moved(self, vals):
        """Return whether ``vals`` change the week, the company or the team: an import gives them
        again.
        """
        names = IDENTITY & vals.keys()
        return any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in names
        )

    @api.model
    def open_current(self, team_id=False):
        """Return the action that shows this week's review of the current company, or of a team.

        A manager creates it if there is none yet.

        :param team_id: id of a sales team
        :raise UserError: the team does not exist, or no manager has opened the review yet
        """
        team = self.env["crm.team"]
        if team_id:
            # True would mean id 1: only accept an integer.
            team = team.search([("id", "=", team_id)]) if type(team_id) is int else team
            if not team:
                raise UserError(self.env._("There is no such sales team: choose another one."))
        company = team.company_id or self.env.company
        review = self._get_or_create(company, team, self._get_this_week(company))
        return review._get_form_action()

    def action_open_this_week(self):
        """Show this week's review of the same company or team."""
        check_one(self)
        week = self._get_this_week(self.company_id)
        return self._get_or_create(self.company_id, self.team_id, week)._get_form_action()

    def _get_form_action(self):
        self.ensure_one()
        return {
            **read_action(self.env, "pilotage_commercial.pilotage_review_action"),
            "views": [(False, "form")],
            "view_mode": "form",
            "res_id": self.id,
        }

    @api.model
    def _get_or_create(self, company, team, week):
        """Return the review of ``week``, created if there is none; a single one under
        concurrency.
        """
        series = Domain([("company_id", "=", company.id), ("team_id", "=", team.id)])
        review = self.search(series & Domain("week", "=", week), limit=1)
        if review:
            return review
        if not self.has_access("create"):
            raise UserError(self.env._("This week's review is not there yet: a manager opens it."))
        last = self.search(series & Domain("week", "<", week), order="week desc", limit=1)
        try:
            with self.env.cr.savepoint():
                review = self.create(self._get_new_values(company, team, week, last))
        except UniqueViolation as error:
            # A concurrent transaction, which this one cannot see, created it: retry.
            raise ConcurrencyError("the review has just been made") from error
        self.search(
            series & Domain([("week", "<", week), ("state", "=", "planned")])
        )._note_missed()
        return review

    @api.model
    def _get_new_values(self, company, team, week, last):
        """Return the values of a review, with the people of the ``last`` one."""
        values = {"company_id": company.id, "team_id": team.id, "week": week}
        holder = last.user_id.filtered(lambda user: self._may_hold(user, company))
        values["user_id"] = (holder or self._get_next_holder(company, team)).id
        if last:
            people = last.participant_ids.filtered(lambda user: self._is_there(user, company))
            values["participant_ids"] = [Command.set(people.ids)]
        return values

    @api.model
    def _get_next_holder(self, company, team):
        """Return the holder of a review without one: the leader of the team, else the user, else a
        sales manager of the company.
        """
        for user in (team.user_id, self.env.user):
            if self._may_hold(user, company):
                return user
        return company._get_sales_manager() or self.env.user

    def _note_missed(self):
        if self:
            self._note({"state": "missed"})

    def _schedule_next(self):
        """Prepare next week's review, with its meeting."""
        self.ensure_one()
        week = max(self.week + tools.WEEK, self._get_this_week(self.company_id))
        if week == self.week:
            week += tools.WEEK
        review = self._get_or_create(self.company_id, self.team_id, week)
        review._link_event()
        if self.event_id.recurrence_id and not review.event_id:
            review._create_events(self._get_meeting_time(), self.event_id.partner_ids)
