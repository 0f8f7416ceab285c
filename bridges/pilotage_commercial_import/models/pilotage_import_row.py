from odoo import api, fields, models
from odoo.exceptions import UserError


class PilotageImportRow(models.Model):
    """A row of an imported file: its values, and its opportunity.

    The last row of an opportunity is the memory of its import: only values that changed in the file
    since then change in Odoo.
    """

    _name = "pilotage.import.row"
    _description = "Row of an Imported File"
    _order = "import_id, number"

    import_id = fields.Many2one("pilotage.import", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    user_id = fields.Many2one(related="import_id.user_id", store=True)
    number = fields.Integer("Row", readonly=True)
    state = fields.Selection(
        [("todo", "To write"), ("done", "Written"), ("aside", "Set aside"), ("undone", "Undone")],
        required=True,
        readonly=True,
    )
    outcome = fields.Char(readonly=True)
    key = fields.Char(readonly=True)
    source_id = fields.Char(readonly=True)
    layout = fields.Char(readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, ondelete="set null", index="btree_not_null"
    )
    is_created = fields.Boolean(readonly=True)
    facts = fields.Json(readonly=True)
    changes = fields.Json(readonly=True)
    reason = fields.Char(readonly=True)
    cells = fields.Json(readonly=True)

    _todo_idx = models.Index("(import_id, id) WHERE state = 'todo'")
    _key_idx = models.Index("(company_id, key) WHERE state = 'done'")
    _layout_idx = models.Index("(company_id, layout) WHERE state = 'done'")

    @api.model
    def _find_memory(self, keys, layout):
        """Return the last written row of each opportunity of the company, as a list, by id.

        :param set keys: names and customers of the deals of a file
        :param str layout: the kind of file, whose rows are all included
        """
        # Rows imported by colleagues count too (hence sudo, in one company). The caller checks
        # which opportunities the user sees. For deleted ones no right is left to check: their rows
        # are for the user who imported them, and for users who see all opportunities.
        user = self.env.user
        sees_all = user.has_group("sales_team.group_sale_salesman_all_leads")
        rows = self.sudo().search_fetch(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "done"),
                "|",
                ("key", "in", list(keys)),
                ("layout", "=", layout),
                *([] if sees_all else ["|", ("lead_id", "!=", False), ("user_id", "=", user.id)]),
            ],
            ["lead_id", "key", "source_id", "layout", "number", "facts"],
            order="id",
        )
        last = {}
        for row in rows:
            last[row.lead_id.id or (row.key, row.source_id, row.number)] = row
        alive = {row.key for row in last.values() if row.lead_id}
        # For a deal deleted and imported again, only the existing one counts.
        return [row for row in last.values() if row.lead_id or row.key not in alive]

    def _set_aside(self, error):
        """Set the row aside, with the text of ``error`` for the user."""
        self.ensure_one()
        told = isinstance(error, (UserError, ValueError))
        self.write(
            {
                "state": "aside",
                "reason": str(error) if told else self.env._("Odoo cannot keep this row."),
                "cells": list(map(str, (self.facts or {}).values())),
            }
        )
