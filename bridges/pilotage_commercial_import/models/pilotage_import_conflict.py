from odoo import api, fields, models

from ..reader.cell.texts import get_text


class PilotageImportConflict(models.Model):
    """A value that changed in the file and in Odoo since the last import."""

    _name = "pilotage.import.conflict"
    _inherit = ["pilotage.system.fields"]
    _description = "Value Changed in the File and in Odoo"
    _rec_name = "label"
    _order = "number, id"

    # The import fills all fields but the user's choice.
    _has_facts = True

    import_id = fields.Many2one(
        "pilotage.import", required=True, readonly=True, ondelete="cascade", index=True
    )
    number = fields.Integer("Row", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True, ondelete="cascade")
    fact = fields.Char(readonly=True)
    label = fields.Char("What", readonly=True)
    sheet_value = fields.Char("In the File", readonly=True)
    odoo_value = fields.Char("In Odoo", readonly=True)
    choice = fields.Selection(
        [("odoo", "Keep Odoo's"), ("sheet", "Take the file's")],
        "Keep",
        default="odoo",
        required=True,
    )

    @api.model
    def _store(self, record, draft):
        """Store the values that changed on both sides, with the choices made so far."""
        chosen = {(line.lead_id.id, line.fact): line.choice for line in record.conflict_ids}
        wins = {key for key, choice in chosen.items() if choice == "sheet"}
        values = []
        for plan in draft.plans:
            if not plan.lead:
                continue
            both = dict(plan.conflicts)
            both.update(
                {
                    name: (plan.facts[name], self._get_old_value(record, plan, name))
                    for lead_id, name in wins
                    if lead_id == plan.lead.id and name in plan.facts
                }
            )
            for name, (sheet_value, odoo_value) in both.items():
                values.append(
                    {
                        "import_id": record.id,
                        "number": plan.deal.number,
                        "lead_id": plan.lead.id,
                        "fact": name,
                        "label": self._get_label(name),
                        "sheet_value": self._format(name, sheet_value),
                        "odoo_value": self._format(name, odoo_value),
                        "choice": chosen.get((plan.lead.id, name), "odoo"),
                    }
                )
        # Users only answer the lines of their own import, and may not create or delete any (hence
        # sudo). Their contents were read as the user.
        record.conflict_ids.sudo().unlink()
        self.sudo().create(values)

    def _get_old_value(self, record, plan, name):
        line = record.conflict_ids.filtered(
            lambda line: line.lead_id.id == plan.lead.id and line.fact == name
        )
        return line[:1].odoo_value

    def _get_label(self, name):
        fields_of_lead = self.env["crm.lead"].fields_get(attributes=["string"])
        names = {"tags": "tag_ids", "source": "source_id", "lost_reason": "lost_reason_id"}
        return fields_of_lead.get(names.get(name, name), {}).get("string", name)

    def _format(self, name, value):
        if value in (None, False, ""):
            return ""
        if name == "stage_id" and isinstance(value, int):
            return self.env["crm.stage"].browse(value).name
        if name == "user_id" and isinstance(value, int):
            return self.env["res.users"].browse(value).name
        if isinstance(value, list):
            return ", ".join(value)
        if name.endswith("_date") or name.startswith("date_"):
            return (
                self.env["ir.qweb.field.date"].value_to_html(fields.Date.to_date(value), {})
                if len(str(value)) == 10
                else value
            )
        return get_text(value)
