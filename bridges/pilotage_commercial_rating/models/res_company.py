import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.pilotage_commercial.tools.checks import MAX_DAYS
from odoo.addons.pilotage_commercial.tools.records import check_template

# Customers get requests between these hours of the company.
FIRST_HOUR, LAST_HOUR = 8, 19


class ResCompany(models.Model):
    _inherit = "res.company"

    satisfaction_request = fields.Boolean(
        "Send Satisfaction Requests",
        help="Each customer is asked, once per order, how satisfied they are. Only orders that "
        "are delivered after this is switched on.",
        groups="base.group_user",
    )
    satisfaction_request_since = fields.Date(
        compute="_compute_satisfaction_request_since",
        store=True,
        help="No request is sent for orders delivered before this day.",
        groups="base.group_user",
    )
    satisfaction_request_delay = fields.Integer(
        "Days after Delivery",
        default=3,
        help="Days after the delivery of an order until its customer is asked.",
        groups="base.group_user",
    )
    satisfaction_request_pause = fields.Integer(
        "Days between Requests",
        default=30,
        help="A customer who got a request for another order less than this number of days ago "
        "gets no new one; 0 asks for every order.",
        groups="base.group_user",
    )
    satisfaction_template_id = fields.Many2one(
        "mail.template",
        string="Satisfaction Request",
        domain=[("model", "=", "sale.order")],
        help="E-mail of the request; without one, that of the application.",
        groups="base.group_user",
    )

    _check_satisfaction_request_delay = models.Constraint(
        "CHECK (satisfaction_request_delay >= 0)",
        "The delay of the satisfaction request is a number of days after the delivery: give 0 or "
        "more.",
    )
    _check_satisfaction_request_pause = models.Constraint(
        "CHECK (satisfaction_request_pause >= 0)",
        "The delay between two requests is a number of days: give 0 or more.",
    )

    @api.constrains("satisfaction_request_delay", "satisfaction_request_pause")
    def _check_satisfaction_days(self):
        for company in self:
            delay, pause = company.satisfaction_request_delay, company.satisfaction_request_pause
            if max(delay, pause) > MAX_DAYS:
                raise ValidationError(
                    self.env._("Delays are numbers of days: give %s at most.", MAX_DAYS)
                )

    @api.constrains("satisfaction_template_id")
    def _check_satisfaction_template(self):
        for company in self:
            check_template(company.satisfaction_template_id, "sale.order")

    @api.depends("satisfaction_request")
    def _compute_satisfaction_request_since(self):
        for company in self:
            if not company.satisfaction_request:
                company.satisfaction_request_since = False
            else:
                since = company.satisfaction_request_since or company._get_today()
                company.satisfaction_request_since = since

    def _get_satisfaction_template(self):
        """Return the e-mail of the request, empty if it was deleted."""
        self.ensure_one()
        standard = "pilotage_commercial_rating.mail_template_satisfaction"
        chosen = self.satisfaction_template_id
        # The scheduled action renders it with all rights, on orders only.
        return (
            chosen.filtered(lambda template: template.model == "sale.order")
            or self.env.ref(standard, False)
            or self.env["mail.template"]
        )

    def _get_satisfaction_domain(self):
        """Return the domain of the orders of ``self`` whose customer gets a request now.

        Those of companies that ask, during their day, and that have a template for the request.
        """

        def get_domain(company):
            asks = company.satisfaction_request and company._is_satisfaction_hour()
            if not asks or not company._get_satisfaction_template():
                return Domain.FALSE
            return (
                Domain("company_id", "=", company.id)
                & Domain("delivered_on", ">=", company.satisfaction_request_since)
                & Domain("delivered_on", "<=", company._get_satisfaction_limit())
            )

        domains = self._map_every(get_domain)
        asking = Domain.OR(domains[company] for company in self if company in domains)
        return asking & Domain("satisfaction_request", "=", False)

    def _get_satisfaction_limit(self):
        """Return the last delivery day for which requests are sent now."""
        return self._get_day_before(self.satisfaction_request_delay)

    def _is_satisfaction_hour(self):
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(self._get_timezone())
        return FIRST_HOUR <= now.hour < LAST_HOUR
