"""The seven KPIs on cases worked out by hand."""

import json
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_kpi import CODES, KpiCase, at
from ..common_order import NOW


@tagged("standard", "post_install", "-at_install")
class TestKpi(KpiCase):
    # --- the guide's own figures ---

    def test_transformation_rate(self):
        """10 quotations, 2 orders, 8 refused: 20 %."""
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        self._order()  # a draft is no quotation yet
        card = self._card("transformation_rate")
        self.assertEqual(card["value"], 0.2)
        self.assertEqual((card["numerator"]["value"], card["denominator"]["value"]), (2, 10))
        self.assertEqual(card["target"], 0.25)
        self.assertAlmostEqual(card["gap"], -0.05)
        self.assertEqual((card["state"], card["gap_note"]), ("bad", "5 points below target"))
        self.assertEqual(self.assertPartition("transformation_rate"), {"draft": 1})

    def test_pending_and_superseded(self):
        """Sent twice for one opportunity, then two more: one in three signed."""
        lead = self._lead()
        self._quotation(opportunity_id=lead.id, sent=self._days(days=-3))
        self._quotation("won", opportunity_id=lead.id, sent=self._days(days=-1))
        self._quotation()
        self._quotation("lost")
        self.assertAlmostEqual(self._card("transformation_rate")["value"], 1 / 3)
        self.assertEqual(self.assertPartition("transformation_rate"), {"superseded": 1})

    def test_win_rate(self):
        """4 won, 6 lost: 40 %; by value 4 × 1000 / (4 × 1000 + 6 × 3000) = 18.2 %."""
        self._leads(won=4)
        self._leads(lost=6, revenue=3000)
        self._leads(opened=3)
        lead = self._lead("lost")
        lead.type = "lead"
        card = self._card("win_rate")
        self.assertEqual(card["value"], 0.4)
        self.assertEqual((card["state"], card["target"]), ("good", 0.3))
        self.assertEqual(card["gap_note"], "10 points above target")
        self.assertAlmostEqual(card["second"]["value"], 4000 / 22000)
        self.assertEqual(self.assertPartition("win_rate"), {"open": 3, "lead": 1})
        self.assertPartition("win_rate_value")

    def test_nothing_is_no_data(self):
        cockpit = self._cockpit()
        self.assertEqual([card["code"] for card in cockpit["kpis"]], CODES)
        self.assertTrue(cockpit["is_empty"])
        for card in cockpit["kpis"]:
            self.assertIsNone(card["value"], card["code"])
            self.assertIsNone(card["gap"])
            self.assertEqual(card["state"], "no_data")
            self.assertTrue(card["message"])
            self.assertEqual([point["value"] for point in card["trend"]], [None] * 13)
            self.assertTrue(card["formula"] and card["actions"])
        json.dumps(cockpit)

    def test_nothing_in_the_period_is_no_data(self):
        self._leads(won=1, lost=1, closed=self._days(days=-200))
        self._sale(self._days(days=-200))
        cards = self._cards(date_from="2026-03-01", date_to="2026-03-31")
        for code in ("transformation_rate", "win_rate", "average_order_value", "real_margin_rate"):
            self.assertIsNone(cards[code]["value"], code)
        self.assertEqual(self.assertPartition("win_rate", date_from="2026-03-01"), {"before": 2})

    def test_no_win_is_zero(self):
        self._leads(lost=3)
        self.assertEqual(self._card("win_rate")["value"], 0)
        self._quotation("lost")
        self.assertEqual(self._card("transformation_rate")["value"], 0)

    def test_refused_before_the_period(self):
        """Issued in February and refused; in March two issued, one signed: 50 %."""
        self._quotation("lost", at("2026-02-27 12:00"))
        self._quotation("won", at("2026-03-02 12:00"))
        self._quotation("lost", at("2026-03-03 12:00"))
        options = {"date_from": "2026-03-01", "date_to": "2026-03-31"}
        self.assertEqual(self._card("transformation_rate", **options)["value"], 0.5)
        self.assertEqual(self.assertPartition("transformation_rate", **options), {"before": 1})

    def test_confirmed_in_one_month_and_paid_in_another(self):
        """Opportunity of 1 January, order of January, paid on 20 February: 50 days."""
        lead = self._lead()
        with freeze_time("2026-01-05 10:00"):
            order = self._order((self.study, 2, 250), opportunity_id=lead.id)
            order.action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-01-01 09:00' WHERE id = %s", [lead.id]
        )
        self.env.invalidate_all()
        with freeze_time("2026-02-20 10:00"):
            self._pay(self._invoice(order))
            self.env.flush_all()
        january = {"date_from": "2026-01-01", "date_to": "2026-01-31"}
        february = {"date_from": "2026-02-01", "date_to": "2026-02-28"}
        cards = self._cards(**january)
        self.assertEqual(cards["average_order_value"]["value"], 500)
        self.assertIsNone(cards["sales_cycle"]["value"])
        cards = self._cards(**february)
        self.assertIsNone(cards["average_order_value"]["value"])
        self.assertEqual(cards["sales_cycle"]["value"], 50)
        self.assertEqual((cards["sales_cycle"]["state"], cards["sales_cycle"]["gap"]), ("bad", 20))
        self.assertEqual(cards["sales_cycle"]["gap_note"], "20 days above target")
        self.assertPartition("sales_cycle", **february)

    def test_lost_then_restored(self):
        lost, restored = self._leads(lost=2)
        self._lead("won")
        restored.action_restore()
        card = self._card("win_rate")
        self.assertEqual(card["value"], 0.5)
        self.assertEqual(self._card("pipeline_value")["numerator"]["count"], 1)
        restored.action_set_won()
        self.assertAlmostEqual(self._card("win_rate")["value"], 2 / 3)
        self.assertTrue(lost)

    def test_average_order_value(self):
        for amount in (100, 200, 600):
            self._sale(amount=amount)
        cancelled = self._sale(amount=5000)
        cancelled._action_cancel()
        card = self._card("average_order_value")
        self.assertEqual((card["value"], card["state"], card["target"]), (300, "no_target", None))
        self.assertEqual(self.assertPartition("average_order_value"), {"cancelled": 1})

    def test_real_margin(self):
        """Complete: 1000 sold and 700 spent, 3000 sold and 2500 spent: 800 / 4000 = 20 %.

        At completion, 500 sold with 200 of 300 spent add 200 of 500, and 400 sold without any of
        100 spent add 300 of 400: 1300 / 4900, with 3400 / 3600 of the costs incurred. One order has
        no plan.
        """
        for amount, cost in ((1000, 700), (3000, 2500)):
            self._spend(self._sale(amount=amount), cost)
        self.study.standard_price = 300
        self._spend(self._sale(amount=500), 200, delivered=False)
        self.study.standard_price = 100
        self._sale(amount=400)._update_real_cost()
        self.study.standard_price = 0
        self._sale(amount=9000)._update_real_cost()
        card = self._card("real_margin_rate")
        self.assertAlmostEqual(card["value"], 0.2)
        self.assertEqual(card["counted"]["count"], 2)
        self.assertEqual(
            self.assertPartition("real_margin_rate"), {"no_cost": 2, "costs_incomplete": 1}
        )
        second = card["second"]
        self.assertAlmostEqual(second["value"], 1300 / 4900)
        self.assertEqual(second["counted"]["count"], 4)
        self.assertEqual(self.assertPartition("completion_margin_rate"), {"no_plan": 1})
        self.assertAlmostEqual(second["second"]["value"], 3400 / 3600)
        self.assertEqual(second["second"]["name"], "incurred")

    def test_drifting_orders(self):
        """300 planned, and 350 ordered: 50 are lost."""
        self.study.standard_price = 300
        order = self._sale(amount=500)
        self._spend(order, 350, delivered=False, state="committed")
        self._sale(amount=500)._update_real_cost()
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        lists = {found["code"]: found for found in kpis.get_lists({})}
        drifting = lists["drifting"]
        self.assertEqual((drifting["count"], drifting["amount"]), (1, -50))
        self.assertEqual(self.env["sale.order"].search(drifting["domain"]), order)
        seller = self._create_user("kpi-drift", "sales_team.group_sale_salesman_all_leads")
        self.assertNotIn(
            "drifting", [found["code"] for found in kpis.with_user(seller).get_lists({})]
        )

    def test_pipeline(self):
        """1000 + 2000 open; the target is 3 × (9000 confirmed from December to February ÷ 3)."""
        self._lead(revenue=1000)
        self._lead(revenue=2000)
        self._lead("won", revenue=5000)
        for day in ("2025-12-01", "2026-01-15", "2026-02-28"):
            self._sale(at(f"{day} 12:00"), 3000)
        self._sale(at("2026-03-05 12:00"), 7777)
        self._sale(at("2025-11-30 12:00"), 7777)
        card = self._card("pipeline_value")
        self.assertEqual((card["value"], card["target"], card["gap"]), (3000, 9000, -6000))
        self.assertEqual(self.assertPartition("pipeline_value"), {"won": 1})

    def test_money_of_two_currencies(self):
        """400 $ at 1.25 $ and 80 €: (320 + 80) / 2 = 200 €."""
        self._order((self.study, 1, 400), currency=self.dollar).action_confirm()
        self._sale(amount=80)
        self.assertAlmostEqual(self._card("average_order_value")["value"], 200)

    def test_companies_of_two_currencies(self):
        """A company in dollars sells 300 $; at 1.5 $ that is 200 €, beside 400 € here."""
        other = self._create_company("Roux Inc.")
        self.env["res.currency.rate"].search([("company_id", "=", other.id)]).unlink()
        self.env["res.currency.rate"].search([("company_id", "=", self.company.id)]).rate = 1.5
        other.currency_id = self.dollar
        team = self._create_team("Overseas", other)
        self.manager.company_ids |= other
        self._lead(revenue=400)
        self._lead(revenue=300, company_id=other.id, team_id=team.id)
        self._lead(revenue=50, company_id=False, team_id=False)
        both = self.company | other
        self.assertAlmostEqual(self._card("pipeline_value", None, both)["value"], 650)
        self.assertAlmostEqual(self._card("pipeline_value", None, self.company)["value"], 450)
        # In dollars what is in dollars stays; 400 € cannot be converted without a rate: 1.
        self.assertAlmostEqual(self._card("pipeline_value", None, other)["value"], 350)

    def test_rate_when_the_company_currency_has_one(self):
        """Rates are relative: 1 € = 3 $ when the euro itself has the rate 0.5 and the dollar
        1.5.
        """
        other = self._create_company("Roux Inc.")
        other.currency_id = self.dollar
        rates = self.env["res.currency.rate"]
        rates.search([("company_id", "=", self.company.id)]).unlink()
        for currency, rate in ((self.euro, 0.5), (self.dollar, 1.5)):
            rates.create(
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": "2020-01-01",
                    "rate": rate,
                }
            )
        self.manager.company_ids |= other
        team = self._create_team("Overseas", other)
        self._lead(revenue=300, company_id=other.id, team_id=team.id)
        card = self._card("pipeline_value", None, self.company | other)
        self.assertAlmostEqual(card["value"], 100)

    # --- time ---

    def test_period_bounds(self):
        """A day begins at midnight on the company's clock, wherever the user is."""
        for timezone, inside, outside in (
            # 31 January 23:59:59 and 1 February 00:00 in Auckland (UTC+13)
            ("Pacific/Auckland", "2026-01-31 10:59:59", "2026-01-31 11:00:00"),
            # in Los Angeles (UTC-8)
            ("America/Los_Angeles", "2026-02-01 07:59:59", "2026-02-01 08:00:00"),
        ):
            with self.subTest(timezone):
                self.company.resource_calendar_id.tz = timezone
                self.manager.tz = "Europe/Paris"
                leads = self._lead("won", at(inside)) | self._lead("lost", at(outside))
                january = {"date_from": "2026-01-01", "date_to": "2026-01-31"}
                february = {"date_from": "2026-02-01", "date_to": "2026-02-28"}
                self.assertEqual(self._card("win_rate", **january)["value"], 1)
                self.assertEqual(self._card("win_rate", **february)["value"], 0)
                # The trend counts each in its own day too.
                trend = self._card("win_rate", **january)["trend"]
                self.assertEqual(trend[-1]["value"], 1)
                leads.unlink()

    def test_today_is_the_company_s(self):
        with freeze_time("2026-12-31 23:59"):
            self.company.resource_calendar_id.tz = "Pacific/Auckland"
            self.assertEqual(self._cockpit()["today"], "2027-01-01")
            self.company.resource_calendar_id.tz = "America/Los_Angeles"
            cockpit = self._cockpit()
        self.assertEqual(cockpit["today"], "2026-12-31")
        self.assertEqual(cockpit["options"]["date_to"], "2026-12-31")
        self.assertEqual(cockpit["options"]["date_from"], "2026-10-03")  # 90 days

    def test_churn(self):
        """Two of the three who ordered between 24 and 12 months ago have not ordered since:
        66.7 %.
        """
        names = ("Gone", "Gone too", "Faithful", "New", "Long gone")
        customers = self.env["res.partner"].create([{"name": name} for name in names])
        gone, gone_too, faithful, new, long_gone = customers
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": faithful.id})
        for customer, day in (
            (gone, "2024-03-10 12:00"),  # the first day
            (gone_too, "2025-03-09 12:00"),  # the last day
            (gone_too, "2024-06-01 12:00"),
            (faithful, "2024-06-01 12:00"),
            (contact, "2025-03-10 12:00"),  # came back the first day since, as a contact of theirs
            (new, "2026-01-01 12:00"),
            (long_gone, "2024-03-09 12:00"),
        ):
            self._sale(at(day), partner_id=customer.id)
        cancelled = self._sale(at("2026-01-01 12:00"), partner_id=gone.id)
        cancelled._action_cancel()
        gone_too.active = False  # still a customer lost
        card = self._card("churn_rate")
        self.assertAlmostEqual(card["value"], 2 / 3)
        self.assertEqual((card["state"], card["direction"]), ("bad", "lower"))
        lists = {
            side: self.env[card[side]["model"]].search(card[side]["domain"])
            for side in ("numerator", "denominator", "counted")
        }
        self.assertEqual(lists["numerator"], gone | gone_too)
        self.assertEqual(lists["denominator"], gone | gone_too | faithful)
        self.assertEqual(lists["counted"], lists["denominator"])
        self.assertEqual(card["numerator"]["count"], 2)
        self.assertEqual(self.assertPartition("churn_rate"), {"since": 1, "before": 1})

    @freeze_time("2028-02-29 12:00")
    def test_leap_day(self):
        """24 months before 29 February 2028 is 28 February 2026, 12 months 28 February 2027."""
        first = self.env["res.partner"].create({"name": "First day"})
        last = self.env["res.partner"].create({"name": "Excluded"})
        self._sale(at("2026-02-28 12:00"), partner_id=first.id)
        self._sale(at("2027-02-28 12:00"), partner_id=last.id)
        card = self._card("churn_rate", date_from="2028-02-29", date_to="2028-02-29")
        self.assertEqual((card["value"], card["denominator"]["value"]), (1, 1))
        self._lead("won", datetime(2028, 2, 29, 22, 59))
        card = self._card("win_rate", date_from="2028-02-29", date_to="2028-02-29")
        self.assertEqual(card["value"], 1)

    def test_trend(self):
        """Each point is a period as long as the one asked for; the last is the value."""
        self._lead("won", at("2026-03-10 08:00"))
        self._lead("lost", at("2026-03-02 08:00"))
        self._lead("lost", at("2025-12-30 08:00"))
        card = self._card("win_rate", date_from="2026-03-04", date_to="2026-03-10")
        weeks = [(point["date_to"], point["value"]) for point in card["trend"]]
        self.assertEqual(weeks[-2:], [("2026-03-03", 0), ("2026-03-10", 1)])
        self.assertEqual(weeks[2], ("2025-12-30", 0))
        self.assertEqual([value for _day, value in weeks[3:-2]], [None] * 8)
        card = self._card("win_rate", date_from="2026-02-25", date_to="2026-03-10")
        self.assertEqual([point["value"] for point in card["trend"]][-3:], [None, 0, 0.5])
        self.assertEqual(card["trend"][-1]["value"], card["value"])

    # --- filters ---

    def test_filters(self):
        team = self._create_team("Industry")
        user = self._create_user("kpi-seller", "sales_team.group_sale_salesman")
        tag = self.env["crm.tag"].create({"name": "Barns"})
        self._lead("won", team_id=team.id)
        self._lead("lost", user_id=user.id, team_id=team.id)
        self._lead("lost", tag_ids=[Command.set(tag.ids)])
        self._sale(amount=100, user_id=user.id)
        self._sale(amount=300, tag_ids=[Command.set(tag.ids)])
        for options, rate, average in (
            ({}, 1 / 3, 200),
            ({"team_id": team.id}, 0.5, None),
            ({"team_id": self.team.id}, 0, 200),
            ({"user_id": user.id}, 0, 100),
            ({"tag_id": tag.id}, 0, 300),
            ({"tag_id": tag.id, "user_id": user.id}, None, None),
        ):
            cards = self._cards(**options)
            self.assertEqual(cards["win_rate"]["value"], rate, options)
            self.assertEqual(cards["average_order_value"]["value"], average, options)
            for code in CODES:
                self.assertPartition(code, **options)

    def test_options_hostile(self):
        for options in (
            {"foo": 1},
            {"date_from": "yesterday"},
            {"date_from": "2026-02-30"},
            {"date_from": 20260101},
            {"date_from": ["2026-01-01"]},
            {"date_from": "0001-01-01"},
            {"date_to": "9999-12-31"},
            {"date_from": True},
            {"date_to": datetime(2026, 1, 1)},
            {"date_from": "2026-03-02", "date_to": "2026-03-01"},
            {"team_id": "1"},
            {"team_id": True},
            {"team_id": [1]},
            {"team_id": 0},
            {"team_id": -1},
            {"team_id": 2**40},
            {"user_id": 1.0},
            {"user_id": {"id": 1}},
            {"tag_id": 999999999},
            {"user_id": "1 OR 1=1"},
            {1: 2},
        ):
            for method in ("get_cockpit", "get_lists", "get_coverage", "get_funnel", "get_table"):
                with self.assertRaises(ValidationError, msg=f"{method} {options}"):
                    getattr(self.kpis.with_user(self.manager), method)(options)
        for options in ([], "x", 3, [("team_id", 1)]):
            if options:
                with self.assertRaises(ValidationError):
                    self.kpis.with_user(self.manager).get_cockpit(options)
        # A link to a filter that is gone: named as on the screen.
        with self.assertRaisesRegex(ValidationError, "“Sales Team” is on a record that was"):
            self.kpis.with_user(self.manager).get_cockpit({"team_id": 999999999})
        for by in ("id", "user_id", None, 3, ["user"], "user;drop"):
            with self.assertRaises(ValidationError):
                self.kpis.with_user(self.manager).get_table({}, by)

    def test_options_accepted(self):
        for options in (
            None,
            {},
            {"date_from": date(2026, 1, 1), "date_to": None, "team_id": False},
            {"date_to": "2024-02-29", "tag_id": None},
        ):
            self.assertTrue(self.kpis.with_user(self.manager).get_cockpit(options)["kpis"])

    # --- a KPI made by hand ---

    def _make(self, **values):
        return self.kpis.create(
            {
                "name": "Mine",
                "code": "mine",
                "numerator_date": "date_closed",
                "denominator_date": "date_closed",
                **values,
            }
        )

    def test_made_by_a_manager(self):
        """Lost opportunities by closed ones, the opposite of the win rate."""
        domain = '[("won_status", "=", "lost"), ("active", "in", [True, False])]'
        closed = '[("won_status", "!=", "pending"), ("active", "in", [True, False])]'
        self.kpis = self.kpis.with_user(self.manager)
        self._make(numerator_domain=domain, denominator_domain=closed)
        self._leads(won=1, lost=3)
        self.assertEqual(self._card("mine")["value"], 0.75)
        self.assertPartition("mine")

    def test_failing_kpi(self):
        """A KPI that fails shows its error; the seven others are shown."""
        kpi = self._make()
        self._leads(won=4, lost=6)
        for column, value in (
            ("numerator_domain", "[('no_such_field', '=', 1)]"),
            ("numerator_domain", "[('name', '=', "),
            ("numerator_domain", "__import__('os').getcwd()"),
            ("numerator_date", "no_such_field"),
            ("numerator_date", "name"),
            ("denominator_domain", "[('expected_revenue', '=', 'abc')]"),
        ):
            with self.subTest(value=value):
                self.env.flush_all()
                savepoint = self.env.cr.savepoint(flush=False)
                self.env.cr.execute(
                    f"UPDATE pilotage_kpi SET {column} = %s WHERE id = %s", [value, kpi.id]
                )
                self.env.invalidate_all()
                with mute_logger("odoo.sql_db"):
                    cards = self._cards()
                self.assertEqual(cards["mine"]["state"], "error")
                self.assertTrue(cards["mine"]["message"])
                self.assertIsNone(cards["mine"]["value"])
                self.assertEqual(cards["win_rate"]["value"], 0.4)
                self.assertEqual([code for code in cards if code != "mine"], CODES)
                self.env.invalidate_all()
                savepoint.close(rollback=True)

    def test_refused_at_once(self):
        """A definition that could only fail is refused when it is written, with a reason."""
        for values in (
            {"numerator_domain": "[('no_such_field', '=', 1)]"},
            {"numerator_domain": "[('name', '=', "},
            {"numerator_domain": "[('name', '=', uid)]"},
            {"numerator_date": False},
            {"numerator_date": "name"},
            {"numerator_aggregate": "sum"},
            {"numerator_aggregate": "sum", "numerator_field": "name"},
            {"numerator_aggregate": "sum", "numerator_field": "expected_revenue_change"},
            {"numerator_window": "gone"},
            {"numerator_aggregate": "count_distinct", "numerator_field": "order_ids"},
        ):
            with self.assertRaises(ValidationError, msg=str(values)):
                self._make(**values)

    def test_essential(self):
        cards = self._cards()
        self.assertEqual(
            [code for code, card in cards.items() if card["essential"]],
            ["pipeline_value", "transformation_rate", "sales_cycle"],
        )

    def test_second_reading(self):
        lead = self._lead("won")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [NOW - timedelta(days=12), lead.id],
        )
        self.env.invalidate_all()
        self.env.add_to_compute(lead._fields["day_close"], lead)
        second = self._card("sales_cycle")["second"]
        self.assertEqual((second["value"], second["unit"]), (12, "days"))
