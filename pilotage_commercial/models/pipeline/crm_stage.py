from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ...tools import pipeline
from ...tools.parameters import read_number


class CrmStage(models.Model):
    _inherit = "crm.stage"

    is_lost = fields.Boolean(
        "Is Lost Stage?",
        help="Column of the lost opportunities: dropping a card there asks for the lost reason "
        "and marks it lost.",
    )
    is_quote = fields.Boolean(
        "Is Quote Stage?",
        prefetch="pilotage_commercial",
        help="Stage of an opportunity once its quotation is sent (if the settings say so).",
    )
    aliases = fields.Char(
        "Other Names",
        prefetch="pilotage_commercial",
        help="Other names of this stage in the sheets you import, separated by commas.",
    )

    @api.constrains("is_lost", "is_won")
    def _check_is_lost(self):
        # Stages are shared: opportunities that the user may not see count too (hence sudo).
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        for stage in self.filtered("is_lost"):
            if stage.is_won:
                raise ValidationError(
                    self.env._("“%s” cannot be both a Won and a Lost stage.", stage.name)
                )
            count = leads.search_count([("stage_id", "=", stage.id), ("won_status", "!=", "lost")])
            if count:
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” still holds opportunities that are not lost (%(count)s). "
                        "Move them to another stage or mark them lost, then make it the Lost "
                        "stage; the settings of CRM can do it for you (Map my stages).",
                        stage=stage.name,
                        count=count,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        if any(stages.mapped("is_lost")):
            self.env.registry.clear_cache()
        return stages

    def write(self, vals):
        if "is_lost" in vals and not vals["is_lost"]:
            lost = self.filtered("is_lost")
            lost._check_reach()
            lost._release_lost_leads()
        result = super().write(vals)
        if "is_lost" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        lost = any(self.mapped("is_lost"))
        result = super().unlink()
        if lost:
            self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_lost_ids(self):
        # Read at each write of a lead; the same for every user.
        return tuple(self.sudo().search([("is_lost", "=", True)]).ids)

    @api.model
    def _get_lost(self):
        """Return the Lost stages of all teams."""
        return self.browse(self._get_lost_ids())

    # --- the six stages of the method ---

    @api.model
    def _get_standard_names(self, key):
        """Return ``{language: name}`` of the standard stage ``key`` in the installed languages."""
        names = {}
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            names[code] = {
                "prospect": env._("Prospect"),
                "qualified": env._("Qualified"),
                "quote": env._("Quote"),
                "negotiation": env._("Negotiation"),
                "won": env._("Won"),
                "lost": env._("Lost"),
            }[key]
        return {**names, "en_US": pipeline.STAGES[key].name}

    def _get_stored_names(self):
        """Return ``{language: name}`` of the stage, as stored."""
        self.ensure_one()
        return self._fields["name"]._get_stored_translations(self) or {}

    def _become_standard(self, key):
        """Give the stages of ``self`` the name, sequence and role of the standard stage ``key``."""
        standard = pipeline.STAGES[key]
        names = self._get_standard_names(key)
        for stage in self:
            stage._remember_names()
            stage.update_field_translations("name", names)
        roles = {
            "is_won": standard.is_won,
            "is_lost": standard.is_lost,
            "is_quote": key == "quote",
        }
        self.write(
            {
                "sequence": standard.sequence,
                "aliases": standard.aliases,
                **{role: value for role, value in roles.items() if any(self.mapped(role)) != value},
            }
        )

    @api.model
    def _create_standard(self, key):
        """Create the standard stage ``key`` under our own XML id, and return it."""
        standard = pipeline.STAGES[key]
        stage = self.create({"name": standard.name, "color": standard.color})
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"pilotage_commercial.stage_{key}",
                    "record": stage,
                    "noupdate": True,
                }
            ]
        )
        stage._become_standard(key)
        return stage

    @api.model
    def _adopt_stock_stages(self):
        """Turn Odoo's stock stages into the six of the method, if none was changed.

        In a database where somebody created, renamed, reordered or deleted a stage, nothing
        changes.
        """
        stages = {key: self.env.ref(xml_id, False) for key, xml_id in pipeline.STOCK.items()}
        if not all(stages.values()) or self.search_count([]) != len(stages):
            return
        ordered = list(stages.values())
        if ordered != sorted(ordered, key=lambda stage: (stage.sequence, stage.id)):
            return
        if not all(
            pipeline.is_stock_name(key, lang, name)
            for key, stage in stages.items()
            for lang, name in stage._get_stored_names().items()
        ):
            return
        for key, stage in stages.items():
            stage._become_standard(key)
        self._create_standard("negotiation")
        self._create_standard("lost")

    @api.model
    def _translate_standard(self):
        """Name the standard stages in a language that was just installed.

        Odoo gives its own stages their stock name in that language, such as the translation of New.
        """
        for stage in self.browse(map(int, self._get_remembered_names())).exists():
            current = stage._get_stored_names()
            key = pipeline.get_key(current.get("en_US"))
            if key:
                names = self._get_standard_names(key)
                stock = {
                    lang: names[lang]
                    for lang in names
                    if current.get(lang) != names[lang]
                    and (lang not in current or pipeline.is_stock_name(key, lang, current[lang]))
                }
                stage.update_field_translations("name", stock)

    # --- uninstallation: restore what was there before us ---

    @api.model
    def _get_remembered_names(self):
        """Return ``{stage id as text: {language: name}}`` of the stages that we renamed."""
        # A parameter of ours: any user who may change stages writes it (hence sudo).
        parameters = self.env["ir.config_parameter"].sudo()
        return pipeline.load_names(parameters.get_param(pipeline.NAMES_PARAMETER))

    def _remember_names(self):
        """Store the stage's names, in every language, to restore them at uninstallation."""
        names = self._get_remembered_names()
        if str(self.id) not in names:
            names[str(self.id)] = self._get_stored_names()
            # A parameter of ours: any user who may change stages writes it (hence sudo).
            self.env["ir.config_parameter"].sudo().set_param(
                pipeline.NAMES_PARAMETER, pipeline.dump_names(names)
            )

    def _release_lost_leads(self):
        """Move the losses of the Lost stages ``self`` back to the stage where they were lost.

        In one SQL statement, which only changes the stage: a write would restore them. Losses whose
        stage is unknown stay.
        """
        if not self:
            return
        leads = self.env["crm.lead"]
        leads.flush_model(["stage_id", "lost_from_stage_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead SET stage_id = lost_from_stage_id
                WHERE stage_id IN %s AND lost_from_stage_id IS NOT NULL""",
                tuple(self.ids),
            )
        )
        leads.invalidate_model(["stage_id"])

    @api.model
    def _release_stages(self):
        """Give the stages their former names back and delete ours."""
        for stage_id, names in self._get_remembered_names().items():
            stage = self.browse(read_number(stage_id, 0)).exists()
            if stage and pipeline.get_key(stage._get_stored_names().get("en_US")):
                # In SQL, as the ORM refuses languages that are no longer active.
                self.env.cr.execute(
                    SQL(
                        "UPDATE crm_stage SET name = %s::jsonb WHERE id = %s",
                        pipeline.dump_names(names),
                        stage.id,
                    )
                )
        self.invalidate_model(["name"])
        ours = self.browse()
        for key in pipeline.STAGES:
            ours |= self.env.ref(f"pilotage_commercial.stage_{key}", False) or self.browse()
        ours._release_leads()

    def _release_leads(self):
        """Delete the stages ``self``: their leads move one stage back, losses to the first one.

        When there is no other stage, they are kept as stages of the user.
        """
        others = self.search([("id", "not in", self.ids), ("is_won", "=", False)])
        if not others:
            self.env["ir.model.data"].search(
                [("model", "=", self._name), ("res_id", "in", self.ids)]
            ).unlink()
            return
        others = others.filtered(lambda stage: not stage.team_ids) or others
        for stage in self:
            earlier = [other for other in others if other.sequence <= stage.sequence]
            target = others[0] if stage.is_lost or not earlier else earlier[-1]
            self.env.cr.execute(
                SQL("UPDATE crm_lead SET stage_id = %s WHERE stage_id = %s", target.id, stage.id)
            )
        self.env["crm.lead"].invalidate_model(["stage_id"])
        self.unlink()
