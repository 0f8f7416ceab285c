"""The download of the guide's sheet: Odoo's own export, with cells made for people.

Dates are in the user's format, and a text that begins with "=" is no formula.
"""

import io
import json

import xlsxwriter
from psycopg2 import DataError, ProgrammingError
from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request
from odoo.tools.misc import get_lang

from odoo.addons.pilotage_commercial.tools.checks import is_ids
from odoo.addons.pilotage_commercial.tools.parameters import LARGEST_ID

from ..models.crm_lead import SHEET
from .import_files import XLSX

# What a client may send that is no list of opportunities; the database knows some of it only.
NOT_UNDERSTOOD = (
    TypeError,
    ValueError,
    RecursionError,
    UserError,
    DataError,
    ProgrammingError,
)
# Keys of the client's context that change the sheet, and how to tell a value that they may have.
CONTEXT = {
    "lang": lambda value: isinstance(value, str),
    "tz": lambda value: isinstance(value, str),
    "allowed_company_ids": is_ids,
    "active_test": lambda value: isinstance(value, bool),
}
# Spreadsheet codes for the codes of a language's date format.
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
    """Return the spreadsheet format for the date format of a language.

    >>> get_excel_format("%d/%m/%Y"), get_excel_format("%b %d, %Y")
    ('dd/mm/yyyy', 'mmm dd, yyyy')
    """
    for part, excel in DATE_PARTS.items():
        date_format = date_format.replace(part, excel)
    return date_format


class ExportSheet(http.Controller):
    @http.route("/pilotage_commercial_import/sheet", type="http", auth="user", methods=["POST"])
    def download_sheet(self, data=None, **_others):
        """Return the requested opportunities, by ids or by a domain, as the guide's sheet."""
        if not request.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                request.env._("You are not allowed to export. Ask your administrator.")
            )
        try:
            leads = self._find_leads(json.loads(data))
        except NOT_UNDERSTOOD as error:
            # Without the traceback.
            raise BadRequest(request.env._("Invalid export request.")) from error
        name = request.env._("Pipeline") + ".xlsx"
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        return request.make_response(self._make_sheet(leads), headers)

    def _find_leads(self, asked):
        """Return the opportunities that the client requests.

        :raises UserError, ValueError: the request is not valid
        """
        if not isinstance(asked, dict):
            raise ValueError(asked)
        context = asked.get("context") or {}
        if not isinstance(context, dict):
            raise ValueError(context)
        kept = {name: context[name] for name in CONTEXT if context.get(name) not in (None, "")}
        if not all(CONTEXT[name](value) for name, value in kept.items()):
            raise ValueError(kept)
        leads = request.env["crm.lead"].with_context(**kept)
        if asked.get("ids"):
            if not is_ids(asked["ids"]) or any(abs(number) > LARGEST_ID for number in asked["ids"]):
                raise ValueError(asked["ids"])
            return leads.browse(asked["ids"]).exists()
        return leads.search(asked.get("domain") or [])

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
