"""The reasons why a KPI leaves records out."""

from odoo import api, models
from odoo.fields import Domain

from .engine.plan import get_conditions, get_values


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_nature_reasons(self, model, asked=Domain.TRUE):
        """Return the kinds of records of ``model`` that a KPI's own domain may leave out.

        :param asked: the KPI's own domain
        """
        env = self.env
        if model._name == "crm.lead":
            return [
                ("lead", env._("Lead, not yet an opportunity"), Domain("type", "=", "lead")),
                ("won", env._("Won"), Domain("won_status", "=", "won")),
                ("lost", env._("Lost"), Domain("won_status", "=", "lost")),
                ("archived", env._("Archived, neither won nor lost"), Domain("active", "=", False)),
                ("open", env._("Still open"), Domain("won_status", "=", "pending")),
            ]
        if model._name == "sale.order":
            return [
                ("draft", env._("Draft, never sent"), Domain("quotation_date", "=", False)),
                (
                    "superseded",
                    env._("Replaced by a newer quotation"),
                    Domain("quotation_outcome", "=", "superseded"),
                ),
                ("cancelled", env._("Cancelled"), Domain("state", "=", "cancel")),
                ("quotation", env._("Not confirmed"), Domain("state", "in", ("draft", "sent"))),
                *self._get_refund_reasons(asked),
                *self._get_cost_reasons(asked),
            ]
        return []

    @api.model
    def _get_refund_reasons(self, asked):
        """Return the reason why a refund is no order, for a KPI on orders."""
        if "net_revenue" not in {condition.field_expr for condition in asked.iter_conditions()}:
            return []
        return [("refund", self.env._("Refund (negative order)"), Domain("net_revenue", "<", 0))]

    @api.model
    def _get_cost_reasons(self, asked):
        """Return the reasons why an order has no real margin, or none at completion, for a KPI on
        margins.
        """
        env, asked = self.env, dict(map(get_values, get_conditions(asked)))
        known = asked.get("completion_state")
        if not known and "real_cost_state" not in asked:
            return []
        costs = [
            ("no_cost", env._("No cost yet"), Domain("real_cost_state", "=", "planned")),
            (
                "costs_incomplete",
                env._("Costs incomplete"),
                Domain("real_cost_state", "=", "provisional"),
            ),
        ]
        plans = [
            ("no_plan", env._("No planned cost"), Domain("completion_state", "=", "unknown")),
            (
                "to_fill",
                env._("Costs not computed yet"),
                Domain("completion_state", "=", False),
            ),
        ]
        # With real costs, the reasons of the costs already say which orders are forecast.
        return plans if known and "forecast" in known else [plans[1], *costs]
