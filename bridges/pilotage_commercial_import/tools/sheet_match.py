"""Pairs the rows of a sheet with the opportunities of the same name."""

from collections import defaultdict

# Beyond, rows are no longer compared cell by cell with every opportunity of their name.
MAX_COMPARISONS = 10000


def match_rows(rows, leads, stages):
    """Set ``lead`` on each of ``rows`` that updates an opportunity.

    An opportunity serves once. Of several with the same name, a row takes the one that already
    is what it says, so that a sheet which was exported changes nothing; then an open one; then,
    for a won row only, a won one; then a lost one, which it restores.

    :param dict leads: ``{normalized name: [opportunity]}``, by id
    :param StageNames stages: finds the stage of a row
    """
    groups = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    for key, group in groups.items():
        if key in leads:
            _match_group(group, leads[key], stages)


def _match_group(rows, leads, stages):
    for accepts in (_is_same, _is_same_stage, _is_open_for_open, _is_open, _is_won, _is_lost):
        if accepts is _is_same and len(rows) * len(leads) > MAX_COMPARISONS:
            continue
        for row in rows:
            if row.lead or not leads:
                continue
            row.lead = next(
                (
                    lead
                    for lead in leads
                    if accepts(row, stages.find(row.status, lead.team_id), lead)
                ),
                None,
            )
            if row.lead:
                leads.remove(row.lead)


def is_lost(lead, stage):
    """Say whether an opportunity is lost once in ``stage``, None leaving it as it is."""
    if stage:
        return stage.is_lost
    return bool(lead) and not lead.active


def _is_same(row, stage, lead):
    """Every cell that is filled says what the opportunity already is."""
    if stage != lead.stage_id if stage else not _is_open(row, stage, lead):
        return False
    given = [(row.amount, lead.expected_revenue)]
    if not is_lost(lead, stage):
        given += [(row.action, lead.next_action), (row.due, lead.next_action_date)]
    return all(cell in (None, "") or cell == value for cell, value in given)


def _is_same_stage(row, stage, lead):
    return stage == lead.stage_id and _is_open(row, stage, lead)


def _is_open_for_open(row, stage, lead):
    # Rows that stay open choose before those which close a deal.
    return _is_open(row, stage, lead) and not (stage and (stage.is_won or stage.is_lost))


def _is_open(row, stage, lead):
    return lead.active and not lead.stage_id.is_won


def _is_won(row, stage, lead):
    return bool(stage) and stage.is_won and lead.active and lead.stage_id.is_won


def _is_lost(row, stage, lead):
    return not lead.active
