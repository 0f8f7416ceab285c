from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from .rating import SatisfactionRating


class SatisfactionOptOut(http.Controller):
    @http.route(
        "/satisfaction/<int:partner_id>/<string:token>/opt_out",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def opt_out(self, partner_id, token, **_kwargs):
        """Ask the contact to confirm, then exclude them from further requests.

        Opening the page changes nothing: e-mail scanners open every link.
        """
        # Nobody is logged in: the signature of the link, checked below, replaces access rights.
        partner = request.env["res.partner"].sudo().browse(partner_id).exists()
        # As bytes: consteq only accepts ASCII texts.
        if not partner or not consteq(
            partner._get_satisfaction_opt_out_token().encode(), token.encode()
        ):
            raise NotFound()
        if request.httprequest.method == "POST":
            partner._opt_out_of_satisfaction()
        return SatisfactionRating._render_satisfaction_page(
            "opt_out_page", partner, done=partner.satisfaction_opt_out
        )
