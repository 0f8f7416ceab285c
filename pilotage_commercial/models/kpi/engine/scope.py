"""The options of the cockpit, checked, and the domains and periods that follow from them."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ....tools import dates
from ....tools.kpi import DEFAULT_DAYS
from ....tools.parameters import LARGEST_ID

# For each model, the path of each dimension: salesperson, team, …
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
DAYS = ("date_to", "date_from")
FILTERS = {"team_id": "crm.team", "user_id": "res.users", "tag_id": "crm.tag"}


class NotMeasuredError(UserError):
    """The KPI has no meaning for these options: report no data rather than a wrong figure."""


class Scope(NamedTuple):
    """Valid options; ``timezone`` and ``today`` are the company's."""

    date_from: date
    date_to: date
    today: date
    timezone: object
    team_id: int | bool = False
    user_id: int | bool = False
    tag_id: int | bool = False
    # (dimension, id) of one row of a table; an id of False is "not set"
    only: tuple = ()

    def restrict(self, by, group):
        """Return the scope of one row of a table by ``by``; ``group`` is an id, False: not set."""
        if group and f"{by}_id" in FILTERS:
            return self._replace(**{f"{by}_id": group})
        return self._replace(only=((by, group),))

    def widen(self):
        """Return the scope of the whole company: every team, salesperson and tag."""
        return self._replace(team_id=False, user_id=False, tag_id=False, only=())

    def get_domain(self, model):
        """Return the domain of the records of ``model`` within the scope, at any date: those of the
        selected companies, of the team, the salesperson and the tag.
        """
        domain = Domain.TRUE
        company = model._fields.get("company_id")
        if company:
            companies = [*model.env.companies.ids]
            if not company.required:
                companies.append(False)
            domain &= Domain("company_id", "in", companies)
        filters = (("team", self.team_id), ("user", self.user_id), ("tag", self.tag_id))
        for by, group in [*(chosen for chosen in filters if chosen[1]), *self.only]:
            path = get_dimension(model, by)
            chosen = Domain(path, "=", group)
            if not group and "." in path:
                chosen |= Domain(path.split(".")[0], "=", False)
            domain &= chosen
        return domain

    def get_options(self):
        """Return the options in the client's format."""
        return {
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "team_id": self.team_id,
            "user_id": self.user_id,
            "tag_id": self.tag_id,
        }


def get_dimension(model, by):
    """Return the path from ``model`` to the dimension."""
    path = DIMENSIONS[by].get(model._name)
    if not path:
        raise NotMeasuredError(model.env._("Not measured by this criterion."))
    return path


def parse_options(env, options):
    """Return the :class:`Scope` of ``options``; raise ``ValidationError`` if they are wrong."""
    options = {} if options is None or options is False else options
    if not isinstance(options, dict):
        raise ValidationError(env._("Invalid filters of the cockpit."))
    unknown = set(options) - {*DAYS, *FILTERS}
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise ValidationError(env._("Unknown options of the cockpit: %s", names))
    # By identity: 0 is given, and is not an id.
    given = {
        name: value for name, value in options.items() if not (value is None or value is False)
    }
    timezone = env.company._get_timezone()
    today = dates.get_today(fields.Datetime.now(), timezone)
    days = {name: _parse_day(env, name, given[name]) for name in DAYS if name in given}
    date_to = days.get("date_to", today)
    date_from = days.get("date_from", date_to - timedelta(days=DEFAULT_DAYS - 1))
    if date_from > date_to:
        raise ValidationError(env._("The period ends before it begins."))
    filters = {name: _parse_id(env, name, given[name]) for name in FILTERS if name in given}
    return Scope(date_from, date_to, today, timezone, **filters)


def _parse_day(env, name, value):
    try:
        return dates.parse_day(value)
    except ValueError as error:
        message = env._("%(option)s is not a date such as 2026-12-31.", option=name)
        raise ValidationError(message) from error


def _parse_id(env, name, value):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise ValidationError(env._("%(option)s is not an id.", option=name))
    records = env[FILTERS[name]].with_context(active_test=False)
    try:
        found = records.search([("id", "=", value)])
    except AccessError:
        found = records
    if not found:
        model = env["ir.model"]._get(FILTERS[name]).name
        message = env._(
            "The filter “%(model)s” is on a record that was deleted, or that you may not see.",
            model=model,
        )
        raise ValidationError(message)
    return value
