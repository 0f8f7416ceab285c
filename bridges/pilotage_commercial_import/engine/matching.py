"""Pairs the deals of a file with opportunities.

First with those of former imports, then with opportunities of the same name.
"""

import json
from collections import defaultdict

from ..reader.cell.words import normalize
from .facts import get_current, is_same

# Above this number, deals are not compared with each opportunity of the same name.
MAX_COMPARISONS = 10000


def match_memory(plans, memory, layout):
    """Set ``memory`` and ``lead`` on each of ``plans`` that a former import has created.

    By the identifier of the tool, else by name and customer, else by the place in the file if most
    of the row is the same. An opportunity is paired once.

    :param list memory: records of ``pilotage.import.row``, the last one of each opportunity
    :param str layout: key of the kind of file: its headings
    """
    # All opportunities of this kind of file were deleted: start again.
    free = [row for row in memory if row.lead_id] and list(memory)
    free = _match_ids(plans, free, layout)
    free = _match_names(plans, free)
    _match_places(plans, free, layout)


def _pair(plan, row):
    plan.memory = row
    plan.lead = row.lead_id or None


def _get_free(plans, rows):
    """Return the ``rows`` that are paired with none of ``plans``."""
    used = {plan.memory.id for plan in plans if plan.memory}
    return [row for row in rows if row.id not in used]


def _match_ids(plans, free, layout):
    table = {}
    for row in free:
        if row.source_id and row.layout == layout:
            table[row.source_id] = row
    counts = defaultdict(int)
    for plan in plans:
        counts[plan.deal.source_id] += 1
    for plan in plans:
        key = plan.deal.source_id
        if key and counts[key] == 1 and key in table:
            _pair(plan, table.pop(key))
    return _get_free(plans, free)


def _match_names(plans, free):
    rows, groups = defaultdict(list), defaultdict(list)
    for row in free:
        rows[row.key].append(row)
    for plan in plans:
        if not plan.memory and plan.key in rows:
            groups[plan.key].append(plan)
    for key, group in groups.items():
        _match_group(group, rows[key])
    return _get_free(plans, free)


def _match_group(plans, rows):
    """Pair deals and rows of one name: equal ones first, then the most similar, then in order."""
    for get_row_facts in (lambda row: row.facts, _get_current_facts):
        table = defaultdict(list)
        for row in _get_free(plans, rows):
            table[_fingerprint(get_row_facts(row))].append(row)
        for plan in plans:
            equal = table.get(_fingerprint(plan.facts))
            if not plan.memory and equal:
                _pair(plan, equal.pop(0))
    # A deal deleted in Odoo stays deleted while its row is the same.
    left = [row for row in _get_free(plans, rows) if row.lead_id]
    waiting = [plan for plan in plans if not plan.memory]
    if len(left) * len(waiting) <= MAX_COMPARISONS:
        scored = [
            (-count_equal(plan.facts, row.facts), place, rank)
            for place, plan in enumerate(waiting)
            for rank, row in enumerate(left)
        ]
        pairs, places, ranks = [], set(), set()
        for _score, place, rank in sorted(scored):
            if place not in places and rank not in ranks:
                pairs.append((waiting[place], left[rank]))
                places.add(place)
                ranks.add(rank)
    else:
        pairs = zip(waiting, left, strict=False)
    for plan, row in pairs:
        _pair(plan, row)


def _fingerprint(facts):
    return json.dumps(facts, sort_keys=True) if facts else None


def _get_current_facts(row):
    """Return the facts of a former row from Odoo's present values, None when the deal is
    deleted.
    """
    lead = row.lead_id
    if not lead:
        return None
    current = {name: get_current(lead, name) for name in row.facts}
    return {name: value for name, value in current.items() if value not in (None, "", [])}


def count_equal(first, second):
    """Return the number of facts that two deals share.

    >>> count_equal({"name": "A", "stage_id": 1}, {"name": "A", "stage_id": 2})
    1
    """
    return sum(second.get(name) == value for name, value in (first or {}).items())


def _match_places(plans, free, layout):
    """Pair renamed deals: the same place in the same kind of file, with at least half of the row
    equal.

    If fewer than half of the deals are paired by name, it is another sheet of the same kind: then
    everything but the name must be equal, including an amount.
    """
    table = {row.number: row for row in free if row.layout == layout}
    is_same_sheet = 2 * sum(bool(plan.memory) for plan in plans) >= len(plans)
    for plan in plans:
        row = None if plan.memory else table.get(plan.deal.number)
        if not row or not row.lead_id or (row.source_id and plan.deal.source_id):
            continue
        others = {
            name: value
            for name, value in plan.facts.items()
            if name not in ("name", "partner_name")
        }
        same = count_equal(others, row.facts)
        is_whole = same == len(others) and "expected_revenue" in others
        if (
            len(others) > 1
            and same > 1
            and (is_whole or (is_same_sheet and same * 2 >= len(others)))
        ):
            _pair(plan, row)
            del table[plan.deal.number]


# --- opportunities that no import brought ----------------------------------------------------


def match_names(plans, leads):
    """Set ``lead`` on each of ``plans`` with the name of an existing opportunity.

    An opportunity is paired once. Among several of the same name, a deal takes the one with equal
    values, so that an exported sheet changes nothing; then an open one; then, for a won deal only,
    a won one; then a lost one, which it restores.

    :param dict leads: ``{normalized name: [opportunity]}``, by id
    """
    groups = defaultdict(list)
    for plan in plans:
        if not plan.memory:
            groups[normalize(plan.deal.name)].append(plan)
    for key, group in groups.items():
        if key in leads:
            _match_leads(group, list(leads[key]))


def _match_leads(plans, leads):
    for accepts in (_is_equal, _is_same_stage, _is_open_for_open, _is_open, _is_won, _is_lost):
        if accepts is _is_equal and len(plans) * len(leads) > MAX_COMPARISONS:
            continue
        for plan in plans:
            if plan.lead or not leads:
                continue
            plan.lead = next(
                (lead for lead in leads if _is_of_customer(plan, lead) and accepts(plan, lead)),
                None,
            )
            if plan.lead:
                leads.remove(plan.lead)


def _is_of_customer(plan, lead):
    """Return whether the sheet names no other customer than the opportunity's."""
    named = normalize(plan.deal.customer)
    theirs = {normalize(text) for text in (lead.partner_name, lead.partner_id.name) if text}
    return not named or not theirs or named in theirs or bool(named == normalize(plan.deal.name))


def _is_equal(plan, lead):
    """Return whether every filled cell equals the value of the opportunity."""
    stage = plan.stage
    if stage != lead.stage_id if stage else not _is_open(plan, lead):
        return False
    names = ["expected_revenue"]
    if lead.active and not (stage and stage.is_lost):
        names += ["next_action", "next_action_date"]
    values = {"next_action_date": lead.next_action_date and lead.next_action_date.isoformat()}
    return all(
        is_same(lead, name, plan.facts[name], values.get(name, lead[name]))
        for name in names
        if name in plan.facts
    )


def _is_same_stage(plan, lead):
    return plan.stage == lead.stage_id and _is_open(plan, lead)


def _is_open_for_open(plan, lead):
    # Rows that stay open choose before rows that close a deal.
    return _is_open(plan, lead) and not (plan.stage and (plan.stage.is_won or plan.stage.is_lost))


def _is_open(plan, lead):
    return lead.active and not lead.stage_id.is_won


def _is_won(plan, lead):
    return bool(plan.stage) and plan.stage.is_won and lead.active and lead.stage_id.is_won


def _is_lost(plan, lead):
    return not lead.active
