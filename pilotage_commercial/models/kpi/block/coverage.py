"""The pipeline that the target needs, and the share of the present one that is dead weight."""

from odoo import fields
from odoo.fields import Domain

from ....tools.domains import OPEN
from ....tools.kpi import divide
from ..engine.measure import MeasuredValue, measure_leads
from ..engine.records import describe_amount
from .aim import read_monthly_revenues
from .forecast import read_win_rate

GUIDE_RATIO = 3.0


def build_coverage(reader):
    """Return the result of ``get_coverage``."""
    [pipeline] = reader.read_values([measure_leads(OPEN)])[None]
    revenue = read_monthly_revenues(reader).get(None)
    win_rate = read_win_rate(reader)
    value = pipeline.value if pipeline.count else None
    lists = _describe_dead_weight(reader)
    for found in lists.values():
        found["share"] = divide(found["amount"], pipeline.value)
    return {
        "pipeline": value,
        "monthly_revenue": revenue,
        "win_rate": win_rate,
        "ratio": divide(value, revenue),
        "needed_ratio": divide(1, win_rate),
        "needed": divide(revenue, win_rate),
        "guide_ratio": GUIDE_RATIO,
        "guide": None if revenue is None else GUIDE_RATIO * revenue,
        **lists,
    }


def _describe_dead_weight(reader):
    """Return the lists of the opportunities past their closing date, of the other inactive ones,
    and of both together.
    """
    env, today = reader.env, fields.Date.to_string(reader.scope.today)
    past = OPEN & Domain("date_deadline", "<", today)
    ahead = Domain("date_deadline", "=", False) | Domain("date_deadline", ">=", today)
    idle = OPEN & Domain("attention", "=", "inactive") & ahead
    lists = {
        "past_date": describe_amount(reader, measure_leads(past), env._("Closing date past")),
        "inactive": describe_amount(
            reader, measure_leads(idle), env._("Inactive, closing date ahead")
        ),
    }
    dead = MeasuredValue.total(
        MeasuredValue(found["amount"], found["count"]) for found in lists.values()
    )
    name = env._("Dead weight")
    lists["dead"] = describe_amount(reader, measure_leads(past | idle), name, dead)
    return lists
