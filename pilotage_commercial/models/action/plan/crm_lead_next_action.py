"""The next action: derived from Odoo's activities and meetings, never copied.

It is right at once on a database with history, writing an activity costs nothing more, and a
meeting stops being *next* when it is over.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    next_action = fields.Char(
        compute="_compute_next_action",
        inverse="_inverse_next_action",
        search="_search_next_action",
        groups="base.group_user",
        help="Summary of the earliest open activity or of the next meeting. Writing it makes or "
        "renames the activity.",
        derived_sql="_join_next_action",
    )
    next_action_date = fields.Date(
        compute="_compute_next_action_date",
        inverse="_inverse_next_action",
        search="_search_next_action_date",
        groups="base.group_user",
        help="Due date of the earliest open activity, or day of the next meeting. Writing it "
        "makes or moves the activity.",
        derived_sql="_join_next_action",
    )

    @api.depends(
        "activity_ids.active",
        "activity_ids.date_deadline",
        "activity_ids.summary",
        "activity_ids.activity_type_id",
        "calendar_event_ids.active",
        "calendar_event_ids.allday",
        "calendar_event_ids.name",
        "calendar_event_ids.start",
        "calendar_event_ids.stop",
        "calendar_event_ids.attendee_ids.state",
        "order_ids.state",
        "order_ids.activity_ids.date_deadline",
        "order_ids.activity_ids.summary",
    )
    @api.depends_context("tz")
    def _compute_next_action(self):
        planned = self._get_planned_actions()
        for lead in self:
            action = planned.get(lead.id)
            lead.next_action = action and self._get_action_label(action)
        self._keep_computed("next_action_date", planned, self._get_action_date)

    @api.depends(
        "activity_ids.active",
        "activity_ids.date_deadline",
        "calendar_event_ids.active",
        "calendar_event_ids.allday",
        "calendar_event_ids.start",
        "calendar_event_ids.stop",
        "calendar_event_ids.attendee_ids.state",
        "order_ids.state",
        "order_ids.activity_ids.date_deadline",
    )
    @api.depends_context("tz")
    def _compute_next_action_date(self):
        planned = self._get_planned_actions()
        for lead in self:
            action = planned.get(lead.id)
            lead.next_action_date = action and self._get_action_date(action)
        self._keep_computed("next_action", planned, self._get_action_label)

    def _keep_computed(self, name, planned, get_value):
        """Keep the other field of the same actions, unless it has a value already.

        Every screen shows both: without this, their meetings and activities are read twice. With
        one method for both fields, Odoo would compute the one that is being written.
        """
        field = self._fields[name]
        actions = [planned.get(lead.id) for lead in self]
        field._insert_cache(self, [(action and get_value(action)) or None for action in actions])

    @api.model_create_multi
    def create(self, vals_list):
        # Create the activity after the lead and its followers: it adds a follower of its own.
        names = ("next_action", "next_action_date")
        actions = [{name: vals[name] for name in names if vals.get(name)} for vals in vals_list]
        leads = super().create(
            [
                {name: value for name, value in vals.items() if name not in names}
                for vals in vals_list
            ]
        )
        for lead, action in zip(leads, actions, strict=True):
            if action:
                lead.write(action)
        return leads

    def _get_planned_actions(self):
        """Return ``{lead id: its next mail.activity or calendar.event}``.

        The earliest by day; on the same day the activity comes before the meeting.
        """
        planned = {}
        # A colleague's private meeting counts, as on Odoo's own meeting button (hence sudo). It is
        # read as the user, to whom the calendar only shows busy time.
        meetings = (
            self.env["calendar.event"]
            .sudo()
            .search_fetch(
                Domain([("opportunity_id", "in", self.ids), ("active", "=", True)])
                & Domain.custom(to_sql=self._get_ahead_condition),
                ["allday", "opportunity_id", "start"],
                order="start desc, id desc",
            )
        )
        for meeting in meetings.sudo(False).sorted(self._get_action_date, reverse=True):
            planned[meeting.sudo().opportunity_id.id] = meeting
        activities = self._get_next_activities()
        for lead in self:
            activity = activities[lead]
            meeting = planned.get(lead.id)
            if activity and not (
                meeting and self._get_action_date(meeting) < activity.date_deadline
            ):
                planned[lead.id] = activity
        return planned

    def _get_next_activity(self):
        """Return the earliest open activity of the lead or of its quotations, if any."""
        self.ensure_one()
        return self._get_next_activities()[self]

    def _get_next_activities(self):
        """Return ``{lead: earliest open activity}``, its own or one of its quotations.

        A list with archived opportunities shows done activities too, which are archived: they are
        not what comes next.
        """
        quotations = self._get_quotation_activities()
        self.activity_ids.mapped("date_deadline")  # one read for all leads
        return {
            lead: (lead.activity_ids.filtered("active") | quotations[lead.id]).sorted(
                "date_deadline"
            )[:1]
            for lead in self
        }

    def _get_quotation_activities(self):
        """Return ``{lead id: open activities of its quotations}``, drafts or sent."""
        activities = self.env["mail.activity"]
        found = defaultdict(activities.browse)
        # Everybody who works on the deal must know that it is taken care of (hence sudo).
        orders = self.env["sale.order"].sudo()
        quotations = orders.search_fetch(
            [("opportunity_id", "in", self.ids), ("state", "in", ("draft", "sent"))],
            ["opportunity_id"],
        )
        if quotations:
            leads = {order.id: order.opportunity_id.id for order in quotations}
            planned = activities.sudo().search_fetch(
                [
                    ("res_model", "=", "sale.order"),
                    ("res_id", "in", quotations.ids),
                    ("active", "=", True),
                ],
                ["date_deadline", "res_id", "summary", "activity_type_id"],
            )
            for activity in planned:
                found[leads[activity.res_id]] |= activity.sudo(False)
        return found

    @api.model
    def _get_ahead_condition(self, _model, alias, _query):
        """Return the condition that meeting ``alias`` is neither over nor declined by the
        customer.
        """
        return SQL(
            "%s IN (SELECT e.id FROM calendar_event e WHERE e.id = %s AND %s)",
            SQL.identifier(alias, "id"),
            SQL.identifier(alias, "id"),
            self._get_meeting_ahead_sql(),
        )

    @api.model
    def _get_action_label(self, action):
        """Return what to do: an activity's summary, else its type; a meeting's subject."""
        if action._name == "calendar.event":
            return action.name
        return action.summary or action.activity_type_id.name

    @api.model
    def _get_action_date(self, action):
        """Return the day of an activity, or of a meeting in the user's time zone."""
        if action._name == "calendar.event":
            return self._get_meeting_day(action)
        return action.date_deadline

    def _inverse_next_action(self):
        for lead in self:
            summary, day = lead.next_action, lead.next_action_date
            activity = lead._get_next_activity()
            if not summary and not day:
                if activity:
                    raise UserError(
                        self.env._(
                            "“%(action)s” is still to do on %(lead)s. Mark it done or cancel it "
                            "in the activities instead of emptying it here.",
                            action=self._get_action_label(activity),
                            lead=lead.display_name,
                        )
                    )
            elif activity:
                lead._move_next_activity(activity, summary, day)
            elif not lead._is_next_meeting(summary, day):
                lead._create_next_activity(summary, day)
        self._forget_in_other_zones()

    def _forget_in_other_zones(self):
        """Forget what readers in other time zones read in this transaction: Odoo keeps the values
        of fields that are being written.
        """
        for name in ("next_action", "next_action_date"):
            field = self._fields[name]
            here = field._get_cache(self.env)
            for values in self.env.transaction.field_data[field].values():
                for lead_id in self._ids if values is not here else ():
                    values.pop(lead_id, None)

    def _move_next_activity(self, activity, summary, day):
        """Write ``summary`` and ``day`` on ``activity`` if they differ."""
        values = {}
        if summary and summary != self._get_action_label(activity):
            values["summary"] = summary
        if day and day != activity.date_deadline:
            values["date_deadline"] = day
        if values:
            activity.write(values)

    def _is_next_meeting(self, summary, day):
        """Return whether the values are those of the next meeting, as an import gives them again.

        :raise UserError: they move it: the calendar informs its attendees
        """
        meeting = self._origin._get_planned_actions().get(self._origin.id)
        if not meeting or summary != self._get_action_label(meeting):
            return False
        if day == self._get_action_date(meeting):
            return True
        raise UserError(
            self.env._(
                "The next action of %(lead)s is the meeting “%(meeting)s”: "
                "move it in the calendar.",
                lead=self.display_name,
                meeting=summary,
            )
        )

    def _create_next_activity(self, summary, day):
        """Create the activity for the lead's salesperson (for the user when there is none, or one
        who left), due today when no ``day`` is given.
        """
        seller = self.user_id
        self.activity_schedule(
            date_deadline=day or fields.Date.context_today(self),
            activity_type_id=self._get_next_action_type().id,
            summary=summary,
            user_id=seller.id if seller.active else self.env.uid,
            automated=False,
        )
