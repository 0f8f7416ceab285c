"""Goods on their way to a customer, followed back to the document with their cost. No ORM here."""

import itertools
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Flow:
    """A quantity of goods for an order line, at one of the moves that brought it.

    ``exit`` is the move by which the goods leave the stock (a delivery, a consumption): its value
    counts when no earlier document has a cost, and ``share`` is the part of that value for this
    flow. Both ``quantity`` (in the unit of the product) and ``share`` are negative for goods that
    come back.
    """

    order: Any
    line: Any
    move: Any
    quantity: float
    exit: Any
    share: float
    source: str
    category: str

    def through(self, move, ratio):
        """Return the part ``ratio`` of the flow at ``move``, one of the moves before."""
        return replace(self, move=move, quantity=self.quantity * ratio, share=self.share * ratio)


@dataclass(frozen=True)
class Move:
    """A move, as input of :func:`share_out`."""

    id: int
    done: bool
    quantity: float
    origins: tuple = ()
    spare: tuple = ()
    date: Any = None
    guessed: bool = False


def share_out(moves, origins):
    """Return which part of each of ``moves`` came from each of the moves before it.

    A move that is done draws on done ones only, on those done after it for what is missing; a
    planned one draws on what these left, then on planned ones. One that has fewer origins chooses
    first; each draws on its own in proportion of what they have left, so that no quantity is drawn
    twice. Its ``spare`` origins give what the others do not. One whose origins are guessed, as it
    lost its link to them, chooses after those that have it.

    :param moves: all the moves that share an origin
    :param origins: those that they came by
    :return: ``{id: {origin id: part of its quantity}}``; what is missing to 1 came from stock

    >>> receipt = Move(1, True, 10)
    >>> share_out([Move(2, True, 4, (1,)), Move(3, True, 6, (1,))], [receipt])
    {2: {1: 1.0}, 3: {1: 1.0}}

    Six came and four are still to come; of the eight delivered, two were in stock:

    >>> receipts = [Move(1, True, 6), Move(2, False, 4)]
    >>> share_out([Move(3, True, 8, (1, 2)), Move(4, False, 2, (1, 2))], receipts)
    {3: {1: 0.75}, 4: {2: 1.0}}

    Two of the ten were sent back, and come again in exchange:

    >>> moves = [Move(2, True, 2, (1,)), Move(3, False, 10, (1,), (4,))]
    >>> share_out(moves, [Move(1, True, 10), Move(4, False, 2)])
    {2: {1: 1.0}, 3: {1: 0.8, 4: 0.2}}

    One lost its link to what came for it; the other three came for the other one:

    >>> moves = [Move(3, True, 1, (2,), (1,), guessed=True), Move(4, True, 3, (2, 5))]
    >>> share_out(moves, [Move(1, True, 1), Move(2, True, 3), Move(5, True, 0)])
    {4: {2: 1.0}, 3: {1: 1.0}}

    What came after the delivery did not leave with it, but for one that was missing:

    >>> receipts = [Move(1, True, 4, date=1), Move(2, True, 9, date=3)]
    >>> share_out([Move(3, True, 4, (1, 2), date=2)], receipts)
    {3: {1: 1.0}}
    >>> share_out([Move(3, True, 5, (1, 2), date=2)], receipts)
    {3: {1: 0.8, 2: 0.2}}
    """
    by_id = {origin.id: origin for origin in origins}
    left = {origin.id: origin.quantity for origin in origins}
    parts = {}
    for move in sorted(moves, key=_get_priority):
        parts[move.id] = {}
        wanted = move.quantity
        for drawn_on in _get_sources(move, by_id):
            available = sum(left[origin] for origin in drawn_on)
            if wanted <= 0 or available <= 0:
                continue
            drawn = min(wanted, available)
            for origin in drawn_on:
                if quantity := drawn * left[origin] / available:
                    parts[move.id][origin] = quantity / move.quantity
                    left[origin] -= quantity
            wanted -= drawn
    return parts


def _get_priority(move):
    """Return the key by which the moves choose: those that are done first, in their order."""
    return not move.done, move.guessed, len(move.origins), (move.done and move.date) or 0, move.id


def _get_sources(move, by_id):
    """Return lists of ids of origins on which ``move`` draws, one after the other."""
    sources = []
    for is_done, candidates in itertools.product((True, False), (move.origins, move.spare)):
        found = [x for x in candidates if by_id[x].done == is_done]
        if not move.done:
            sources.append(found)
        elif is_done:
            later = [x for x in found if (by_id[x].date or 0) > (move.date or 0)]
            sources += [[x for x in found if x not in later], later]
    return sources
