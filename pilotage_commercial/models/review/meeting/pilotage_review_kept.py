"""Rows of a review that depend on figures which not every reader may see."""

from odoo import api, fields, models

from ....tools.groups import find_group


class PilotageReviewKept(models.AbstractModel):
    """A row of a review that stores the group that may read it.

    With ``review_for_all`` in the context, the text is rendered for all present and future readers
    of the review: with the rights of a salesperson.
    """

    _name = "pilotage.review.kept"
    _description = "Part of a Weekly Review Kept for a Group"

    group_id = fields.Many2one("res.groups", readonly=True, ondelete="set null")
    is_kept = fields.Boolean(
        compute="_compute_is_kept",
        store=True,
        help="It is for a group only, even after that group was deleted.",
    )

    @api.depends("group_id")
    def _compute_is_kept(self):
        for row in self:
            # A row kept for a group stays hidden after the group is deleted.
            row.is_kept = row.is_kept or bool(row.group_id)

    def _filter_shown(self):
        """Return the rows of ``self`` that the reader may see."""
        groups = self._get_reader_groups()
        # Users may not read groups; here the group only decides (hence sudo).
        return self - self.sudo().filtered(lambda row: row.is_kept and row.group_id not in groups)

    def _keep_for(self, group):
        """Reserve the rows, which the user may write, to ``group``; an empty one changes
        nothing.
        """
        self.check_access("write")
        if group:
            # Nobody may type the group, except here: a row only gets more closed (hence sudo).
            self.sudo().write({"group_id": group.id})

    @api.model
    def _get_reader_groups(self):
        """Return the groups of the reader; for a shared document, those that all readers have."""
        if self.env.context.get("review_for_all"):
            # Users may not read groups, here their own or those of all salespeople (hence sudo).
            return find_group(self.env, "sales_team.group_sale_salesman").sudo().all_implied_ids
        return self.env.user.sudo().all_group_ids
