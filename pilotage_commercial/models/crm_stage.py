from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ..tools import pipeline


class CrmStage(models.Model):
    _inherit = "crm.stage"

    is_lost = fields.Boolean(
        "Is Lost Stage?",
        help="Column of the lost opportunities: dropping a card there asks for the lost reason "
        "and marks it lost.",
    )
    aliases = fields.Char(
        "Other Names",
        help="Other names of this stage in the sheets you import, separated by commas.",
    )

    @api.constrains("is_lost", "is_won")
    def _check_is_lost(self):
        for stage in self.filtered("is_lost"):
            if stage.is_won:
                raise ValidationError(
                    self.env._("“%s” cannot be both a Won and a Lost stage.", stage.name)
                )
            count = self.env["crm.lead"].search_count([
                ("stage_id", "=", stage.id),
                ("won_status", "!=", "lost"),
                ("type", "=", "opportunity"),
                ("active", "in", [True, False]),
            ])
            if count:
                raise ValidationError(self.env._(
                    "“%(stage)s” still holds %(count)s opportunities that are not lost. Move them "
                    "to another stage or mark them lost, then make it the Lost stage; the settings "
                    "of CRM can do it for you (Map my stages).",
                    stage=stage.name,
                    count=count,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "is_lost" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache()
    def _get_lost_ids(self):
        # Configuration, read at each write of a lead: the same for everybody.
        return tuple(self.sudo().search([("is_lost", "=", True)]).ids)

    @api.model
    def _get_lost(self):
        """Return the Lost stages, of whatever team."""
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

    def _become_standard(self, key):
        """Give the stages of ``self`` the name, place and role of the standard stage ``key``."""
        standard = pipeline.STAGES[key]
        names = self._get_standard_names(key)
        for stage in self:
            stored = stage._fields["name"]._get_stored_translations(stage) or {}
            stage.update_field_translations("name", {**dict.fromkeys(stored, False), **names})
        self.write({
            "sequence": standard.sequence,
            "aliases": standard.aliases,
            **({"is_won": True} if standard.is_won else {}),
            **({"is_lost": True} if standard.is_lost else {}),
        })

    @api.model
    def _create_standard(self, key):
        """Create the standard stage ``key`` under our own XML id, and return it."""
        standard = pipeline.STAGES[key]
        stage = self.create({"name": standard.name, "color": standard.color})
        stage._become_standard(key)
        self.env["ir.model.data"]._update_xmlids([
            {
                "xml_id": f"pilotage_commercial.stage_{key}",
                "record": stage,
                "noupdate": True,
            }
        ])
        return stage

    @api.model
    def _adopt_stock_stages(self):
        """Make Odoo's own stages the six of the method, while they are all still Odoo's.

        A database whose people made, renamed or removed a stage keeps its stages untouched.
        """
        stages = {key: self.env.ref(xml_id, False) for key, xml_id in pipeline.STOCK.items()}
        if not all(stages.values()) or self.search_count([]) != len(stages):
            return
        names = {
            key: stage._fields["name"]._get_stored_translations(stage)
            for key, stage in stages.items()
        }
        if any(names[key]["en_US"] != pipeline.STOCK_NAMES[key] for key in stages):
            return
        self.env["ir.config_parameter"].set_param(
            pipeline.STOCK_PARAMETER, pipeline.dump_names(names)
        )
        for key, stage in stages.items():
            sequence = stage.sequence
            stage._become_standard(key)
            stage.sequence = sequence
        self._create_standard("negotiation")
        self._create_standard("lost")

    # --- uninstallation: everything as it would be without us ---

    @api.model
    def _release_lost_leads(self):
        """Put the losses back in the stage where they were lost.

        In one statement, as nothing but the stage changes: through the ORM it would be a restore.
        """
        lost_ids = self._get_lost_ids()
        if not lost_ids:
            return
        self.env["crm.lead"].flush_model()
        self.env.cr.execute(SQL(
            """UPDATE crm_lead SET stage_id = COALESCE(lost_from_stage_id, %s)
                WHERE stage_id IN %s""",
            self.env["crm.lead"]._get_first_stage().id,
            lost_ids,
        ))
        self.env["crm.lead"].invalidate_model(["stage_id"])

    @api.model
    def _release_stock_stages(self):
        """Give Odoo's stages their names back and remove ours, their leads one stage earlier."""
        names = pipeline.load_names(
            self.env["ir.config_parameter"].get_param(pipeline.STOCK_PARAMETER)
        )
        for key, stored in names.items():
            stage = self.env.ref(pipeline.STOCK[key], False)
            if stage and stage.with_context(lang="en_US").name == pipeline.STAGES[key].name:
                current = stage._fields["name"]._get_stored_translations(stage)
                stage.update_field_translations("name", {**dict.fromkeys(current, False), **stored})
        ours = self.browse()
        for key in pipeline.STAGES:
            ours |= self.env.ref(f"pilotage_commercial.stage_{key}", False) or self.browse()
        for stage in ours.sorted("sequence", reverse=True):
            earlier = self.search(
                [("sequence", "<=", stage.sequence), ("id", "not in", ours.ids)],
                order="sequence desc",
                limit=1,
            ) or self.search([("id", "not in", ours.ids)], limit=1)
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET stage_id = %s WHERE stage_id = %s", earlier.id, stage.id
            ))
        self.env["crm.lead"].invalidate_model(["stage_id"])
        ours.unlink()
