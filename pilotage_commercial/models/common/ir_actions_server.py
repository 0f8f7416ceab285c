from odoo import models
from odoo.exceptions import AccessError

OURS = "pilotage_commercial"


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def _can_execute_action_on_records(self, records):
        # Without records, Odoo lets every user run an action by its id, portal users included. Our
        # scheduled actions work for all companies, so only the scheduler and administrators may run
        # them.
        if self.usage == "ir_cron" and self._is_pilotage() and not self.env.user._is_system():
            raise AccessError(
                self.env._("“%s” can only be run by the scheduler or an administrator.", self.name)
            )
        return super()._can_execute_action_on_records(records)

    def _is_pilotage(self):
        """Return whether the application or one of its bridges installed the action."""
        self.ensure_one()
        # The addon that a record came with is not confidential.
        return bool(
            self.env["ir.model.data"]
            .sudo()
            .search_count(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("module", "=like", f"{OURS}%"),
                ],
                limit=1,
            )
        )
