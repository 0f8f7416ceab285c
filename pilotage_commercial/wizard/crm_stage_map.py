from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from ..tools import pipeline
from ..tools.records import check_one


class CrmStageMap(models.TransientModel):
    _name = "crm.stage.map"
    _description = "Map My Stages to the Pipeline of the Method"

    line_ids = fields.One2many("crm.stage.map.line", "map_id", string="Stages")
    move_losses = fields.Boolean(
        "Show past losses in the Lost column",
        default=True,
        help="Opportunities lost before now are moved there in the background; each keeps the "
        "stage where it was lost.",
    )
    preview = fields.Text(compute="_compute_preview")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "line_ids" in fields_list and not values.get("line_ids"):
            guess = self.env["crm.stage.map.line"]._guess_target
            values["line_ids"] = [
                fields.Command.create({"stage_id": stage.id, "target": guess(stage)})
                for stage in self.env["crm.stage"].search([])
            ]
        return values

    @api.depends("line_ids.target", "line_ids.stage_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = "\n".join(wizard._describe_target(key) for key in pipeline.STAGES)

    def _get_sources(self, key):
        """Return the stages mapped to the standard stage ``key``, the fullest first."""
        lines = self.line_ids.filtered(lambda line: line.target == key)
        return lines.sorted(lambda line: (-line.lead_count, line.stage_id.sequence)).stage_id

    def _is_kept(self, key):
        """Return whether a stage to be kept is already the standard stage ``key``."""
        ours = self.env.ref(f"pilotage_commercial.stage_{key}", False)
        kept = self.line_ids.filtered(lambda line: line.target == "keep").stage_id
        return any(
            stage == ours or pipeline.get_key(stage.with_context(lang="en_US").name) == key
            for stage in kept
        )

    def _describe_target(self, key):
        """Return the sentence that says what happens for the standard stage ``key``."""
        sources = self._get_sources(key)
        lang = self.env.lang or "en_US"
        name = self.env["crm.stage"]._get_standard_names(key).get(lang, pipeline.STAGES[key].name)
        lines = self.line_ids.filtered(lambda line: line.target == key)
        if not sources and self._is_kept(key):
            text = self.env._("%(name)s: kept as it is", name=name)
        elif not sources:
            text = self.env._("%(name)s: created, empty", name=name)
        elif len(sources) == 1 and sources.name == name:
            text = self.env._("%(name)s: unchanged", name=name)
        elif len(sources) == 1:
            text = self.env._(
                "%(name)s: “%(stage)s” takes this name, its opportunities (%(count)s) stay in it",
                name=name,
                stage=sources.name,
                count=sum(lines.mapped("lead_count")),
            )
        else:
            text = self.env._(
                "%(name)s: “%(stage)s” takes this name; the opportunities of %(others)s "
                "(%(count)s) join it, and those stages are removed",
                name=name,
                stage=sources[0].name,
                count=sum(lines.filtered(lambda x: x.stage_id != sources[0]).mapped("lead_count")),
                others=format_list(
                    self.env,
                    [self.env._("“%(stage)s”", stage=stage.name) for stage in sources[1:]],
                ),
            )
        losing = sum(lines.mapped("open_count")) if key == "lost" else 0
        if losing:
            text += self.env._("; %s of them, still open, are marked lost", losing)
        if sources & self._get_touched_stages()._filter_out_of_reach():
            text += self.env._("; not possible: it holds opportunities of other companies")
        return text

    def action_apply(self):
        """Create the pipeline of the method from the user's stages, as previewed."""
        check_one(self)
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise UserError(self.env._("Only a sales administrator can map the stages."))
        self._get_touched_stages()._check_reach()
        for key in pipeline.STAGES:
            self._apply_target(key)
        if self.move_losses:
            self.env["crm.lead"]._plan_past_losses(self.env.user.company_ids)
        return {"type": "ir.actions.client", "tag": "reload"}

    @api.model
    def _get_leads(self):
        """Return the leads' model in all companies of the user: the scope of the preview and of the
        changes.
        """
        return self.env["crm.lead"].with_context(
            active_test=False,
            tracking_disable=True,
            allowed_company_ids=self.env.user.company_ids.ids,
        )

    def _get_touched_stages(self):
        """Return the stages whose opportunities change: those removed, and those that become or
        cease to be Won or Lost. A new name changes none.
        """
        touched = self.env["crm.stage"]
        for key, standard in pipeline.STAGES.items():
            sources = self._get_sources(key)
            touched |= sources[1:]
            touched |= sources[:1].filtered(
                lambda stage, standard=standard: (
                    stage.is_won != standard.is_won or stage.is_lost != standard.is_lost
                )
            )
        return touched

    def _apply_target(self, key):
        """Turn the chosen stages into the standard stage ``key``; create it when there is none."""
        sources = self._get_sources(key)
        if not sources:
            if not self._is_kept(key):
                self.env["crm.stage"]._create_standard(key)
            return
        main, others = sources[0], sources[1:]
        if others and not all(source.team_ids for source in sources):
            main.team_ids = False
        elif others:
            main.team_ids = sources.team_ids
        if key == "lost":
            self._lose_open(sources)
        elif key != "won":
            sources.filtered("is_won").is_won = False
        sources.filtered(lambda stage: stage.is_lost and key != "lost").is_lost = False
        main._become_standard(key)
        self._join(main, others)

    def _join(self, main, others):
        """Move all references from the stages ``others`` to ``main``, and delete them.

        Odoo handles opportunities that become won. For the others only the stage may change, in one
        SQL statement: a write would reset status, probability and dates.
        """
        if not others:
            return
        leads = self._get_leads()
        in_others = [("stage_id", "in", others.ids)]
        if main.is_won:
            pending = [*in_others, ("won_status", "=", "pending"), ("active", "=", True)]
            leads.search(pending).write({"stage_id": main.id})
        leads.flush_model(["stage_id", "lost_from_stage_id"])
        for column in ("stage_id", "lost_from_stage_id"):
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_lead SET %(column)s = %(main)s WHERE %(column)s IN %(others)s",
                    column=SQL.identifier(column),
                    main=main.id,
                    others=tuple(others.ids),
                )
            )
        leads.invalidate_model(["stage_id", "lost_from_stage_id"])
        others.unlink()

    def _lose_open(self, stages):
        """Lose the opportunities still open in ``stages``; the stage where they were lost is
        unknown.
        """
        leads = self._get_leads()
        in_stages = leads.search([("stage_id", "in", stages.ids)])
        in_stages.filtered(lambda lead: lead.won_status == "pending").action_set_lost()
        unknown = leads.search([("lost_from_stage_id", "in", stages.ids)])
        unknown._write_natively({"lost_from_stage_id": False})
