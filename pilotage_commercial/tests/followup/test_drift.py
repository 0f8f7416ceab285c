"""A drifting order gets one follow-up, another one when it worsens, and none once it has
recovered.
"""

import random
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..common_real_cost import RealCostCase

NOW = datetime(2026, 3, 18, 10, 0)


class DriftCase(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.rule = cls.env.ref("pilotage_commercial.automation_order_drift")
        others = cls.env["base.automation"].search([("followup_kind", "!=", False)]) - cls.rule
        others.active = False
        cls.company.drift_step = 0.05
        cls.costs = cls.env.ref("pilotage_commercial.group_real_cost")
        cls.salesperson.group_ids += cls.costs
        cls.leader = cls._create_user("drift-leader", "sales_team.group_sale_salesman_all_leads")
        cls.leader.group_ids += cls.costs
        cls.team = cls.env["crm.team"].create(
            {"name": "Drift", "company_id": cls.company.id, "user_id": cls.leader.id}
        )

    def _ordered(self, days=5, **values):
        """Create an order of 1 000 planned at 600, confirmed some days ago."""
        with freeze_time(NOW - timedelta(days=days)):
            order = self._create_planned(600, price=1000)
        order.write({"user_id": self.salesperson.id, "team_id": self.team.id, **values})
        return order

    def _drift(self, order, amount):
        """Add ``amount`` to the cost of ``order``, beyond its plan."""
        self._type_cost(order, amount, "transport")
        self._update(order)

    def _run_engine(self):
        self.env.flush_all()
        with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: float("inf")):
            self.rule.with_user(self.env.ref("base.user_root"))._cron_send_followups()
        self.env.invalidate_all()

    def _find(self, order):
        """Return the open follow-ups of ``order``."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "sale.order"),
                ("res_id", "=", order.id),
                ("followup_rule_id", "!=", False),
            ]
        )

    def assertFollowups(self, order, number=1):
        self._run_engine()
        self.assertEqual(len(self._find(order)), number)

    def assertEnded(self, order, reason):
        """Check that the follow-up of ``order`` is closed, with ``reason``."""
        self.assertFalse(self._find(order))
        notes = order.message_ids.filtered(lambda message: "Follow-up closed" in message.body)
        self.assertIn(reason, notes[:1].body)


# What happens to an order, as often.
EVENTS = ["cost"] * 12 + ["saved"] * 2 + ["do"] * 5 + ["close", "cancel"]


@tagged("standard", "post_install", "-at_install")
class TestDrift(DriftCase):
    # --- when ---

    def test_as_planned(self):
        self.assertFollowups(self._ordered(), 0)

    def test_drifting(self):
        """50 of 1 000 are lost: 5 %."""
        order = self._ordered()
        self._drift(order, 50)
        self.assertFollowups(order)
        activity = self._find(order)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertEqual(activity.summary, f"Look at the costs: {order.name}")

    def test_hardly_drifting(self):
        """49 of 1 000 are less than 5 %."""
        order = self._ordered()
        self._drift(order, 49)
        self.assertFollowups(order, 0)

    def test_any_drift(self):
        self.company.drift_step = 0
        order = self._ordered()
        self._drift(order, 0.01)
        self.assertFollowups(order)
        self._find(order).action_feedback()
        self.assertFollowups(order, 0)

    def test_confirmed_today(self):
        order = self._ordered(0)
        self._drift(order, 80)
        self.assertFollowups(order, 0)

    def test_once(self):
        """Run twice, done, deleted: once."""
        for end in (lambda x: x.action_feedback(), lambda x: x.unlink()):
            order = self._ordered()
            self._drift(order, 80)
            self.assertFollowups(order)
            self.assertFollowups(order)
            end(self._find(order))
            self.assertFollowups(order, 0)

    def test_again_when_it_worsens(self):
        """Reported at 80: not again at 129, but at 130, which is 5 % of 1 000 more."""
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        self._find(order).action_feedback()
        self._drift(order, 49)
        self.assertFollowups(order, 0)
        self._drift(order, 1)
        self.assertFollowups(order)

    def test_planned_ahead(self):
        """Somebody has planned to check it already."""
        order = self._ordered()
        self._drift(order, 80)
        today = fields.Date.context_today(order)
        activity = order.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=today + timedelta(days=2)
        )
        self.assertFollowups(order, 0)
        activity.date_deadline = today - timedelta(days=1)
        self.assertFollowups(order)

    def test_paid_or_cancelled_order(self):
        order = self._ordered()
        self._drift(order, 80)
        order._action_cancel()
        self.assertFollowups(order, 0)

    def test_rule_off(self):
        order = self._ordered()
        self._drift(order, 80)
        self.rule.active = False
        self.assertFollowups(order, 0)

    def test_filter_of_the_rule(self):
        small, large = self._ordered(), self._ordered(client_order_ref="large")
        for order in (small, large):
            self._drift(order, 80)
        self.rule.filter_domain = "[('client_order_ref', '=', 'large')]"
        self.assertFollowups(small, 0)
        self.assertFollowups(large)

    def test_step_of_each_company(self):
        """2 % in another company: 20 of 1 000 are enough there."""
        order = self._ordered()
        self._drift(order, 20)
        self.assertFollowups(order, 0)
        self.company.drift_step = 0.02
        self.assertFollowups(order)

    # --- for whom ---

    def test_salesperson_who_may_not_see_costs(self):
        """The leader of the team is asked instead, else a manager."""
        self.salesperson.group_ids -= self.costs
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        self.assertEqual(self._find(order).user_id, self.leader)
        self.leader.group_ids -= self.costs
        other = self._ordered()
        self._drift(other, 80)
        self.assertFollowups(other)
        self.assertTrue(self._find(other).user_id.has_group("sales_team.group_sale_manager"))

    def test_says_no_figure(self):
        """All readers of the order see its activities: they contain no cost."""
        order = self._ordered()
        self._drift(order, 87)
        self.assertFollowups(order)
        activity = self._find(order)
        text = f"{activity.summary} {activity.note or ''}"
        self.assertNotIn("87", text.replace(order.name, ""))
        self.assertFalse(order.message_ids.filtered(lambda message: "87" in message.body))

    def test_memory_is_for_who_may_see_costs(self):
        self.salesperson.group_ids -= self.costs
        self.assertNotIn(
            "drift_followed", self.env["sale.order"].with_user(self.salesperson).fields_get()
        )

    def test_reassigned(self):
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order.user_id = self.manager
        self.assertEqual(self._find(order).user_id, self.manager)

    def test_leaver(self):
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        self.salesperson.action_archive()
        self.assertEqual(self._find(order).user_id, self.leader)

    # --- its end ---

    def test_recovered(self):
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order.real_cost_ids.unlink()
        self._update(order)
        self.assertFollowups(order, 0)
        self.assertEnded(order, "the margin is back to the plan")

    def test_recovered_then_drifting_again(self):
        """Followed up at 80, and back to the plan: 60 are followed up as a first drift. So are they
        when somebody had done the follow-up before."""
        for end in (lambda x: x, lambda x: x.action_feedback()):
            order = self._ordered()
            self._drift(order, 80)
            self.assertFollowups(order)
            end(self._find(order))
            self._drift(order, -80)
            self.assertFollowups(order, 0)
            self._drift(order, 49)
            self.assertFollowups(order, 0)
            self._drift(order, 11)
            self.assertFollowups(order)

    def test_sold_again(self):
        """Followed up at 80, cancelled, and sold again: 60 are followed up as a first drift."""
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order._action_cancel()
        order.action_draft()
        order.real_cost_ids.unlink()
        with freeze_time(NOW - timedelta(days=5)):
            order.action_confirm()
        self._drift(order, 60)
        self.assertFollowups(order)

    def test_closed_by_hand(self):
        """At once, as somebody closed the costs."""
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order.action_close_costs()
        self.assertEnded(order, "costs of the order are all in")

    def test_all_in(self):
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        self._deliver(order)
        self._type_cost(order, 600, sale_line_id=order.order_line.id)
        self._update(order)
        self.assertEqual(order.completion_state, "final")
        self.assertFollowups(order, 0)
        self.assertEnded(order, "costs of the order are all in")

    def test_cancelled(self):
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order._action_cancel()
        self.assertEnded(order, "the order is cancelled")

    def test_still_drifting_a_little(self):
        """Better, but still below the plan: the follow-up stays."""
        order = self._ordered()
        self._drift(order, 80)
        self.assertFollowups(order)
        order.real_cost_ids.amount = 10
        self._update(order)
        self.assertFollowups(order)

    # --- with other follow-ups ---

    def test_more_work_quoted_on_its_deal(self):
        """A later quotation for the same deal has its own reminders, and keeps them."""
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "company_id": self.company.id}
        )
        order = self._ordered(opportunity_id=lead.id)
        self._drift(order, 80)
        self.assertFollowups(order)
        lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        with freeze_time(NOW - timedelta(days=1)):
            more = self._create_order(confirm=False, opportunity_id=lead.id)
        with freeze_time(NOW - timedelta(hours=1)):
            more.action_quotation_sent()
        quotation_rule = self.env.ref("pilotage_commercial.automation_quotation_5")
        quotation_rule.active = True
        with freeze_time(NOW + timedelta(days=6)):
            self._run_engine()
            self.assertEqual(len(self._find(more)), 1)
            self.assertEqual(len(self._find(order)), 1)


@tagged("standard", "post_install", "-at_install")
class TestDriftSimulation(DriftCase):
    """Four weeks of sixteen orders, compared with a plain memory of the reports."""

    def test_four_weeks(self):
        chance = random.Random(20260318)
        orders = [self._ordered(chance.randint(2, 9)) for _index in range(16)]
        drift = dict.fromkeys(orders, 0)  # the drift of each order
        told, opened, closed = dict.fromkeys(orders, 0), set(), set()
        made = expected = 0
        for day in range(28):
            with freeze_time(NOW + timedelta(days=day)):
                for order in chance.sample(orders, 5):
                    if order in closed:
                        continue
                    event = chance.choice(EVENTS)
                    if event == "cost":
                        amount = chance.choice([10, 30, 60])
                        self._drift(order, amount)
                        drift[order] += amount
                    elif event == "saved":
                        order.real_cost_ids.unlink()
                        self._update(order)
                        drift[order] = 0
                    elif event == "do":
                        self._find(order).action_feedback()
                        opened.discard(order)
                    else:
                        order.action_close_costs() if event == "close" else order._action_cancel()
                        closed.add(order)
                        opened.discard(order)
                        self.assertFalse(self._find(order))
                for order in orders:
                    if order in closed:
                        continue
                    if drift[order] <= 0:
                        opened.discard(order)
                        told[order] = 0
                    elif order not in opened and drift[order] >= told[order] + 50:
                        opened.add(order)
                        told[order] = drift[order]
                        expected += 1
                before = self._count()
                self._run_engine()
                made += self._count() - before
                found = set(orders[0].union(*orders).browse(self._find_open()))
                self.assertEqual(found, opened, f"day {day}")
        self.assertEqual(made, expected)
        self.assertGreater(made, 12)

    def _find_open(self):
        """Return the ids of the orders that have an open follow-up."""
        domain = [("res_model", "=", "sale.order"), ("followup_rule_id", "!=", False)]
        return self.env["mail.activity"].search(domain).mapped("res_id")

    def _count(self):
        """Return the number of follow-ups ever created."""
        self.env.cr.execute("SELECT last_value FROM mail_activity_id_seq")
        return self.env.cr.fetchone()[0]
