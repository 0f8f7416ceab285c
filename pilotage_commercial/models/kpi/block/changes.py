"""What changed in the pipeline over the last seven days, as a bridge that adds up.

Each opportunity of the pipeline counts with its amount of a week ago, its changes, and its amount
of today: start + new + converted + reopened + up + down − won − lost − archived = end, to the cent.
Records deleted since then are unknown.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ....tools import dates
from ....tools.domains import LOST, OPEN, OPPORTUNITY, WON
from ..engine.measure import MeasuredValue, measure_leads
from ..engine.reader import Reader
from ..engine.records import describe_amount

DAYS = 7
CHANGE = "expected_revenue_change"
UP, DOWN = Domain(CHANGE, ">", 0), Domain(CHANGE, "<", 0)
FORMER_OPEN, FORMER_CLOSED = (Domain("former_state", "=", state) for state in ("open", "closed"))
ANY = Domain("active", "in", [True, False])
ENTERED, LEFT = ("new", "converted", "reopened"), ("won", "lost", "archived")
BESIDE = ("slipped", "idle")  # outside the bridge


def build_changes(reader):
    """Return the result of ``get_changes``."""
    env = reader.env
    now = fields.Datetime.now()
    start = fields.Datetime.to_string(now - timedelta(days=DAYS))
    domains = get_domains(start)
    found = _read_changes(reader, start)
    names = {
        "new": env._("New"),
        "converted": env._("Converted from leads"),
        "reopened": env._("Restored or reopened"),
        "up": env._("Up"),
        "down": env._("Down"),
        "won": env._("Deals won"),
        "lost": env._("Deals lost"),
        "archived": env._("Archived"),
        "slipped": env._("Slipped"),
        "idle": env._("Gone idle"),
    }

    def describe_change(code, name):
        measure = measure_leads(domains[code], field=CHANGE if code in ("up", "down") else None)
        effect = _get_effect(code, found.get(code))
        return describe_amount(reader, measure, name, found.get(code), code=code, effect=effect)

    known = measure_leads(domains["known"])
    end = measure_leads(OPEN)
    since = dates.get_today(now, reader.scope.timezone) - timedelta(days=DAYS)
    before = env._("Pipeline on %s", format_date(env, since))
    return {
        "since": str(since),
        "start": describe_amount(reader, known, before, _get_start(found)),
        "end": describe_amount(reader, end, env._("Pipeline today"), found["end"]),
        "changes": [describe_change(code, name) for code, name in names.items()],
    }


def get_domains(start, former_open=FORMER_OPEN, former_closed=FORMER_CLOSED):
    """Return the domain of each change since ``start`` and that of the pipeline at ``start``.

    :param former_open: domain of the opportunities that were open and changed since; likewise
        ``former_closed``
    """
    created = OPPORTUNITY & Domain("create_date", ">=", start)
    # Created before, as a lead, or outside the pipeline.
    earlier = Domain("create_date", "<", start)
    converted = Domain("date_conversion", ">=", start)
    as_before = earlier & (Domain("date_conversion", "=", False) | ~converted)
    closed = Domain("date_closed", ">=", start)
    pending = OPPORTUNITY & Domain("won_status", "=", "pending")
    archived = pending & Domain("active", "=", False)
    within = (pending & ANY) | ((WON | LOST) & closed)
    changed = former_open | former_closed
    known = ((OPEN | ((WON | LOST) & closed)) & as_before & ~former_closed) | (
        archived & as_before & former_open
    )
    entered = Domain("create_date", ">=", start) | converted
    return {
        "new": within & created,
        "converted": within & OPPORTUNITY & earlier & converted,
        "reopened": within & as_before & former_closed,
        "known": known,
        "up": known & UP,
        "down": known & DOWN,
        "won": WON & closed,
        "lost": LOST & closed,
        "archived": archived & (entered | changed),
        "slipped": OPEN & Domain("date_deadline_slip", ">", 0),
        "idle": OPEN & Domain("attention", "=", "inactive"),
    }


def _read_changes(reader, start):
    """Return ``{code: MeasuredValue}`` of the pipeline and of its changes since ``start``."""
    # Few opportunities changed: find them and their former values once, and read no other.
    week = reader.env["crm.lead"]._read_week(start)
    env = reader.env(context={**reader.env.context, "former_values": week.former})
    reader = Reader(env, reader.scope)
    domains = get_domains(start, Domain("id", "in", week.open), Domain("id", "in", week.closed))
    domains["archived"] &= Domain("id", "in", week.archived)
    asked = {code: domains[code] for code in (*ENTERED, *LEFT, "slipped")} | {"end": OPEN}
    values = reader.read_values([measure_leads(domain) for domain in asked.values()])[None]
    found = dict(zip(asked, values, strict=True))
    repriced = Domain("id", "in", list(week.former["expected_revenue"]))
    return found | _read_revenue_changes(reader, domains["known"] & repriced)


def _read_revenue_changes(reader, domain):
    """Return ``{code: MeasuredValue}`` of the increases and decreases in ``domain``, by one
    query.
    """
    measure = measure_leads(domain, field=CHANGE)
    found = {"up": MeasuredValue(), "down": MeasuredValue()}
    for amount, [value] in reader.read_values([measure], CHANGE).items():
        if amount:  # none: changed, and changed back
            found["up" if amount > 0 else "down"] += value
    return found


def _get_effect(code, found):
    """Return the amount that a change adds to the pipeline, None for one outside the bridge."""
    if code in BESIDE:
        return None
    return -found.value if code in LEFT else found.value


def _get_start(found):
    """Return the pipeline at the start: today's less the changes."""
    amount, count = found["end"]
    for code in (*ENTERED, "up", "down", *LEFT):
        amount -= _get_effect(code, found[code])
    count -= sum(found[code].count for code in ENTERED) - sum(found[code].count for code in LEFT)
    return MeasuredValue(amount, count)
