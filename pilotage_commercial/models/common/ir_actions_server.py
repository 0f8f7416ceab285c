from odoo import models
from odoo.exceptions import AccessError

OURS = "pilotage_commercial"


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def _can_execute_action_on_records(self, records):
        # On no record Odoo lets everybody run an action by its id, customers too. Ours that are
        # scheduled work for all companies: they are for the scheduler, and who administers it.
        if self.usage == "ir_cron" and self._is_pilotage() and not self.env.user._is_system():
            raise AccessError(
                self.env._("“%s” is run by the scheduler, or by an administrator.", self.name)
            )
        return super()._can_execute_action_on_records(records)

    def _is_pilotage(self):
        """Return whether the action came with the application or a bridge of it."""
        self.ensure_one()
        # Which addon a record came with is no secret of a user.
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
