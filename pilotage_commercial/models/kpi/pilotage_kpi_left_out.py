"""What a KPI leaves out, and why: with what it counts, it adds up to every record."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import dates


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    def _get_counted_side(self):
        """Return the side whose records the KPI is made of."""
        return self._get_sides()[-1]

    def _get_left_out_lists(self, scope):
        """Return the lists of what is left out, each record in one list only."""
        self.ensure_one()
        (model, everything), _counted, reasons = self._get_partition(scope)
        lists = []
        for code, reason, domain in reasons:
            name = self.env._("%(kpi)s: %(reason)s", kpi=self.name, reason=reason)
            lists.append(self._get_list(model, everything & domain, name, code=code, reason=reason))
        return lists

    def _get_partition(self, scope):
        """Return what there is to count or leave out.

        :return: (model, domain of all), domain of what is counted, and the reasons to leave out
            the rest: (code, reason, domain), no two of which hold at once
        """
        measure = self._get_measure(self._get_counted_side())
        model = self.env[measure.model]
        inverse = self._get_counted_inverse(measure)
        if inverse:
            return self._get_customer_partition(measure, scope, inverse)
        everything = self._get_scope_domain(measure.model, scope)
        if model._active_name:
            everything &= Domain(model._active_name, "in", [True, False])
        counted = self._get_measure_domain(measure, scope)
        reasons = self._get_first_reasons(
            [
                *self._get_nature_reasons(model),
                ("other", self.env._("Not concerned by this KPI"), Domain.TRUE),
            ],
            ~measure.domain,
        )
        if measure.window != "now":
            reasons += self._get_time_reasons(measure, scope)
        return (model, everything), counted, reasons

    @api.model
    def _get_first_reasons(self, reasons, domain):
        """Return ``reasons`` within ``domain``, each without what one before it says already."""
        earlier = Domain.FALSE
        first = []
        for code, reason, holds in reasons:
            first.append((code, reason, domain & holds & ~earlier))
            earlier |= holds
        return first

    @api.model
    def _get_nature_reasons(self, model):
        """Return the kinds of records of ``model`` that a KPI's own domain may leave out."""
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
            ]
        return []

    @api.model
    def _get_time_reasons(self, measure, scope):
        """Return how a record that is of the right kind may be out of the period."""
        env = self.env
        field = env[measure.model]._fields[measure.date]
        first, end = scope.date_from, scope.date_to + timedelta(days=1)
        if measure.window == "earlier_year":
            first, end = dates.get_earlier_year(scope.date_to)
        first, end = scope.get_moment(field, first), scope.get_moment(field, end)
        label = field._description_string(env)
        return [
            (
                "undated",
                env._("Without “%s”", label),
                measure.domain & Domain(field.name, "=", False),
            ),
            (
                "before",
                env._("Before the period (%s)", label),
                measure.domain & Domain(field.name, "<", first),
            ),
            (
                "after",
                env._("After the period (%s)", label),
                measure.domain & Domain(field.name, ">=", end),
            ),
        ]

    @api.model
    def _get_customer_partition(self, measure, scope, inverse):
        """Return the partition of the customers that ``measure`` counts by their orders."""
        env = self.env
        model = env[measure.model]
        customers = env[model._fields[measure.field].comodel_name]
        field = model._fields[measure.date]
        within = self._get_scope_domain(measure.model, scope)
        first, end = (scope.get_moment(field, day) for day in dates.get_earlier_year(scope.date_to))

        def having(domain):
            return Domain(inverse, "any", within & domain)

        everything = having(Domain.TRUE)
        if customers._active_name:
            everything &= Domain(customers._active_name, "in", [True, False])
        counted = having(self._get_measure_domain(measure, scope))
        since = having(measure.domain & Domain(field.name, ">=", end))
        before = having(measure.domain & Domain(field.name, "<", first))
        reasons = self._get_first_reasons(
            [
                ("since", env._("No order that year, but since"), since),
                ("before", env._("Last order before that year"), before),
                ("other", env._("No confirmed order"), Domain.TRUE),
            ],
            ~counted,
        )
        return (customers, everything), counted, reasons

    @api.model
    def _get_by_code(self, code):
        """Return the KPI ``code``, which the user named."""
        kpi = self.with_context(active_test=False).search([("code", "=", str(code))])
        if not kpi:
            raise UserError(self.env._("There is no KPI “%s”.", code))
        return kpi

    def _count_left_out(self, scope):
        """Return what :meth:`get_left_out` does."""
        self.ensure_one()
        (model, everything), counted, _reasons = self._get_partition(scope)

        def count(found):
            return {**found, "count": model.search_count(found["domain"])}

        return {
            "all": count(self._get_list(model, everything, self.name)),
            "counted": count(self._get_list(model, everything & counted, self.name)),
            "left_out": [count(found) for found in self._get_left_out_lists(scope)],
        }
