"""The author of a KPI's definition: the KPI shows nothing beyond the author's rights."""

from psycopg2 import DataError, ProgrammingError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger, sql

from ..engine.measure import Measure
from ..engine.rights import DOCUMENTS, get_allowed_paths, get_paths, iter_conditions, iter_fields
from .pilotage_kpi import DEFINITION

AUTHORSHIP = {"author_id", "is_by_hand"}


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    is_by_hand = fields.Boolean("Made by Hand", readonly=True, copy=False)
    author_id = fields.Many2one(
        "res.users",
        string="Measured As",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Author of the definition: the weekly figures of the KPI are frozen with their "
        "rights, in their companies.",
    )

    def _auto_init(self):
        is_new = not sql.column_exists(self.env.cr, self._table, "is_by_hand")
        result = super()._auto_init()
        if is_new:
            # KPIs older than this field, except our own: the author is their last writer.
            self.env.cr.execute(
                """UPDATE pilotage_kpi k SET is_by_hand = TRUE, author_id = k.write_uid
                    WHERE k.write_uid > 1 AND NOT EXISTS (
                          SELECT FROM ir_model_data d WHERE d.model = 'pilotage.kpi'
                             AND d.res_id = k.id AND d.module = 'pilotage_commercial')"""
            )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        kpis = super().create([self._note_author(vals, is_new=True) for vals in vals_list])
        kpis._check_author()
        self._forget_definitions()
        return kpis

    def write(self, vals):
        result = super().write(self._note_author(vals))
        if vals.keys() & set(DEFINITION):
            self._check_author()
        if vals.keys() & {"group_id", *DEFINITION}:
            self._forget_definitions()
        return result

    @api.model
    def _forget_definitions(self):
        """Clear the caches of the visible KPIs, and of the lists behind the figures."""
        self.env.registry.clear_cache("default", "templates")

    @api.model
    def _note_author(self, vals, is_new=False):
        """Return ``vals`` with the user as the author, if they change the definition."""
        if self.env.su:
            return vals
        if vals.keys() & AUTHORSHIP:
            raise AccessError(
                self.env._("The author of a KPI is set automatically: it cannot be typed.")
            )
        if not is_new and not vals.keys() & set(DEFINITION):
            return vals
        return {**vals, "author_id": self.env.uid, "is_by_hand": True}

    def _as_author(self, company):
        """Return the KPI with the rights of its author, empty when the author does not work in
        ``company`` any more. Our own KPIs have no author and read everything.
        """
        self.ensure_one()
        if not self.is_by_hand:
            return self
        author = self.author_id
        if not author.active or company not in author.company_ids:
            return self.browse()
        return self.with_user(author)

    def _check_allowed(self):
        """Raise ``ValidationError`` if the KPI follows unknown paths, or reads other documents than
        sales documents.
        """
        self.ensure_one()
        env = self.env
        for measure in self._get_measures():
            allowed = get_allowed_paths(measure.model)
            types = DOCUMENTS.get(measure.model)
            for path, operator, value in iter_conditions(measure.domain):
                if "." in path and path not in allowed and not self._is_part_of_date(measure, path):
                    raise ValidationError(
                        env._(
                            "“%(kpi)s” may not read “%(path)s”. A KPI reads the fields of "
                            "%(model)s, and: %(allowed)s.",
                            kpi=self.name,
                            path=path,
                            model=env[measure.model]._description,
                            allowed=", ".join(allowed),
                        )
                    )
                if types and path == "move_type" and not self._is_among(types, operator, value):
                    raise ValidationError(
                        env._(
                            "“%(kpi)s”: in accounting, a KPI only reads customer invoices and "
                            "refunds (%(types)s).",
                            kpi=self.name,
                            types=", ".join(types),
                        )
                    )

    def _is_part_of_date(self, measure, path):
        """Return whether ``path`` is a part of a date, such as "create_date.year_number"."""
        field = self.env[measure.model]._fields.get(path.split(".")[0])
        return bool(field) and field.type in ("date", "datetime")

    def _is_among(self, types, operator, value):
        if operator == "=":
            return value in types
        return operator == "in" and isinstance(value, list | tuple) and set(value) <= set(types)

    def _check_author(self):
        """Raise ``ValidationError`` if the user who writes the KPIs may not read their records."""
        # Not a constraint: that would be checked as superuser.
        if not self.env.su:
            for kpi in self:
                kpi._check_allowed()
                for measure in kpi._get_measures():
                    kpi._check_readable(measure)

    def _check_readable(self, measure: Measure):
        """Raise ``ValidationError`` if the user may not read the fields of ``measure``."""
        env, model = self.env, self.env[measure.model]
        for path in get_paths(measure):
            for owner, field in iter_fields(model, path):
                if not owner._has_field_access(field, "read"):
                    label = field._description_string(env)
                    raise ValidationError(env._("You may not read “%s”.", label))
        try:
            with mute_logger("odoo.sql_db"), env.cr.savepoint():
                model.search(measure.domain, order="id", limit=1)
        except AccessError as error:
            raise ValidationError(
                env._("“%(kpi)s”: %(error)s", kpi=self.name, error=error)
            ) from error
        except (UserError, ValueError, TypeError, DataError, ProgrammingError) as error:
            raise ValidationError(
                env._("The domain of “%(kpi)s” is not valid: %(error)s", kpi=self.name, error=error)
            ) from error
