"""Files of the import screen: the rows set aside, and an empty sheet to start from."""

import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools.misc import file_open

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportFiles(http.Controller):
    @http.route(
        "/pilotage_commercial_import/aside/<int:import_id>", type="http", auth="user", readonly=True
    )
    def download_aside(self, import_id):
        """Return the rows that an import set aside as a workbook, with a column of reasons."""
        record = request.env["pilotage.import"].browse(import_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        rows = record.row_ids.filtered(lambda row: row.state == "aside")
        content = self._make_workbook(record, rows)
        name = request.env._("Rows set aside") + ".xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers)

    def _make_workbook(self, record, rows):
        stream = io.BytesIO()
        # Cells of the sheet are texts, even if they look like formulas.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(stream, options) as book:
            sheet = book.add_worksheet()
            titles = [*(record.titles or []), request.env._("Row"), request.env._("Reason")]
            sheet.write_row(0, 0, titles)
            width = len(titles) - 2
            for place, row in enumerate(rows, 1):
                cells = (row.cells or [])[:width]
                sheet.write_row(place, 0, cells)
                sheet.write_row(place, width, [row.number, row.reason or ""])
        return stream.getvalue()

    @http.route("/pilotage_commercial_import/template", type="http", auth="user", readonly=True)
    def download_template(self):
        """Return the guide's sheet, in the language of the user."""
        language = "fr" if (request.env.lang or "").startswith("fr") else "en"
        name = f"pipeline_sheet_{language}.xlsx"
        with file_open(f"pilotage_commercial_import/static/xls/{name}", "rb") as template:
            content = template.read()
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers)
