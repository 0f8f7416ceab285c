"""The download of the cockpit as a spreadsheet."""

import json

from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CockpitController(http.Controller):
    @http.route("/pilotage_commercial/cockpit/xlsx", type="http", auth="user", readonly=True)
    def export_xlsx(self, data="{}", token=None):
        """Return the figures of the cockpit, as the user sees them, as a workbook.

        :param data: JSON of ``options`` and ``by`` as for the cockpit's own calls, and of the
            client's ``context``, whose companies matter
        :param token: name of the cookie that Odoo's client waits for
        """
        try:
            # A client may send a file under this name.
            asked = json.loads(data) if isinstance(data, str) else None
            if not isinstance(asked, dict) or not isinstance(asked.get("context") or {}, dict):
                raise UserError(request.env._("Invalid export request."))
            kpis = request.env["pilotage.kpi"].with_context(**self._get_context(asked))
            content = kpis.get_cockpit_xlsx(asked.get("options"), asked.get("by") or "user")
        except (UserError, ValueError, RecursionError) as error:
            # In the client's format, shown in its own dialog, without the traceback.
            found = {**http.serialize_exception(error), "debug": ""}
            failure = {"code": 200, "message": str(error), "data": found}
            raise BadRequest(json.dumps(failure)) from error
        name = request.env._("Cockpit")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", MIMETYPE),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )

    def _get_context(self, asked):
        """Return the part of the client's context that changes the figures: the companies only."""
        companies = (asked.get("context") or {}).get("allowed_company_ids")
        if not companies:
            return {}
        if not isinstance(companies, list) or not all(type(number) is int for number in companies):
            raise UserError(request.env._("Invalid export request."))
        return {"allowed_company_ids": companies}
