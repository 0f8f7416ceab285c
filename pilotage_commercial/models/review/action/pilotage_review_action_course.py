"""The course of an action: planned as activities, then done, dropped or carried over."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....tools.records import check_one, open_from_row
from .kinds import CALLS, KEPT


def _link(records):
    return [fields.Command.link(record.id) for record in records]


class PilotageReviewAction(models.Model):
    _inherit = "pilotage.review.action"

    # --- planning ---

    def _plan(self):
        """Create the activities of each action without one: one on each of its deals."""
        for action in self.filtered(lambda action: action.state == "draft"):
            action._admit()
            made = action._plan_records(action.record_ids) or action._plan_on_review()
            action._note({"activity_ids": _link(made), "is_planned": True})

    def _plan_on_review(self):
        """Return the activity of an action without a deal, created on the review."""
        self.ensure_one()
        return self.review_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_deadline,
            summary=self.with_context(review_for_all=True).display_name,
            user_id=self.user_id.id,
        )

    def _plan_records(self, rows):
        """Return the activities created on the deals of ``rows``, each for the person chosen."""
        self.ensure_one()
        activities = self.env["mail.activity"]
        # Only managers read the kind: here it chooses a call or a task (hence sudo).
        is_call = self.sudo().kind in CALLS
        for row in rows:
            record, doer = row.reference, row._get_doer()
            if not (record and record.exists() and doer):
                continue
            if row.assignee_id != doer:
                row.assignee_id = doer
            # The holder may read the deal; planning on it is the review's decision (hence sudo).
            # With several deals, no notification for each: the summary of the review informs.
            planned = record.sudo().with_context(mail_activity_quick_update=len(rows) > 1)
            activities += planned.activity_schedule(
                f"mail.mail_activity_data_{'call' if is_call else 'todo'}",
                date_deadline=self.date_deadline,
                summary=self._get_summary(row, doer),
                note=self._get_activity_note(row, doer),
                user_id=doer.id,
            )
        return activities

    def _get_summary(self, row, user):
        """Return the summary of the activity on the deal of ``row``, fit for all readers of the
        deal.
        """
        self.ensure_one()
        if self.group_id:
            return self.with_context(review_for_all=True, lang=user.lang)._get_neutral_name(1)
        if not self.is_generated:
            return self.name
        if len(self.record_ids) == 1:
            review = self.review_id.with_context(lang=user.lang)
            return review._get_action_name(self.kind, self.record_ids)
        names = self._get_names_of_one(self.with_context(lang=user.lang).env)
        return names.get(self.kind, self.name)

    def _join(self, rows):
        """Add ``rows``, of the same kind, to the action."""
        self.ensure_one()
        rows.write({"action_id": self.id})
        self._rename()
        if self.state == "planned":
            self._admit()
            self._note({"activity_ids": _link(self._plan_records(rows))})

    def _rename(self):
        """Update the number of deals in a generated name."""
        self.ensure_one()
        if self.is_generated and self.record_ids:
            self._note({"name": self.review_id._get_action_name(self.kind, self.record_ids)})

    def _admit(self):
        """Add the assignees to the participants, so that they can read the review."""
        for review, actions in self.grouped("review_id").items():
            people = actions.user_id | actions.record_ids.assignee_id
            people -= review.participant_ids | review.user_id
            if people:
                review.write({"participant_ids": [fields.Command.link(user.id) for user in people]})

    def _get_activity_note(self, row, user):
        """Return why to act on the deal, if all its readers may know."""
        self.ensure_one()
        env = self.with_context(lang=user.lang).env
        decided = env._("Decided in the weekly review of %s.", format_date(env, self.week))
        reason = row._get_reason(user.lang) if row.kind not in KEPT else False
        told = f"{reason[:1].upper()}{reason[1:]}. {decided}" if reason else decided
        return Markup("<p>%s</p>") % told

    # --- next week ---

    def action_done(self):
        """Mark the actions done, from the next review.

        :raise AccessError: the action is not the user's own, nor in a review that they manage
        """
        self._check_owner()
        managed = self._filtered_access("write")
        # Users who may act on the action may act on its activities on any record (hence sudo).
        activities = self.filtered(lambda action: action.state == "planned").sudo().activity_ids
        for activity in activities.filtered("active"):
            # With several assignees, only the user's own activities.
            is_own = activity.user_id == self.env.user
            if is_own or activity.review_action_id.sudo(False) in managed:
                activity.action_feedback()

    def _check_owner(self):
        """Raise ``AccessError`` unless the user owns or manages each action."""
        self.check_access("read")
        others = self.filtered(lambda action: self.env.user not in action.people_ids)
        if others and not others.has_access("write"):
            raise AccessError(
                self.env._("This action is somebody else's: only they or a manager can do this.")
            )

    def action_drop(self):
        """Cancel the actions: their open activities are deleted."""
        self.check_access("write")
        # Users who may write the action may end its activities on any record (hence sudo).
        dropped = self.filtered(lambda action: action.state == "planned").sudo().activity_ids
        dropped.filtered("active").unlink()

    def action_carry_over(self):
        """Carry the actions over to the open review: the same activities, with a new date.

        Done deals stay here; the others join an action of the same kind in that review.

        :raise UserError: the review of the week is not open
        """
        self.check_access("write")
        for action in self.filtered(lambda action: action.state == "planned"):
            review = action.review_id.next_ids.filtered(lambda r: r.state == "open")[:1]
            if not review:
                raise UserError(
                    self.env._("Open this week's review first: the action goes on there.")
                )
            review._lock()
            action._carry_into(review)

    def _carry_into(self, review):
        self.ensure_one()
        deadline = self._default_date_deadline()
        # Called by action_carry_over, which checks the rights; the activities are on any record
        # (hence sudo).
        going_on = self.sudo().activity_ids.filtered("active")
        same = review._get_joinable_actions().filtered(lambda action: action.kind == self.kind)[:1]
        # The system fields of the action go with it.
        values = {"review_id": review.id, "date_deadline": deadline}
        following = (same or self).sudo()
        following = following if same else following.copy(values)
        following.write({"activity_ids": _link(going_on), "is_planned": True})
        self._note({"carried_to_id": following.id})
        places = {(activity.res_model, activity.res_id) for activity in going_on}
        for row in self.record_ids:
            if row.reference and (row.reference._name, row.reference.id) in places:
                row.sudo().copy(
                    {
                        "review_id": review.id,
                        "action_id": following.id,
                        "assignee_id": row._get_doer().id,
                    }
                )
        following.sudo(False)._rename()
        going_on.write({"date_deadline": following.date_deadline})

    def action_open_document(self):
        """Return the action that opens the records of the activities: the deals, else the review.

        :raise AccessError: the user may not read them
        """
        check_one(self)
        self.check_access("read")
        # The records of the activities are not confidential; their own rights decide who opens
        # them.
        activities = self.sudo().activity_ids
        model_name = activities[:1].res_model
        documents = self.review_id
        if activities:
            ids = activities.filtered(lambda x: x.res_model == model_name).mapped("res_id")
            documents = self.env[model_name].browse(ids).exists()
        if not documents:
            raise UserError(self.env._("This record was deleted."))
        documents = documents._filtered_access("read") or documents
        documents.check_access("read")
        if len(documents) == 1:
            return open_from_row(documents.get_formview_action())
        return open_from_row(
            {
                "type": "ir.actions.act_window",
                "name": self.display_name,
                "res_model": model_name,
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", documents.ids)],
            }
        )
