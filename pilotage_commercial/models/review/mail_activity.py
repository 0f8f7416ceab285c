"""The activity of an action decided in a review."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # Kept by the activity: finishing any other one looks for no action.
    review_action_id = fields.Many2one(
        "pilotage.review.action",
        string="Action of a Weekly Review",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_review_action(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_review_action([vals])
        return super().write(vals)

    @api.model
    def _check_review_action(self, vals_list):
        """Raise ``UserError`` when somebody gives an action an activity by hand."""
        if not self.env.su and any("review_action_id" in vals for vals in vals_list):
            raise UserError(self.env._("An action gets its activity from the review."))
