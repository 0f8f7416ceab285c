from odoo import api, fields, models

from ..reader.words import normalize


class PilotageImportStatus(models.Model):
    """A status of the file that is no stage, and the stage that the user chose for it."""

    _name = "pilotage.import.status"
    _description = "Unknown Status of an Imported File"
    _order = "count desc, id"

    import_id = fields.Many2one("pilotage.import", required=True, ondelete="cascade", index=True)
    name = fields.Char("In the File", readonly=True)
    count = fields.Integer("Deals", readonly=True)
    stage_id = fields.Many2one("crm.stage", "Is the Stage", ondelete="cascade")

    @api.model
    def _store(self, record, draft):
        """Keep each unknown status once, with the choices made so far."""
        counts = {}
        chosen = {normalize(line.name): line.stage_id for line in record.status_ids}
        for plan in draft.plans:
            text = plan.deal.status
            key = normalize(text)
            if text and (not plan.stage or chosen.get(key)):
                first, count = counts.get(key, (text, 0))
                counts[key] = (first, count + 1)
        record.status_ids.sudo().unlink()
        self.sudo().create(
            [
                {
                    "import_id": record.id,
                    "name": text,
                    "count": count,
                    "stage_id": chosen[key].id if key in chosen else False,
                }
                for key, (text, count) in counts.items()
            ]
        )

    def _remember(self):
        """Add the status to the other names of its stage, if the user may change stages."""
        self.ensure_one()
        stage = self.stage_id
        known = {normalize(alias) for alias in (stage.aliases or "").split(",")}
        if normalize(self.name) in known | {normalize(stage.name)} or "," in self.name:
            return
        # A salesperson may not change stages; another name for the sheets is theirs to teach.
        stage.sudo().aliases = ", ".join(filter(None, (stage.aliases, self.name.strip())))
