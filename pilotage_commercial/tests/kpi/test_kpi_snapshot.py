"""Targets, weekly snapshots, and the digest."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..common_kpi import CODES, KpiCase, at
from ..common_order import NOW

SUNDAY = date(2026, 3, 8)  # the last one before NOW, a Tuesday


@tagged("standard", "post_install", "-at_install")
class TestKpiTarget(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env.ref("pilotage_commercial.kpi_win_rate")
        cls.seller = cls._create_user("kpi-aim", "sales_team.group_sale_salesman")

    def _target(self, value, **values):
        return self.env["pilotage.kpi.target"].create(
            {"kpi_id": self.kpi.id, "value": value, **values}
        )

    def _aim(self, **options):
        return self._card("win_rate", **options)["target"]

    def test_most_specific_wins(self):
        self.assertEqual(self._aim(), 0.3)
        self._target(0.31)
        self.assertEqual(self._aim(), 0.31)
        self._target(0.32, company_id=self.company.id)
        self.assertEqual(self._aim(), 0.32)
        self._target(0.35, company_id=self.company.id, date_from="2026-03-01")
        self._target(0.36, company_id=self.company.id, date_to="2026-03-01")
        self.assertEqual(self._aim(), 0.35)
        self.assertEqual(self._aim(date_to="2026-02-28"), 0.36)
        self._target(0.4, team_id=self.team.id)
        self.assertEqual(self._aim(team_id=self.team.id), 0.4)
        self.assertEqual(self._aim(), 0.35)
        self._target(0.5, user_id=self.seller.id)
        self.assertEqual(self._aim(user_id=self.seller.id), 0.5)
        self.assertEqual(self._aim(user_id=self.seller.id, team_id=self.team.id), 0.5)
        self._target(0.55, user_id=self.seller.id, team_id=self.team.id)
        self.assertEqual(self._aim(user_id=self.seller.id, team_id=self.team.id), 0.55)
        self.assertEqual(self._aim(user_id=self.seller.id), 0.5)

    def test_who_has_none_aims_at_the_team_s(self):
        self.env["crm.team.member"].create({"crm_team_id": self.team.id, "user_id": self.seller.id})
        self._target(0.4, team_id=self.team.id)
        self.assertEqual(self._aim(user_id=self.seller.id), 0.4)
        self.assertEqual(self._aim(user_id=self.manager.id), 0.3)

    def test_dates(self):
        self._target(0.4, date_from="2026-03-01", date_to="2026-03-31")
        for day, expected in (
            ("2026-02-28", 0.3),
            ("2026-03-01", 0.4),
            ("2026-03-31", 0.4),
            ("2026-04-01", 0.3),
        ):
            self.assertEqual(self._aim(date_to=day), expected)

    def test_amount_in_another_currency(self):
        """60 000 $ at 1.25 $: 48 000 €."""
        self.kpi = self.env.ref("pilotage_commercial.kpi_pipeline_value")
        self._target(60000, currency_id=self.dollar.id)
        card = self._card("pipeline_value")
        self.assertAlmostEqual(card["target"], 48000)

    def test_multiple_of_the_monthly_revenue(self):
        """4 × (6000 ÷ 3) for the team, 3 × (9000 ÷ 3) for all."""
        self.kpi = self.env.ref("pilotage_commercial.kpi_pipeline_value")
        other = self._create_team("Industry")
        self._sale(at("2026-02-10 12:00"), 6000)
        order = self._sale(at("2026-02-10 12:00"), 3000)
        order.team_id = other
        self._target(4, team_id=self.team.id, basis="monthly_revenue")
        self.assertEqual(self._card("pipeline_value", team_id=self.team.id)["target"], 8000)
        self.assertEqual(self._card("pipeline_value")["target"], 9000)
        self._target(2.25, company_id=self.company.id, basis="monthly_revenue")
        self.env["res.lang"]._activate_lang("fr_FR")
        card = self.kpis.with_context(lang="fr_FR").with_user(self.manager).get_cockpit()["kpis"][0]
        self.assertEqual(card["target"], 6750)
        self.assertTrue(card["target_note"].startswith("2,25 ×"), card["target_note"])

    def test_refused(self):
        with self.assertRaises(ValidationError):
            self._target(1, company_id=self.env.company.id, team_id=self._foreign_team().id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._target(1, date_from="2026-02-01", date_to="2026-01-01").flush_recordset()

    def _foreign_team(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        return self.env["crm.team"].create({"name": "Theirs", "company_id": company.id})


@tagged("standard", "post_install", "-at_install")
class TestKpiSnapshot(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["pilotage.kpi.snapshot"]
        cls.seller = cls._create_user("kpi-week", "sales_team.group_sale_salesman")

    def _run_cron(self):
        with patch.object(IrCron, "_commit_progress", autospec=True, return_value=1e9):
            self.kpis._cron_take_snapshots()

    def _week(self, code="win_rate", day=SUNDAY, **values):
        wanted = {"team_id": False, "user_id": False, **values}
        return self.snapshots.search(
            [
                ("kpi_id.code", "=", code),
                ("company_id", "=", self.company.id),
                ("date", "=", day),
                *((name, "=", value) for name, value in wanted.items()),
            ]
        )

    def test_frozen(self):
        """2 won, 2 lost up to Sunday; edits on Tuesday change nothing."""
        won = self._leads(won=2, closed=at("2026-03-05 12:00"), user_id=self.seller.id)
        self._leads(lost=2, closed=at("2026-03-06 12:00"))
        self._lead("lost", at("2026-03-09 12:00"))  # on Monday: next week's
        self._old(self._lead(revenue=700), 30)
        self._run_cron()
        week = self._week()
        self.assertEqual((week.value, week.numerator, week.denominator), (0.5, 2, 4))
        self.assertEqual((week.level, week.state, week.target), ("company", "good", 0.3))
        self.assertAlmostEqual(week.gap, 0.2)
        self.assertEqual(week.date_from, SUNDAY - timedelta(days=89))
        self.assertEqual(self._week(user_id=self.seller.id).value, 1)
        self.assertEqual(self._week(team_id=self.team.id).value, 0.5)
        self.assertEqual(self._week("pipeline_value").value, 700)
        self.assertFalse(self._week("churn_rate").has_value)
        count = self.snapshots.search_count([])
        won.date_closed = at("2025-01-01 12:00")
        self.env.flush_all()
        self._run_cron()
        self.assertEqual((week.value, self.snapshots.search_count([])), (0.5, count))
        week.invalidate_recordset()
        self.assertEqual(week.restated_value, 0)
        self.assertEqual(week.restated_note, "0\N{NBSP}% today, 50\N{NBSP}% then")

    def test_who_sells_only_since_then(self):
        """A frozen week gets no new row: its salespeople would add up to more than its company."""
        self._lead(revenue=700)
        self._run_cron()
        week = [("date", "=", SUNDAY), ("company_id", "=", self.company.id)]
        before = self.snapshots.search(week)
        self._lead(revenue=900, user_id=self.seller.id)
        self.env["crm.team"].create({"name": "Beginners", "company_id": self.company.id})
        self.env.flush_all()
        self._run_cron()
        self.assertEqual(self.snapshots.search(week), before)
        self.assertFalse(self._week("pipeline_value", user_id=self.seller.id))
        # A KPI that could not be measured then is frozen as soon as it can be.
        self._week("win_rate").unlink()
        self._run_cron()
        self.assertTrue(self._week("win_rate"))

    def test_late(self):
        """Made on Tuesday: the pipeline and the win rate are those of Sunday."""
        self._old(self._lead(revenue=700), 30)
        self._lead(revenue=50)  # of today
        self._lead("won", at("2026-03-05 12:00"))
        self._run_cron()
        pipeline, rate = self._week("pipeline_value"), self._week()
        self.assertEqual((pipeline.date, pipeline.value), (SUNDAY, 700))
        self.assertFalse(pipeline.late_date)
        self.assertEqual(pipeline.restated_note, "Cannot be measured again.")
        self.assertFalse(rate.late_date)
        self.assertEqual(rate.restated_note, "The same as then.")

    def test_in_time(self):
        """On Monday morning nothing is late."""
        self._lead(revenue=700)
        with freeze_time("2026-03-09 06:00"):
            self._run_cron()
        self.assertFalse(self._week("pipeline_value").late_date)

    @freeze_time("2026-06-02 10:00")
    def test_late_over_the_end_of_a_month(self):
        """Tuesday 2 June, for the week up to 31 May: the target is three times the monthly revenue
        of February to April, 3 × 3 000 ÷ 3; May was not over."""
        self._lead(revenue=700)
        self._sale(at("2026-02-10 12:00"), 3000)
        self._sale(at("2026-05-10 12:00"), 9000)
        self._run_cron()
        self.assertEqual(self._week("pipeline_value", date(2026, 5, 31)).target, 3000)

    def test_each_company_at_its_own_week(self):
        """Sunday evening in Paris is Monday in Auckland."""
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        other = self._create_company("Roux Paris")
        for company in (self.company, other):
            self._lead(company_id=company.id, team_id=False)
        with freeze_time("2026-03-15 20:00"):
            self._run_cron()
        days = {
            company: set(self.snapshots.search([("company_id", "=", company.id)]).mapped("date"))
            for company in (self.company, other)
        }
        self.assertEqual(days, {self.company: {date(2026, 3, 15)}, other: {SUNDAY}})

    def test_nothing_is_frozen_before_the_first_lead(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        # records without a company would count in each
        leads.search([("company_id", "=", False)]).unlink()
        self._run_cron()
        self.assertFalse(self._week("pipeline_value"))
        self._old(self._lead(revenue=700), 30)
        self._run_cron()
        self.assertEqual(self._week("pipeline_value").value, 700)

    def test_trend_of_what_exists_only_now(self):
        lead = self._old(self._lead(revenue=1000), 60)
        for week, revenue in ((date(2026, 2, 22), 400), (date(2026, 3, 1), 600)):
            lead.expected_revenue = revenue
            self.env.flush_all()
            with freeze_time(week + timedelta(days=1)):
                self.kpis._take_snapshots(self.company, week)
        lead.expected_revenue = 900
        trend = self._card("pipeline_value")["trend"]
        # Each point shows the Sunday of its week: up to Tuesday 3 March, and 24 February.
        self.assertEqual(
            [(point["date_to"], point["value"], point["frozen"]) for point in trend[-3:]],
            [
                ("2026-02-24", 400, True),
                ("2026-03-03", 600, True),
                ("2026-03-10", 900, False),
            ],
        )
        self.assertEqual([point["value"] for point in trend[:-3]], [None] * 10)
        # From 4 to 10 March, against the week before (600, of Sunday 1 March) and a year before.
        options = {"date_from": "2026-03-04", "date_to": "2026-03-10"}
        kpis = self.kpis.with_user(self.manager).with_company(self.company)
        before, last_year = kpis.get_earlier(options)["pipeline_value"]
        self.assertEqual((before["value"], before["difference"]), (600, 300))
        self.assertEqual(before["note"], "+300\N{NBSP}€")
        self.assertEqual((last_year["value"], last_year["note"]), (None, ""))

    def test_unique(self):
        self._lead()
        self._run_cron()
        week = self._week("pipeline_value")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            week.copy()

    def test_a_failing_kpi_stops_nothing(self):
        self._lead()
        kpi = self.env.ref("pilotage_commercial.kpi_transformation_rate")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pilotage_kpi SET numerator_domain = '[(' WHERE id = %s", [kpi.id]
        )
        self.env.invalidate_all()
        self._run_cron()
        self.assertFalse(self._week("transformation_rate"))
        self.assertTrue(self._week("real_margin_rate"))

    def test_weighted_in_pivots(self):
        """50 % of 4 and 0 % of 12 is 2 in 16, not 25 %."""
        self._leads(won=2, lost=2, closed=at("2026-03-05 12:00"))
        self.kpis._take_snapshots(self.company, SUNDAY)
        industry = self._create_team("Industry")
        self._leads(lost=12, closed=at("2026-03-05 12:00"), team_id=industry.id)
        later = SUNDAY + timedelta(days=7)
        self.kpis._take_snapshots(self.company, later)
        domain = [
            ("company_id", "=", self.company.id),
            ("kpi_id.code", "=", "win_rate"),
            ("level", "=", "team"),
            ("date", "=", later),
        ]
        [(value,)] = self.snapshots._read_group(domain, [], ["value:avg"])
        self.assertAlmostEqual(value, 2 / 16)

    def test_pipeline_adds_up_over_teams_not_over_weeks(self):
        """1000 and 500 this week, 1000 the week before: (1500 + 1000) / 2 weeks."""
        self._old(self._lead(revenue=1000), 30)
        self.env.flush_all()
        self.kpis._take_snapshots(self.company, SUNDAY)
        self._lead(revenue=500, team_id=self._create_team("Industry").id)
        self.env.flush_all()
        self.kpis._take_snapshots(self.company, SUNDAY + timedelta(days=7))
        domain = [
            ("company_id", "=", self.company.id),
            ("kpi_id.code", "=", "pipeline_value"),
            ("level", "=", "team"),
        ]
        [(value,)] = self.snapshots._read_group(domain, [], ["value:avg"])
        self.assertEqual(value, 1250)

    def test_units_do_not_mix_in_pivots(self):
        """Each KPI has its figures; several together have no total, and a missing target is no
        zero.
        """
        self._leads(won=1, lost=1, closed=at("2026-03-05 12:00"))
        self._sale(at("2026-03-05 12:00"), amount=300)
        self.kpis._take_snapshots(self.company, SUNDAY)
        domain = [("company_id", "=", self.company.id), ("level", "=", "company")]
        aggregates = ["value:avg", "target:avg"]
        rows = self.snapshots._read_group(domain, ["kpi_id"], aggregates)
        found = {kpi.code: figures for kpi, *figures in rows}
        self.assertEqual(found["win_rate"], [0.5, 0.3])
        self.assertEqual(found["average_order_value"], [300, False])
        [total] = self.snapshots._read_group(domain, [], aggregates)
        self.assertEqual(total, (False, False))


@tagged("standard", "post_install", "-at_install")
class TestKpiDigest(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Steering",
                "company_id": cls.company.id,
                "user_ids": [(6, 0, cls.manager.ids)],
                **{f"kpi_pilotage_{code}": True for code in CODES},
            }
        )

    def _compute(self, user):
        """Return our KPIs in the mail of ``user``, by code."""
        self.env.flush_all()
        prefix = "kpi_pilotage_"
        kpis = self.digest._compute_kpis(self.company, user)
        names = [kpi["kpi_name"] for kpi in kpis]
        self.assertEqual(len(names), len(set(names)))
        return {
            kpi["kpi_name"].removeprefix(prefix): kpi
            for kpi in kpis
            if kpi["kpi_name"].startswith(prefix)
        }

    def _mail(self, user):
        return {code: kpi["kpi_col1"]["value"] for code, kpi in self._compute(user).items()}

    def _columns(self, code):
        kpi = self._compute(self.manager)[code]
        return [
            (kpi[f"kpi_col{number}"]["value"], kpi[f"kpi_col{number}"]["col_subtitle"])
            for number in (1, 2, 3)
        ]

    def test_values(self):
        """2 won of 4 in the thirty days; a KPI without data is left out of the mail."""
        self._leads(won=2, lost=2, closed=at("2026-02-20 12:00"))
        self._leads(lost=5, closed=at("2026-01-20 12:00"))
        self._lead(revenue=1500)
        self.assertEqual(
            self._mail(self.manager),
            {"pipeline_value": "1.5k\N{NBSP}€", "win_rate": "50\N{NBSP}%"},
        )

    def test_columns(self):
        """Today is 10 March: 2 won of 4 from 9 February on, 0 of 5 in the thirty days before; the
        target is the usual one, 30 %. No figure is said twice, and no share of a share."""
        self._leads(won=2, lost=2, closed=at("2026-02-20 12:00"))
        self._leads(lost=5, closed=at("2026-01-20 12:00"))
        self.assertEqual(
            self._columns("win_rate"),
            [
                ("50\N{NBSP}%", "Last 30 days"),
                ("0\N{NBSP}%", "30 days before"),
                ("30\N{NBSP}%", "20 points above target"),
            ],
        )
        self.assertNotIn("margin", self._compute(self.manager)["win_rate"]["kpi_col1"])

    def test_what_is_not_known_keeps_its_place(self):
        """Nobody knows the pipeline of a month ago, and no order gives it a target."""
        self._lead(revenue=123_456)
        self.assertEqual(
            self._columns("pipeline_value"),
            [("123.5k\N{NBSP}€", "Now"), ("", ""), ("", "")],
        )

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.lang = "fr_FR"
        self._lead(revenue=123_456)
        self._leads(won=2, lost=1, closed=at("2026-02-20 12:00"))
        self.assertEqual(self._columns("pipeline_value")[0][0], "123,5k\N{NBSP}€")
        self.assertEqual(self._columns("win_rate")[0][0], "66,7\N{NBSP}%")

    def test_kpi_that_is_renamed_or_archived(self):
        self._leads(won=1, lost=1, closed=at("2026-02-20 12:00"))
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        kpi.name = "Deals won"
        self.assertEqual(self._compute(self.manager)["win_rate"]["kpi_fullname"], "Deals won")
        kpi.active = False
        self.assertNotIn("win_rate", self._compute(self.manager))

    def test_rights(self):
        seller = self._create_user("kpi-mail", "sales_team.group_sale_salesman")
        self._spend(self._sale(amount=100, user_id=seller.id), 70)
        self.assertIn("real_margin_rate", self._mail(self.manager))
        mail = self._mail(seller)
        self.assertNotIn("real_margin_rate", mail)
        self.assertIn("average_order_value", mail)
        self.assertEqual(self._mail(self._create_user("kpi-mail-none", "base.group_user")), {})

    def test_sent(self):
        """The mail itself goes out, with the links of the KPIs."""
        self._leads(won=1, closed=NOW)
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].search([("email_to", "=", self.manager.email_formatted)])
        self.assertIn("Win rate", mail.body_html)
