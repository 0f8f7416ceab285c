"""Actions on a row: plan, move, mark done, send a mail. Nothing is written on the row itself: it
follows from the activity.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....exceptions import NextActionRequiredError
from ....tools import dates
from ....tools.records import check_one, open_from_row


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    def write(self, vals):  # pylint: disable=method-required-super  # a query has no row
        """Date the next action of each row: ``date``, or ``horizon`` (a column of the board).

        :raise UserError: another field; a day that cannot be planned; a meeting; another action
            than the one on the screen
        :raise NextActionRequiredError: nothing is planned yet, and there is no answer
        """
        if unknown := vals.keys() - {"date", "horizon"}:
            raise UserError(
                self.env._(
                    "Only the day can be changed here: open the record to change %s.",
                    ", ".join(self._fields[name]._description_string(self.env) for name in unknown),
                )
            )
        self._check_shown()
        self._check_shown_action()
        self._plan_on(
            self._parse_day(vals["date"])
            if vals.get("date")
            else self._get_horizon_day(vals.get("horizon"))
        )
        self.invalidate_model()
        return True

    @api.model
    def _parse_day(self, value):
        try:
            return dates.parse_day(value)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%s” is not a date.", value)) from error

    def _check_shown(self):
        """Refuse rows that the user does not see; their records have their own rights."""
        if self - self.search([("id", "in", self.ids)]):
            raise AccessError(
                self.env._("This record is done, closed, or not visible to you: reload the page.")
            )

    def _check_shown_action(self):
        """Refuse to touch another action than the one on the screen: the row of an opportunity goes
        on with the next one when somebody does the first.

        The client sends what it shows of the row (``day_model.js``).

        :raise UserError: the action is done, or has another date
        """
        shown = self.env.context.get("shown_action")
        if not shown or len(self) != 1:
            return
        day = fields.Date.to_string(self.date) if self.date else False
        if (self.action, day) != (shown, self.env.context.get("shown_date")):
            raise UserError(
                self.env._("“%s” is done or was moved meanwhile: reload the page.", shown)
            )

    @api.model
    def _get_horizon_day(self, horizon):
        """Return the working day to plan when a row is dropped on the column ``horizon``."""
        today = fields.Date.context_today(self)
        if horizon == "today":
            return today
        if horizon == "week":
            day = self._get_working_day(today + timedelta(days=1))
            if day <= self._get_sunday():
                return day
            raise UserError(
                self.env._("This week has no working day left: drop it on “Later” instead.")
            )
        if horizon == "later":
            return self._get_working_day(self._get_sunday() + timedelta(days=1))
        raise UserError(
            self.env._(
                "An action can neither be planned in the past nor lose its date: drop the card on "
                "another column, or mark the action done."
            )
        )

    @api.model
    def _get_working_day(self, day):
        return self.env.company._get_working_day(day)

    def _plan_on(self, day):
        """Move the next action of each row to ``day``; create it where nothing is planned."""
        planned = self._get_planned()
        missing = self.filtered(lambda row: row.id not in planned)
        missing._plan_missing(day)
        for row in self - missing:
            action = planned[row.id]
            if action._name == "calendar.event":
                raise UserError(
                    self.env._("“%s” is a meeting: move it in the calendar.", row.action)
                )
            action.write({"date_deadline": day})

    def _plan_missing(self, day=None):
        """Plan the user's answer on opportunities where nothing is planned, else ask for it.

        :param day: day to propose, and to plan when the answer has none
        """
        if not self:
            return
        leads = self.lead_id
        answer = self.env.context.get("next_action_answer")
        if not answer:
            message = self.env._(
                "Nothing is planned on: %s. Enter the next action and its date.",
                ", ".join(lead.display_name for lead in leads[:5]),
            )
            raise NextActionRequiredError(message, leads, True, leads._get_proposal(day))
        leads._plan_answer(answer)

    def action_plan(self):
        """Plan the next action of an opportunity without one: the client asks for it."""
        check_one(self)
        self._check_shown()
        self._plan_missing()
        self.invalidate_model()

    def action_postpone(self):
        """Put the next action off to the next working day, which is after today."""
        self._check_shown()
        self._check_shown_action()
        self._plan_on(self._get_working_day(fields.Date.context_today(self) + timedelta(days=1)))
        self.invalidate_model()

    def action_done(self):
        """Mark the next action done; the client asks for the next one, as the company wants.

        :raise UserError: nothing is planned, or a meeting is
        """
        self._check_shown()
        self._check_shown_action()
        planned = self._get_planned()
        for row in self:
            action = planned.get(row.id)
            if not action:
                raise UserError(self.env._("Nothing is planned on “%s”.", row.display_name))
            if action._name == "calendar.event":
                raise UserError(
                    self.env._("“%s” is a meeting: it is done when it is over.", row.action)
                )
        leads = self.lead_id
        asked = leads._filter_asked() if leads._is_person_at_work() else leads.browse()
        for row in self:
            planned[row.id].action_feedback()
        # The activity was done on a quotation: ask for the next action of its opportunity.
        asked._settle_next_action()
        self.invalidate_model()

    def action_mail(self):
        """Open a message to the customer, on the record."""
        check_one(self)
        self._check_shown()
        record = self._get_record()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to %s", self.customer_name or self.name),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": record._name,
                "default_res_ids": record.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": self.name,
            },
        }

    def action_open(self):
        """Open the record of the row."""
        check_one(self)
        self._check_shown()
        record = self._get_record()
        return open_from_row(
            {
                "type": "ir.actions.act_window",
                "res_model": record._name,
                "res_id": record.id,
                "views": [(False, "form")],
            }
        )
