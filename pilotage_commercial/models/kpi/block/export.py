"""The figures of the cockpit in a workbook: one sheet per block."""

import io
from datetime import date

import xlsxwriter

from .aim import Targets
from .card import CardBuilder
from .forecast import build_forecast
from .funnel import Funnel
from .lists import build_lists
from .money import build_money
from .table import Table, get_dimension_names

FORMATS = {
    "money": "#,##0.00",
    "ratio": "0.0%",
    "days": "0.0",
    "count": "#,##0",
    "number": "#,##0.00",
    "date": 14,  # the reader's short date format
}


class Workbook:
    """Writes the blocks of the cockpit, with the figures that the reader may see."""

    def __init__(self, reader, kpis, by):
        self.reader, self.kpis, self.by = reader, kpis, by
        self.env, self.scope = reader.env, reader.scope

    def build(self):
        """Return the bytes of the workbook."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
            formats = {
                unit: workbook.add_format({"num_format": number})
                for unit, number in FORMATS.items()
            }
            formats["head"] = workbook.add_format({"bold": True, "bottom": 1})
            for name, head, rows in (
                self._get_kpis(),
                self._get_table(),
                self._get_funnel(),
                self._get_forecast(),
                self._get_lists(),
            ):
                self._write_sheet(workbook.add_worksheet(name[:31]), formats, head, rows)
        return output.getvalue()

    def _write_sheet(self, sheet, formats, head, rows):
        """Write rows of (value, unit); text is never taken for a formula."""
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, formats["head"])
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, max(len(head) - 1, 1), 18)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(rows, 1):
            for column, (value, unit) in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(line, column, value, formats[unit])
                elif value is not None:
                    sheet.write_number(line, column, value, formats[unit])

    def _get_kpis(self):
        env, scope = self.env, self.scope
        field = env["pilotage.kpi.snapshot"]._fields["state"]
        states = dict(field._description_selection(env))
        states |= {"hidden": env._("Hidden"), "error": env._("Failed")}
        head = [
            env._("KPI"),
            env._("Value"),
            env._("Target"),
            env._("Gap"),
            env._("State"),
            env._("From"),
            env._("To"),
            env._("Currency"),
            env._("Formula"),
        ]
        period = [(scope.date_from, "date"), (scope.date_to, "date")]
        currency = env.company.currency_id.name
        rows = []
        for card in CardBuilder(self.reader, Targets(self.reader)).build(self.kpis):
            unit = card["unit"]
            value = card["message"] if card["value"] is None else card["value"]
            rows.append(
                [
                    (card["name"], ""),
                    (value, unit),
                    (card["target"], unit),
                    (card["gap"], unit),
                    (states[card["state"]], ""),
                    *period,
                    (currency if unit == "money" else "", ""),
                    (card["formula"], ""),
                ]
            )
        return env._("KPIs"), head, rows

    def _get_table(self):
        table = Table(self.reader, self.by).build(self.kpis)
        name = get_dimension_names(self.env)[self.by]
        columns = table["columns"]
        rows = [(row["name"], row["cells"]) for row in table["rows"]]
        rows.append((self.env._("Total"), table["total"]["cells"]))
        lines = [
            [
                (label, ""),
                *(
                    (cells.get(column["code"], {}).get("value"), column["unit"])
                    for column in columns
                ),
            ]
            for label, cells in rows
        ]
        return name, [name, *(column["name"] for column in columns)], lines

    def _get_funnel(self):
        env = self.env
        head = [
            env._("Stage"),
            env._("Came this far"),
            env._("Went further"),
            env._("Lost here"),
            env._("Lost amount"),
            env._("Open now"),
            env._("Open amount"),
        ]
        rows = [
            [
                (stage["name"], ""),
                (stage["reached"], "count"),
                (stage["rate"], "ratio"),
                (stage["lost"]["count"], "count"),
                (stage["lost"]["amount"], "money"),
                (stage["open"]["count"], "count"),
                (stage["open"]["amount"], "money"),
            ]
            for stage in Funnel(self.reader).build()["stages"]
        ]
        return env._("Funnel"), head, rows

    def _get_forecast(self):
        env = self.env
        forecast = build_forecast(self.reader)
        head = [
            env._("Month"),
            env._("Opportunities"),
            env._("Amount"),
            env._("By probability"),
            env._("By win rate"),
        ]
        parts = [forecast["late"], *forecast["months"], forecast["later"], forecast["undated"]]
        rows = [
            [
                (part["name"], ""),
                (part["count"], "count"),
                (part["amount"], "money"),
                (part["weighted"], "money"),
                (part["by_win_rate"], "money"),
            ]
            for part in parts
        ]
        return env._("Forecast"), head, rows

    def _get_lists(self):
        env = self.env
        rows = [
            [(found["name"], ""), (found["count"], "count"), (found["amount"], "money")]
            for found in [*build_lists(self.reader), *build_money(self.reader)]
        ]
        return env._("To handle"), [env._("List"), env._("Number"), env._("Amount")], rows
