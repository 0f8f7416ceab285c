"""The KPIs of one week, as rows to freeze, late ones too.

The pipeline of a past week is computed from Odoo's tracked changes. It misses the records deleted
since, and the changes that Odoo did not track.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import dates
from ....tools.checks import ServerValue
from ....tools.domains import OPEN
from ....tools.kpi import get_gap, get_state
from ..engine.measure import Figure, MeasuredValue, measure_leads
from ..engine.reader import Guard, Reader
from .changes import CHANGE, get_domains

# Field of the opportunity by which each level groups.
OWNERS = {"team": "team_id", "user": "user_id"}


class Snapshots:
    """Builds the snapshots of KPIs, of a company, its teams and its salespeople."""

    def __init__(self, reader, targets, taken_on):
        self.reader, self.targets, self.taken_on = reader, targets, taken_on
        self.guard = Guard(reader.env)

    def build(self, kpi):
        """Return the values of the snapshots of ``kpi``, an empty list if it cannot be measured."""
        return self.guard.run(kpi, self._get_rows, kpi, default=[])

    def _get_rows(self, kpi):
        kpi._check_allowed()
        rows = []
        for level in (None, "team", "user"):
            for group, figure in self._measure(kpi, level).items():
                if level and not group:
                    continue
                scope = self.reader.scope.restrict(level, group) if level else self.reader.scope
                target, _note = self.targets.get(kpi, scope, level, group)
                rows.append(self._get_values(kpi, scope, level, figure, target))
        return rows

    def _measure(self, kpi, level):
        """Return ``{group: Figure}`` of ``kpi``.

        The pipeline of a past week is that of the end of the week.
        """
        if self._is_late(kpi) and is_open_pipeline(kpi):
            return measure_past_pipeline(self.reader, level)
        return self.reader.measure(kpi, level)

    def _get_values(self, kpi, scope, level, figure, target):
        """Return the values of one snapshot."""
        company, value, sides = self.reader.env.company, figure.value, figure.sides
        # The names of the team and of the salesperson stay when these are deleted (hence sudo).
        system = self.reader.env["pilotage.kpi.snapshot"].sudo().env
        return {
            "kpi_id": kpi.id,
            "kpi_name": kpi.name,
            "only_for": kpi._get_only_for(),
            "team_name": system["crm.team"].browse(scope.team_id or []).display_name,
            "user_name": system["res.users"].browse(scope.user_id or []).display_name,
            "company_id": company.id,
            "company_currency_id": company.currency_id.id,
            "level": level or "company",
            "team_id": scope.team_id,
            "user_id": scope.user_id,
            "date": scope.date_to,
            "date_from": scope.date_from,
            "late_date": self._get_late_date(kpi),
            "unit": kpi.unit,
            "has_value": value is not None,
            "has_denominator": len(sides) > 1,
            "value": value or 0,
            "numerator": sides[0].value,
            "denominator": sides[-1].value if len(sides) > 1 else 0,
            "has_target": target is not None,
            "target": target or 0,
            "gap": get_gap(value, target) or 0,
            "state": get_state(value, target, kpi.direction == "lower"),
        }

    def _get_late_date(self, kpi):
        """Return the date of the measure for a late ``kpi`` whose past value is unknown.

        Return False otherwise.
        """
        return self._is_late(kpi) and not is_open_pipeline(kpi) and self.taken_on

    def _is_late(self, kpi):
        """Return whether ``kpi`` has no past and is measured after the Monday of its week."""
        is_late = self.taken_on > self.reader.scope.date_to + timedelta(days=1)
        return is_late and any(measure.window == "now" for measure in kpi._get_measures())


def is_open_pipeline(kpi):
    """Return whether ``kpi`` is the open pipeline, the only one computed for a past day."""
    return kpi._get_measures() == [measure_leads(OPEN)]


def measure_past_pipeline(reader, level):
    """Return ``{group: Figure}`` of the pipeline as it was when the period of ``reader`` ended.

    :param level: "team", "user", or None for all together
    """
    scope = reader.scope
    end = dates.get_start(scope.date_to + timedelta(days=1), scope.timezone)
    moment = fields.Datetime.to_string(end)
    # The fields of former values read the changes tracked since that moment.
    env = reader.env(context={**reader.env.context, "former_since": ServerValue(moment)})
    then = Reader(env, scope)
    known = get_domains(moment)["known"]
    groups = then.read_values([measure_leads(known), measure_leads(known, field=CHANGE)], level)
    found = {
        group: MeasuredValue(amount.value - change.value, amount.count)
        for group, (amount, change) in groups.items()
    }
    if level:
        _give_back(then, known, OWNERS[level], found)
    return {group: Figure(value) for group, value in found.items() if value.count or not level}


def _give_back(reader, known, name, found):
    """Move in ``found`` the opportunities reassigned since back to their former team or user."""
    leads = reader.env["crm.lead"].with_context(active_test=False)
    query = SQL("SELECT lead_id, value FROM %s f", leads._get_former_sql(name))
    former = dict(reader.env.execute_query(query))
    domain = known & reader.scope.get_domain(leads) & Domain("id", "in", list(former))
    moved = leads.search(domain)
    revenues = moved._get_former_values("expected_revenue", moved._ids)
    for lead in moved:
        value = MeasuredValue(revenues.get(lead.id, lead.expected_revenue) or 0, 1)
        _add(found, lead[name].id, MeasuredValue(-value.value, -1))
        _add(found, former[lead.id] or False, value)


def _add(found, group, value):
    found[group] = found.get(group, MeasuredValue()) + value
