"""My agenda, for calendar applications: without a session, the secret address is the proof."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..tools.parameters import LARGEST_ID

MIMETYPE = "text/calendar; charset=utf-8"


class AgendaController(http.Controller):
    @http.route(
        f"/pilotage_commercial/agenda/<int(max={LARGEST_ID}):user_id>/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
        readonly=True,
    )
    def agenda(self, user_id, token):
        """Return the activities of the salesperson with this address; 404 for any other."""
        user = request.env["res.users"]._find_agenda_user(user_id, token)
        if not user:
            raise NotFound()
        response = request.make_response(
            user._get_agenda(),
            headers=[
                ("Content-Type", MIMETYPE),
                ("Content-Disposition", 'inline; filename="agenda.ics"'),
                ("Cache-Control", "private, max-age=300"),
                ("X-Robots-Tag", "noindex"),
            ],
        )
        response.add_etag()
        return response.make_conditional(request.httprequest)
