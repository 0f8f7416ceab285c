"""The Lost column, native underneath.

Odoo archives a lost opportunity and leaves it in its stage. We move it to the Lost stage after Odoo
has recorded the loss, and back to its former stage when Odoo restores it. Every path to and from a
loss ends in ``write``, so the rule is kept there.
"""

from odoo import api, fields, models

from ...tools.checks import ServerValue
from ...tools.context import is_of_server

# Fields that decide the won/lost status of a lead (see _compute_won_status).
STATUS_FIELDS = {"active", "probability", "stage_id"}
# Fields that Odoo sets itself when a lead is lost.
LOSS_FIELDS = STATUS_FIELDS | {"automated_probability", "lost_reason_id"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    lost_from_stage_id = fields.Many2one(
        "crm.stage",
        string="Lost at Stage",
        compute="_compute_lost_from_stage_id",
        store=True,
        precompute=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Stage of the opportunity when it was lost; it returns there when restored.",
    )

    @api.depends("team_id")
    def _compute_lost_from_stage_id(self):
        # Do what Odoo does with a stage that the lead's new team does not have.
        for lead in self:
            stage = lead.lost_from_stage_id
            fits = lead._is_stage_of_team(stage)
            lead.lost_from_stage_id = stage if fits else lead._get_first_stage()

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        lost_stages = self.env["crm.stage"]._get_lost()
        in_column = self.filtered(lambda lead: lead.stage_id in lost_stages)
        for lead in in_column:
            # A lost opportunity that changes team stays lost, in that team's own column.
            if not lead._is_stage_of_team(lead.stage_id):
                lead.stage_id = lead._find_lost_stage() or lead._get_restore_stage()
        return super(CrmLead, self - in_column)._compute_stage_id()

    @api.model_create_multi
    def create(self, vals_list):
        # Created in the Lost column: create an ordinary opportunity first, then lose it.
        lost_ids = self.env["crm.stage"]._get_lost().ids
        default = self.env.context.get("default_stage_id")
        targets = [vals.get("stage_id", default) for vals in vals_list]
        if lost_ids and not set(targets).isdisjoint(lost_ids):
            vals_list = [
                {name: vals[name] for name in vals if name not in STATUS_FIELDS}
                if target in lost_ids
                else vals
                for vals, target in zip(vals_list, targets, strict=True)
            ]
        model = self._without_default_stage(lost_ids)
        leads = self.browse(super(CrmLead, model).create(vals_list).ids)
        for stage_id in set(targets).intersection(lost_ids):
            losing = [
                lead.id for lead, target in zip(leads, targets, strict=True) if target == stage_id
            ]
            self.browse(losing)._with_lost_stage(stage_id).action_set_lost()
        leads.filtered(lambda lead: lead.won_status == "lost")._enter_lost_stage()
        return leads

    @api.model
    def _without_default_stage(self, stage_ids):
        """Return ``self`` without the default stage of the context if it is in ``stage_ids``."""
        context = self.env.context
        if context.get("default_stage_id") not in stage_ids:
            return self
        others = {key: context[key] for key in context if key != "default_stage_id"}
        return self.with_env(self.env(context=others))

    def write(self, vals):
        if vals.get("stage_id"):
            if is_of_server(self.env.context, "merging_leads") and len(self) == 1:
                vals = self._get_merged_vals(vals)
            elif vals["stage_id"] in self.env["crm.stage"]._get_lost().ids:
                return self._write_lost_stage(vals)
            else:
                self._leave_lost_column(vals["stage_id"])
        if STATUS_FIELDS.isdisjoint(vals):
            return super().write(vals)
        was_lost = self.filtered(lambda lead: lead.won_status == "lost")
        result = super().write(vals)
        is_lost = self.filtered(lambda lead: lead.won_status == "lost")
        (is_lost - was_lost)._enter_lost_stage()
        (was_lost - is_lost)._leave_lost_stage()
        if vals.get("stage_id"):
            # Lost outside the Lost column (a lead, an old loss): its stage is where it was lost.
            stage = self.env["crm.stage"].browse(vals["stage_id"])
            (was_lost & is_lost)._write_loss(stage, stage)
        return result

    def _write_lost_stage(self, vals):
        """Write ``vals``, whose stage is a Lost one, and lose the records that are still open.

        A lead (not an opportunity) is lost too but stays in its stage, as in Odoo.
        """
        others = {name: vals[name] for name in vals if name not in LOSS_FIELDS}
        if others:
            self.write(others)
        reason = {name: vals[name] for name in ("lost_reason_id",) if name in vals}
        leads = self._with_lost_stage(vals["stage_id"])
        lost = leads.filtered(lambda lead: lead.won_status == "lost")
        if leads - lost:
            (leads - lost).action_set_lost(**reason)
        if lost and reason:
            lost.write(reason)
        lost._enter_lost_stage()
        return True

    def _leave_lost_column(self, stage_id):
        """Restore the opportunities that move from the Lost column to ``stage_id``."""
        leaving = self.filtered(lambda lead: lead.won_status == "lost" and lead.stage_id.is_lost)
        if leaving and self.env["crm.stage"].browse(stage_id).is_won:
            # From lost to won, Odoo handles the change itself, with its own scoring.
            leaving.write({"lost_reason_id": False})
        elif leaving:
            leaving.action_restore()

    def _enter_lost_stage(self):
        """Store in which stage each lead of ``self`` was lost; move opportunities to the Lost
        stage.
        """
        asked = self.env["crm.stage"]._get_lost() & self._get_asked_stage()
        groups = self.grouped(
            lambda lead: (lead.stage_id, lead.lost_from_stage_id, lead.team_id, lead.type)
        )
        for (stage, origin, _team, lead_type), leads in groups.items():
            target = stage
            if lead_type == "opportunity" and (asked or not stage.is_lost):
                target = asked or leads[0]._find_lost_stage() or stage
            leads._write_loss(origin if stage.is_lost else stage, target)

    def _with_lost_stage(self, stage_id):
        """Return ``self`` with the Lost stage in which the user puts it."""
        return self.with_context(lost_stage_id=ServerValue(stage_id))

    @api.model
    def _get_asked_stage(self):
        """Return the stage of :meth:`_with_lost_stage`, empty without one."""
        asked = self.env.context.get("lost_stage_id")
        return self.env["crm.stage"].browse(int(asked) if isinstance(asked, ServerValue) else None)

    def _write_loss(self, origin, target):
        """Move lost leads from ``origin`` to ``target``, both stages, without losing them again.

        The probability is written too, so that Odoo neither computes it again nor reopens the lead.
        """
        moving = self.filtered(lambda lead: lead.stage_id != target)
        if moving:
            moving._write_natively(
                {"lost_from_stage_id": origin.id, "stage_id": target.id, "probability": 0}
            )
        staying = (self - moving).filtered(lambda lead: lead.lost_from_stage_id != origin)
        if staying:
            staying._write_natively({"lost_from_stage_id": origin.id})

    def _leave_lost_stage(self):
        """Return restored opportunities to the stage where they were lost."""
        groups = self.grouped(
            lambda lead: (lead.stage_id, lead.lost_from_stage_id, lead.team_id, lead.probability)
        )
        for (stage, _origin, _team, probability), leads in groups.items():
            vals = {"lost_from_stage_id": False}
            if stage.is_lost:
                target = leads[0]._get_restore_stage()
                vals.update(stage_id=target.id, probability=probability)
            leads._write_natively(vals)

    def _write_natively(self, vals):
        """Write ``vals`` as Odoo does, without the moves to and from the Lost column."""
        return super().write(vals)

    def _get_restore_stage(self):
        """Return the stage of a restored lead: the one where it was lost, else the first one."""
        self.ensure_one()
        origin = self.lost_from_stage_id
        closed = origin.is_lost or origin.is_won  # somebody has made it a lost or won stage since
        if origin and not closed and self._is_stage_of_team(origin):
            return origin
        return self._get_first_stage()

    def _is_stage_of_team(self, stage):
        """Return whether ``stage`` is one of the lead's team, as Odoo sees it."""
        return not stage.team_ids or not self.team_id or self.team_id in stage.team_ids

    def _get_first_stage(self):
        """Return the stage where an opportunity of the lead's team starts."""
        return self._stage_find(domain=[("fold", "=", False)]) or self._stage_find()

    def _find_lost_stage(self):
        """Return the Lost stage of the lead's team, else the one shared by all, else none."""
        self.ensure_one()
        stages = self._stage_find(domain=[("is_lost", "=", True)], limit=None)
        return (stages.filtered("team_ids") or stages)[:1]

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        # A Lost stage is never where an opportunity starts, unless it is asked for.
        domain = list(domain or [])
        if not any(leaf[0] == "is_lost" for leaf in domain if isinstance(leaf, list | tuple)):
            domain.append(("is_lost", "=", False))
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    def _get_effective_stage(self):
        """Return the stage that counts: for a lost opportunity, the one where it was lost."""
        self.ensure_one()
        return self._get_restore_stage() if self.stage_id.is_lost else self.stage_id

    def _track_subtype(self, init_values):
        # Name the loss or the restore rather than the change of stage that comes with it.
        self.ensure_one()
        if "won_status" in init_values and "stage_id" in init_values:
            name = ""
            if self.won_status == "lost":
                name = "crm.mt_lead_lost"
            elif init_values["won_status"] == "lost" and self.won_status != "won":
                name = "crm.mt_lead_restored"
            if name and (subtype := self.env.ref(name, False)):
                return subtype
        return super()._track_subtype(init_values)

    # --- merging: Odoo must rank losses by the stage where they happened ---

    def _sort_by_confidence_level(self, reverse=False):
        # Odoo ranks by the sequence of the stage; a loss must not rank as the last step.
        if not self.stage_id & self.env["crm.stage"]._get_lost():
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
        leads = self.with_context(merging_leads=ServerValue(True))
        merged = super(CrmLead, leads)._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )
        return merged.with_env(self.env)

    def _merge_data(self, fnames=None):
        data = super()._merge_data(fnames)
        first = self.filtered("stage_id")[:1]
        if data.get("stage_id") and first.stage_id.is_lost:
            data["stage_id"] = first._get_effective_stage().id
        return data

    def _get_merged_vals(self, vals):
        """Return ``vals`` of a merge with a stage that restores nothing.

        For a lost opportunity it is the stage where it was lost, if known.
        """
        vals = dict(vals)
        if self.won_status == "lost" and self.stage_id.is_lost:
            stage_id = vals.pop("stage_id")
            if self.lost_from_stage_id:
                vals["lost_from_stage_id"] = stage_id
        elif vals["stage_id"] in self.env["crm.stage"]._get_lost().ids:
            # The first column of the team, which somebody turned into the Lost one.
            vals["stage_id"] = self._stage_find(team_id=vals.get("team_id")).id
        return vals
