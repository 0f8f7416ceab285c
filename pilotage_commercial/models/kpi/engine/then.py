"""The pipeline of a past day, computed from Odoo's tracked changes for a late snapshot.

It misses the records deleted since, and the changes that Odoo did not track.
"""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import dates
from ....tools.checks import ServerValue
from ....tools.domains import OPEN
from .changes import CHANGE, get_domains
from .measure import Figure, MeasuredValue, measure_leads
from .reader import Reader

# Field of the opportunity by which each level groups.
OWNERS = {"team": "team_id", "user": "user_id"}


def is_told(kpi):
    """Return whether ``kpi`` is the open pipeline, the only one computed for a past day."""
    return kpi._get_measures() == [measure_leads(OPEN)]


def measure_then(reader, level, end):
    """Return ``{group: Figure}`` of the pipeline as it was at the UTC moment ``end``.

    :param level: "team", "user", or None for all together
    """
    moment = fields.Datetime.to_string(end)
    # The fields of former values read the changes tracked since that moment.
    env = reader.env(context={**reader.env.context, "former_since": ServerValue(moment)})
    then = Reader(env, reader.scope)
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


def get_end(scope):
    """Return the UTC moment at which the period of ``scope`` ended."""
    return dates.get_start(fields.Date.add(scope.date_to, days=1), scope.timezone)
