"""The course of an action: planned as an activity, then done, dropped or carried over."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class PilotageReviewAction(models.Model):
    _inherit = "pilotage.review.action"

    # --- planning ---

    def _plan(self):
        """Make the activity of each action that has none."""
        for action in self.filtered(lambda action: action.state == "draft"):
            action._admit()
            document = action._get_document()
            activity = document.activity_schedule(
                "mail.mail_activity_data_call"
                if action.kind == "blocked"
                else "mail.mail_activity_data_todo",
                date_deadline=action.date_deadline,
                summary=action._get_summary(document),
                note=action._get_activity_note(),
                user_id=action.user_id.id,
            )
            action._note({"activity_ids": [fields.Command.link(activity.id)], "is_planned": True})

    def _get_summary(self, document):
        """Return the name as all who read ``document``, where the activity is, may read it."""
        self.ensure_one()
        if document == self.review_id or self.group_id:
            return self.with_context(review_for_all=True).display_name
        return self.name

    def _admit(self):
        """Let those who have something to do read the review."""
        for review, actions in self.grouped("review_id").items():
            people = actions.user_id - review.participant_ids - review.user_id
            if people:
                review.write({"participant_ids": [fields.Command.link(user.id) for user in people]})

    def _get_document(self):
        """Return where the activity is: on the one record to act on, else on the review."""
        self.ensure_one()
        record = self.record_ids.reference if len(self.record_ids) == 1 else None
        if record and record.with_user(self.user_id).has_access("read"):
            return record
        return self.review_id

    def _get_activity_note(self):
        """Return as links, with why, the records that who has to act may read."""
        self.ensure_one()
        readable, others = self.record_ids._get_readable(self.user_id)
        items = [
            Markup("<li>%s%s</li>") % (row.reference._get_html_link(row.name), row._get_note())
            for row in self.record_ids
            if row.reference in [record.with_env(self.env) for record in readable]
        ]
        if others:
            items.append(Markup("<li>%s</li>") % self.env._("%s that you cannot open", others))
        return items and Markup("<ul>%s</ul>") % Markup().join(items)

    # --- next week ---

    def action_done(self):
        """Mark the actions done from the next review.

        :raise AccessError: it is neither the user's own action nor of a review that they manage
        """
        self._check_owner()
        # Whoever may act on the action may on its activity, wherever it is.
        activities = self.filtered(lambda action: action.state == "planned").sudo().activity_id
        for activity in activities:
            activity.action_feedback()

    def _check_owner(self):
        """Raise ``AccessError`` unless each action is the user's own, or theirs to manage."""
        self.check_access("read")
        others = self.filtered(lambda action: action.user_id != self.env.user)
        if others and not others.has_access("write"):
            raise AccessError(
                self.env._("This action is somebody else's: they do it, or a manager does.")
            )

    def action_drop(self):
        """Give the actions up: their activities go."""
        self.check_access("write")
        self.filtered(lambda action: action.state == "planned").sudo().activity_id.unlink()

    def action_carry_over(self):
        """Go on with the actions in the review that is open: the same activity, a new date.

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
            activity = action.sudo().activity_id
            deadline = self._default_date_deadline()
            # What the action notes by itself goes along with it.
            following = action.sudo().copy({"review_id": review.id, "date_deadline": deadline})
            for row in action.record_ids:
                row.sudo().copy({"review_id": review.id, "action_id": following.id})
            action._note({"carried_to_id": following.id})
            following.write(
                {"activity_ids": [fields.Command.link(activity.id)], "is_planned": True}
            )
            activity.write({"date_deadline": deadline})

    def action_open_document(self):
        """Return the action that opens what the activity is on.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        activity = self.activity_id
        document = self.review_id
        if activity.res_model in self.env:
            document = self.env[activity.res_model].browse(activity.res_id).exists()
        if not document:
            raise UserError(self.env._("This record was deleted."))
        document.check_access("read")
        return document.get_formview_action()
