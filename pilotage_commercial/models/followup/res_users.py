"""Who leaves hands the follow-ups over: Odoo would delete them."""

from odoo import models

from ...tools.groups import REAL_COST


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = self.filtered("active") if "active" in vals and not vals["active"] else self[:0]
        result = super().write(vals)
        leaving._hand_over_followups()
        return result

    def action_archive(self):
        # Odoo deletes the activities first.
        self.filtered("active")._hand_over_followups()
        return super().action_archive()

    def unlink(self):
        self._hand_over_followups()
        return super().unlink()

    def _may_see_costs(self):
        """Return whether the user, if any, may see what orders cost."""
        return bool(self) and self.sudo().has_group(REAL_COST)

    def _hand_over_followups(self):
        """Give the open follow-ups of ``self`` to those who follow their records up without."""
        if not self:
            return
        activities = self.env["mail.activity"].sudo()
        theirs = activities.search([("user_id", "in", self.ids), ("followup_rule_id", "!=", False)])
        theirs.with_context(leaving_user_ids=tuple(self.ids))._give_followups()
