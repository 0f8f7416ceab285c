"""Eight weeks of customers who order, or do not, compared with an oracle that remembers all events.

The oracle is written from the definitions alone: it stores each customer's orders and plans in each
company, and tells each night which reminders are due, and for which company.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from ..common_attention import NOW
from ..common_repurchase import RepurchaseCase

SEED = 20260319
CUSTOMERS = 64
DAYS = 56
EVENTS_A_DAY = 6
DELAY, COLD_DAYS = 7, 90
ENGINE_AT = time(20, 0)  # UTC: the same day in Paris and in New York


@dataclass
class Order:
    record: object
    day: date
    is_reminded: bool = False


@dataclass
class Account:
    """A customer in one company."""

    orders: list = field(default_factory=list)  # confirmed and not cancelled
    plans: list = field(default_factory=list)  # (record, day) on its opportunities and quotations

    def get_newest(self):
        return max(self.orders, key=lambda order: (order.day, order.record.id), default=None)

    def get_expected(self):
        days = sorted({order.day for order in self.orders})
        if len(days) < 3:
            return None
        usual = (days[-1] - days[0]).days / (len(days) - 1)
        return days[-1] + timedelta(days=int(usual + 0.5))

    def is_overdue(self, today):
        expected = self.get_expected()
        if not expected or self.get_newest().is_reminded:
            return False
        if self.get_newest().day < today - relativedelta(months=12):
            return False
        return DELAY <= (today - expected).days < COLD_DAYS and not self.is_planned(today)

    def is_planned(self, today):
        return any(day >= today for _record, day in self.plans)


@dataclass
class Customer:
    partner: object
    contacts: object
    accounts: list
    is_active: bool = True
    plans: list = field(default_factory=list)  # (activity, day) on the contacts
    reminder: object = None
    reminded: object = None  # (account, order) of the reminder
    story: list = field(default_factory=list)  # events, to explain a failure

    def end_reminder(self):
        """Remove the reminder when the customer ordered again in that company."""
        account, order = self.reminded or (None, None)
        newest = account and account.get_newest()
        if newest and (newest.day, newest.record.id) > (order.day, order.record.id):
            self.reminder = self.reminded = None

    def get_due(self, today):
        """Return the numbers of the companies of which one must remind, None for none."""
        planned = any(day >= today for _activity, day in self.plans)
        if planned or self.reminder or not self.is_active:
            return None
        due = [
            (account.get_expected(), number)
            for number, account in enumerate(self.accounts)
            if account.is_overdue(today)
        ]
        # If both are overdue for as long, either one may remind.
        return {number for expected, number in due if expected == min(due)[0]} or None


@tagged("nightly", "-standard", "post_install", "-at_install")
class TestRepurchaseSimulation(RepurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(SEED)
        # This test only concerns customers: opportunities have their own.
        cls.rule.search([("followup_kind", "in", ("lead", "quotation"))]).active = False
        other = cls.env["res.company"].sudo().create({"name": "New York"})
        other.resource_calendar_id.tz = "America/New_York"
        cls.sales.sudo().company_ids |= other
        second = cls.sales.sudo().copy({"login": "second", "company_id": other.id})
        cls.companies, cls.users = (cls.company, other), (cls.sales, second)
        cls.last_id = cls.env["mail.activity"].sudo().search([], order="id desc", limit=1).id or 0

    def _create_customers(self):
        """Create customers with rhythms from 3 to 100 days, in one company or two, some of them
        lost.
        """
        customers = []
        for number in range(CUSTOMERS):
            partner = self._partner(f"Customer {number}")
            site = self.env["res.partner"].create({"name": "Site", "parent_id": partner.id})
            customer = Customer(partner, partner | site, [Account(), Account()])
            for account, likely in zip(customer.accounts, (0.8, 0.4), strict=True):
                if self.chance.random() < likely:
                    self._give_history(customer, account)
            customers.append(customer)
        return customers

    def _give_history(self, customer, account):
        rhythm = self.chance.choice([3, 8, 20, 30, 45, 60, 100])
        last = self.chance.choice([0, 5, 10, 20, 30, 40, 70, 110, 200, 360])
        number = self.chance.choice([1, 2, 3, 4, 4, 6])
        days = [last + i * rhythm + self.chance.choice([0, 0, 1, 2]) for i in range(number)]
        self._order(customer, account, NOW, days)

    # --- events: each one happens in Odoo and is reported to the oracle ---

    def _pick(self, items):
        return self.chance.choice(list(items)) if items else None

    def _pick_account(self, customer):
        return self._pick(customer.accounts)

    def _order(self, customer, account, moment, days_ago=(0,)):
        number = int(account is customer.accounts[1])
        records = self._orders(
            self._pick(customer.contacts),
            days_ago,
            company=self.companies[number],
            moment=moment,
            user_id=self.users[number].id,
        )
        for record, days in zip(records, days_ago, strict=True):
            account.orders.append(Order(record, moment.date() - timedelta(days=days)))

    def _orders_again(self, customer, now):
        if customer.is_active:
            self._order(customer, self._pick_account(customer), now)
            customer.end_reminder()

    def _cancels(self, customer, now):
        account = self._pick_account(customer)
        if account.orders:
            order = account.get_newest()
            order.record.sudo()._action_cancel()
            account.orders.remove(order)

    def _plan(self, customer, now):
        day = now.date() + timedelta(days=self.chance.randint(-3, 12))
        activity = self._activity(self._pick(customer.contacts), day)
        customer.plans.append((activity, day))

    def _do(self, customer, now):
        plan = self._pick(customer.plans)
        if plan:
            plan[0].action_feedback(feedback="done")
            customer.plans.remove(plan)

    def _delete(self, customer, now):
        plan = self._pick(customer.plans)
        if plan:
            plan[0].unlink()
            customer.plans.remove(plan)

    def _do_reminder(self, customer, now):
        if customer.reminder:
            customer.reminder.action_feedback(feedback="called")
            customer.reminder = None

    def _delete_reminder(self, customer, now):
        if customer.reminder:
            customer.reminder.unlink()
            customer.reminder = None

    def _plan_deal(self, customer, now):
        account = self._pick_account(customer)
        lead = self._lead(created=now, partner_id=self._pick(customer.contacts).id)
        company = self.companies[int(account is customer.accounts[1])]
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s WHERE id = %s", [company.id, lead.id]
        )
        lead.invalidate_recordset()
        day = now.date() + timedelta(days=self.chance.randint(-2, 12))
        self._activity(lead.sudo(), day)
        account.plans.append((lead, day))

    def _close_deal(self, customer, now):
        account = self._pick_account(customer)
        plan = self._pick(account.plans)
        if plan:
            close = self._pick(["action_set_won", "action_set_lost"])
            getattr(plan[0].sudo().with_context(tracking_disable=True), close)()
            account.plans.remove(plan)

    def _archive(self, customer, now):
        customer.is_active = not customer.is_active
        customer.contacts.sudo().active = customer.is_active

    EVENTS = {
        _orders_again: 16, _cancels: 5, _plan: 8, _do: 5, _delete: 4, _do_reminder: 14,
        _delete_reminder: 10, _plan_deal: 8, _close_deal: 5, _archive: 3,
    }  # fmt: skip

    # --- eight weeks ---

    def test_eight_weeks(self):
        customers = self._create_customers()
        events, weights = list(self.EVENTS), list(self.EVENTS.values())
        total, by_company = 0, set()
        for number in range(DAYS):
            day = (NOW + timedelta(days=number)).date()
            for minute in sorted(self.chance.sample(range(12 * 60, 17 * 60), EVENTS_A_DAY)):
                moment = datetime.combine(day, time()) + timedelta(minutes=minute)
                reminded = [customer for customer in customers if customer.reminder]
                customer = self._pick(
                    reminded if reminded and self.chance.random() < 0.4 else customers
                )
                [event] = self.chance.choices(events, weights)
                with freeze_time(moment):
                    self.env.cr._now = moment
                    customer.story.append(f"{moment} {event.__name__}")
                    event(self, customer, moment)
                    self._flush_tracking()
            now = datetime.combine(day, ENGINE_AT)
            with freeze_time(now):
                self.env.cr._now = now
                for customer in customers:
                    if not customer.is_active:
                        customer.reminder = customer.reminded = None
                owed = {customer.partner.id: customer.get_due(day) for customer in customers}
                self._run()
                if number % 3 == 0:
                    self._run()
                made = self._learn(customers)
            for customer in customers:
                due, reminder = owed[customer.partner.id], made.get(customer.partner.id)
                told = f"{customer.partner.name} on {day}\n" + "\n".join(customer.story)
                self.assertEqual(bool(due), reminder is not None, told)
                if due:
                    self.assertIn(reminder, due, told)
                    by_company.add(reminder)
                    total += 1
        # Enough reminders and events occurred.
        self.assertGreater(total, 30)
        self.assertEqual(by_company, {0, 1})

    def _learn(self, customers):
        """Store the reminders that were created: ``{partner id: number of the company}``."""
        created = (
            self.env["mail.activity"]
            .sudo()
            .search([("followup_rule_id", "!=", False), ("id", ">", self.last_id)], order="id")
        )
        by_partner = {customer.partner.id: customer for customer in customers}
        made = {}
        for activity in created:
            self.assertNotIn(activity.res_id, made)
            type(self).last_id = activity.id
            customer = by_partner[activity.res_id]
            customer.reminder = activity
            number = self.users.index(activity.user_id)
            account = customer.accounts[number]
            account.get_newest().is_reminded = True
            customer.reminded = account, account.get_newest()
            made[activity.res_id] = number
        return made
