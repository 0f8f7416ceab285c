"""The follow-ups of an archived user go to others: Odoo would delete them."""

from odoo import models

from ....tools.checks import ServerIds
from ....tools.groups import REAL_COST


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = self.filtered("active") if "active" in vals and not vals["active"] else self[:0]
        result = super().write(vals)
        leaving._hand_over_followups()
        return result

    def action_archive(self):
        # Before super(), which deletes the activities.
        self.filtered("active")._hand_over_followups()
        return super().action_archive()

    def unlink(self):
        self._hand_over_followups()
        return super().unlink()

    def _sells(self):
        """Return whether the user has the right to sell."""
        self.ensure_one()
        # Users may not read the groups of others: only yes or no leaves (hence sudo).
        return self.sudo().has_group("sales_team.group_sale_salesman")

    def _may_see_costs(self):
        """Return whether the user, if any, may see the costs of orders."""
        # Users may not read the groups of others: only yes or no leaves (hence sudo).
        return bool(self) and self.sudo().has_group(REAL_COST)

    def _hand_over_followups(self):
        """Assign the open follow-ups of ``self`` to the owners of their records when these users
        are gone.
        """
        if not self:
            return
        # Whoever archives a user hands over all that was theirs (hence sudo).
        activities = self.env["mail.activity"].sudo().with_context(active_test=True)
        theirs = activities.search([("user_id", "in", self.ids), ("followup_rule_id", "!=", False)])
        theirs.with_context(leaving_user_ids=ServerIds(self.ids))._give_followups()
