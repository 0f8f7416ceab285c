from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.pilotage_commercial.tests.common_kpi import KpiCase
from odoo.addons.pilotage_commercial.tests.common_order import NOW


@tagged("post_install", "-at_install")
class TestFirstHour(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("start-seller", "sales_team.group_sale_salesman")
        # Only the manager sells at first.
        cls.seller.active = False

    def _get(self, user=None):
        """Return ``{code: done}`` for ``user``, the manager by default."""
        start = self.env["pilotage.start"].with_user(user or self.manager)
        steps = start.with_company(self.company).get_steps()["steps"]
        return {step["code"]: step["done"] for step in steps}

    def _get_done(self, user=None):
        return {code for code, done in self._get(user).items() if done}

    def _add(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "expected_revenue": 1000,
                **values,
            }
        )

    def test_empty_company(self):
        self.assertLessEqual(self._get_done(), {"pipeline", "rules"})
        self.assertEqual(
            list(self._get()),
            [
                "pipeline", "sheet", "margin", "day", "rules", "targets", "slot", "review",
                "colleagues",
            ],
        )  # fmt: skip

    def test_each_step_is_ticked_by_its_fact(self):
        before = self._get_done()
        self.assertNotIn("sheet", before)
        lead = self._add()
        self.assertEqual(self._get_done() - before, {"sheet"})
        lead.estimated_cost = 600
        self.assertEqual(self._get_done() - before, {"sheet", "margin"})
        lead.write({"next_action": "Call", "next_action_date": fields.Date.today()})
        self.assertEqual(self._get_done() - before, {"sheet", "margin", "day"})
        self.seller.active = True
        self.assertIn("colleagues", self._get_done())

    def test_urgency_is_enough(self):
        self._add(urgency="3")
        self.assertIn("margin", self._get_done())

    def test_a_deal_of_another_company_counts_for_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._add(company_id=other.id, user_id=False, estimated_cost=600)
        self.assertFalse(self._get_done() & {"sheet", "margin", "day"})

    def test_targets(self):
        start = self.env["pilotage.start"].with_user(self.manager)
        essential = self.kpis.search([("is_essential", "=", True)]).mapped("code")
        self.assertEqual(essential, ["pipeline_value", "transformation_rate", "sales_cycle"])
        for code in essential:
            self.assertNotIn("targets", self._get_done())
            start.set_targets([{"code": code, "value": 1, "basis": "value"}])
        self.assertIn("targets", self._get_done())
        # Set again, the same targets change.
        start.set_targets([{"code": "sales_cycle", "value": 40, "basis": "value"}])
        targets = self.env["pilotage.kpi.target"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(targets), 3)
        cards = self.kpis.with_user(self.manager).get_cockpit()["kpis"]
        found = {card["code"]: card["target"] for card in cards}
        self.assertEqual(found["sales_cycle"], 40)

    def test_review(self):
        self.assertFalse(self._get_done() & {"slot", "review"})
        review = self.env["pilotage.review"].with_user(self.manager).create({})
        review.action_schedule()
        self.assertEqual(self._get_done() & {"slot", "review"}, {"slot"})
        review.action_start()
        while review.step != "close":
            review.action_next_step()
        review.action_close()
        self.assertEqual(review.state, "held")
        self.assertIn("review", self._get_done())

    def test_salespeople_have_three_steps_of_their_own(self):
        self.seller.active = True
        self._add(estimated_cost=600)
        self.assertEqual(self._get(self.seller), {"sheet": False, "margin": False, "day": False})
        lead = self._add(user_id=self.seller.id, estimated_cost=600)
        self.assertEqual(self._get_done(self.seller), {"sheet", "margin"})
        lead.write({"next_action": "Call", "next_action_date": fields.Date.today()})
        self.assertEqual(self._get(self.seller), {}, "all done: nothing is left to show")

    def test_put_away_for_one_user_in_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids = [Command.link(other.id)]
        again = self._create_user("start-manager", "sales_team.group_sale_manager")
        start = self.env["pilotage.start"].with_user(self.manager)
        start.with_company(self.company).dismiss()
        self.assertEqual(self._get(), {})
        self.assertTrue(self._get(again))
        self.assertTrue(start.with_company(other).get_steps()["steps"])

    def test_brought_back(self):
        start = self.env["pilotage.start"].with_user(self.manager).with_company(self.company)
        steps = start.bring_back()
        self.assertTrue(steps["steps"], "nothing was put away: the steps are there")
        start.dismiss()
        self.assertEqual(self._get(), {})
        self.assertEqual(start.bring_back(), steps)
        self.assertEqual(start.get_steps(), steps)

    def test_rights(self):
        nobody = new_test_user(self.env, "start-nobody", "base.group_user")
        for method, arguments in (
            ("get_steps", ()),
            ("dismiss", ()),
            ("bring_back", ()),
            ("propose_targets", ()),
            ("set_targets", ([],)),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.env["pilotage.start"].with_user(nobody), method)(*arguments)
        self.seller.active = True
        start = self.env["pilotage.start"].with_user(self.seller)
        for method, arguments in (("propose_targets", ()), ("set_targets", ([],))):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(start, method)(*arguments)

    def test_targets_that_cannot_be_read(self):
        start = self.env["pilotage.start"].with_user(self.manager)
        good = {"code": "win_rate", "value": 0.3, "basis": "value"}
        for targets in (
            None,
            "win_rate",
            [None],
            [{**good, "code": "nothing"}],
            [{**good, "code": ["win_rate"]}],
            [{**good, "value": "0.3"}],
            [{**good, "value": True}],
            [{**good, "value": 0}],
            [{**good, "value": float("nan")}],
            [{**good, "basis": "weather"}],
        ):
            with self.subTest(targets=targets), self.assertRaises(ValidationError):
                start.set_targets(targets)


@tagged("post_install", "-at_install")
class TestProposedTargets(KpiCase):
    def _propose(self):
        start = self.env["pilotage.start"].with_user(self.manager).with_company(self.company)
        return {proposal["code"]: proposal for proposal in start.propose_targets()}

    def test_nothing_measured_is_the_usual_target(self):
        proposals = self._propose()
        self.assertEqual(list(proposals), ["pipeline_value", "transformation_rate", "sales_cycle"])
        for proposal in proposals.values():
            self.assertIsNone(proposal["measured"])
            self.assertEqual(proposal["value"], proposal["usual"])
        self.assertEqual(proposals["pipeline_value"]["basis"], "monthly_revenue")

    def test_what_the_company_measured_is_proposed(self):
        """2 of the 3 quotations of the year were won, for 24 000: 2 000 a month, three times that
        is 6 000; 2 ÷ 3 is 67 %. Figures older than twelve months do not count.
        """
        self._quotation("won", NOW - timedelta(days=300), 6000)
        self._quotation("won", NOW - timedelta(days=30), 18000)
        self._quotation("pending", NOW - timedelta(days=200))
        self._quotation("won", NOW - timedelta(days=400), 90000)
        self._quotation("lost", NOW - timedelta(days=400))
        proposals = self._propose()
        pipeline, rate = proposals["pipeline_value"], proposals["transformation_rate"]
        self.assertEqual((pipeline["measured"], pipeline["counted"]), (2000, 2))
        self.assertEqual((pipeline["value"], pipeline["basis"]), (6000, "value"))
        self.assertAlmostEqual(rate["measured"], 2 / 3)
        self.assertEqual((rate["value"], rate["counted"]), (0.67, 3))
        # Nothing was paid: the usual cycle.
        self.assertEqual(proposals["sales_cycle"]["value"], proposals["sales_cycle"]["usual"])
        # Proposed, then set as proposed.
        start = self.env["pilotage.start"].with_user(self.manager)
        names = ("code", "value", "basis")
        start.set_targets([{name: row[name] for name in names} for row in proposals.values()])
        cards = self.kpis.with_user(self.manager).get_cockpit()["kpis"]
        targets = {card["code"]: card["target"] for card in cards}
        self.assertEqual(targets["pipeline_value"], 6000)
        self.assertEqual(targets["transformation_rate"], 0.67)

    def test_young_company(self):
        """24 000 sold in two months is 12 000 a month, not 2 000."""
        self._quotation("won", NOW - timedelta(days=60), 18000)
        self._quotation("won", NOW - timedelta(days=2), 6000)
        pipeline = self._propose()["pipeline_value"]
        self.assertAlmostEqual(pipeline["measured"], 24000 / (61 * 12 / 365.25))
        self.assertEqual((pipeline["value"], pipeline["basis"]), (36000, "value"))

    def test_company_of_one_week(self):
        """Less than a month of sales counts as one month."""
        self._quotation("won", NOW - timedelta(days=7), 5000)
        pipeline = self._propose()["pipeline_value"]
        self.assertEqual((pipeline["measured"], pipeline["value"]), (5000, 15000))

    def test_rounding(self):
        round_ = self.env["pilotage.start"]._round
        self.assertEqual(round_(0.4183, "ratio"), 0.42)
        self.assertEqual(round_(42.4, "days"), 42)
        self.assertEqual(round_(57834, "money"), 58000)
        self.assertEqual(round_(99, "money"), 99)
