"""The participants of a review."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews:
            review._check_people(review._get_people())
        return reviews

    def write(self, vals):
        if vals.keys().isdisjoint({"company_id", "user_id", "participant_ids"}):
            return super().write(vals)
        former = {review: review._get_people() for review in self}
        result = super().write(vals)
        for review in self:
            people = review._get_people()
            # Somebody who left the company since stays in the reviews they took part in.
            review._check_people(people if "company_id" in vals else people - former[review])
            review._unsubscribe_people(former[review] - people)
        return result

    def _get_people(self):
        self.ensure_one()
        return self.user_id | self.participant_ids

    def _check_people(self, people):
        """Raise ``ValidationError`` unless all ``people`` work for the company of the review."""
        self.ensure_one()
        strangers = people.filtered(lambda user: not user._works_for(self.company_id))
        if strangers:
            raise ValidationError(
                self.env._(
                    "%(people)s cannot take part: they do not belong to %(company)s.",
                    people=", ".join(strangers.mapped("name")),
                    company=self.company_id.display_name,
                )
            )

    @api.model
    def _is_there(self, user, company):
        """Return whether ``user`` is active and works for ``company``."""
        return user.active and user._works_for(company)

    @api.model
    def _may_hold(self, user, company):
        """Return whether ``user`` may hold the reviews of ``company``."""
        return self._is_there(user, company) and user._sells()

    def _replace_leavers(self):
        """Replace a holder who left or sells no more, and take leave of the participants who
        left.
        """
        self.ensure_one()
        company, values = self.company_id, {}
        gone = self._get_people().filtered(lambda user: not self._is_there(user, company))
        if not self._may_hold(self.user_id, company):
            values["user_id"] = self._get_next_holder(company, self.team_id).id
        if gone:
            values["participant_ids"] = [Command.unlink(user.id) for user in gone]
        if values:
            self.write(values)

    @api.onchange("company_id", "team_id")
    def _onchange_team(self):
        self.participant_ids = self._get_usual_participants(self.team_id, self.company_id)

    def _subscribe_people(self):
        for review in self:
            people = review._get_people()
            # Followers are told of the closing; a manager may not read colleagues' contacts (hence
            # sudo).
            review.message_subscribe(partner_ids=people.sudo().partner_id.ids)

    def _unsubscribe_people(self, people):
        """Tell ``people``, who take part no more, nothing of the review any more."""
        if people:
            # The contacts of colleagues (hence sudo).
            self.message_unsubscribe(people.sudo().partner_id.ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out the colleagues who follow the review and may not read it any more; whoever a
        message names gets it, as from any document.
        """
        found = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        # The author may not read contacts of colleagues: only who is named counts (hence sudo).
        named = (msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids

        def is_told(data):
            is_colleague = data["uid"] and not data["share"]
            return not is_colleague or data["id"] in named or self._is_open_to(data["uid"])

        return list(filter(is_told, found))

    def _is_open_to(self, user_id):
        """Return whether the user with ``user_id`` may read the review."""
        # The companies of a colleague (hence sudo).
        companies = self.env["res.users"].sudo().browse(user_id).company_ids
        theirs = self.with_user(user_id).with_context(allowed_company_ids=companies.ids)
        return theirs.has_access("read")

    @api.model
    def _get_usual_participants(self, team, company):
        """Return the members of ``team`` who work for ``company``."""
        # Managers may not read the companies of other users (hence sudo).
        return team.member_ids.filtered(lambda user: company in user.sudo().company_ids)
