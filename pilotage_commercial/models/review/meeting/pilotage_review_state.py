"""What the state of a review allows, and how its own fields are written."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....tools.records import check_one


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def _check_not_held(self):
        # The demo data and the review itself write as superuser.
        if not self.env.su and any(review.state == "held" for review in self):
            raise UserError(self.env._("This review is closed: reopen it to change it."))

    def _check_open(self):
        self.ensure_one()
        if self.state == "held":
            raise UserError(self.env._("This review is closed: reopen it to change it."))
        if self.state != "open":
            raise UserError(self.env._("This review is not open yet: start it."))

    def _note(self, vals):
        """Write the review's system fields, for a user who may write the review."""
        self.check_access("write")
        # Nobody may type these fields, except through the steps of the review (hence sudo).
        self.sudo().write(vals)

    def _lock(self):
        """Wait for other transactions that change the review, and read their result.

        If the review changed since this transaction began, PostgreSQL refuses and Odoo retries the
        request.
        """
        check_one(self)
        self.check_access("write")
        if not self.id:
            raise UserError(self.env._("Save the review first."))
        self.flush_recordset()
        self.env.execute_query(
            SQL("SELECT id FROM pilotage_review WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset()
