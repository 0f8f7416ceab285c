"""Targets proposed from the company's own last twelve months."""

import math
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.checks import is_number
from ..kpi.engine.measure import REVENUE

MONTHS = 12
DAYS_OF_MONTH = 365.25 / 12


class PilotageStart(models.AbstractModel):
    _inherit = "pilotage.start"

    @api.model
    @api.readonly
    def propose_targets(self):
        """Return what the targets of the KPIs to start with could be, in KPI order::

            [{"code": "sales_cycle", "name": "Sales cycle", "unit": "days",
              "basis": "value",       # or "monthly_revenue": ``value`` is a number of times it
              "value": 42.0,          # to propose
              "usual": 30.0,          # the default target of the KPI, in its own basis
              "measured": 42.4,       # over the last twelve months; None: nothing to measure
              "counted": 17}, …]      # on how many records

        What the company measured is proposed as it is, rounded; where it measured nothing, the
        usual target, never a figure of somebody else. Revenue is averaged over the months since
        the first order of the company, a year at most.

        :raise AccessError: the user may not set targets
        """
        self.env["pilotage.kpi.target"].check_access("create")
        kpis = self.env["pilotage.kpi"]
        today = kpis._get_scope().today
        first = today - relativedelta(months=MONTHS) + timedelta(days=1)
        cards = kpis.get_cockpit({"date_from": str(first), "date_to": str(today)})["kpis"]
        return [self._propose(card, cards) for card in cards if card["essential"]]

    @api.model
    def set_targets(self, targets):
        """Set the targets of the current company.

        :param targets: ``[{"code": "win_rate", "value": 0.3, "basis": "value"}, …]``, in the unit
            of each KPI: a ratio goes from 0 to 1
        :raise ValidationError: they cannot be read, or name no KPI
        :raise AccessError: the user may not set targets
        """
        self.env["pilotage.kpi.target"].check_access("create")
        checked = self._check_targets(targets)
        self._lock([values["kpi"].id for values in checked])
        for values in checked:
            self._set_target(**values)
        return True

    @api.model
    def _lock(self, kpi_ids):
        """Let one user at a time set the targets of the KPIs ``kpi_ids``.

        A second one, who does not see the targets of the first one yet, is retried by Odoo because
        the same row was updated.
        """
        if kpi_ids:
            self.env.cr.execute(
                SQL("UPDATE pilotage_kpi SET sequence = sequence WHERE id IN %s", tuple(kpi_ids))
            )

    @api.model
    def _propose(self, card, cards):
        kpi = self.env["pilotage.kpi"].browse(card["id"])
        proposal = {
            "code": card["code"],
            "name": card["name"],
            "unit": card["unit"],
            "basis": kpi.target_basis,
            "usual": kpi.default_target,
            "value": kpi.default_target,
        }
        if kpi.target_basis == "monthly_revenue":
            revenue, counted = self._get_revenue(cards)
            measured = revenue / self._get_months() if counted else None
            own = measured and measured * kpi.default_target
            proposal |= {"basis": "value" if own else kpi.target_basis}
        else:
            measured = own = card["value"]
            counted = card["counted"]["count"] or 0
        if own:
            proposal["value"] = self._round(own, card["unit"])
        return {**proposal, "measured": measured, "counted": counted}

    def _get_revenue(self, cards):
        """Return the confirmed revenue of the period of ``cards``, and the number of its orders."""
        for card in cards:
            if card["code"] == "average_order_value" and card["value"] is not None:
                return card["numerator"]["value"], card["denominator"]["value"]
        return 0, 0

    def _get_months(self):
        """Return the number of months since the company's first order, from 1 to 12."""
        reader = self.env["pilotage.kpi"]._get_reader()
        first = reader.read_oldest(REVENUE._replace(window="now"), "confirmation_date")
        days = (reader.scope.today - first).days + 1
        return min(max(days / DAYS_OF_MONTH, 1), MONTHS)

    @staticmethod
    def _round(value, unit):
        """Return ``value`` as one says a target: 42 %, 17 days, 58 000.

        >>> PilotageStart._round(57834, "money")
        58000
        """
        if unit == "ratio":
            return round(value, 2)
        if unit == "days" or value < 100:
            return round(value)
        digits = 1 - math.floor(math.log10(abs(value)))
        return round(value, digits)

    @api.model
    def _check_targets(self, targets):
        """Return the checked values of ``targets``, which a client sent."""
        env, checked = self.env, []
        for target in targets if isinstance(targets, list) else [None]:
            values = target if isinstance(target, dict) else {}
            code, value, basis = (values.get(name) for name in ("code", "value", "basis"))
            known = isinstance(code, str) and "\0" not in code
            kpi = known and env["pilotage.kpi"].search([("code", "=", code)])
            if not kpi:
                raise ValidationError(env._("Choose the KPI of each target."))
            if not is_number(value) or value <= 0:
                raise ValidationError(
                    env._("Give a target above zero for “%s”.", kpi[:1].display_name)
                )
            if basis not in ("value", "monthly_revenue"):
                raise ValidationError(
                    env._("The target of “%s” cannot be read: set it again.", kpi[:1].display_name)
                )
            checked.append({"kpi": kpi[:1], "value": value, "basis": basis})
        return checked

    def _set_target(self, kpi, value, basis):
        """Write the target of ``kpi`` for the whole company and all dates; create it if needed."""
        company, targets = self.env.company, self.env["pilotage.kpi.target"]
        identity = {
            "kpi_id": kpi.id,
            "company_id": company.id,
            "team_id": False,
            "user_id": False,
            "date_from": False,
            "date_to": False,
        }
        values = {"value": value, "basis": basis, "currency_id": company.currency_id.id}
        found = targets.search([(name, "=", of) for name, of in identity.items()], limit=1)
        if found:
            found.write(values)
        else:
            targets.create({**identity, **values})
