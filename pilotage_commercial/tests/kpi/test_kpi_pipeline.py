"""The other blocks of the cockpit: lists, coverage, funnel, forecast, changes."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..common_kpi import KpiCase, at
from ..common_order import NOW

TODAY = NOW.date()


@tagged("standard", "post_install", "-at_install")
class TestKpiPipeline(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Prospect", "Quote", "Negotiation")
        elsewhere = cls._create_team("Elsewhere")
        cls.env["crm.stage"].search([]).write(
            {"team_ids": [(6, 0, elsewhere.ids)], "is_lost": False}
        )
        cls.stages = cls.env["crm.stage"].create(
            [{"name": name, "sequence": number} for number, name in enumerate(names)]
        )
        cls.prospect, cls.quote, cls.negotiation = cls.stages
        cls.env["crm.stage"].create({"name": "Won", "sequence": 70, "is_won": True})
        cls.env["crm.stage"].create({"name": "Lost", "sequence": 80, "is_lost": True})

    def _call(self, method, *args, user=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        kpis = self.kpis.with_user(user or self.manager)
        kpis = kpis.with_context(allowed_company_ids=self.company.ids)
        return getattr(kpis, method)(options, *args)

    def _records(self, found):
        env = self.env(
            user=self.manager,
            context={**self.env.context, "allowed_company_ids": self.company.ids},
        )
        records = env[found["model"]].search(found["domain"])
        self.assertEqual(len(records), found["count"], found["name"])
        return records

    def test_lists(self):
        fresh = self._old(self._lead(revenue=100), 1)
        idle = self._old(self._lead(revenue=200), 20)
        late = self._old(self._lead(revenue=400), 20)
        planned = self._old(self._lead(revenue=800), 20)
        for lead, days in ((late, -1), (planned, 1)):
            lead.activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=TODAY + timedelta(days=days)
            )
        waiting = self._quotation(sent=self._days(days=-20), amount=50)
        self._quotation(sent=self._days(days=-1), amount=60)
        lists = {found["code"]: found for found in self._call("get_lists")}
        self.assertEqual(
            list(lists),
            [
                "to_handle",
                "overdue",
                "inactive",
                "no_action",
                "unanswered",
                "low_margin",
                "drifting",
                "at_risk",
            ],
        )
        for code, records, amount in (
            ("overdue", late, 400),
            ("inactive", idle, 200),
            ("no_action", fresh, 100),
            ("unanswered", waiting, 50),
        ):
            self.assertEqual(self._records(lists[code]), records, code)
            self.assertEqual(lists[code]["amount"], amount, code)
        self._records(lists["low_margin"])

    def test_customer_who_came_back(self):
        lead = self._lead("lost", closed=self._days(days=-9))
        self.assertNotIn("came_back", {found["code"] for found in self._call("get_lists")})
        order = self._quotation(sent=self._days(days=-1), amount=50, opportunity_id=lead.id)
        lists = {found["code"]: found for found in self._call("get_lists")}
        self.assertEqual(self._records(lists["came_back"]), order)
        self.assertEqual(lists["came_back"]["amount"], 50)

    def test_only_the_unanswered(self):
        """Superseded, answered and planned quotations do not wait for the customer."""
        lead = self._lead()
        for days in (-30, -20):
            waiting = self._quotation(sent=self._days(days=days), opportunity_id=lead.id)
        answered, planned = (self._quotation(sent=self._days(days=-20)) for _index in range(2))
        answered.message_post(
            body="Let me think", message_type="comment", author_id=self.customer.id
        )
        planned.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=TODAY + timedelta(days=9)
        )
        lists = {found["code"]: found for found in self._call("get_lists")}
        self.assertEqual(self._records(lists["unanswered"]), waiting)

    def test_orders_below_the_floor(self):
        """Sold 100 with a cost of 90: 10 %, below the floor of 30 %; sold 100 for 20: above."""
        for cost in (90, 20):
            self.study.with_company(self.company).standard_price = cost
            order = self._sale(amount=100)
            self.assertAlmostEqual(order.margin_percent, 1 - cost / 100)
            order._update_real_cost()
        seller = self._create_user("kpi-floor", "sales_team.group_sale_salesman_all_leads")
        found = {entry["code"]: entry for entry in self._call("get_lists", user=seller)}
        self.assertEqual(found["low_margin"]["count"], 1)

    def test_coverage(self):
        """1 won of 2: twice the monthly revenue of 3000 is needed, against the guide's 3 ×."""
        self._lead("won", revenue=1)
        self._lead("lost", revenue=1)
        self._sale(at("2026-02-10 12:00"), 9000)
        past = self._lead(revenue=1000, date_deadline=TODAY - timedelta(days=1))
        idle = self._old(self._lead(revenue=2000), 20)
        both = self._old(self._lead(revenue=4000, date_deadline=TODAY - timedelta(days=9)), 20)
        self._lead(revenue=3000, date_deadline=TODAY)
        coverage = self._call("get_coverage")
        figures = {
            name: coverage[name]
            for name in ("pipeline", "monthly_revenue", "win_rate", "needed_ratio", "needed")
        }
        self.assertEqual(
            figures,
            {
                "pipeline": 10000,
                "monthly_revenue": 3000,
                "win_rate": 0.5,
                "needed_ratio": 2,
                "needed": 6000,
            },
        )
        self.assertEqual((coverage["guide_ratio"], coverage["guide"]), (3, 9000))
        self.assertAlmostEqual(coverage["ratio"], 10 / 3)
        self.assertEqual(self._records(coverage["dead"]), past | idle | both)
        self.assertEqual((coverage["dead"]["amount"], coverage["dead"]["share"]), (7000, 0.7))
        self.assertEqual(self._records(coverage["past_date"]), past | both)
        self.assertEqual(self._records(coverage["inactive"]), idle)

    def test_coverage_without_data(self):
        coverage = self._call("get_coverage")
        for name in ("pipeline", "monthly_revenue", "win_rate", "ratio", "needed", "guide"):
            self.assertIsNone(coverage[name], name)
        self.assertIsNone(coverage["dead"]["share"])

    def test_funnel(self):
        """10 closed: 2 were lost as prospects, 4 at the quote, 1 negotiating, 3 won.

        Reached: 10, 8, 4; went further: 8/10, 4/8, 3/4.
        """
        for stage, lost in ((self.prospect, 2), (self.quote, 4), (self.negotiation, 1)):
            self._leads(lost=lost, stage_id=stage.id, revenue=100)
        self._leads(won=3, stage_id=self.prospect.id, revenue=500)
        self._leads(opened=2, stage_id=self.quote.id, revenue=70)
        self._lead("lost", at("2025-01-01 12:00"), stage_id=self.prospect.id)
        funnel = self._call("get_funnel")
        rows = funnel["stages"]
        self.assertEqual([row["name"] for row in rows], ["Prospect", "Quote", "Negotiation"])
        self.assertEqual([row["reached"] for row in rows], [10, 8, 4])
        self.assertEqual([row["rate"] for row in rows], [0.8, 0.5, 0.75])
        self.assertEqual([row["lost"]["count"] for row in rows], [2, 4, 1])
        self.assertEqual([row["lost"]["amount"] for row in rows], [200, 400, 100])
        self.assertEqual([row["open"]["count"] for row in rows], [0, 2, 0])
        self.assertEqual(rows[1]["open"]["amount"], 140)
        self.assertEqual((funnel["rate"], funnel["won"]["amount"]), (0.3, 1500))
        deadliest = funnel["deadliest"]
        self.assertEqual((deadliest["name"], deadliest["lost"]), ("Quote", 4))
        self.assertAlmostEqual(deadliest["share"], 4 / 7)
        self.assertEqual([row["is_deadliest"] for row in rows], [False, True, False])
        for row in rows:
            self._records(row["lost"])
            self._records(row["open"])
        self._records(funnel["won"])
        self._records(funnel["lost"])

    def test_funnel_empty(self):
        funnel = self._call("get_funnel")
        self.assertIsNone(funnel["deadliest"])
        self.assertIsNone(funnel["rate"])
        self.assertEqual({row["rate"] for row in funnel["stages"]}, {None})

    def test_forecast(self):
        """Amounts by month: weighted by each probability, and by the win rate of 1 in 4."""
        self._leads(won=1, lost=3)
        for revenue, probability, day in (
            (1000, 50, date(2026, 3, 31)),
            (3000, 10, date(2026, 3, 1)),
            (2000, 20, date(2026, 4, 1)),
            (500, 50, date(2026, 2, 28)),
            (600, 50, date(2027, 2, 28)),
            (700, 50, date(2027, 3, 1)),
            (800, 50, False),
        ):
            self._lead(revenue=revenue, probability=probability, date_deadline=day)
        forecast = self._call("get_forecast")
        self.assertEqual(forecast["win_rate"], 0.25)
        months = forecast["months"]
        self.assertEqual(len(months), 12)

        def figures(part):
            self._records(part)
            names = ("amount", "weighted", "by_win_rate", "count")
            return tuple(part[name] for name in names)

        self.assertEqual(figures(months[0]), (4000, 800, 1000, 2))
        self.assertEqual((months[0]["month"], months[0]["name"]), ("2026-03-01", "March 2026"))
        self.assertEqual(figures(months[1]), (2000, 400, 500, 1))
        self.assertEqual(figures(months[2]), (0, 0, 0, 0))
        self.assertEqual(figures(months[11]), (600, 300, 150, 1))
        self.assertEqual(figures(forecast["late"]), (500, 250, 125, 1))
        self.assertEqual(figures(forecast["later"]), (700, 350, 175, 1))
        self.assertEqual(figures(forecast["undated"]), (800, 400, 200, 1))

    def test_changes(self):
        """Up 500 (in two steps), down 300, put off ten days, new, won, lost; older changes do not
        count.
        """
        track = {"tracking_disable": False, "mail_notrack": False}
        leads = self._leads(opened=5, date_deadline=TODAY)
        up, down, slipped, same, old = leads
        for lead in leads:
            self._old(lead, 30)

        def write(lead, day, **values):
            with freeze_time(NOW - timedelta(days=day)):
                lead.with_context(**track).write(values)
                self.env.flush_all()
                self.cr.precommit.run()

        write(old, 9, expected_revenue=5000)
        write(up, 3, expected_revenue=1200)
        write(up, 2, expected_revenue=1500)
        write(down, 3, expected_revenue=700)
        write(slipped, 1, date_deadline=TODAY + timedelta(days=10))
        write(same, 3, expected_revenue=1500)
        write(same, 2, expected_revenue=1000)
        self._old(self._lead("won", NOW, revenue=250), 40)
        self._old(self._lead("lost", NOW, revenue=350), 40)
        new = self._lead(revenue=10)
        changes = {found["code"]: found for found in self._call("get_changes")["changes"]}
        codes = "new converted reopened up down won lost archived slipped idle"
        self.assertEqual(list(changes), codes.split())
        self.assertEqual(self._records(changes["up"]), up)
        self.assertEqual(changes["up"]["amount"], 500)
        self.assertEqual(self._records(changes["down"]), down)
        self.assertEqual(changes["down"]["amount"], -300)
        self.assertEqual(self._records(changes["slipped"]), slipped)
        self.assertIn(new, self._records(changes["new"]))
        self.assertEqual((changes["won"]["amount"], changes["lost"]["amount"]), (250, 350))
        # The records agree with the searches.
        self.assertEqual(leads.mapped("expected_revenue_change"), [500, -300, 0, 0, 0])
        self.assertEqual(leads.mapped("date_deadline_slip"), [0, 0, 10, 0, 0])
