"""The satisfaction that the customer gives through the link of the request."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.pilotage_commercial.models.order.fact.sale_order_progress import STEPS

DELIVERED = ("delivered", "invoiced", "paid")
UNHAPPY = 2  # up to this rating, the customer is unhappy


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # The rating fields of every thread suffice: rating.mixin would add a stored average to each
    # order, of one answer.
    delivered_on = fields.Date(
        compute="_compute_delivered_on",
        store=True,
        copy=False,
        help="Day on which everything was delivered. Empty for orders older than the satisfaction "
        "requests.",
        groups="base.group_user",
    )

    @api.depends("phase_trigger", *STEPS)
    def _compute_delivered_on(self):
        for order in self:
            if order.order_progress not in DELIVERED:
                order.delivered_on = False
            else:
                company = order.company_id or order.env.company
                order.delivered_on = order.delivered_on or company._get_today()

    def _rating_apply_get_default_subtype_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(
            "pilotage_commercial_rating.mt_satisfaction"
        )

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Take the answer of the customer as the satisfaction with the order.

        :raise UserError: the request was answered already
        """
        if token and not rating:
            rating = self.env["rating.rating"].search([("access_token", "=", token)], limit=1)
        if rating and rating.consumed:
            raise UserError(self.env._("This request was answered already."))
        rating = super().rating_apply(
            rate,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        self._take_satisfaction(rating)
        return rating

    def _take_satisfaction(self, rating):
        """Store the answer ``rating`` on the order; plan a call to an unhappy customer."""
        self.ensure_one()
        satisfaction = round(rating.rating)
        if not satisfaction:
            return
        # The message of the rating already says it.
        self.with_context(mail_notrack=True).write(
            {
                "satisfaction": satisfaction,
                "satisfaction_date": self.company_id._get_today(),
                "satisfaction_comment": (rating.feedback or "").strip(),
            }
        )
        if satisfaction <= UNHAPPY:
            self._plan_unhappy_call(rating)

    def _plan_unhappy_call(self, rating):
        """Plan a call on the next working day by the salesperson, else the team leader, else a
        sales manager.
        """
        user = self._get_first_active(self.user_id, self.team_id.user_id)
        if not user:
            return
        note = plaintext2html(rating.feedback) if rating.feedback else ""
        self.with_context(lang=user.lang).activity_schedule(
            "mail.mail_activity_data_call",
            self._get_next_working_day(),
            self.with_context(lang=user.lang).env._("Unhappy customer: call"),
            note,
            user_id=user.id,
        )

    def _get_next_working_day(self):
        """Return the first working day of the order's company after today."""
        company = self.company_id
        tomorrow = company._get_today() + timedelta(days=1)
        calendar = company.resource_calendar_id
        if not calendar:
            return tomorrow
        return company._count_working_days(tomorrow, 1, calendar)
