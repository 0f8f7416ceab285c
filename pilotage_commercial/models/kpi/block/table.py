"""The KPIs side by side: by salesperson, by team, by segment."""

from odoo.exceptions import ValidationError

from ....tools.kpi import get_gap, get_state
from ..engine.measure import Figure, MeasuredValue
from ..engine.reader import Guard, Reader
from ..engine.records import describe_measured
from ..engine.scope import DIMENSIONS, FILTERS
from .aim import Targets

DIMENSION_MODELS = {
    "user": "res.users",
    "team": "crm.team",
    "tag": "crm.tag",
    "industry": "res.partner.industry",
    "country": "res.country",
}


def get_dimension_names(env):
    """Return ``{code: name}`` of the dimensions of a table."""
    return {
        "user": env._("Salesperson"),
        "team": env._("Sales team"),
        "tag": env._("Tag"),
        "industry": env._("Industry"),
        "country": env._("Country"),
    }


class Table:
    """Builds the table of KPIs by one dimension, see ``get_table``."""

    def __init__(self, reader, by):
        if not isinstance(by, str) or by not in DIMENSIONS:
            raise ValidationError(reader.env._("There is no table by “%s”.", by))
        self.reader, self.by = reader, by
        self.env, self.scope = reader.env, reader.scope
        self.targets = Targets(reader)

    def build(self, kpis):
        """Return the table of ``kpis``."""
        guard = Guard(self.env)
        columns, cells, totals = [], {}, {}
        for kpi in kpis:
            columns.append({name: kpi[name] for name in ("code", "name", "unit", "direction")})
            found = guard.run(kpi, self._get_cells, kpi)
            if "cells" not in found:
                columns[-1].update(state=found["state"], message=found["message"])
                continue
            totals[kpi.code] = found["total"]
            for group, cell in found["cells"].items():
                cells.setdefault(group, {})[kpi.code] = cell
        names = get_dimension_names(self.env)
        return {
            "by": self.by,
            "dimensions": [{"code": code, "name": name} for code, name in names.items()],
            "columns": columns,
            "rows": self._get_rows(cells),
            "total": {"cells": totals},
        }

    def _get_rows(self, cells):
        """Return the rows, by name, "not set" last."""
        records = self.env[DIMENSION_MODELS[self.by]].browse(group for group in cells if group)
        rows = [(record.display_name, record.id) for record in records]
        rows.sort(key=lambda row: row[0].casefold())
        if False in cells:
            rows.append((self.env._("Not set"), False))
        options, name = self.scope.get_options(), f"{self.by}_id"
        for label, group in rows:
            for cell in cells[group].values():
                counted = cell["counted"]
                counted["name"] = self.env._(
                    "%(kpi)s: %(reason)s", kpi=counted["name"], reason=label
                )
        return [
            {
                "id": group,
                "name": label,
                "options": {**options, name: group} if group and name in FILTERS else None,
                "cells": cells[group],
            }
            for label, group in rows
        ]

    def _get_cells(self, kpi):
        """Return the cells of ``kpi``: ``{group: cell}``, and the cell of the total."""
        groups = self.reader.measure(kpi, self.by)
        cells = {}
        for group, figure in groups.items():
            if figure.value is None and not any(side.count for side in figure.sides):
                continue
            row = Reader(self.env, self.scope.restrict(self.by, group))
            target, _note = self.targets.get(kpi, row.scope, self.by, group)
            cells[group] = self._get_cell(kpi, figure, target, row)
        target, _note = self.targets.get(kpi, self.scope)
        whole = self._get_whole(kpi, list(groups.values()))
        return {"cells": cells, "total": self._get_cell(kpi, whole, target, self.reader)}

    def _get_whole(self, kpi, figures):
        """Return the Figure of the total: the sum of the rows if each record is in one row only."""
        measures = kpi._get_measures()
        for measure in measures:
            field = self.env[measure.model]._fields.get(DIMENSIONS[self.by][measure.model])
            if measure.aggregate == "count_distinct" or not field or field.type != "many2one":
                return self.reader.measure(kpi)[None]
        if not figures:
            return Figure(*(MeasuredValue() for _measure in measures))
        sides = zip(*(figure.sides for figure in figures), strict=True)
        return Figure(*map(MeasuredValue.total, sides))

    def _get_cell(self, kpi, figure, target, row):
        value, measures = figure.value, kpi._get_measures()
        counted = describe_measured(row, measures[-1], kpi.name, figure.sides[-1], measures)
        return {
            "value": value,
            "target": target,
            "gap": get_gap(value, target),
            "state": get_state(value, target, kpi.direction == "lower"),
            "counted": counted,
        }
