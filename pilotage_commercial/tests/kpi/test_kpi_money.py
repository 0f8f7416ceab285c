"""Forgotten money: delivered and not invoiced, overdue, accepted, about to expire."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_kpi import KpiCase
from ..common_order import NOW

TODAY = NOW.date()
CODES = ["not_invoiced", "overdue_invoices", "accepted", "expiring"]


@tagged("standard", "post_install", "-at_install")
class TestKpiMoney(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("kpi-money", "sales_team.group_sale_salesman")

    def _call(self, user=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        kpis = self.kpis.with_user(user or self.manager)
        found = kpis.with_context(allowed_company_ids=self.company.ids).get_money(options)
        return {entry["code"]: entry for entry in found}

    def _open(self, found, user=None):
        env = self.env(user=user or self.manager)
        records = env[found["model"]].with_context(allowed_company_ids=self.company.ids)
        opened = records.search(found["domain"])
        self.assertEqual(len(opened), found["count"])
        return opened.sudo()

    def _total(self, found):
        """Return the total of the list's amount column, and its name."""
        kpis = self.kpis.with_user(self.manager)
        kpis = kpis.with_context(allowed_company_ids=self.company.ids)
        names = {"account.move": "amount_residual_signed"}
        name = names.get(found["model"], "net_revenue")
        if found["code"] == "not_invoiced":
            name = "uninvoiced_revenue"
        return kpis.get_totals(found["model"], found["domain"], [name])[name]

    def _check(self, found, records, amount, since):
        self.assertEqual(self._open(found), records)
        self.assertAlmostEqual(found["amount"], amount)
        self.assertAlmostEqual(self._total(found), amount)
        self.assertEqual(found["since"], since and str(since))

    def test_nothing(self):
        found = self._call()
        self.assertEqual(list(found), CODES)
        for entry in found.values():
            self.assertEqual((entry["count"], entry["amount"], entry["since"]), (0, 0, None))

    def test_delivered_and_not_invoiced(self):
        """10 beams of 100 delivered, 400 invoiced in advance: 600; 5 of 10 delivered: not yet."""
        old, part, invoiced = (self._order() for _number in range(3))
        for order in old | part | invoiced:
            order.action_confirm()
        old.date_order = NOW - timedelta(days=40)
        self._deliver(old)
        self._deliver(part, 5)
        self._deliver(invoiced)
        self._invoice(invoiced)
        self._down_payment(old, 400)
        self.assertEqual(old.order_progress, "delivered")
        self.assertAlmostEqual(old.uninvoiced_revenue, 600)
        day = old.confirmation_date.date()
        self._check(self._call()["not_invoiced"], old, 600, day)

    def test_amount_in_the_currency_of_the_company(self):
        """1000 $ at 1.25 $: 800 €."""
        order = self._order(currency=self.dollar)
        order.action_confirm()
        self._deliver(order)
        self.assertAlmostEqual(self._call()["not_invoiced"]["amount"], 800)
        self.assertAlmostEqual(order.uninvoiced_revenue, 800)

    def test_invoiced_and_overdue(self):
        """Due yesterday and half paid: 500 of 1000; due today is not late."""
        orders = [self._order() for _number in range(3)]
        invoices = self.env["account.move"]
        for order in orders:
            order.action_confirm()
            self._deliver(order)
            invoices |= self._invoice(order)
        late, today, paid = invoices
        late.invoice_date_due = paid.invoice_date_due = TODAY - timedelta(days=1)
        today.invoice_date_due = TODAY
        self._pay(paid)
        self._pay(late, amount=500)
        self._check(self._call()["overdue_invoices"], late, 500, TODAY - timedelta(days=1))

    def test_accepted_and_not_ordered(self):
        """Signed; won and not ordered. Not: refused, ordered, of a deal with an order, waiting."""
        signed, refused, ordered, waiting = (self._quotation(amount=100) for _number in range(4))
        for order in signed | refused | ordered:
            order.signed_on = NOW
        refused._action_cancel()
        ordered.action_confirm()
        won, with_order = self._lead(), self._lead()
        left = self._quotation(amount=70, opportunity_id=won.id)
        other = self._quotation(amount=80, opportunity_id=with_order.id)
        self._sale(amount=90, opportunity_id=with_order.id)
        won.action_set_won()
        self.env.flush_all()
        day = min(signed.quotation_date, left.quotation_date).date()
        self._check(self._call()["accepted"], signed | left, 170, day)
        expected = {signed: True, left: True}
        for order in signed | refused | ordered | waiting | left | other:
            self.assertEqual(order.is_accepted, expected.get(order, False), order.name)
        domain = [("is_accepted", "=", False), ("company_id", "=", self.company.id)]
        self.assertFalse((signed | left) & self.env["sale.order"].search(domain))

    def test_paid_online(self):
        """A promised transfer is an acceptance; a cancelled one is not."""
        provider = self.env["payment.provider"].create(
            {"name": "Bank", "company_id": self.company.id}
        )
        method = self.env["payment.method"].create({"name": "Transfer", "code": "transfer"})
        orders = [self._quotation(amount=100) for _number in range(2)]
        for order, state in zip(orders, ("pending", "cancel"), strict=True):
            self.env["payment.transaction"].create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": method.id,
                    "reference": order.name,
                    "amount": 100,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.id,
                    "state": state,
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
        found = self._call()["accepted"]
        self.assertEqual(self._open(found), orders[0])
        self.assertEqual([order.is_accepted for order in orders], [True, False])
        orders[0].user_id = self.seller
        self.assertEqual(self._open(self._call(self.seller)["accepted"], self.seller), orders[0])

    def test_about_to_expire(self):
        """Within 7 days, today included; accepted ones are in the other list."""
        quotations = [
            self._quotation(amount=100, validity_date=TODAY + timedelta(days=days))
            for days in (-1, 0, 7, 8, 3)
        ]
        quotations[4].signed_on = NOW
        soon = quotations[1] | quotations[2]
        self._check(self._call()["expiring"], soon, 200, TODAY)
        self.company.quotation_expiry_days = 8
        self._check(self._call()["expiring"], soon | quotations[3], 300, TODAY)
        self.company.quotation_expiry_days = 0
        self._check(self._call()["expiring"], quotations[1], 100, TODAY)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.company.quotation_expiry_days = -1
            self.env.flush_all()
        self.assertRaises(ValidationError, self.company.write, {"quotation_expiry_days": 10**6})

    def test_rights_and_filters(self):
        """Each user sees their own; by team and salesperson; by tag, all lists but the invoices."""
        order = self._order(user_id=self.seller.id, team_id=self.team.id)
        order.action_confirm()
        self._deliver(order)
        other = self._order(user_id=self.manager.id)
        other.action_confirm()
        self._deliver(other)
        self.assertEqual(self._call()["not_invoiced"]["count"], 2)
        self.assertEqual(self._call(self.seller)["not_invoiced"]["count"], 1)
        found = self._call(user_id=self.seller.id)
        self.assertEqual(self._open(found["not_invoiced"]), order)
        self.assertEqual(self._open(self._call(team_id=self.team.id)["not_invoiced"]), order)
        tag = self.env["crm.tag"].create({"name": "Barns"})
        other.tag_ids = tag
        found = self._call(tag_id=tag.id)
        self.assertEqual(self._open(found["not_invoiced"]), other)
        self.assertEqual(list(found), ["not_invoiced", "accepted", "expiring"])

    def test_queries_do_not_grow(self):
        def count():
            self._call()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            kpis = self.kpis.with_user(self.manager)
            kpis.with_context(allowed_company_ids=self.company.ids).get_money({})
            return self.env.cr.sql_log_count - before

        def add():
            order = self._order()
            order.action_confirm()
            self._deliver(order)
            self._quotation(validity_date=TODAY)
            self._quotation().signed_on = NOW
            invoiced = self._order()
            invoiced.action_confirm()
            self._deliver(invoiced)
            self._invoice(invoiced).invoice_date_due = TODAY - timedelta(days=2)

        add()
        few = count()
        for _number in range(4):
            add()
        self.assertEqual(count(), few)
        self.assertLess(few, 20)
