"""The memory of the simulation for each deal, and what follows from the definitions alone."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytz

PARIS = pytz.timezone("Europe/Paris")
INACTIVE_DAYS, COLD_DAYS, STEPS = 7, 90, (5, 10, 15)


def day_of(moment):
    return pytz.utc.localize(moment).astimezone(PARIS).date()


@dataclass
class Action:
    """An open activity; ``is_followup`` when the engine made it."""

    activity: object
    deadline: date
    is_followup: bool = False
    made_at: datetime = None


@dataclass
class Meeting:
    event: object
    stop: datetime


@dataclass
class Quotation:
    order: object
    lead: object
    state: str = "draft"
    sent_at: datetime = None  # the last time
    signed_at: datetime = None
    valid_until: date = None
    step: int = 0
    actions: list = field(default_factory=list)

    @property
    def has_followup(self):
        return any(action.is_followup for action in self.actions)

    @property
    def is_superseded(self):
        return any(
            (
                other.state == "sent"
                and (other.sent_at, other.order.id) > (self.sent_at, self.order.id)
            )
            or (other.state == "sale" and max(other.signed_at, other.sent_at) >= self.sent_at)
            for other in self.lead.quotations
        )

    @property
    def is_answered(self):
        return any(at >= self.sent_at for at in self.lead.answers)

    def get_end(self, now, action):
        """Return why its follow-up is over at ``now``: at once, at the next run, or not."""
        if self.state != "sent" or self.lead.state != "open" or self.is_superseded or not self.step:
            return "at once"
        return self.is_answered or self.valid_until < day_of(now)

    def get_due_step(self, now):
        """Return the step due at ``now``, 0 for none."""
        today = day_of(now)
        if self.state != "sent" or self.is_answered or self.valid_until < today:
            return 0
        if any(other.has_followup for other in self.lead.quotations) or self.is_superseded:
            return 0
        if self.lead.state != "open" or self.lead.is_planned_ahead(now):
            return 0
        age = (today - day_of(self.sent_at)).days
        step = max((step for step in STEPS if step <= age), default=0)
        return step if step > self.step and age < COLD_DAYS else 0


@dataclass
class Opportunity:
    lead: object
    created: datetime
    kind: str = "opportunity"
    state: str = "open"
    touched: datetime = None
    owner: object = None
    deleted: datetime = None  # when its follow-up was deleted by hand
    actions: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    quotations: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    story: list = field(default_factory=list)  # events, to explain a failure

    def touch(self, now):
        self.touched = now

    @property
    def planned(self):
        """Return the planned actions of the case: on the deal, and on its quotations without an
        answer.
        """
        alive = [quotation for quotation in self.quotations if quotation.state in ("draft", "sent")]
        return [action for item in [self, *alive] for action in item.actions]

    def get_end(self, now, action):
        """Return why its follow-up is over at ``now``: at once, at the next run, or not."""
        if self.state != "open":
            return "at once"
        followed = any(quotation.has_followup for quotation in self.quotations)
        return followed or any(at >= action.made_at for at in self.answers)

    def is_planned_ahead(self, now):
        return any(action.deadline >= day_of(now) for action in self.planned) or any(
            meeting.stop >= now for meeting in self.meetings
        )

    def get_last_touch(self, now):
        held = [meeting.stop for meeting in self.meetings if meeting.stop <= now]
        return max([*held, *filter(None, [self.touched])], default=None)

    def get_attention(self, now):
        if self.kind != "opportunity" or self.state != "open":
            return False
        coming = [day_of(m.event.start) for m in self.meetings if m.stop >= now]
        planned = [action.deadline for action in self.planned] + coming
        if planned:
            return "overdue" if min(planned) < day_of(now) else "ok"
        return "no_action" if self._get_age(now) < INACTIVE_DAYS else "inactive"

    def _get_age(self, now):
        last = max(filter(None, [self.get_last_touch(now), self.created]))
        return (day_of(now) - day_of(last)).days

    def is_due(self, now):
        """Return whether a follow-up is due, after those of its quotations."""
        return (
            self.get_attention(now) == "inactive"
            and self._get_age(now) < COLD_DAYS
            and not any(quotation.has_followup for quotation in self.quotations)
            and (self.deleted is None or (day_of(now) - day_of(self.deleted)).days >= INACTIVE_DAYS)
        )
