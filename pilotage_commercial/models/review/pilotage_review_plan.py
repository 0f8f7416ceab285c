"""From the records chosen in a review to one action of each kind, given to somebody."""

from collections import Counter

from odoo import models

from .pilotage_review_record import AIMS


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def _make_actions(self):
        """Turn the chosen records that have no action yet into one action of each kind."""
        self.ensure_one()
        waiting = self.record_ids.filtered(lambda row: row.selected and not row.action_id)
        no_kpi = self.env["pilotage.kpi"]
        for kind, rows in waiting.grouped("kind").items():
            aim = self.line_ids.kpi_id.grouped("code").get(AIMS.get(kind), no_kpi)
            action = self.env["pilotage.review.action"].create(
                {
                    "review_id": self.id,
                    "kind": kind,
                    "name": self._get_action_name(kind, rows),
                    "user_id": self._get_assignee(rows).id,
                    "kpi_id": aim.id,
                }
            )
            rows.write({"action_id": action.id})

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

    def _get_assignee(self, rows):
        """Return whose records most of ``rows`` are, else who holds the review."""
        users = [user for user in rows.mapped("user_id") if user.active]
        company = self.company_id
        # As in _check_user.
        owners = Counter(
            row.user_id
            for row in rows
            if row.user_id in users and company in row.user_id.sudo().company_ids
        )
        return owners.most_common(1)[0][0] if owners else self.user_id
