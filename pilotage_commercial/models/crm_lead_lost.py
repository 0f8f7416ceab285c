"""The Lost column, native underneath.

Odoo archives a lost opportunity and leaves it in its stage. We move it on to the Lost stage
once Odoo has done (and counted) the loss, and back to where it came from when Odoo restores
it: every path to and from a loss ends in ``write``, so the invariant is kept there.
"""

from odoo import api, fields, models
from odoo.tools import SQL

# What changes the won/lost status of a lead (see _compute_won_status).
STATUS_FIELDS = {"active", "probability", "stage_id"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    lost_from_stage_id = fields.Many2one(
        "crm.stage",
        string="Lost at Stage",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Stage of the opportunity when it was lost; it returns there when restored.",
    )

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        lost = self.filtered("stage_id.is_lost")
        super(CrmLead, self - lost)._compute_stage_id()
        for lead in lost:
            # A lost opportunity that changes team stays lost, in that team's own column.
            if lead.team_id and lead.stage_id.team_ids and lead.team_id not in lead.stage_id.team_ids:
                lead.stage_id = lead._find_lost_stage() or lead._get_restore_stage()

    @api.model_create_multi
    def create(self, vals_list):
        # Created right in the Lost column: an ordinary opportunity first, then lost.
        lost_ids = set(self.env["crm.stage"]._get_lost().ids)
        default = self.env.context.get("default_stage_id")
        targets = [vals.get("stage_id", default) for vals in vals_list]
        vals_list = [
            {**vals, "stage_id": self._get_first_stage(vals.get("team_id")).id}
            if target in lost_ids
            else vals
            for vals, target in zip(vals_list, targets, strict=True)
        ]
        leads = super().create(vals_list)
        for lead, target in zip(leads, targets, strict=True):
            if target in lost_ids and lead.won_status != "lost":
                lead.with_context(lost_stage_id=target).action_set_lost()
        leads.filtered(lambda lead: lead.won_status == "lost")._enter_lost_stage()
        return leads

    def write(self, vals):
        if vals.get("stage_id"):
            if vals["stage_id"] in self.env["crm.stage"]._get_lost().ids:
                return self._write_lost_stage(vals)
            self._leave_lost_column(vals)
        if STATUS_FIELDS.isdisjoint(vals):
            return super().write(vals)
        was_lost = self.filtered(lambda lead: lead.won_status == "lost")
        result = super().write(vals)
        is_lost = self.filtered(lambda lead: lead.won_status == "lost")
        (is_lost - was_lost)._enter_lost_stage()
        (was_lost - is_lost)._leave_lost_stage()
        return result

    def _write_lost_stage(self, vals):
        """Write ``vals``, whose stage is a Lost one: lose what is not lost yet.

        A lead (not an opportunity) is lost too but stays in its stage, as natively.
        """
        already = self.filtered(lambda lead: lead.won_status == "lost" and lead.stage_id.is_lost)
        if already:
            super(CrmLead, already).write(dict(vals))
        losing = self - already
        if losing:
            others = {name: value for name, value in vals.items() if name != "stage_id"}
            reason = {key: others.pop(key) for key in ("lost_reason_id",) if key in others}
            others = {key: others[key] for key in others if key not in ("active", "probability")}
            if others:
                losing.write(others)
            losing.with_context(lost_stage_id=vals["stage_id"]).action_set_lost(**reason)
        return True

    def _leave_lost_column(self, vals):
        """Restore the opportunities that ``vals`` takes out of the Lost column.

        Merging writes the surviving lead's stage as data, not as a move: it restores nothing.
        """
        leaving = self.filtered(lambda lead: lead.won_status == "lost" and lead.stage_id.is_lost)
        if leaving and self.env.context.get("merging_leads"):
            vals.pop("stage_id")
        elif leaving:
            leaving.action_restore()

    def _enter_lost_stage(self):
        """Keep the stage where each lead of ``self`` was lost; move opportunities on to Lost."""
        wanted = self.env.context.get("lost_stage_id")
        groups = {}
        for lead in self:
            origin = lead.lost_from_stage_id if lead.stage_id.is_lost else lead.stage_id
            target = lead.stage_id
            if lead.type == "opportunity" and not target.is_lost:
                lost_stage = self.env["crm.stage"].browse(wanted) or lead._find_lost_stage()
                target = lost_stage or target
            groups.setdefault((origin, target), []).append(lead.id)
        for (origin, target), ids in groups.items():
            self.browse(ids)._write_loss(origin, target)

    def _write_loss(self, origin, target):
        """Move lost leads from ``origin`` to ``target``, both stages, without a new loss.

        The values that a stage change makes Odoo reset are given again, so that they stay.
        """
        vals = {"lost_from_stage_id": origin.id}
        moving = self.filtered(lambda lead: lead.stage_id != target)
        if moving:
            super(CrmLead, moving).write({
                **vals,
                "stage_id": target.id,
                "active": False,
                "probability": 0,
                "automated_probability": 0,
            })
        super(CrmLead, self - moving).write(vals)

    def _leave_lost_stage(self):
        """Return restored opportunities to the stage where they were lost."""
        groups = {}
        for lead in self:
            target = lead._get_restore_stage() if lead.stage_id.is_lost else lead.stage_id
            groups.setdefault(target, []).append(lead.id)
        for target, ids in groups.items():
            leads = self.browse(ids)
            vals = {"lost_from_stage_id": False}
            if leads.stage_id != target:
                vals["stage_id"] = target.id
            super(CrmLead, leads).write(vals)

    def _get_restore_stage(self):
        """Return the stage where a lost lead goes when restored: its own, else the first one."""
        self.ensure_one()
        origin = self.lost_from_stage_id
        if origin and (not origin.team_ids or not self.team_id or self.team_id in origin.team_ids):
            return origin
        return self._get_first_stage(self.team_id.id)

    @api.model
    def _get_first_stage(self, team_id=False):
        """Return the stage where an opportunity of ``team_id`` starts."""
        return self._stage_find(team_id=team_id, domain=[("fold", "=", False)])

    def _find_lost_stage(self):
        """Return the Lost stage of the lead's team, else the one shared by all, else none."""
        self.ensure_one()
        stages = self._stage_find(domain=[("is_lost", "=", True)], limit=None)
        return (stages.filtered("team_ids") or stages)[:1]

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        # Unless asked for, a Lost stage is never the place where an opportunity starts.
        domain = list(domain or [])
        if not any(leaf[0] == "is_lost" for leaf in domain if isinstance(leaf, list | tuple)):
            domain.append(("is_lost", "=", False))
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    def _get_effective_stage(self):
        """Return the stage that counts: of a lost opportunity, the one where it was lost."""
        self.ensure_one()
        return self._get_restore_stage() if self.stage_id.is_lost else self.stage_id

    def _sort_by_confidence_level(self, reverse=False):
        # Odoo ranks by the stage's sequence, where a loss must not count as the last step.
        if not self.stage_id.filtered("is_lost"):
            return super()._sort_by_confidence_level(reverse=reverse)
        return self.sorted(
            key=lambda lead: (
                lead.type == "opportunity" or lead.active,
                lead.type == "opportunity",
                lead._get_effective_stage().sequence,
                lead.probability,
                -lead._origin.id,
            ),
            reverse=reverse,
        )

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        merged = super(CrmLead, self.with_context(merging_leads=True))._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )
        return merged.with_env(self.env)

    def _track_subtype(self, init_values):
        # The move to or from the Lost column comes with a loss or a restore: name that.
        self.ensure_one()
        if "won_status" in init_values and "stage_id" in init_values:
            if self.won_status == "lost":
                return self.env.ref("crm.mt_lead_lost")
            if init_values["won_status"] == "lost" and self.won_status != "won":
                return self.env.ref("crm.mt_lead_restored")
        return super()._track_subtype(init_values)

    def _move_as_data(self, stage):
        """Move the leads to ``stage`` because the pipeline changes, not because a sale moves.

        Becoming won is Odoo's business. Else nothing but the stage may change, neither status,
        probability nor dates, which a write would reset: one statement.
        """
        if stage.is_won:
            self.filtered(lambda lead: lead.won_status != "won").write({"stage_id": stage.id})
        leads = self.filtered(lambda lead: lead.stage_id != stage)
        if leads:
            leads.flush_recordset()
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET stage_id = %s WHERE id IN %s", stage.id, tuple(leads.ids)
            ))
            leads.invalidate_recordset(["stage_id"])
