"""The activity of an action decided in a review."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "pilotage.system.fields"]
    _system_fields = {"review_action_id"}
    _has_facts = True

    # Stored on the activity, so that finishing other activities searches no action.
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
        """Raise ``UserError`` when a client sets the review action of an activity."""
        if not self.env.su and any("review_action_id" in vals for vals in vals_list):
            raise UserError(
                self.env._("The review creates the activity: it cannot be set by hand.")
            )

    def _check_access(self, operation):
        """Let only its assignee or a manager change an activity on a review.

        Odoo allows it to everybody who may post on the document, and all readers of a review may
        post.
        """
        result = super()._check_access(operation)
        if self.env.su or operation not in ("write", "unlink"):
            return result
        forbidden = result[0] if result else self.browse()
        foreign = (self - forbidden)._filter_foreign_reviews()
        if not foreign:
            return result
        forbidden += foreign
        return forbidden, lambda: forbidden._make_access_error(operation)

    def _filter_foreign_reviews(self):
        """Return the activities on reviews that the user is neither assigned to nor manages."""
        # The user is about to change them: read rights do not matter (hence sudo).
        found = self.sudo().filtered(
            lambda activity: (
                activity.res_model == "pilotage.review" and activity.user_id != self.env.user
            )
        )
        if not found:
            return self.browse()
        reviews = self.env["pilotage.review"].browse(found.mapped("res_id")).exists()
        managed = set(reviews._filtered_access("write").ids)
        return self.browse(found.filtered(lambda activity: activity.res_id not in managed).ids)

    def _action_done(self, feedback=False, attachment_ids=None):
        # All readers of the review see the message; the note may name records that some may not
        # open.
        told = self.sudo().filtered(
            lambda activity: activity.res_model == "pilotage.review" and activity.review_action_id
        )
        if told:
            told.note = False
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
