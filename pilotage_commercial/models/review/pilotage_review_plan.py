"""From the records chosen in a review to one action of each kind, given to somebody."""

from collections import Counter

from odoo import api, models

from .pilotage_review_record import AIMS, KEPT


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def _make_actions(self):
        """Turn the chosen records that have no action yet into one action of each kind."""
        self.ensure_one()
        waiting = self.record_ids.filtered(lambda row: row.selected and not row.action_id)
        no_kpi = self.env["pilotage.kpi"]
        for kind, rows in waiting.grouped("kind").items():
            aim = self.line_ids.kpi_id.grouped("code").get(AIMS.get(kind), no_kpi)
            group = self._get_kept_group(kind)
            action = self.env["pilotage.review.action"].create(
                {
                    "review_id": self.id,
                    "kind": kind,
                    "name": self._get_action_name(kind, rows),
                    "user_id": self._get_assignee(rows, group).id,
                    "kpi_id": aim.id,
                }
            )
            action._note({"is_generated": True})
            action._keep_for(group)
            rows.write({"action_id": action.id})

    @api.model
    def _get_kept_group(self, kind):
        """Return the group of those who may know why records of ``kind`` were chosen."""
        groups = self.env["res.groups"].sudo()
        return self.env.ref(KEPT[kind], False) or groups if kind in KEPT else groups

    def _get_action_name(self, kind, rows):
        """Return what to do, as the guide says it: call five blocked prospects."""
        env, number = self.env, len(rows)
        if number == 1:
            names = {
                "blocked": env._("Call %s", rows.name),
                "quotation": env._("Follow up the quotation %s", rows.name),
                "margin": env._("Recompute the margin of %s", rows.name),
            }
            return names.get(kind, rows.name)
        names = {
            "blocked": env._("Call %s blocked prospects", number),
            "quotation": env._("Follow up %s quotations without answer", number),
            "margin": env._("Recompute the margin of %s orders", number),
        }
        return names.get(kind) or env._("Act on %s records", number)

    def _get_assignee(self, rows, group):
        """Return whose records most of ``rows`` are, else who holds the review.

        :param group: if there is one, who does not belong to it is given nothing
        """
        users = [user for user in rows.mapped("user_id") if user.active]
        if group:
            # The groups of colleagues are not for every manager to read.
            users = [user for user in users if group in user.sudo().all_group_ids]
        company = self.company_id
        # As in _check_user.
        owners = Counter(
            row.user_id
            for row in rows
            if row.user_id in users and company in row.user_id.sudo().company_ids
        )
        return owners.most_common(1)[0][0] if owners else self.user_id
