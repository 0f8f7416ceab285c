"""The guide's sheet, downloaded: what Odoo's own export writes otherwise is written for people.

Dates are in the user's format, and what begins with "=" is a text, not a formula.
"""

import io
import json

import xlsxwriter
from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request
from odoo.tools.misc import get_lang

from ..models.crm_lead import SHEET
from .import_files import XLSX

# Of the formats of languages, those of spreadsheets.
DATE_PARTS = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%b": "mmm",
    "%B": "mmmm",
    "%a": "ddd",
    "%A": "dddd",
    "%-d": "d",
    "%-m": "m",
    "%e": "d",
}


def get_excel_format(date_format):
    """Return the format of spreadsheets for the format of dates of a language.

    >>> get_excel_format("%d/%m/%Y"), get_excel_format("%b %d, %Y")
    ('dd/mm/yyyy', 'mmm dd, yyyy')
    """
    for part, excel in DATE_PARTS.items():
        date_format = date_format.replace(part, excel)
    return date_format


class ExportSheet(http.Controller):
    @http.route("/pilotage_commercial_import/sheet", type="http", auth="user", methods=["POST"])
    def download_sheet(self, data, **_others):
        """Return the opportunities asked for, by ids or by a domain, as the guide's sheet."""
        if not request.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                request.env._("You are not allowed to export. Ask your administrator.")
            )
        try:
            asked = dict(json.loads(data))
        except (TypeError, ValueError, RecursionError) as error:
            raise BadRequest from error
        leads = request.env["crm.lead"].with_context(**asked.get("context") or {})
        if asked.get("ids"):
            leads = leads.browse(asked["ids"]).exists()
        else:
            leads = leads.search(asked.get("domain") or [])
        name = request.env._("Pipeline") + ".xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(self._make_sheet(leads), headers)

    def _make_sheet(self, leads):
        columns = leads.get_pipeline_sheet_columns()
        stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(stream, options) as book:
            sheet = book.add_worksheet(leads.env._("Pipeline"))
            date_format = get_excel_format(get_lang(leads.env).date_format)
            styles = {
                "date": book.add_format({"num_format": date_format, "align": "left"}),
                "monetary": book.add_format({"num_format": "#,##0.00"}),
            }
            sheet.write_row(
                0, 0, [column["label"] for column in columns], book.add_format({"bold": True})
            )
            sheet.set_column(0, len(columns) - 1, 24)
            sheet.freeze_panes(1, 0)
            for row, lead in enumerate(leads, 1):
                for place, name in enumerate(SHEET):
                    value = lead[name].name if name == "stage_id" else lead[name]
                    if value or name == "expected_revenue":
                        style = styles.get(lead._fields[name].type)
                        self._write(sheet, row, place, value, style)
        return stream.getvalue()

    def _write(self, sheet, row, place, value, style):
        if hasattr(value, "year"):
            sheet.write_datetime(row, place, value, style)
        else:
            sheet.write(row, place, value, style)
