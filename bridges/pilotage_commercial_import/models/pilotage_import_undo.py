"""Undoes an import: removes what it created, while nobody has touched it since."""

from odoo import models
from odoo.exceptions import UserError

from ..engine.facts import get_current, is_same


class PilotageImport(models.Model):
    _inherit = "pilotage.import"

    def action_undo(self):
        """Remove the opportunities that this import created and that nobody touched since."""
        self = self._check_mine()
        if self.state != "done":
            raise UserError(self.env._("Only an import that is done can be undone."))
        self._lock()
        rows = self._as_system().row_ids.filtered(lambda row: row.is_created and row.lead_id)
        leads = self.env["crm.lead"].with_context(active_test=False).browse(rows.lead_id.ids)
        leads = leads.exists()._filtered_access("read")
        touched = self._find_touched(rows.filtered(lambda row: row.lead_id.id in leads._ids))
        removed = leads.filtered(
            lambda lead: lead.id not in touched and lead.create_uid == self.user_id
        )
        count = len(removed)
        rows.filtered(lambda row: row.lead_id.id in removed._ids).write({"state": "undone"})
        # A salesperson may not delete opportunities; these are their own of a moment ago.
        removed.sudo().with_context(tracking_disable=True).unlink()
        self._as_system().state = "undone"
        kept = len(leads) - count
        message = self.env._("%s opportunities were removed.", count)
        if kept:
            message += " " + self.env._("%s were changed since and stay.", kept)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _find_touched(self, rows):
        """Return the ids of the opportunities of ``rows`` on which somebody worked since."""
        ids = rows.lead_id.ids
        touched = set()
        for row in rows:
            lead = row.lead_id
            for name, value in row.facts.items():
                current = get_current(lead, name)
                if name in ("partner_name", "tags", "source", "lost_reason"):
                    continue
                if not is_same(lead, name, current, value) and value is not False:
                    touched.add(lead.id)
        # What the user may not see is work done on the opportunity too.
        messages = (
            self.env["mail.message"]
            .sudo()
            ._read_group(
                [
                    ("model", "=", "crm.lead"),
                    ("res_id", "in", ids),
                    ("message_type", "in", ("comment", "email", "email_outgoing")),
                ],
                ["res_id"],
            )
        )
        touched.update(res_id for (res_id,) in messages)
        orders = self.env["sale.order"].sudo().search([("opportunity_id", "in", ids)])
        meetings = self.env["calendar.event"].sudo().search([("opportunity_id", "in", ids)])
        return touched | set(orders.opportunity_id.ids) | set(meetings.opportunity_id.ids)
