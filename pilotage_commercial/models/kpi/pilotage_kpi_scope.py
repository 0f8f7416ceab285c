"""What the figures are asked for: the options of the cockpit, checked, and what they mean."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import dates
from ...tools import kpi as tools

# How a record of each model is told apart: by whom, of which team, …
DIMENSIONS = {
    "user": {
        "crm.lead": "user_id",
        "sale.order": "user_id",
        "sale.order.line": "order_id.user_id",
        "account.move": "invoice_user_id",
        "pilotage.customer": "user_id",
    },
    "team": {
        "crm.lead": "team_id",
        "sale.order": "team_id",
        "sale.order.line": "order_id.team_id",
        "account.move": "team_id",
        "pilotage.customer": "team_id",
    },
    "tag": {
        "crm.lead": "tag_ids",
        "sale.order": "tag_ids",
        "pilotage.customer": "partner_id.commercial_order_ids.tag_ids",
    },
    "industry": {
        "crm.lead": "partner_id.industry_id",
        "sale.order": "partner_id.industry_id",
        "account.move": "partner_id.industry_id",
        "pilotage.customer": "industry_id",
    },
    "country": {
        "crm.lead": "country_id",
        "sale.order": "partner_id.country_id",
        "account.move": "partner_id.country_id",
        "pilotage.customer": "country_id",
    },
}
FILTERS = {"team_id": "crm.team", "user_id": "res.users", "tag_id": "crm.tag"}


class NotMeasuredError(UserError):
    """The KPI has no meaning for what is asked: no data, rather than a wrong figure."""


class Scope(NamedTuple):
    """Options that are known to be valid; ``timezone`` and ``today`` are the company's."""

    date_from: date
    date_to: date
    today: date
    timezone: object
    team_id: int | bool = False
    user_id: int | bool = False
    tag_id: int | bool = False
    # (dimension, id) of one row of a table; an id of False is "not set"
    only: tuple = ()

    def get_dimensions(self):
        """Return what the records are restricted to, as (dimension, id)."""
        filters = (("team", self.team_id), ("user", self.user_id), ("tag", self.tag_id))
        return [*(chosen for chosen in filters if chosen[1]), *self.only]

    def get_bounds(self, field, first, end):
        """Return the domain of ``field`` in [first day, end day[, as days of the company."""
        first, end = self.get_moment(field, first), self.get_moment(field, end)
        return Domain([(field.name, ">=", first), (field.name, "<", end)])

    def get_moment(self, field, day):
        """Return where ``day`` begins in the company, as the value that ``field`` compares to."""
        if not field or field.type not in ("date", "datetime"):
            raise ValueError("What puts a KPI in time is a date field.")
        if field.type == "date":
            return fields.Date.to_string(day)
        return fields.Datetime.to_string(dates.get_start(day, self.timezone))

    def get_period(self, field):
        """Return the domain of ``field`` in the period."""
        return self.get_bounds(field, self.date_from, self.date_to + timedelta(days=1))

    def get_options(self):
        """Return the options as the client gives them."""
        return {
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "team_id": self.team_id,
            "user_id": self.user_id,
            "tag_id": self.tag_id,
        }


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_scope(self, options=None):
        """Return the :class:`Scope` of ``options``; raise ``ValidationError`` if they are wrong.

        Every entry point of the cockpit comes through here first: who may not read the KPIs
        gets no further.
        """
        self.browse().check_access("read")
        if options is None or options is False:
            options = {}
        if not isinstance(options, dict):
            raise ValidationError(self.env._("The options of the cockpit are a dictionary."))
        unknown = set(options) - {"date_from", "date_to", *FILTERS}
        if unknown:
            names = ", ".join(sorted(map(str, unknown)))
            raise ValidationError(self.env._("Unknown options of the cockpit: %s", names))
        timezone = self.env.company._get_timezone()
        today = dates.get_today(fields.Datetime.now(), timezone)
        date_to = self._get_day_option(options, "date_to", today)
        default = date_to - timedelta(days=tools.DEFAULT_DAYS - 1)
        date_from = self._get_day_option(options, "date_from", default)
        if date_from > date_to:
            raise ValidationError(self.env._("The period ends before it begins."))
        filters = {name: self._get_id_option(options, name) for name in FILTERS}
        return Scope(date_from, date_to, today, timezone, **filters)

    @api.model
    def _get_day_option(self, options, name, default):
        value = options.get(name)
        if value is None or value is False:
            return default
        try:
            return dates.parse_day(value)
        except ValueError as error:
            message = self.env._("%(option)s is not a date such as 2026-12-31.", option=name)
            raise ValidationError(message) from error

    @api.model
    def _get_id_option(self, options, name):
        value = options.get(name)
        if value is None or value is False:
            return False
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
            raise ValidationError(self.env._("%(option)s is not an id.", option=name))
        record = self.env[FILTERS[name]].with_context(active_test=False)
        try:
            found = record.search([("id", "=", value)])
        except AccessError:
            found = record
        if not found:
            raise ValidationError(self.env._("%(option)s: there is no such record.", option=name))
        return value

    @api.model
    def _get_scope_domain(self, model, scope):
        """Return the domain of the records of ``model`` (name) that ``scope`` asks for, at any
        time: those of the companies switched on, of the team, salesperson and tag."""
        domain = Domain.TRUE
        fields_ = self.env[model]._fields
        if "company_id" in fields_:
            companies = [*self.env.companies.ids]
            if not fields_["company_id"].required:
                companies.append(False)
            domain &= Domain("company_id", "in", companies)
        for name, value in scope.get_dimensions():
            path = self._get_dimension(name, model)
            chosen = Domain(path, "=", value)
            if not value and "." in path:
                chosen |= Domain(path.split(".")[0], "=", False)
            domain &= chosen
        return domain

    @api.model
    def _get_dimension(self, name, model):
        """Return the field of ``model`` (name) that tells its records apart by ``name``."""
        path = DIMENSIONS[name].get(model)
        if not path:
            raise NotMeasuredError(self.env._("Not measured by this criterion."))
        return path
