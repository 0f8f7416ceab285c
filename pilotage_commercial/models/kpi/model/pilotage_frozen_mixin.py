"""Frozen figures of a KPI: they outlive the KPI, and keep its access rights."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ....tools.groups import REAL_COST
from ..engine.rights import may_read


class PilotageFrozenMixin(models.AbstractModel):
    """For models with a ``kpi_id`` that is set null: each row stores who may read it."""

    _name = "pilotage.frozen.mixin"
    _description = "Frozen figure of a KPI"

    # Empty on rows frozen before this field existed.
    only_for = fields.Char(
        readonly=True,
        help="Groups that a reader of the figure needs, from the fields that the KPI read then.",
    )
    is_readable = fields.Boolean(
        compute="_compute_is_readable",
        search="_search_is_readable",
        help="The user is of the groups that the figure is kept for.",
    )

    @api.depends("only_for", "kpi_id")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        # Called by a record rule: compute as superuser, for the user.
        readable = self.sudo().filtered_domain(self._get_readable_domain())
        for row in self:
            row.is_readable = row in readable

    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_readable_domain()
        return domain if True in value else ~domain

    @api.model
    def _get_readable_domain(self):
        """Return the domain of the rows whose figures the user may read: by the rights of their KPI
        when they were frozen, and by its present rights.
        """
        group_ids = tuple(self.env.user._get_group_ids())
        known = self._get_known_restrictions()
        allowed = [text for text in known if may_read(self.env, text, group_ids)]
        visible = self.env["pilotage.kpi"]._get_visible_ids(group_ids)
        domain = Domain("only_for", "in", allowed) & Domain("kpi_id", "in", [*visible, False])
        domain |= Domain("only_for", "=", False) & Domain("kpi_id", "in", visible)
        # The KPI is deleted and nothing was stored: the figure may be a margin.
        if may_read(self.env, REAL_COST, group_ids):
            domain |= Domain("only_for", "=", False) & Domain("kpi_id", "=", False)
        return domain

    @api.model
    @ormcache("self._name")
    def _get_known_restrictions(self):
        """Return every stored value of ``only_for``."""
        # Access rights are the same in all companies (hence sudo).
        rows = self.sudo().with_context(active_test=False)
        return tuple(
            text for (text,) in rows._read_group([("only_for", "!=", False)], ["only_for"])
        )

    def _is_for(self, group_ids):
        """Return whether a user with the groups ``group_ids`` only may read the figure."""
        self.ensure_one()
        only_for = self.only_for or (self.kpi_id._get_only_for() if self.kpi_id else REAL_COST)
        return may_read(self.env, only_for, group_ids)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_known()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "only_for" in vals:
            self._check_known()
        return result

    def _check_known(self):
        """Clear the cache of the stored restrictions when a row has a new one."""
        # Access rights are the same in all companies: nothing leaves (hence sudo).
        if {row.only_for for row in self.sudo()} - {*self._get_known_restrictions(), False}:
            self.flush_model(["only_for"])
            self.env.registry.clear_cache()

    @api.model
    def _keep(self, field, records):
        """Write the names of ``records``, which are about to be deleted, and who may read the rows,
        on the rows whose ``field`` is one of them.
        """
        # Whoever may delete the record keeps its figures, in every company (hence sudo).
        rows = self.sudo().with_context(active_test=False).search([(field, "in", records.ids)])
        name = f"{field.removesuffix('_id')}_name"
        for record, found in rows.grouped(field).items():
            if name in self._fields:
                found.filtered(lambda row: not row[name])[name] = record.display_name
            if field in ("kpi_id", "group_id"):
                only_for = f"id:{record.id}" if field == "group_id" else record._get_only_for()
                found.filtered(lambda row: not row.only_for).only_for = only_for

    @api.model
    def _keep_everywhere(self, field, records):
        """Call :meth:`_keep` on every model of frozen figures."""
        for name in sorted(self.env.registry["pilotage.frozen.mixin"]._inherit_children):
            model = self.env[name]
            if not model._abstract and field in model._fields:
                model._keep(field, records)
