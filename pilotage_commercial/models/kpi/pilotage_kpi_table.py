"""The KPIs side by side: by salesperson, by team, by segment."""

from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools import kpi as tools
from .pilotage_kpi_measure import Reading
from .pilotage_kpi_scope import DIMENSIONS

DIMENSION_MODELS = {
    "user": "res.users",
    "team": "crm.team",
    "tag": "crm.tag",
    "industry": "res.partner.industry",
    "country": "res.country",
}


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_dimension_names(self):
        env = self.env
        return {
            "user": env._("Salesperson"),
            "team": env._("Sales team"),
            "tag": env._("Tag"),
            "industry": env._("Industry"),
            "country": env._("Country"),
        }

    @api.model
    def _get_table(self, scope, by):
        """Return what :meth:`get_table` does."""
        if not isinstance(by, str) or by not in DIMENSIONS:
            raise ValidationError(self.env._("There is no table by “%s”.", by))
        kpis = self._get_shown()
        targets = self._find_targets(scope)
        columns, cells, totals = [], {}, {}
        for kpi in kpis:
            columns.append({name: kpi[name] for name in ("code", "name", "unit", "direction")})
            found = kpi._try(lambda kpi=kpi: kpi._get_cells(scope, by, targets))
            if "cells" not in found:
                columns[-1].update(state=found["state"], message=found["message"])
                continue
            totals[kpi.code] = found["total"]
            for group, cell in found["cells"].items():
                cells.setdefault(group, {})[kpi.code] = cell
        return {
            "by": by,
            "dimensions": [
                {"code": code, "name": name} for code, name in self._get_dimension_names().items()
            ],
            "columns": columns,
            "rows": self._get_table_rows(scope, by, cells),
            "total": {"cells": totals},
        }

    @api.model
    def _get_table_rows(self, scope, by, cells):
        """Return the rows, by name, "not set" last."""
        records = self.env[DIMENSION_MODELS[by]].browse(group for group in cells if group)
        rows = [(record.display_name, record.id) for record in records]
        rows.sort(key=lambda row: row[0].casefold())
        if False in cells:
            rows.append((self.env._("Not set"), False))
        return [
            {
                "id": group,
                "name": name,
                "options": {**scope.get_options(), f"{by}_id": group}
                if group and by in ("user", "team", "tag")
                else None,
                "cells": cells[group],
            }
            for name, group in rows
        ]

    def _get_cells(self, scope, by, targets):
        """Return the cells of the KPI: ``{group: cell}``, and that of the whole."""
        self.ensure_one()
        groups = self._measure(scope, by)
        get_revenue = self._get_revenue_reader(scope, by)
        if by == "user":
            # Their teams' targets may be theirs.
            self.env["res.users"].browse(filter(None, groups)).fetch(["sale_team_id"])
        cells = {}
        for group, (value, readings) in groups.items():
            if value is None and not any(reading.count for reading in readings):
                continue
            row = self._get_row_scope(scope, by, group)
            target, _note = self._get_target(row, targets, lambda group=group: get_revenue(group))
            cells[group] = self._get_cell(value, readings, target, row)
        value, readings = self._get_whole(scope, by, groups)
        target, _note = self._get_target(scope, targets)
        return {"cells": cells, "total": self._get_cell(value, readings, target, scope)}

    def _get_whole(self, scope, by, groups):
        """Return what :meth:`_measure` gives of the whole, out of its ``groups`` when each record
        is in one of them."""
        measures = self._get_measures()
        for measure in measures:
            field = self.env[measure.model]._fields.get(DIMENSIONS[by][measure.model])
            if measure.aggregate == "count_distinct" or not field or field.type != "many2one":
                return self._measure(scope)[None]
        rows = [readings for _value, readings in groups.values()]
        readings = [sum(side, Reading()) for side in zip(*rows, strict=True)]
        readings = readings or [Reading()] * len(measures)
        return self._get_value(readings), readings

    def _get_cell(self, value, readings, target, scope):
        counted = dict(zip(self._get_sides(), readings, strict=True))[self._get_counted_side()]
        return {
            "value": value,
            "target": target,
            "gap": tools.get_gap(value, target),
            "state": tools.get_state(value, target, self.direction == "lower"),
            "counted": self._get_side_list(self._get_counted_side(), scope, counted or Reading()),
        }

    @api.model
    def _get_row_scope(self, scope, by, group):
        """Return ``scope`` restricted to one row."""
        if group and by in ("user", "team", "tag"):
            return scope._replace(**{f"{by}_id": group})
        return scope._replace(only=((by, group),))
