"""The review actions of an archived user go to others: Odoo would delete them."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = self.filtered("active") if "active" in vals and not vals["active"] else self[:0]
        result = super().write(vals)
        leaving._hand_over_review_actions()
        return result

    def action_archive(self):
        # Before super(), which deletes the activities.
        self.filtered("active")._hand_over_review_actions()
        return super().action_archive()

    def _hand_over_review_actions(self):
        """Reassign the users' activities of reviews to active users."""
        if not self:
            return
        # Whoever archives a user hands over all that was theirs (hence sudo).
        actions = self.env["pilotage.review.action"].sudo()
        to_do = actions.search(
            [
                ("state", "in", ("draft", "planned")),
                "|",
                ("user_id", "in", self.ids),
                "|",
                ("record_ids.assignee_id", "in", self.ids),
                ("activity_ids.user_id", "in", self.ids),
            ]
        )
        for action in to_do:
            action._hand_over(self)
