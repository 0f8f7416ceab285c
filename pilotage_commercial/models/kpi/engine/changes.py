"""What changed in the pipeline over the last seven days."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

from ....tools import dates
from ....tools.domains import LOST, OPEN, OPPORTUNITY, WON
from .measure import MeasuredValue, measure_leads
from .records import describe_amount

CHANGE = "expected_revenue_change"
UP, DOWN = Domain(CHANGE, ">", 0), Domain(CHANGE, "<", 0)


def build_changes(reader):
    """Return what ``get_changes`` does."""
    env, scope = reader.env, reader.scope
    since = scope.today - timedelta(days=7)
    start = fields.Datetime.to_string(dates.get_start(since, scope.timezone))
    # One that was a lead before is new on the day of its conversion.
    new = Domain("date_conversion", ">=", start) | (
        Domain("date_conversion", "=", False) & Domain("create_date", ">=", start)
    )
    closed = Domain("date_closed", ">=", start)
    known = OPEN & ~new
    changes = [
        ("new", env._("New"), OPPORTUNITY & new & Domain("active", "in", [True, False])),
        ("up", env._("Up"), known & UP),
        ("down", env._("Down"), known & DOWN),
        ("won", env._("Deals won"), WON & closed),
        ("lost", env._("Deals lost"), LOST & closed),
        ("slipped", env._("Slipped"), OPEN & Domain("date_deadline_slip", ">", 0)),
        ("idle", env._("Gone idle"), OPEN & Domain("attention", "=", "inactive")),
    ]
    found = _read_revenue_changes(reader, known)
    return {
        "since": str(since),
        "changes": [
            describe_amount(reader, measure_leads(domain), name, found.get(code), code=code)
            for code, name, domain in changes
        ],
    }


def _read_revenue_changes(reader, domain):
    """Return ``{code: MeasuredValue}`` of by how much ``domain`` went up and down, read at once."""
    measure = measure_leads((domain & UP) | (domain & DOWN), field=CHANGE)
    found = {"up": MeasuredValue(), "down": MeasuredValue()}
    for amount, [value] in reader.read_values([measure], CHANGE).items():
        found["up" if amount > 0 else "down"] += value
    return found
