"""The participants of a review."""

from odoo import api, models
from odoo.exceptions import ValidationError


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    @api.constrains("company_id", "user_id", "participant_ids")
    def _check_people(self):
        for review in self:
            people = review.user_id | review.participant_ids
            # Managers may not read the companies of other users (hence sudo).
            strangers = people - people.sudo().filtered_domain(
                [("company_ids", "in", review.company_id.ids)]
            ).sudo(False)
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(people)s cannot take part: they do not belong to %(company)s.",
                        people=", ".join(strangers.mapped("name")),
                        company=review.company_id.display_name,
                    )
                )

    @api.onchange("company_id", "team_id")
    def _onchange_team(self):
        self.participant_ids = self._get_usual_participants(self.team_id, self.company_id)

    def _subscribe_people(self):
        for review in self:
            people = review.user_id | review.participant_ids
            # Followers are told of the closing; a manager may not read colleagues' contacts (hence
            # sudo).
            review.message_subscribe(partner_ids=people.sudo().partner_id.ids)

    @api.model
    def _get_usual_participants(self, team, company):
        """Return the members of ``team`` who work for ``company``."""
        # Managers may not read the companies of other users (hence sudo).
        return team.member_ids.filtered(lambda user: company in user.sudo().company_ids)
