"""The yield of follow-ups, quotation by quotation, compared with a table worked out by hand."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

NOW = datetime(2026, 6, 1, 12, 0)
MEASURES = ["quotation_count:sum", "signed_count:sum", "signing_rate:avg", "signed_amount:sum"]
ALL = ("1", "2", "3")


def ago(days):
    return NOW - timedelta(days=days)


@tagged("standard", "post_install", "-at_install")
@freeze_time(NOW)
class TestYield(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Yield"})
        cls.user = new_test_user(
            cls.env,
            "yield-user",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids, "lang": "en_US"})
        cls.customer = cls.env["res.partner"].create({"name": "Mme Girard"})
        cls.product = cls.env["product.product"].create(
            {"name": "Work", "type": "service", "taxes_id": False, "company_id": cls.company.id}
        )

    def _order(self, sent, step=0, amount=100, **facts):
        """Create a quotation sent ``sent`` days ago, with facts written in the database."""
        line = {"product_id": self.product.id, "price_unit": amount, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": facts.pop("user_id", self.user.id),
                "opportunity_id": facts.pop("opportunity_id", False),
                "order_line": [Command.create(line)],
            }
        )
        self.env.flush_all()
        facts = {
            "state": "sent",
            "quotation_outcome": "pending",
            "quotation_date": ago(sent),
            "last_sent_date": ago(sent),
            "followup_step": step,
            "validity_date": None,
            **facts,
        }
        columns = ", ".join(f"{name} = %s" for name in facts)
        self.env.cr.execute(
            f"UPDATE sale_order SET {columns} WHERE id = %s",
            [*facts.values(), order.id],
        )
        self.env.invalidate_all()
        return order

    def _signed(self, sent, age, step=0, **facts):
        """Create an order signed ``age`` days after its quotation was sent."""
        moment = ago(sent) + timedelta(days=age)
        facts = {"state": "sale", "quotation_outcome": "won", "confirmation_date": moment, **facts}
        return self._order(sent, step, **facts)

    def _lost_deal(self, age):
        """Create an opportunity lost ``age`` days ago."""
        lead = self.env["crm.lead"].create(
            {"name": "Lost", "type": "opportunity", "company_id": self.company.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET won_status = 'lost', active = FALSE, date_closed = %s "
            "WHERE id = %s",
            [ago(age), lead.id],
        )
        return lead

    def _rows(self, order):
        yields = self.env["pilotage.followup.yield"].with_user(self.user)
        rows = yields.search([("order_id", "=", order.id)], order="step")
        return [(row.step, row.followed, row.signed_count) for row in rows]

    def test_each_quotation_at_each_age(self):
        """Ages 5, 10 and 15 days; signed within 30 days of each; 30 days must be over."""
        cases = [
            ("waits since", self._order(60), [(step, "no", 0) for step in ALL]),
            ("followed thrice", self._order(60, 15), [(step, "yes", 0) for step in ALL]),
            # Signed at once, it never waited for a follow-up: it counts on neither side.
            ("signed at 2 days", self._signed(60, 2), []),
            ("signed at 7, followed", self._signed(60, 7, 5), [("1", "yes", 1)]),
            ("signed at 7, not followed", self._signed(60, 7), [("1", "no", 1)]),
            (
                "signed at 12, followed once",
                self._signed(60, 12, 5),
                [("1", "yes", 1), ("2", "no", 1)],
            ),
            # 36 days are more than 5 + 30, less than 10 + 30 and 15 + 30.
            (
                "signed at 36",
                self._signed(60, 36, 15),
                [("1", "yes", 0), ("2", "yes", 1), ("3", "yes", 1)],
            ),
            ("signed at 50", self._signed(60, 50, 15), [(step, "yes", 0) for step in ALL]),
            # 38 days ago: 30 days after the fifth are over, after the tenth not yet.
            ("sent 38 days ago", self._order(38), [("1", "no", 0)]),
            ("signed, sent 38 days ago", self._signed(38, 20, 15), [("1", "yes", 1)]),
            ("sent 34 days ago", self._order(34), []),
        ]
        self._check(cases)

    def test_each_quotation_that_ended(self):
        """The ages at which it was no longer waiting do not count."""
        lost = self._lost_deal(60 - 8)
        expiry = (ago(60) + timedelta(days=12)).date()
        cancelled = {"state": "cancel", "quotation_outcome": "lost"}
        cases = [
            (
                "cancelled at 7",
                self._order(60, 5, **cancelled, cancellation_date=ago(53)),
                [("1", "yes", 0)],
            ),
            (
                "cancelled at 3",
                self._order(60, 0, **cancelled, cancellation_date=ago(57)),
                [],
            ),
            ("cancelled nobody knows when", self._order(60, 5, **cancelled), []),
            (
                "signed at 7, cancelled since",
                self._signed(60, 7, 5, **cancelled, cancellation_date=ago(40)),
                [("1", "yes", 0)],
            ),
            (
                "expired at 12",
                self._order(60, 10, validity_date=expiry, quotation_outcome="lost"),
                [("1", "yes", 0), ("2", "yes", 0)],
            ),
            (
                "deal lost at 8",
                self._order(60, 0, opportunity_id=lost.id, quotation_outcome="lost"),
                [("1", "no", 0)],
            ),
            ("superseded", self._order(60, 5, quotation_outcome="superseded"), []),
            ("never sent", self._order(60, 0, last_sent_date=None, state="draft"), []),
        ]
        self._check(cases)

    def test_last_day_of_validity(self):
        """Of a quotation sent on 2 April, the first step is reached on the 7th, at the same hour.

        The 6th ends on the 7th at 4:00 UTC in New York; the 7th ends on the 7th at 12:00 in
        Auckland.
        """
        for zone, hours, validity, expected in (
            ("America/New_York", -10, "2026-04-06", [("1", "no", 0)]),  # reached at 2:00
            ("America/New_York", -7, "2026-04-06", []),  # at 5:00
            ("Pacific/Auckland", -1, "2026-04-07", [("1", "no", 0)]),  # at 11:00
            ("Pacific/Auckland", 1, "2026-04-07", []),  # at 13:00
        ):
            self.company.sales_tz = zone
            sent = ago(60) + timedelta(hours=hours)
            order = self._order(60, validity_date=validity, last_sent_date=sent)
            self._check([(f"{zone} {hours}", order, expected)])

    def _check(self, cases):
        for case, order, expected in cases:
            with self.subTest(case=case):
                self.assertEqual(self._rows(order), expected)

    def test_rates(self):
        """First step, followed: 2 of 3 signed; not followed: 1 of 4. Not the mean of the two."""
        self._signed(60, 7, 5, amount=1000)
        self._signed(60, 8, 5, amount=500)
        self._order(60, 5)
        self._signed(60, 9, 0, amount=200)
        for _index in range(3):
            self._order(60)
        yields = self.env["pilotage.followup.yield"].with_user(self.user)
        first = [("step", "=", "1")]
        self.assertEqual(
            yields._read_group(first, ["followed"], MEASURES),
            [("no", 4, 1, 0.25, 200), ("yes", 3, 2, 2 / 3, 1500)],
        )
        self.assertEqual(yields._read_group(first, [], MEASURES), [(7, 3, 3 / 7, 1700)])

    def test_steps_do_not_add_up(self):
        """One quotation that waited at each of the three steps is one, not three: all the steps
        together have no total, one of them has.
        """
        self._order(60, 15)
        yields = self.env["pilotage.followup.yield"].with_user(self.user)
        self.assertEqual(yields.search_count([]), 3)
        self.assertEqual(yields._read_group([], [], MEASURES), [(False, False, False, False)])
        groups = yields._read_group([], ["step"], ["quotation_count:sum"])
        self.assertEqual(groups, [("1", 1), ("2", 1), ("3", 1)])
        by_user = yields._read_group([("step", "=", "2")], ["user_id"], ["quotation_count:sum"])
        self.assertEqual(by_user, [(self.user, 1)])

    def test_working_days(self):
        """Five working days are a week: one signed on the sixth day waited for no follow-up."""
        rule = self.env.ref("pilotage_commercial.automation_quotation_5").sudo()
        rule.trg_date_calendar_id = self.company.resource_calendar_id
        self.assertEqual(self._rows(self._signed(60, 6)), [])
        self.assertEqual(self._rows(self._signed(60, 8)), [("1", "no", 1)])

    def test_delays_of_the_company(self):
        """A company whose first reminder comes after three days."""
        rule = self.env.ref("pilotage_commercial.automation_quotation_5").sudo()
        rule.trg_date_range = 3
        self.assertEqual(self._rows(self._signed(60, 4, 3)), [("1", "yes", 1)])

    def test_no_rule_no_step(self):
        self.env["base.automation"].sudo().with_context(active_test=False).search(
            [("followup_kind", "=", "quotation")]
        ).unlink()
        self.assertEqual(self._rows(self._order(60)), [])

    def test_currency(self):
        order = self._signed(60, 7, 5, amount=400, currency_rate=4)
        row = self.env["pilotage.followup.yield"].search([("order_id", "=", order.id)])
        self.assertAlmostEqual(row.signed_amount, 100)
        self.assertEqual(row.currency_id, self.company.currency_id)

    def test_only_what_the_user_may_see(self):
        mine = self._order(60)
        theirs = self._order(60, user_id=self.env.ref("base.user_admin").id)
        self.assertEqual(len(self._rows(mine)), 3)
        self.assertEqual(self._rows(theirs), [])
        other = self.env["res.company"].create({"name": "Other"})
        yields = self.env["pilotage.followup.yield"].with_context(allowed_company_ids=other.ids)
        self.assertFalse(yields.search([("order_id", "in", (mine | theirs).ids)]))

    def test_cancelling_is_dated(self):
        order = self._order(3)
        self.assertFalse(order.cancellation_date)
        order._action_cancel()
        self.assertEqual(order.cancellation_date, NOW)
        with freeze_time(ago(-5)):
            order.write({"state": "cancel"})
            self.assertEqual(order.cancellation_date, NOW)
        order.action_draft()
        self.assertFalse(order.cancellation_date)

    def test_opens_the_quotation(self):
        order = self._order(60)
        row = self.env["pilotage.followup.yield"].search([("order_id", "=", order.id)], limit=1)
        action = row.action_open_order()
        self.assertEqual(action["res_id"], order.id)
        self.assertIs(action["context"]["active_id"], False, "no row in the address")

    def test_steps_are_words(self):
        labels = dict(
            self.env["pilotage.followup.yield"]._fields["step"]._description_selection(self.env)
        )
        self.assertEqual(labels["1"], "First follow-up")
