"""The list behind a figure has a column for each field that a KPI reads, made by hand too."""

from contextlib import suppress

from lxml.builder import E

from odoo import api, models
from odoo.fields import Domain

from ..block.totals import NUMBERS
from ..engine.reader import FAILURES
from ..engine.records import LISTS, get_columns


class PilotageFiguresMixin(models.AbstractModel):
    _name = "pilotage.figures.mixin"
    _description = "Records behind a figure"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        figures = self.env.ref(LISTS[self._name], raise_if_not_found=False)
        if view_type == "list" and figures and view == figures:
            self._add_measured_columns(arch)
        return arch, view

    @api.model
    def _add_measured_columns(self, arch):
        """Add to ``arch`` the columns that a KPI asks for and the view does not have, hidden as the
        others are unless the figure names them."""
        shown = set(arch.xpath("//field/@name"))
        for name in self._get_measured_names():
            if name in shown or name not in self._fields:
                continue
            field = self._fields[name]
            currency = field.type == "monetary" and field.get_currency_field(self)
            if currency and currency not in shown:
                arch.append(E.field(name=currency, column_invisible="True"))
                shown.add(currency)
            options = {"sum": field._description_string(self.env)} if field.type in NUMBERS else {}
            hidden = f"{name!r} not in context.get('pilotage_columns', [])"
            arch.append(E.field(name=name, readonly="1", column_invisible=hidden, **options))
            shown.add(name)

    @api.model
    def _get_measured_names(self):
        """Return the names of the fields of the model that any KPI reads, in the order of the
        KPIs."""
        # The fields to show; their own groups decide who reads them (hence sudo).
        kpis = self.env["pilotage.kpi"].sudo().with_context(active_test=False).search(Domain.TRUE)
        names = {}
        for kpi in kpis:
            with suppress(*FAILURES):
                columns = get_columns(self, kpi._get_measures())
                names.update(dict.fromkeys(columns["pilotage_columns"]))
        return list(names)
