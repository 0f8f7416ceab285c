"""Undoes an import: deletes the opportunities that it created and nobody changed since."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.facts import ACTION, get_current, is_same

# What the sheet may leave blank on an opportunity, and nothing but a person fills in.
BLANK = ("expected_revenue", "description", "date_deadline")
DETAILS = ("contact_name", "email_from", "phone", "function", "website", "street", "zip", "city")


class PilotageImport(models.Model):
    _inherit = "pilotage.import"

    def action_undo(self):
        """Delete the opportunities that this import created and nobody changed since."""
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
        # Salespeople may not delete opportunities (hence sudo), except those that they imported and
        # that nobody has worked on.
        removed.sudo().with_context(tracking_disable=True).unlink()
        self._as_system().state = "undone"
        kept = len(leads) - count
        message = self.env._("Opportunities removed: %s.", count)
        if kept:
            message += " " + self.env._("Changed since, and kept: %s.", kept)
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
            if self._has_more(lead, row.facts):
                touched.add(lead.id)
            for name, value in row.facts.items():
                current = get_current(lead, name)
                if name in ("partner_name", "tags", "source", "lost_reason"):
                    continue
                if not is_same(lead, name, current, value) and value is not False:
                    touched.add(lead.id)
        return touched | self._find_worked_on(ids) | self._find_planned(rows)

    def _has_more(self, lead, facts):
        """Say whether somebody filled in what the sheet left blank. The contact details of a deal
        with a customer are the customer's."""
        names = BLANK if lead.partner_id else (*BLANK, *DETAILS)
        return any(lead[name] for name in names if name not in facts)

    def _find_worked_on(self, ids):
        """Return the ids of the opportunities ``ids`` that somebody wrote on, changed, or added
        to.
        """
        # Work that the user may not see counts too (hence sudo): only the ids are returned.
        system = self.sudo().env
        messages = system["mail.message"]._read_group(
            Domain("model", "=", "crm.lead")
            & Domain("res_id", "in", ids)
            & (
                Domain("message_type", "in", ("comment", "email", "email_outgoing"))
                | Domain("tracking_value_ids", "!=", False)
                | Domain("mail_activity_type_id", "!=", False)
            ),
            ["res_id"],
        )
        files = system["ir.attachment"]._read_group(
            [("res_model", "=", "crm.lead"), ("res_id", "in", ids)], ["res_id"]
        )
        found = {res_id for (res_id,) in [*messages, *files]}
        for model in ("sale.order", "calendar.event"):
            records = system[model].with_context(active_test=False)
            found.update(records.search([("opportunity_id", "in", ids)]).opportunity_id.ids)
        return found

    def _find_planned(self, rows):
        """Return the ids of the opportunities of ``rows`` that have more activities than the one
        that the import made."""
        # Including those that the user may not see (hence sudo): only the ids are returned.
        counts = dict(
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "crm.lead"),
                    ("res_id", "in", rows.lead_id.ids),
                    ("followup_rule_id", "=", False),  # made by itself
                ],
                ["res_id"],
                ["__count"],
            )
        )
        return {
            row.lead_id.id
            for row in rows
            if counts.get(row.lead_id.id, 0) > any(row.facts.get(name) for name in ACTION)
        }
