from odoo import api, fields, models

from ..tools import pipeline

TARGETS = [
    ("keep", "Keep as it is"),
    ("prospect", "Prospect"),
    ("qualified", "Qualified"),
    ("quote", "Quote"),
    ("negotiation", "Negotiation"),
    ("won", "Won"),
    ("lost", "Lost"),
]


class CrmStageMapLine(models.TransientModel):
    _name = "crm.stage.map.line"
    _inherit = ["pilotage.links"]
    _acting_links = {"map_id": "write"}
    _description = "Stage to Map"

    map_id = fields.Many2one("crm.stage.map", required=True, ondelete="cascade")
    stage_id = fields.Many2one("crm.stage", required=True, readonly=True, ondelete="cascade")
    target = fields.Selection(TARGETS, string="Becomes", required=True, default="keep")
    lead_count = fields.Integer("Opportunities", compute="_compute_lead_count")
    open_count = fields.Integer("Open", compute="_compute_lead_count")

    @api.depends("stage_id")
    def _compute_lead_count(self):
        leads = self.env["crm.stage.map"]._get_leads()
        domain = [("stage_id", "in", self.stage_id.ids)]
        total = dict(leads._read_group(domain, ["stage_id"], ["__count"]))
        pending = [*domain, ("won_status", "=", "pending")]
        still_open = dict(leads._read_group(pending, ["stage_id"], ["__count"]))
        for line in self:
            line.lead_count = total.get(line.stage_id, 0)
            line.open_count = still_open.get(line.stage_id, 0)

    @api.model
    def _guess_target(self, stage):
        """Return the standard stage that ``stage`` seems to be, by role or name; else "keep"."""
        if stage.is_won:
            return "won"
        if stage.is_lost:
            return "lost"
        return pipeline.guess_stage(stage.name) or "keep"
