from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..reader.cell.words import normalize


class PilotageImportStatus(models.Model):
    """A status of the file that is no stage, and the stage that the user chose for it."""

    _name = "pilotage.import.status"
    _inherit = ["pilotage.system.fields"]
    _description = "Unknown Status of an Imported File"
    _order = "count desc, id"

    # The import fills all fields but the user's choice.
    _has_facts = True

    import_id = fields.Many2one(
        "pilotage.import", required=True, readonly=True, ondelete="cascade", index=True
    )
    name = fields.Char("In the File", readonly=True)
    count = fields.Integer("Deals", readonly=True)
    stage_id = fields.Many2one("crm.stage", "Is the Stage", ondelete="cascade")

    @api.model
    def _store(self, record, draft):
        """Store each unknown status once, with the choices made so far."""
        counts = {}
        chosen = {normalize(line.name): line.stage_id for line in record.status_ids}
        for plan in draft.plans:
            text = plan.deal.status
            key = normalize(text)
            if text and (not plan.stage or chosen.get(key)):
                first, count = counts.get(key, (text, 0))
                counts[key] = (first, count + 1)
        # Users only answer the lines of their own import, and may not create or delete any (hence
        # sudo). Their contents were read as the user.
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

    @api.constrains("stage_id")
    def _check_stage(self):
        for line in self:
            if line.stage_id - line._get_stages():
                raise ValidationError(
                    self.env._("“%s” is no stage of your teams. Choose another one.", line.name)
                )

    def _get_stages(self):
        """Return the possible stages of a deal of the import: those of its company's teams, and
        shared ones.
        """
        self.ensure_one()
        companies = [False, self.import_id.company_id.id]
        return self.env["crm.stage"].search(
            Domain("team_ids", "=", False) | Domain("team_ids.company_id", "in", companies)
        )

    @api.model
    def _get_remembered(self, user, company):
        """Return ``{status: stage id}`` that ``user`` chose in earlier imports of ``company``, the
        last choice first.
        """
        lines = self.search(
            [
                ("import_id.user_id", "=", user.id),
                ("import_id.company_id", "=", company.id),
                ("import_id.state", "in", ("running", "done")),
                ("stage_id", "!=", False),
            ],
            order="id",
        )
        return {line.name: line.stage_id.id for line in lines}

    def _remember(self):
        """Add the status to the aliases of its stage, if the user may change stages.

        Stages are shared: a salesperson's choice only applies to their own imports.
        """
        self.ensure_one()
        stage = self.stage_id
        known = {normalize(alias) for alias in (stage.aliases or "").split(",")}
        if normalize(self.name) in known | {normalize(stage.name)} or "," in self.name:
            return
        if stage.has_access("write"):
            stage.aliases = ", ".join(filter(None, (stage.aliases, self.name.strip())))
