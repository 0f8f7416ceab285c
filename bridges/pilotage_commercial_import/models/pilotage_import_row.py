from odoo import api, fields, models


class PilotageImportRow(models.Model):
    """A row of an imported file: what it said, and the opportunity that it became.

    The last row of an opportunity is the memory of its import: only what changed in the file
    since then changes in Odoo.
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
        :param str layout: the kind of file, whose rows count whatever their name
        """
        # Bookkeeping: whose opportunities the user sees is the caller's question.
        rows = self.sudo().search_fetch(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "done"),
                "|",
                ("key", "in", list(keys)),
                ("layout", "=", layout),
            ],
            ["lead_id", "key", "source_id", "layout", "number", "facts"],
            order="id",
        )
        last = {}
        for row in rows:
            last[row.lead_id.id or (row.key, row.source_id, row.number)] = row
        alive = {row.key for row in last.values() if row.lead_id}
        # Of a deal that was deleted and came back, only what is there counts.
        return [row for row in last.values() if row.lead_id or row.key not in alive]
