"""After the review each chosen deal has a next action, assigned to somebody who may act on it."""

from datetime import date, timedelta
from random import Random

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.review.action.kinds import KINDS, KPI_KINDS, PROPOSED, get_kinds
from ...tools import review as tools
from ..common_order import NOW
from ..common_review import ReviewCase

WEEK = timedelta(days=7)
FRIDAY = date(2026, 3, 13)


class DealCase(ReviewCase):
    def _late_order(self, amount=1000, **values):
        """Create an order with an invoice due a month ago."""
        order = self._order((self.study, 1, amount), state="sale", team_id=self.team.id, **values)
        self._deliver(order)
        invoice = self._invoice(order, NOW.date() - timedelta(days=60))
        invoice.invoice_date_due = NOW.date() - timedelta(days=30)
        return order

    def _customer_at_risk(self, name="Atelier Martin"):
        """Create a customer with an order every 30 days, the last one 90 days ago."""
        partner = self.env["res.partner"].create({"name": name})
        for days in (150, 120, 90):
            order = self._order((self.study, 1, 500), partner_id=partner.id, team_id=self.team.id)
            order.user_id = self.salesperson
            order.action_confirm()
            order.date_order = NOW - timedelta(days=days)
        return partner

    def _check_planned(self, review):
        """Check that each chosen deal has an open activity of its action, in the future, assigned
        to a user who may act on it.
        """
        self.assertTrue(review.record_ids)
        for row in self._fresh(review.record_ids, self.manager):
            activities = row.action_id.activity_ids.filtered(
                lambda x, row=row: (
                    (x.res_model, x.res_id) == (row.reference._name, row.reference.id)
                )
            )
            self.assertEqual(len(activities), 1, row.name)
            self.assertTrue(activities.active)
            self.assertGreaterEqual(activities.date_deadline, NOW.date())
            self.assertTrue(activities.user_id.active)
            readable = row.reference.with_user(activities.user_id)
            self.assertTrue(readable.has_access("read"), row.name)
            if row.reference._name == "crm.lead":
                self.assertTrue(row.reference.next_action_date)
                self.assertNotIn(row.reference.attention, ("no_action", "inactive"))


@tagged("standard", "post_install", "-at_install")
class TestReviewDeals(DealCase):
    # --- records fit the KPIs ---

    def test_kinds_of_each_kpi(self):
        """Each of our KPIs, inactive ones included, has kinds of records to act on."""
        ours = self.env["ir.model.data"].search(
            [("model", "=", "pilotage.kpi"), ("module", "=like", "pilotage_commercial%")]
        )
        kpis = self.kpis.with_context(active_test=False).browse(ours.mapped("res_id"))
        self.assertEqual(set(kpis.mapped("code")), set(KPI_KINDS))
        known = {kind for kind, _name in KINDS}
        for code, kinds in KPI_KINDS.items():
            self.assertTrue(kinds, code)
            self.assertLessEqual(set(kinds), known, code)
        self.assertEqual({*PROPOSED, "other"}, known)
        # A user-made KPI: by the model that it counts.
        pipeline = self.env.ref("pilotage_commercial.kpi_pipeline_value")
        kpi = pipeline.copy({"name": "Ours", "code": "ours"})
        self.assertEqual(get_kinds(kpi), ("blocked",))

    def _freeze(self, review, **states):
        """Set these states on the KPIs of ``review``, and propose again."""
        for line in review.line_ids.sudo():
            line.state = states.get(line.kpi_id.code, "good")
        review.record_ids.unlink()
        review._propose_records()
        return set(review.record_ids.filtered("selected").mapped("kind"))

    def test_records_fit_the_gaps(self):
        """The cycle and the churn are red: late payments, customers at risk, slow quotations."""
        self._create_gaps()
        self._late_order()
        self._customer_at_risk()
        self._quotation(sent=NOW - timedelta(days=40), amount=900)
        review = self._open()
        kinds = self._freeze(review, sales_cycle="bad", churn_rate="near")
        self.assertEqual(kinds, {"late_payment", "at_risk", "slow_quotation"})
        kinds = self._freeze(review, transformation_rate="bad")
        # then the guide's; no order with a low margin
        self.assertEqual(kinds, {"quotation", "blocked"})
        kinds = self._freeze(review, pipeline_value="bad", churn_rate="bad")
        self.assertEqual(kinds, {"blocked", "at_risk", "quotation"})
        review.action_propose()
        others = review.record_ids.filtered(lambda row: not row.selected)
        self.assertEqual(set(others.mapped("kind")), {"late_payment"})
        self.assertEqual(review.decided_count, 3)

    def test_what_rows_say(self):
        order, partner = self._late_order(), self._customer_at_risk()
        review = self._open()
        self._freeze(review, sales_cycle="bad", churn_rate="bad")
        rows = review.record_ids.with_context(lang="en_US")
        late = rows.filtered(lambda row: row.kind == "late_payment")
        self.assertEqual((late.reference, late.name), (order, f"{order.name} - Mme Girard"))
        # A contact is named with the company that buys.
        order.partner_id.parent_id = self.env["res.partner"].create({"name": "SCI Girard"})
        self.env.flush_all()
        self.env.invalidate_all()
        named = order.with_context(pilotage_show_customer=True)
        self.assertEqual(named.display_name, f"{order.name} - SCI Girard, Mme Girard")
        self.assertIn("Payment due on", late.reason)
        risk = rows.filtered(lambda row: row.kind == "at_risk")
        self.assertEqual((risk.reference, risk.user_id), (partner, self.salesperson))
        self.assertEqual(risk.amount, 1500)
        self.assertIn("orders every 30 days", risk.reason)
        review.action_close()
        self.assertEqual(partner.activity_ids.user_id, self.salesperson)
        self._check_planned(review)

    # --- an activity on each deal ---

    def test_five_prospects(self):
        """Five prospects: a dated activity on each, one line in the review."""
        leads, _orders = self._create_gaps()
        review = self._open()
        review.record_ids.filtered(lambda row: row.kind != "blocked").selected = False
        review.action_close()
        [action] = review.action_ids
        self.assertEqual(action.name, "Call 5 blocked prospects")
        for lead in leads[1:]:
            [activity] = lead.activity_ids
            self.assertEqual((activity.date_deadline, lead.next_action_date), (FRIDAY, FRIDAY))
            self.assertEqual(activity.user_id, lead.user_id)
        self.assertEqual(action.progress, "0 / 5")
        # Done when all of them are.
        for number, activity in enumerate(action.activity_ids, 1):
            self.assertEqual(action.state, "planned")
            activity.action_feedback(f"Called {min(number, 2)}")
        self.assertEqual((action.state, action.progress), ("done", "5 / 5"))
        self.assertEqual(action.feedback, "Called 1\nCalled 2")

    def test_somebody_else(self):
        """A column sets the assignee, among those who may open the deal."""
        leads, _orders = self._create_gaps()
        review = self._open()
        row = review.record_ids.filtered(lambda row: row.reference == leads[5])
        self.assertEqual(row.assignee_id, self.salesperson)
        row.assignee_id = self.manager
        review.action_plan()
        self.assertEqual(leads[5].activity_ids.user_id, self.manager)
        self.assertEqual(leads[4].activity_ids.user_id, self.salesperson)
        row = review.record_ids.create(
            {"review_id": review.id, "reference": f"crm.lead,{leads[0].id}"}
        )
        with self.assertRaisesRegex(ValidationError, "cannot open Prospect 0"):
            row.assignee_id = self.other

    def test_given_to_another(self):
        """After a reassignment, the deals that the new user may open move; the others stay."""
        leads, _orders = self._create_gaps()
        leads[5].write({"user_id": self.other.id, "team_id": self.team.id})
        review = self._open()
        review.action_plan()
        [call] = review.action_ids.filtered(lambda action: action.kind == "blocked")
        call.user_id = self.other
        self.assertEqual(leads[5].activity_ids.user_id, self.other)
        self.assertEqual(leads[4].activity_ids.user_id, self.salesperson)
        call.user_id = self.manager
        self.assertEqual(set(call.activity_ids.user_id), {self.manager})
        call.date_deadline = date(2026, 3, 12)
        self.assertEqual(set(call.activity_ids.mapped("date_deadline")), {date(2026, 3, 12)})

    def test_any_draw(self):
        """With random deals, owners, choices and days, no deal is left without a next action."""
        owners = [self.salesperson, self.other, self.manager, self.env["res.users"]]
        for seed in range(6):
            with self.subTest(seed=seed), self.assertRaises(DrawnError):
                draw = Random(seed)
                self._draw_deals(draw, owners)
                review = self._open()
                self._freeze(
                    review,
                    **{
                        code: draw.choice(("bad", "near", "good"))
                        for code in ("sales_cycle", "churn_rate", "transformation_rate")
                    },
                )
                self._draw_choices(draw, review)
                if draw.random() < 0.5:
                    review.action_plan()
                chosen = review.record_ids.filtered("selected")
                review.action_close()
                self.assertEqual(chosen.exists(), chosen)
                self._check_planned(review)
                raise DrawnError

    def _draw_deals(self, draw, owners):
        leads = self._leads(opened=draw.randint(1, 9))
        for lead in leads:
            lead.user_id = draw.choice(owners)
            lead.expected_revenue = draw.randint(0, 9000)
            if draw.random() < 0.3:  # overdue
                lead.activity_schedule(
                    date_deadline=NOW.date() - timedelta(days=draw.randint(1, 30)),
                    user_id=self.manager.id,
                )
        for _number in range(draw.randint(0, 5)):
            self._quotation(
                sent=NOW - timedelta(days=draw.randint(8, 60)),
                amount=draw.randint(1, 5000),
                user_id=draw.choice(owners).id,
            )
        for _number in range(draw.randint(0, 2)):
            self._late_order(user_id=draw.choice(owners).id)
        for number in range(draw.randint(0, 2)):
            self._customer_at_risk(f"Customer {number}")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id IN %s",
            [NOW - timedelta(days=20), tuple(leads.ids)],
        )
        self.env.invalidate_all()

    def _draw_choices(self, draw, review):
        rows = review.record_ids
        for row in rows[1:]:
            row.selected = draw.random() < 0.7
            if draw.random() < 0.2:
                row.assignee_id = self.manager
        rows[:1].selected = True

    # --- next week ---

    def test_carried_is_not_doubled(self):
        """Carried over and newly chosen records of one kind are one action."""
        first = self._hold()
        call = first.action_ids[0]
        call.activity_ids[0].action_feedback("Called")
        with freeze_time(NOW + WEEK):
            second = self._open()
            lead = self._lead(name="New prospect", user_id=self.salesperson.id)
            call.action_carry_over()
            [again] = second.action_ids
            # Four of five go on; the done ones stay in the old action.
            self.assertEqual(again.name, "Call 4 blocked prospects")
            self.assertEqual(len(again.activity_ids), 4)
            self.assertEqual((len(call.activity_ids), call.feedback), (1, "Called"))
            second.record_ids.unlink()
            again.record_ids.create(
                {"review_id": second.id, "reference": f"crm.lead,{lead.id}", "kind": "blocked"}
            )
            self.assertEqual(second.decided_count, 1)
            second.action_close()
            self.assertEqual(second.action_ids, again)
        self.assertEqual(lead.activity_ids.review_action_id, again)

    def test_carried_into_the_new_one(self):
        """Planned before the old action is carried over: the old one joins it."""
        leads, _orders = self._create_gaps()
        first = self._open()
        first.record_ids.filtered(lambda row: row.kind != "blocked").selected = False
        first.action_close()
        with freeze_time(NOW + WEEK):
            second = self._open()
            row = second.record_ids.filtered(lambda row: row.reference == leads[0])
            self.assertTrue(row)
            (second.record_ids - row).selected = False
            second.action_plan()
            first.action_ids.action_carry_over()
            [action] = second.action_ids
            self.assertEqual(action.name, "Call 6 blocked prospects")
            self.assertEqual(len(action.activity_ids), 6)
            self.assertEqual(first.action_ids.carried_to_id, action)

    # --- users who leave ---

    def test_somebody_left(self):
        """Their deals go to the present owners, the rest to the holder of the review."""
        leads, _orders = self._create_gaps()
        review = self._open()
        action = self.env["pilotage.review.action"].with_user(self.manager)
        own = action.create(
            {"review_id": review.id, "name": "Script", "user_id": self.salesperson.id}
        )
        review.action_close()
        call, follow, *_others = review.action_ids.sorted("id")[1:]
        leads[5].user_id = self.other
        activities = review.action_ids.activity_ids
        self.env["res.users"].browse(self.salesperson.id).action_archive()
        self.env.flush_all()
        self.assertEqual(activities.exists(), activities)
        self.assertEqual(review.action_ids.mapped("state"), ["planned"] * 3)
        self.assertEqual(leads[5].activity_ids.user_id, self.other)
        self.assertEqual(leads[4].activity_ids.user_id, self.manager)
        self.assertEqual((own.user_id, follow.user_id), (self.manager, self.manager))
        self.assertNotIn(self.salesperson, call.people_ids)

    def test_somebody_switched_off(self):
        """However they are archived."""
        review = self._hold()
        self.env["res.users"].browse(self.salesperson.id).write({"active": False})
        self.assertEqual(review.action_ids.activity_ids.user_id, self.manager)

    # --- three, none, and the clock ---

    def test_decided(self):
        self._create_gaps()
        review = self._open()
        self.assertEqual(review.decided_count, 2)
        review.record_ids.selected = False
        self.assertEqual(review.decided_count, 0)
        asked = review.action_ask_close()
        self.assertEqual((asked["res_model"], asked["res_id"]), (review._name, review.id))
        self.assertEqual(review.state, "open")
        review.action_decide()
        self.assertEqual((review.state, review.step), ("open", "act"))
        review.action_close()
        self.assertEqual(review.state, "held")

    def test_clock_of_each_step(self):
        """Two minutes to measure, one of them after a pause, then 30 seconds more."""
        self.assertEqual(sum(tools.STEP_MINUTES.values()), 15)
        review = self._open()
        self.assertEqual((review.step, review.step_minutes), ("measure", 2))
        moves = (
            (60, "action_pause"),
            (1060, "action_pause"),
            (1120, "action_next_step"),  # 120 s of measuring
            (1180, "action_previous_step"),  # 60 s of analysing
            (1210, "action_next_step"),  # 30 s more of measuring
        )
        for seconds, method in moves:
            with freeze_time(NOW + timedelta(seconds=seconds)):
                getattr(review, method)()
        self.assertEqual(review.step_times, {"measure": 150, "analyse": 60})
        with freeze_time(NOW + timedelta(seconds=1240)):
            review.action_close()
        self.assertEqual(review.step_times, {"measure": 150, "analyse": 90})
        self.assertEqual(review.elapsed, 240)

    def test_words_of_a_change(self):
        """A shorter cycle is better, a lower rate is worse."""
        review = self._open()
        for code, before, after, mood in (
            ("sales_cycle", 40, 30, "better"),
            ("sales_cycle", 30, 40, "worse"),
            ("transformation_rate", 0.3, 0.2, "worse"),
            ("transformation_rate", 0.2, 0.3, "better"),
            ("transformation_rate", 0.2, 0.20001, "same"),
        ):
            line = self._line(review, code).sudo().with_context(lang="en_US")
            line.write(
                {"has_value": True, "value": after, "has_previous": True, "previous_value": before}
            )
            self.assertEqual(line.change_mood, mood)
            word = "unchanged" if mood == "same" else mood
            self.assertTrue(line.change_text.endswith(word), line.change_text)

    def test_folded(self):
        """KPIs on target take one line."""
        review = self._open().with_context(lang="en_US")
        for line in review.line_ids.sudo():
            line.state = {"win_rate": "good", "sales_cycle": "bad"}.get(line.kpi_id.code, "no_data")
        review = self._fresh(review, self.manager)
        self.assertEqual(review.gap_line_ids.kpi_id.code, "sales_cycle")
        self.assertTrue(review.folded_text.startswith("On target: Win rate. Without data: "))
        own = self._fresh(review, self.salesperson)
        self.assertNotIn("Real margin", own.folded_text)


class DrawnError(Exception):
    pass
