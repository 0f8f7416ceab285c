"""The follow-ups of deals without a salesperson go along with the leader of their team."""

from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        former = {team: team.user_id for team in self if "user_id" in vals}
        result = super().write(vals)
        for team, leader in former.items():
            if leader and leader != team.user_id:
                team._hand_over_followups(leader)
        return result

    def _hand_over_followups(self, leader):
        """Assign to the present leader the open follow-ups that ``leader`` had as leader."""
        # Whoever changes the leader may not see the records of the team (hence sudo).
        activities = self.env["mail.activity"].sudo().with_context(active_test=True)
        for model in ("crm.lead", "sale.order"):
            records = (
                self.env[model]
                .sudo()
                ._search([("team_id", "=", self.id), ("user_id", "!=", leader.id)])
            )
            activities.search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", records),
                    ("user_id", "=", leader.id),
                    ("followup_rule_id", "!=", False),
                ]
            )._give_followups()
