from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.rating.controllers.main import Rating

RATES = (1, 3, 5)


class SatisfactionRating(Rating):
    """The answer of an order's customer to a request, once."""

    @http.route()
    def action_open_rating(self, token, rate, **kwargs):
        refusal = self._refuse_satisfaction(token, rate)
        return refusal or super().action_open_rating(token, rate, **kwargs)

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        posted = request.httprequest.method == "POST"
        refusal = self._refuse_satisfaction(token, rate if posted else RATES[0])
        return refusal or super().action_submit_rating(token, rate=rate, **kwargs)

    def _refuse_satisfaction(self, token, rate):
        """Return the page that refuses the rating of an order, None when it is accepted.

        :raise NotFound: ``token`` is unknown, or ``rate`` is not possible
        """
        rating, order = self._get_rating_and_record(token)
        if order._name != "sale.order":
            return None
        if str(rate) not in map(str, RATES):
            raise NotFound()
        if rating.consumed:
            return self._render_satisfaction_page("rating_page_answered", rating.partner_id, 410)
        user = request.env.user
        customer = rating.partner_id.commercial_partner_id
        if not user._is_public() and user.partner_id.commercial_partner_id != customer:
            # The sentence that Odoo shows when the page is opened.
            return request.render(
                "rating.rating_external_page_invalid_partner",
                {
                    "model_name": request.env["ir.model"]._get(order._name).display_name,
                    "name": order.display_name,
                    "web_base_url": rating.get_base_url(),
                },
            )
        return None

    @staticmethod
    def _render_satisfaction_page(template, partner, status=200, **values):
        """Return the page in the language of ``partner``."""
        views = request.env["ir.ui.view"]
        if partner.lang:
            views = views.with_context(lang=partner.lang)
        name = f"pilotage_commercial_rating.{template}"
        if not request.env.ref(name, False):
            raise NotFound()  # somebody deleted the page
        page = views._render_template(name, {"partner": partner, **values})
        return request.make_response(page, status=status)
