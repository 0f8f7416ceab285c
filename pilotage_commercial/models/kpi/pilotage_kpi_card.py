"""One KPI as its card shows it: value, target, gap, and the records behind each figure."""

import logging
from datetime import timedelta

from psycopg2 import DataError, ProgrammingError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ...tools import dates
from ...tools import kpi as tools
from .pilotage_kpi_aim import Ahead
from .pilotage_kpi_scope import NotMeasuredError

_logger = logging.getLogger(__name__)

# Contacts that a KPI counts by their orders show what they are as customers.
CUSTOMER_LIST = "pilotage_commercial.res_partner_view_list_customer"
# What a KPI that somebody made by hand can do wrong; a lost connection is not among it.
FAILURES = (
    UserError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    RecursionError,
    DataError,
    ProgrammingError,
)


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    def _get_cards(self, scope):
        """Return the cards of the KPIs, see :meth:`get_cockpit`: none ever fails."""
        targets = self._find_targets(scope)
        visible = self.filtered(lambda kpi: kpi._is_visible())
        # At once, as nearly always nothing fails; else one by one, for all that can be said.
        cards = visible._try_all(lambda: visible._build_cards(scope, targets))
        return [cards.get(kpi) or kpi._get_card(scope, targets) for kpi in self]

    def _build_cards(self, scope, targets):
        """Return ``{KPI: card}``; it fails when one of them does."""

        def run(kpi, function, default=None):
            return function() if kpi._is_visible() else kpi._get_hidden()

        shown = (self | self.second_id).filtered(lambda kpi: kpi._is_visible())
        ahead = shown._read_ahead(scope)
        return {kpi: kpi._build_card(scope, targets, ahead, run) for kpi in self}

    def _get_card(self, scope, targets):
        """Return the card of the KPI, with what of it can be measured."""
        self.ensure_one()
        ahead = self._try(lambda: {"ahead": self._read_ahead(scope)}, {}).get("ahead", Ahead())
        return self._build_card(scope, targets, ahead, lambda kpi, *todo: kpi._try(*todo))

    def _build_card(self, scope, targets, ahead, run):
        """Return the card of the KPI.

        :param targets: what :meth:`_find_targets` returned
        :param ahead: what :meth:`_read_ahead` returned
        :param run: function that is given a KPI, what to do and what to return if that fails
        """
        card = {
            **self._get_face(),
            "essential": self.is_essential,
            "actions": [line.strip() for line in (self.corrective_actions or "").splitlines()],
            "target": None,
            "target_note": "",
            "gap": None,
            "gap_note": "",
            "numerator": None,
            "denominator": None,
            "counted": None,
            "left_out": [],
            "second": None,
            "trend": [],
        }
        card["actions"] = [action for action in card["actions"] if action]

        def get_figures(kpi):
            rolling = ahead.rolling.get(kpi)
            return kpi._get_figures(scope, rolling and rolling[-1])

        card.update(run(self, lambda: get_figures(self)))
        if card["state"] in ("error", "hidden"):
            return card
        card.update(run(self, lambda: self._get_aim(card["value"], scope, targets)))
        second = self.second_id
        if second:
            card["second"] = {
                **second._get_face(),
                **run(second, lambda: get_figures(second)),
            }
        card.update(run(self, lambda: {"trend": self._get_trend(scope, card["value"], ahead)}, {}))
        return card

    def _get_face(self):
        self.ensure_one()
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "direction": self.direction,
            "formula": self.formula or "",
        }

    def _try(self, function, default=None):
        """Return what ``function`` returns, or the state that says why it could not.

        :param default: what to return instead when it fails
        """
        self.ensure_one()
        blank = {"value": None, "message": ""} if default is None else default
        try:
            self._check_visible()
            with self.env.cr.savepoint(flush=False):
                return function()
        except AccessError:
            failed = self._get_hidden()
        except NotMeasuredError as error:
            failed = {"state": "no_data", "message": str(error)}
        except FAILURES as error:
            _logger.info("KPI %s failed", self.code, exc_info=True)
            failed = {"state": "error", "message": str(error) or type(error).__name__}
        return {**blank, **failed} if default is None else default

    def _try_all(self, function):
        """Return what ``function`` returns, nothing when it fails."""
        try:
            with self.env.cr.savepoint(flush=False):
                return function()
        except FAILURES:
            return {}

    def _is_visible(self):
        """Return whether the KPI is not kept for a group that the user is not of."""
        self.ensure_one()
        group_id = self.group_id.id
        return not group_id or self.env.su or group_id in self.env.user._get_group_ids()

    def _check_visible(self):
        """Raise ``AccessError`` unless the user may see the figures of the KPI."""
        if not self._is_visible():
            raise AccessError(self._get_hidden()["message"])

    def _get_hidden(self):
        """Return what a card says in place of figures that the user may not see."""
        message = self.env._("You may not see this figure.")
        return {"value": None, "state": "hidden", "message": message}

    def _get_figures(self, scope, readings=None):
        """Return the value and what it is made of.

        :param readings: of each side, when they are known already
        """
        readings = readings or self._measure(scope)[None][1]
        value = self._get_value(readings)
        sides = dict(zip(self._get_sides(), readings, strict=True))
        lists = {side: self._get_side_list(side, scope, sides[side]) for side in sides}
        counted = lists.get("denominator") or lists["numerator"]
        return {
            "value": value,
            "state": "no_data" if value is None else "no_target",
            "message": self.env._("No data for this period.") if value is None else "",
            "numerator": {**lists["numerator"], "value": sides["numerator"].value},
            "denominator": {**lists["denominator"], "value": sides["denominator"].value}
            if "denominator" in lists
            else None,
            "counted": {**counted, "name": self.env._("%s: counted", self.name)},
            "left_out": self._get_left_out_lists(scope),
        }

    def _get_aim(self, value, scope, targets):
        """Return the target, and how ``value`` stands to it."""
        target, note = self._get_target(scope, targets)
        return {
            "target": target,
            "target_note": note,
            "gap": tools.get_gap(value, target),
            "gap_note": self._get_gap_note(value, target),
            "state": tools.get_state(value, target, self.direction == "lower"),
        }

    def _get_gap_note(self, value, target):
        """Return the gap in words, as a person would say it."""
        gap = tools.get_gap(value, target)
        if gap is None:
            return ""
        amount = self._format(abs(gap), points=True)
        size = abs(gap) * (100 if self.unit == "ratio" else 1)
        if not gap or (size < 1 and amount == self._format(0, points=True)):
            return self.env._("On target")
        if gap > 0:
            return self.env._("%s above target", amount)
        return self.env._("%s below target", amount)

    def _format(self, value, points=False):
        """Return ``value`` in the unit of the KPI, in the language of the user.

        :param points: a difference of percentages, in points
        """
        if self.unit == "money":
            # As the card says it: from a hundred on, nobody steers by the cent.
            unit = "units" if abs(value) >= 100 else "decimals"
            currency = self.env.company.currency_id
            return formatLang(self.env, value, currency_obj=currency, rounding_unit=unit)
        size = round(value * (100 if self.unit == "ratio" else 1), 0 if self.unit == "count" else 1)
        number = formatLang(self.env, size, digits=0 if size == int(size) else 1)
        if self.unit == "ratio" and not points:
            return f"{number}\N{NBSP}%"
        if self.unit == "ratio":
            return self.env._("1 point") if size == 1 else self.env._("%s points", number)
        if self.unit == "days":
            return self.env._("1 day") if size == 1 else self.env._("%s days", number)
        return number

    # --- lists ---

    def _get_side_list(self, side, scope, reading):
        """Return the list of the records that ``side`` reads, or of what it counts of them."""
        measure = self._get_measure(side)
        model = self.env[measure.model]
        inverse = self._get_counted_inverse(measure)
        if not inverse:
            domain = self._get_measure_domain(measure, scope)
            return self._get_list(model, domain, self.name, reading.count)
        # Customers and the like: the records counted, by the orders that make them count.
        customers = self.env[model._fields[measure.field].comodel_name]
        since = None
        if measure.window == "gone":
            field = model._fields[measure.date]
            start = dates.get_earlier_year(scope.date_to)[1]
            since = self._get_measure_domain(
                measure._replace(window="now"), scope
            ) & scope.get_bounds(field, start, scope.date_to + timedelta(days=1))
            measure = measure._replace(window="earlier_year")
        domain = Domain(inverse, "any", self._get_measure_domain(measure, scope))
        if since:
            domain &= Domain(inverse, "not any", since)
        if customers._active_name:
            domain &= Domain(customers._active_name, "in", [True, False])
        return self._get_list(customers, domain, self.name, int(reading.value))

    @api.model
    def _get_counted_inverse(self, measure):
        """Return the one2many from what ``measure`` follows over years (customers) to its model.

        None when the records to show are those of the model itself.
        """
        field = self.env[measure.model]._fields.get(measure.field)
        years = measure.window in ("earlier_year", "gone")
        if not years or measure.aggregate != "count_distinct" or not field or not field.relational:
            return None
        inverses = self.pool.field_inverses[field]
        return next((inverse.name for inverse in inverses if inverse.type == "one2many"), None)

    @api.model
    def _get_list(self, model, domain, name, count=None, **values):
        """Return what the client needs to open records: see :meth:`get_cockpit`."""
        customers = model._name == "res.partner"
        return {
            "model": model._name,
            "domain": self._get_plain_domain(domain),
            "name": name,
            "context": {"list_view_ref": CUSTOMER_LIST} if customers else {},
            "count": count,
            **values,
        }

    @api.model
    def _get_plain_domain(self, domain):
        """Return ``domain`` as a list that can travel: no object inside."""

        def get_plain(item):
            if isinstance(item, str):
                return item
            field, operator, value = item
            if isinstance(value, Domain) or operator in ("any", "not any"):
                return [field, operator, self._get_plain_domain(value)]
            is_many = not isinstance(value, str) and hasattr(value, "__iter__")
            return [field, operator, list(value) if is_many else value]

        return [get_plain(item) for item in Domain(domain)]
