"""The participants of a review."""

from odoo import api, models
from odoo.exceptions import ValidationError


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    @api.constrains("company_id", "user_id", "participant_ids")
    def _check_people(self):
        for review in self:
            people = review.user_id | review.participant_ids
            strangers = people.filtered(
                lambda user, company=review.company_id: not user._works_for(company)
            )
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
        return team.member_ids.filtered(lambda user: user._works_for(company))
