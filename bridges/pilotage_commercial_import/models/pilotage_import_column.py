from odoo import api, fields, models


class PilotageImportColumn(models.Model):
    """A column of the file and its role."""

    _name = "pilotage.import.column"
    _inherit = ["pilotage.system.fields"]
    _description = "Column of an Imported File"
    _order = "import_id, position"

    # The import fills all fields but the user's choice.
    _has_facts = True

    import_id = fields.Many2one(
        "pilotage.import", required=True, readonly=True, ondelete="cascade", index=True
    )
    position = fields.Integer(readonly=True)
    name = fields.Char("Column", readonly=True)
    examples = fields.Char("For Instance", readonly=True)
    found_role = fields.Char(readonly=True)
    is_lost = fields.Boolean(readonly=True)
    role = fields.Selection(
        [
            ("name", "Opportunity"),
            ("name_customer", "Opportunity and customer"),
            ("customer", "Customer"),
            ("contact", "Contact"),
            ("first_name", "First name of the contact"),
            ("last_name", "Last name of the contact"),
            ("email", "E-mail"),
            ("phone", "Telephone"),
            ("amount", "Estimated amount"),
            ("currency", "Currency"),
            ("cost", "Estimated cost"),
            ("margin", "Estimated margin"),
            ("stage", "Stage"),
            ("status", "Status (open, won, lost)"),
            ("action", "Next action"),
            ("due", "Date of the next action"),
            ("closing", "Expected closing"),
            ("close", "Closing date"),
            ("won_date", "Won on"),
            ("lost_date", "Lost on"),
            ("step_flag", "Stage of its name (ticked)"),
            ("won_flag", "Won (ticked)"),
            ("lost_flag", "Lost (ticked)"),
            ("created", "Created on"),
            ("salesperson", "Salesperson"),
            ("notes", "Notes"),
            ("tags", "Tags"),
            ("source", "Source"),
            ("lost_reason", "Reason of the loss"),
            ("urgency", "Urgency"),
            ("source_id", "Number in the other tool"),
            ("product", "Product"),
            ("done", "Next action done"),
            ("ignore", "Not imported"),
        ],
        string="Means",
        help="Meaning of the column. If empty, its texts are kept in the notes.",
    )

    @api.model
    def _store(self, record, columns):
        """Store the columns of the file of ``record``, with the role of each."""
        chosen = {line.position: line for line in record.column_ids}
        values = []
        for column in columns:
            if not column.title and column.kind == "empty":
                continue
            vals = {
                "import_id": record.id,
                "position": column.index,
                "name": column.title or self.env._("(no heading)"),
                "examples": ", ".join(column.examples)[:200],
                "is_lost": column.is_lost_money or column.is_lost_date,
                "role": column.role,
            }
            if column.chosen and column.index in chosen:
                vals["found_role"] = chosen[column.index].found_role
            else:
                vals["found_role"] = column.role
            values.append(vals)
        # Users only answer the lines of their own import, and may not create or delete any (hence
        # sudo). Their contents were read as the user.
        record.column_ids.sudo().unlink()
        self.sudo().create(values)
