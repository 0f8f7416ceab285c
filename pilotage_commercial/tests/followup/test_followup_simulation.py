"""Eight weeks of a sales department, against an oracle that remembers what happened.

The oracle is written from the definitions alone: it keeps what people and robots did to each
opportunity in plain Python, and says each night which follow-ups the engine owes.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytz
from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from ..common_attention import NOW, days_ago
from ..common_followup import FollowupCase

SEED = 20260318
LEADS = 200
DAYS = 56
EVENTS_A_DAY = 26
PARIS = pytz.timezone("Europe/Paris")
INACTIVE_DAYS, COLD_DAYS, STEPS = 7, 90, (5, 10, 15)
ENGINE_AT = time(20, 0)  # UTC: the same day in Paris


def carriers_record(activity):
    return activity.env[activity.res_model].browse(activity.res_id)


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
        """Why a follow-up of it is over at ``now``: at once, at the next run, or not."""
        if self.state != "sent" or self.lead.state != "open" or self.is_superseded or not self.step:
            return "at once"
        return self.is_answered or self.valid_until < day_of(now)

    def get_due_step(self, now):
        """The step owed at ``now``, 0 for none."""
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
    deleted: datetime = None  # its follow-up, by hand
    actions: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    quotations: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    story: list = field(default_factory=list)  # what was tried on it, to explain a failure

    def touch(self, now):
        self.touched = now

    @property
    def planned(self):
        """What is planned on the case: on the deal, and on its quotations that may be answered."""
        alive = [quotation for quotation in self.quotations if quotation.state in ("draft", "sent")]
        return [action for item in [self, *alive] for action in item.actions]

    def get_end(self, now, action):
        """Why a follow-up of it is over at ``now``: at once, at the next run, or not."""
        if self.state != "open":
            return "at once"
        return any(at >= action.made_at for at in self.answers)

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
        """Whether it is owed a follow-up, the quotations having had theirs."""
        return (
            self.get_attention(now) == "inactive"
            and self._get_age(now) < COLD_DAYS
            and not any(quotation.has_followup for quotation in self.quotations)
            and (self.deleted is None or (day_of(now) - day_of(self.deleted)).days >= INACTIVE_DAYS)
        )


@tagged("standard", "post_install", "-at_install")
class TestFollowupSimulation(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(SEED)
        cls.env["crm.lead"].sudo().search([]).unlink()
        cls.env["sale.order"].sudo().search([("state", "=", "sent")])._action_cancel()
        stages = cls.env["crm.stage"].sudo().search([("is_won", "=", False)])
        cls.stages = stages.filtered(lambda stage: not stage.is_lost and not stage.team_ids)
        cls.product = cls.env["product.product"].sudo().create({"name": "W", "type": "service"})
        cls.supplier = cls.env["res.partner"].sudo().create({"name": "Beton Sud"})
        cls.second = new_test_user(
            cls.env(user=cls.robot),
            "simulation-second",
            "sales_team.group_sale_salesman",
            tz="Europe/Paris",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.deals = cls._create_deals()
        cls.made = []  # every follow-up: (record, rule's delay, day)
        cls.last_id = cls._get_last_id()

    @classmethod
    def _create_deals(cls):
        """200 opportunities, some of them long dead or mere leads, created up to 120 days ago."""
        kinds = [cls.chance.choice(["opportunity"] * 19 + ["lead"]) for _index in range(LEADS)]
        leads = (
            cls.env["crm.lead"]
            .with_context(mail_create_nolog=True)
            .create(
                [
                    {
                        "name": f"Deal {index}",
                        "type": kind,
                        "user_id": cls.sales.id,
                        "partner_id": cls.customer.id,
                        "stage_id": cls.stages[0].id,
                        "expected_revenue": 1000,
                    }
                    for index, kind in enumerate(kinds)
                ]
            )
        )
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        deals = []
        for lead, kind in zip(leads.with_context(mail_create_nolog=False), kinds, strict=True):
            created = days_ago(cls.chance.choice([0, 1, 3, 6, 7, 8, 20, 40, 89, 90, 120]))
            cls.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", [created, lead.id]
            )
            deals.append(Opportunity(lead, created, kind, owner=cls.sales))
        cls.env.invalidate_all()
        return deals

    @classmethod
    def _get_last_id(cls):
        cls.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM mail_activity")
        return cls.env.cr.fetchone()[0]

    # --- what happens: each event does it in Odoo and tells the oracle ---

    def _pick(self, items):
        return self.chance.choice(items) if items else None

    def _pick_quotation(self, deal, *states):
        return self._pick([q for q in deal.quotations if q.state in states])

    def _as_robot(self, record):
        return record.with_user(self.robot)

    def _note(self, deal, now):
        deal.lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        deal.touch(now)

    def _mail_customer(self, deal, now):
        deal.lead.message_post(
            body="x",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        deal.touch(now)

    def _customer_writes(self, deal, now):
        known = self.chance.random() < 0.7
        deal.lead.sudo().message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id if known else False,
            email_from="girard@example.com",
        )
        deal.answers.append(now)
        deal.touch(now)

    def _customer_is_away(self, deal, now):
        deal.lead.sudo().message_post(
            body="x", message_type="out_of_office", author_id=self.customer.id
        )

    def _robot_notes(self, deal, now):
        self._as_robot(deal.lead).message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_note"
        )

    def _robot_changes(self, deal, now):
        if deal.state == "open":
            self._as_robot(deal.lead).write(self._get_changes(deal))

    def _person_changes(self, deal, now):
        if deal.state == "open":
            deal.lead.write(self._get_changes(deal))
            deal.touch(now)

    def _get_changes(self, deal):
        if self.chance.random() < 0.5:
            return {"expected_revenue": deal.lead.expected_revenue + 10}
        stages = self.stages - deal.lead.stage_id
        return {"stage_id": self._pick(list(stages)).id}

    def _person_edits_the_rest(self, deal, now):
        deal.lead.write({"phone": f"+33 4 72 {self.chance.randint(10, 99)} 00 00"})

    def _plan(self, deal, now):
        self._plan_on(deal, deal.lead, now, self.chance.randint(-1, 12))

    def _robot_plans(self, deal, now):
        self._plan_on(deal, self._as_robot(deal.lead), now, self.chance.randint(0, 5))

    def _plan_on_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "draft", "sent")
        if quotation:
            self._plan_on(quotation, quotation.order, now, self.chance.randint(0, 9))

    def _plan_on(self, target, record, now, days):
        deadline = day_of(now) + timedelta(days=days)
        target.actions.append(Action(self._activity(record, deadline), deadline))

    def _pick_action(self, deal):
        """Return what carries an open activity, and one of its activities."""
        targets = [item for item in [deal, *deal.quotations] if item.actions]
        target = self._pick(targets)
        return (target, self._pick(target.actions)) if target else (None, None)

    def _do(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            action.activity.with_user(self.sales).action_feedback("done")
            target.actions.remove(action)
            deal.touch(now)

    def _robot_does(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            self._as_robot(action.activity).action_feedback("done")
            target.actions.remove(action)

    def _delete(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            action.activity.unlink()
            target.actions.remove(action)
            if action.is_followup and target is deal:
                deal.deleted = now

    def _postpone(self, deal, now):
        _target, action = self._pick_action(deal)
        if action:
            action.deadline = day_of(now) + timedelta(days=self.chance.randint(0, 9))
            action.activity.date_deadline = action.deadline

    def _meet(self, deal, now):
        start = now + timedelta(days=self.chance.randint(0, 8), hours=self.chance.randint(1, 3))
        event = self._meeting(deal.lead, start)
        deal.meetings.append(Meeting(event, start + timedelta(hours=1)))

    def _cancel_meeting(self, deal, now):
        meeting = self._pick(deal.meetings)
        if meeting:
            meeting.event.active = False
            deal.meetings.remove(meeting)

    def _win(self, deal, now):
        if deal.state == "open" and deal.kind == "opportunity":
            deal.lead.action_set_won()
            deal.state = "won"
            deal.touch(now)

    def _lose(self, deal, now):
        if deal.state == "open" and deal.kind == "opportunity":
            deal.lead.action_set_lost()
            deal.state = "lost"
            deal.touch(now)

    def _reopen(self, deal, now):
        if deal.state == "lost":
            deal.lead.action_restore()
        elif deal.state == "won":
            deal.lead.stage_id = self.stages[0]
        else:
            return
        deal.state = "open"
        deal.touch(now)

    def _quote(self, deal, now):
        if deal.state != "open" or deal.kind != "opportunity":
            return
        valid_until = day_of(now) + timedelta(days=self.chance.choice([8, 12, 30, 60]))
        order = (
            self.env["sale.order"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "partner_id": self.customer.id,
                    "opportunity_id": deal.lead.id,
                    "company_id": self.company.id,
                    "validity_date": valid_until,
                    "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 500})],
                }
            )
        )
        order = order.with_context(mail_create_nolog=False)
        quotation = Quotation(order, deal, valid_until=valid_until)
        deal.quotations.append(quotation)
        deal.touch(now)  # it is being prepared
        self._flush_tracking()  # sending is another transaction than drafting
        if self.chance.random() < 0.8:
            self._send(deal, now)

    def _send(self, deal, now):
        quotation = self._pick_quotation(deal, "draft")
        if quotation:
            quotation.order.action_quotation_sent()
            quotation.state, quotation.sent_at = "sent", now
            deal.touch(now)

    def _answer_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "draft", "sent")
        if quotation:
            quotation.order.sudo().message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )
            deal.answers.append(now)
            deal.touch(now)

    def _refuse_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation:
            quotation.order._action_cancel()
            quotation.state = "cancel"
            deal.touch(now)

    def _confirm_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation and deal.state == "open":
            quotation.order.action_confirm()
            quotation.state, deal.state, quotation.signed_at = "sale", "won", now
            deal.touch(now)

    def _supplier_writes(self, deal, now):
        deal.lead.sudo().message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.supplier.id,
        )

    def _revise(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation and deal.state == "open" and not quotation.is_superseded:
            quotation.order.order_line.price_unit += 7
            quotation.sent_at, quotation.step = now, 0
            deal.touch(now)  # the amount of the deal changes with it

    def _send_again(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation:
            quotation.order.with_context(mark_so_as_sent=True).message_post(
                body="x",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )
            quotation.sent_at, quotation.step = now, 0
            deal.touch(now)

    def _decline_meeting(self, deal, now):
        meeting = self._pick([item for item in deal.meetings if item.stop > now])
        if meeting:
            meeting.event.partner_ids |= self.customer
            guests = meeting.event.attendee_ids
            guests.filtered(lambda x: x.partner_id == self.customer).state = "declined"
            deal.meetings.remove(meeting)

    def _hand_over(self, deal, now):
        deal.lead.user_id = self.chance.choice([self.sales, self.second])
        deal.touch(now) if deal.owner != deal.lead.user_id else None
        deal.owner = deal.lead.user_id

    EVENTS = {
        _note: 3, _mail_customer: 4, _customer_writes: 3, _customer_is_away: 1, _robot_notes: 4,
        _robot_changes: 4, _person_changes: 3, _person_edits_the_rest: 2, _plan: 8,
        _robot_plans: 2, _plan_on_quotation: 3, _do: 22, _robot_does: 3, _delete: 8,
        _postpone: 5, _meet: 4, _cancel_meeting: 3, _win: 1, _lose: 3, _reopen: 8, _quote: 14,
        _send: 3, _answer_quotation: 3, _refuse_quotation: 2, _confirm_quotation: 2,
        _supplier_writes: 1, _revise: 2, _send_again: 1, _decline_meeting: 2, _hand_over: 2,
    }  # fmt: skip

    # --- eight weeks ---

    def test_eight_weeks(self):
        events, weights = list(self.EVENTS), list(self.EVENTS.values())
        expected = []
        for number in range(DAYS):
            day = (NOW + timedelta(days=number)).date()
            minutes = sorted(self.chance.sample(range(7 * 60, 17 * 60), EVENTS_A_DAY))
            for minute in minutes:
                moment = datetime.combine(day, time()) + timedelta(minutes=minute)
                # Those with an open activity or a quotation are the ones people work on.
                busy = [deal for deal in self.deals if deal.actions or deal.quotations]
                deal = self._pick(busy if busy and self.chance.random() < 0.6 else self.deals)
                [event] = self.chance.choices(events, weights)
                with freeze_time(moment):
                    self.env.cr._now = moment
                    deal.story.append(f"{moment} {event.__name__}")
                    event(self, deal, moment)
                    self._flush_tracking()
                    self._see_ended(deal, moment)
            now = datetime.combine(day, ENGINE_AT)
            with freeze_time(now):
                self.env.cr._now = now
                if number % 8 == 0:
                    self._analyze()
                    self._check_facts(now)
                self._foresee_ends(now)
                expected += self._expect(now)
                self._run()
                if number % 3 == 0:
                    self._run()
                self._learn(now)
        self.assertEqual(sorted(self.made), sorted(expected))
        self.assertEqual(len(set(self.made)), len(self.made))
        # The season was a full one: no kind of follow-up is missing from it.
        steps = [(model, delay) for model, _id, delay, _day in self.made]
        for step in [("crm.lead", 7), *(("sale.order", days) for days in STEPS)]:
            self.assertGreater(steps.count(step), 5, step)

    def _analyze(self):
        """Give PostgreSQL the statistics that, on a living database, it makes by itself."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE crm_lead, sale_order, mail_message, mail_tracking_value, mail_activity, "
            "calendar_event"
        )

    def _see_ended(self, deal, now):
        """Forget the follow-ups that ended with what has just happened, each with a reason."""
        for carrier in [deal, *deal.quotations]:
            for action in [action for action in carrier.actions if action.is_followup]:
                end, is_there = carrier.get_end(now, action), bool(action.activity.exists())
                story = "\n".join(deal.story)
                self.assertTrue(is_there or end, f"ended without a reason:\n{story}")
                self.assertFalse(is_there and end == "at once", f"its reason is gone:\n{story}")
                if not is_there:
                    carrier.actions.remove(action)

    def _foresee_ends(self, now):
        """Forget the follow-ups that the run is to end; they are looked for after it."""
        self.ended = []
        for deal in self.deals:
            for carrier in [deal, *deal.quotations]:
                for action in [x for x in carrier.actions if x.is_followup]:
                    if carrier.get_end(now, action):
                        carrier.actions.remove(action)
                        self.ended.append(action.activity)

    def _expect(self, now):
        """Return what the engine owes tonight: (model, id, rule's delay, day)."""
        owed = []
        for deal in self.deals:
            steps = [(quotation, quotation.get_due_step(now)) for quotation in deal.quotations]
            for quotation, step in steps:
                if step:
                    owed.append(("sale.order", quotation.order.id, step, day_of(now)))
            followed = any(step for _quotation, step in steps)
            if deal.is_due(now) and not followed:
                owed.append(("crm.lead", deal.lead.id, INACTIVE_DAYS, day_of(now)))
        return owed

    def _learn(self, now):
        """Tell the oracle which follow-ups are there now, and note them."""
        created = self.env["mail.activity"].search(
            [("followup_rule_id", "!=", False), ("id", ">", self.last_id)], order="id"
        )
        self.last_id = max(created.ids, default=self.last_id)
        carriers = {("crm.lead", deal.lead.id): deal for deal in self.deals}
        for deal in self.deals:
            carriers.update({("sale.order", q.order.id): q for q in deal.quotations})
        for activity in created:
            delay = activity.sudo().followup_rule_id.trg_date_range
            carrier = carriers[activity.res_model, activity.res_id]
            carrier.actions.append(Action(activity, activity.date_deadline, True, now))
            if activity.res_model == "sale.order":
                carrier.step = delay
            self.made.append((activity.res_model, activity.res_id, delay, day_of(now)))
        for deal in self.deals:
            # The quotation says more than its deal, whose follow-up gives way.
            if any(quotation.has_followup for quotation in deal.quotations):
                gone = [action for action in deal.actions if action.is_followup]
                self.ended += [action.activity for action in gone]
                deal.actions = [action for action in deal.actions if action not in gone]
        self.assertFalse(self.env["mail.activity"].union(*self.ended).exists())
        kept = [x for carrier in carriers.values() for x in carrier.actions if x.is_followup]
        for action in kept:
            self.assertTrue(action.activity.exists())
            owner, record = action.activity.user_id, carriers_record(action.activity)
            self.assertTrue(record.with_user(owner).has_access("read"))
        for deal in self.deals:
            cases = [deal, *deal.quotations]
            self.assertLessEqual(sum(a.is_followup for case in cases for a in case.actions), 1)
        for carrier in carriers.values():
            self.assertLessEqual(sum(action.is_followup for action in carrier.actions), 1)

    def _check_facts(self, now):
        """Touches and attention of every opportunity are the oracle's."""
        leads = self.env["crm.lead"].browse([deal.lead.id for deal in self.deals])
        self.env.invalidate_all()
        for deal, lead in zip(self.deals, leads, strict=True):
            self.assertEqual(
                (lead.last_interaction_date or None, lead.attention),
                (deal.get_last_touch(now), deal.get_attention(now)),
                f"{lead.name} on {now}:\n" + "\n".join(deal.story),
            )
