"""The figures of the cockpit in a workbook: one sheet for each block."""

import io
from datetime import date

import xlsxwriter

from odoo import api, models

FORMATS = {
    "money": "#,##0.00",
    "ratio": "0.0%",
    "days": "0.0",
    "count": "#,##0",
    "number": "#,##0.00",
    "date": 14,  # the short date of the reader
}


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    @api.private  # bytes do not travel by RPC: the route does
    def get_cockpit_xlsx(self, options=None, by="user"):
        """Return the workbook of the cockpit, with the figures that the caller may read."""
        scope = self._get_scope(options)
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
            formats = {
                unit: workbook.add_format({"num_format": number})
                for unit, number in FORMATS.items()
            }
            formats["head"] = workbook.add_format({"bold": True, "bottom": 1})
            for name, head, rows in (
                self._get_kpi_sheet(scope),
                self._get_table_sheet(scope, by),
                self._get_funnel_sheet(scope),
                self._get_forecast_sheet(scope),
                self._get_list_sheet(scope),
            ):
                self._write_sheet(workbook.add_worksheet(name[:31]), formats, head, rows)
        return output.getvalue()

    @api.model
    def _write_sheet(self, sheet, formats, head, rows):
        """Write rows of (value, unit); text stays text, whatever it begins with."""
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

    @api.model
    def _get_kpi_sheet(self, scope):
        env = self.env
        states = dict(
            self.env["pilotage.kpi.snapshot"]._fields["state"]._description_selection(env)
        )
        states |= {"hidden": env._("Not visible"), "error": env._("Error")}
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
        for card in self._get_shown()._get_cards(scope):
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

    @api.model
    def _get_table_sheet(self, scope, by):
        table = self._get_table(scope, by)
        name = self._get_dimension_names()[by]
        columns = table["columns"]

        def get_row(name, cells):
            return [
                (name, ""),
                *(
                    (cells.get(column["code"], {}).get("value"), column["unit"])
                    for column in columns
                ),
            ]

        rows = [get_row(row["name"], row["cells"]) for row in table["rows"]]
        rows.append(get_row(self.env._("Total"), table["total"]["cells"]))
        return name, [name, *(column["name"] for column in columns)], rows

    @api.model
    def _get_funnel_sheet(self, scope):
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
            for stage in self._get_funnel(scope)["stages"]
        ]
        return env._("Funnel"), head, rows

    @api.model
    def _get_forecast_sheet(self, scope):
        env = self.env
        forecast = self._get_forecast(scope)
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

    @api.model
    def _get_list_sheet(self, scope):
        env = self.env
        rows = [
            [(found["name"], ""), (found["count"], "count"), (found["amount"], "money")]
            for found in self._get_todo_lists(scope)
        ]
        return env._("To handle"), [env._("List"), env._("Number"), env._("Amount")], rows
