"""Turns the chosen records into one action per kind, with an activity on each record."""

from collections import Counter

from odoo import api, fields, models

from .kinds import KEPT, get_aim


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    decided_count = fields.Integer(
        compute="_compute_decided_count",
        help="Number of actions of the review, once the chosen records are planned.",
    )

    @api.depends("action_ids.state", "record_ids.selected", "record_ids.action_id")
    def _compute_decided_count(self):
        for review in self:
            actions = review.action_ids.filtered(lambda x: x.state not in ("carried", "cancelled"))
            # Only managers read the kind; the number of kinds is not confidential (hence sudo).
            kinds = set(review._get_waiting_records().sudo().mapped("kind"))
            joined = set(review._get_joinable_actions().sudo().mapped("kind"))
            review.decided_count = len(actions) + len(kinds - joined)

    def _get_waiting_records(self):
        """Return the chosen records that have no action yet."""
        return self.record_ids.filtered(lambda row: row.selected and not row.action_id)

    def _get_joinable_actions(self):
        """Return the actions that can take more records of their kind."""
        # Only managers read the kind: here it decides which actions grow (hence sudo).
        return self.action_ids.filtered(
            lambda action: action.state in ("draft", "planned") and action.sudo().kind != "other"
        )

    def _make_actions(self):
        """Add each chosen record to the action of its kind, even a carried-over one; create missing
        ones.
        """
        self.ensure_one()
        for kind, rows in self._get_waiting_records().grouped("kind").items():
            action = self._get_joinable_actions().filtered(lambda x, k=kind: x.kind == k)[:1]
            if action:
                action._join(rows)
            else:
                self._make_action(kind, rows)

    def _make_action(self, kind, rows):
        group = self._get_kept_group(kind)
        action = self.env["pilotage.review.action"].create(
            {
                "review_id": self.id,
                "kind": kind,
                "name": self._get_action_name(kind, rows),
                "user_id": self._get_assignee(rows).id,
                "kpi_id": get_aim(kind, self._get_pressing_kpis()).id,
            }
        )
        action._note({"is_generated": True})
        action._keep_for(group)
        rows.write({"action_id": action.id})

    def _get_pressing_kpis(self):
        """Return the KPIs of the review: off target, then near it, then the others."""
        order = {"bad": 0, "near": 1}
        return self.line_ids.sorted(lambda line: order.get(line.state, 2)).kpi_id

    @api.model
    def _get_kept_group(self, kind):
        """Return the group that may know why records of ``kind`` were chosen."""
        # Users may not read groups; callers compare them only (hence sudo).
        groups = self.env["res.groups"].sudo()
        return self.env.ref(KEPT[kind], False) or groups if kind in KEPT else groups

    @api.model
    def _get_action_name(self, kind, rows):
        """Return the name of the action, in the guide's words: call five blocked prospects."""
        env, number = self.env, len(rows)
        if number == 1:
            names = {
                "blocked": env._("Call %s", rows.name),
                "quotation": env._("Follow up the quotation %s", rows.name),
                "slow_quotation": env._("Get a decision on the quotation %s", rows.name),
                "late_payment": env._("Ask for the late payment of %s", rows.name),
                "at_risk": env._("Call the customer %s", rows.name),
                "margin": env._("Recompute the margin of %s", rows.name),
            }
            return names.get(kind, rows.name)
        names = self.env["pilotage.review.action"]._get_names_of_several(env, number)
        # Told to those who may see margins only: see the neutral name for the others.
        names["margin"] = env._("Recompute the margin of %s orders", number)
        return names.get(kind) or env._("Act on %s deals", number)

    def _get_assignee(self, rows):
        """Return the user with the most ``rows``, else the holder of the review."""
        doers = Counter(doer for row in rows if (doer := row._get_doer()))
        return doers.most_common(1)[0][0] if doers else self.user_id
