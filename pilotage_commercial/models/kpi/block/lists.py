"""The lists of records to handle today, the most pressing first."""

from odoo.fields import Domain

from ....tools.domains import OPEN
from ..engine.measure import REVENUE, Measure, MeasuredValue, measure_leads
from ..engine.records import describe_amount


def build_lists(reader, attention=None):
    """Return the result of ``get_lists``.

    :param attention: the values of the open opportunities by attention, if read already
    """
    env = reader.env
    lists = _describe_open_leads(reader, attention)
    for code, name, text, domain in env["pilotage.kpi"]._get_order_lists():
        measure = REVENUE._replace(domain=domain, window="now")
        lists.append(describe_amount(reader, measure, name, code=code, help=text))
    if drifting := env["pilotage.kpi"]._get_drifting_domain():
        lists.append(
            describe_amount(
                reader,
                Measure("sale.order", drifting, "sum", "margin_drift"),
                env._("Drifting orders"),
                code="drifting",
                help=env._("They will leave less than planned; amount of margin lost."),
            )
        )
    came_back = REVENUE._replace(domain=Domain("is_customer_back", "=", True), window="now")
    found = describe_amount(
        reader,
        came_back,
        env._("The customer came back"),
        code="came_back",
        help=env._("A quotation was sent after the opportunity was lost: restore the opportunity."),
    )
    # Rare: only show this list when it has records.
    lists += [found] if found["count"] else []
    at_risk = Measure("pilotage.customer", Domain("status", "=", "at_risk"), "sum", "revenue_lost")
    lists.append(
        describe_amount(
            reader,
            at_risk,
            env._("Customers at risk"),
            code="at_risk",
            help=env._("Late on their usual rhythm; amount of their last 12 months."),
        )
    )
    return lists


def _describe_open_leads(reader, found=None):
    """Return the lists of the open opportunities to handle, by one query."""
    env, measure = reader.env, measure_leads(OPEN)
    if found is None:
        found = reader.read_values([measure], "attention")
    names = [
        ("overdue", env._("Overdue"), env._("Their next action is past its date.")),
        (
            "inactive",
            env._("Inactive opportunities"),
            env._("Nothing planned, and untouched for days."),
        ),
        ("no_action", env._("No next action"), env._("Nothing planned, touched lately.")),
    ]
    lists = []
    for state, name, text in names:
        wanted = measure._replace(domain=OPEN & Domain("attention", "=", state))
        [value] = found.get(state, [MeasuredValue()])
        lists.append(describe_amount(reader, wanted, name, value, code=state, help=text))
    return lists
