"""The remaining plan of an order, less what its documents cover. No ORM here."""

from dataclasses import dataclass

# The same work, by own staff or a subcontractor: who does it is often decided late.
SAME_WORK = {"labour": "subcontracting", "subcontracting": "labour"}


@dataclass(frozen=True)
class LinePlan:
    """The planned cost of an order line, and what covers it already.

    ``covered`` is the quantity that documents cover, None if they have no quantity; ``spent`` is
    the cost of its own rows, incurred or to come, None without any row.
    """

    id: int
    category: str
    unit_cost: float
    quantity: float
    covered: float | None = None
    spent: float | None = None
    delivered: bool = False

    @property
    def planned(self):
        return self.unit_cost * self.quantity

    def get_remaining(self, is_costed):
        """Return what is left of the plan of the line.

        :param is_costed: whether costs of the whole order may be those of the line

        Two of four units at 10 were bought, dearer than planned:

        >>> LinePlan(1, "purchase", 10, 4, covered=2, spent=24).get_remaining(False)
        20.0

        Six hours of ten at 40; then twelve; then it is done:

        >>> LinePlan(1, "labour", 40, 10, spent=240).get_remaining(False)
        160.0
        >>> LinePlan(1, "labour", 40, 10, spent=480).get_remaining(False)
        0.0
        >>> LinePlan(1, "labour", 40, 10, spent=320, delivered=True).get_remaining(False)
        0.0

        Delivered, and without any cost: its bill is still to come.

        >>> LinePlan(1, "labour", 40, 10, delivered=True).get_remaining(False)
        400.0
        """
        if self.delivered and (is_costed or self.spent is not None):
            return 0.0
        if self.spent is None:
            return float(self.planned)
        if self.covered is not None:
            left = self.quantity - self.covered
            return float(self.unit_cost * (max(left, 0.0) if self.quantity > 0 else min(left, 0.0)))
        return float(max(self.planned - self.spent, 0.0) if self.planned > 0 else 0.0)


def are_delivered(plans, whole):
    """Return whether all of ``plans`` is delivered and has its cost.

    :param whole: ``{category: amount}`` of the costs of the whole order, {} without any
    """
    return all(plan.delivered and (whole or plan.spent is not None) for plan in plans)


def get_remaining(plans, whole):
    """Return what is left of ``plans``, and the ids of the lines that it is left of.

    :param plans: list of :class:`LinePlan`
    :param whole: ``{category: amount}`` of the costs of the whole order, {} without any
    :return: ``{category: amount}``, never negative, and a set of ids

    A bill of the whole order takes from what is left of its category:

    >>> masonry = LinePlan(1, "subcontracting", 300, 1)
    >>> get_remaining([masonry], {})
    ({'subcontracting': 300.0}, {1})
    >>> get_remaining([masonry], {"subcontracting": 200, "transport": 18})
    ({'subcontracting': 100.0}, {1})
    >>> get_remaining([masonry], {"subcontracting": 350})
    ({}, set())

    Planned as own work, and given to a subcontractor:

    >>> get_remaining([LinePlan(1, "labour", 300, 1)], {"subcontracting": 200})
    ({'labour': 100.0}, {1})

    What is taken back comes off the plan, whichever category the rest is of:

    >>> get_remaining([LinePlan(1, "purchase", 60, 1), LinePlan(2, "labour", 20, -1)], {})
    ({'purchase': 40.0}, {1})
    """
    left, lines = {}, {}
    for plan in plans:
        if remaining := plan.get_remaining(bool(whole)):
            left[plan.category] = left.get(plan.category, 0.0) + remaining
            lines.setdefault(plan.category, set()).add(plan.id)
    excess = {}
    for category, amount in whole.items():
        taken = min(max(amount, 0.0), max(left.get(category, 0.0), 0.0))
        if taken:
            left[category] -= taken
        excess[category] = max(amount, 0.0) - taken
    for category, other in SAME_WORK.items():
        if excess.get(other) and left.get(category, 0.0) > 0:
            left[category] = max(left[category] - excess[other], 0.0)
    left = _take_back(left)
    return left, set().union(*(lines[category] for category in left))


def _take_back(left):
    """Return ``{category: amount}`` of the positive amounts, less the negative ones.

    >>> _take_back({"purchase": 60, "labour": -20, "transport": 30})
    {'purchase': 40.0, 'transport': 30.0}
    >>> _take_back({"purchase": 60, "labour": -80})
    {}
    """
    excess = -sum(amount for amount in left.values() if amount < 0)
    kept = {}
    for category, amount in left.items():
        taken = min(excess, max(amount, 0.0))
        excess -= taken
        if amount - taken > 0:
            kept[category] = float(amount - taken)
    return kept
