"""A late snapshot holds the pipeline of its Sunday, from the changes that Odoo tracked since."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..common_kpi import KpiCase, at

SUNDAY = date(2026, 3, 8)  # the last one before NOW, a Tuesday
SATURDAY, MONDAY = "2026-03-07 12:00", "2026-03-09 12:00"


@tagged("standard", "post_install", "-at_install")
class TestKpiLate(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("kpi-late", "sales_team.group_sale_salesman")
        cls.other = cls._create_user("kpi-later", "sales_team.group_sale_salesman")

    def _deal(self, revenue, **values):
        """Create an opportunity of a month ago."""
        lead = self._old(self._lead(revenue=revenue, **values), 30)
        # Odoo tracks no change of a record in the transaction that created it.
        self.cr.precommit.run()
        return lead

    def _write(self, lead, moment, **values):
        """Write ``values`` at ``moment`` as a person does: Odoo tracks it."""
        with freeze_time(moment):
            tracked = lead.with_context(tracking_disable=False, mail_notrack=False)
            tracked.write(values)
            self.env.flush_all()
            self.cr.precommit.run()

    def _week(self, **values):
        with patch.object(IrCron, "_commit_progress", autospec=True, return_value=1e9):
            self.kpis._cron_take_snapshots()
        wanted = {"team_id": False, "user_id": False, **values}
        return self.env["pilotage.kpi.snapshot"].search(
            [
                ("kpi_id.code", "=", "pipeline_value"),
                ("company_id", "=", self.company.id),
                ("date", "=", SUNDAY),
                *((name, "=", value) for name, value in wanted.items()),
            ]
        )

    def assertWeek(self, value, **values):
        week = self._week(**values)
        self.assertEqual((week.value, week.late_date), (value, False))

    def test_amounts(self):
        """Made on Tuesday: 700 as ever, 1 000 that are 1 500 since Monday, 500 since Saturday."""
        self._deal(700)
        self._write(self._deal(1000), MONDAY, expected_revenue=1500)
        self._write(self._deal(400), SATURDAY, expected_revenue=500)
        self.assertWeek(700 + 1000 + 500)

    def test_closed_and_new(self):
        """Won on Monday, it was open on Sunday; lost on Saturday it was not; nor was a new one."""
        for state, moment in (("won", MONDAY), ("lost", SATURDAY)):
            self._old(self._lead(state, at(moment), revenue=250 if state == "won" else 90), 30)
        self._old(self._lead(revenue=10), 1)
        self._deal(700)
        self.assertWeek(700 + 250)

    def test_archived(self):
        self._write(self._deal(300), MONDAY, active=False)
        self._deal(700)
        self.assertWeek(1000)

    def test_handed_over(self):
        """The seller has 80 until Monday, and keeps 20."""
        self._deal(20, user_id=self.seller.id)
        moved = self._deal(80, user_id=self.seller.id)
        self._write(moved, MONDAY, user_id=self.other.id, team_id=moved.team_id.id)
        self.assertWeek(100)
        self.assertWeek(100, user_id=self.seller.id)
        self.assertFalse(self._week(user_id=self.other.id))

    def test_what_nothing_tells(self):
        """Another KPI without a past keeps the date of its measure."""
        kpi = self.env.ref("pilotage_commercial.kpi_pipeline_value").sudo()
        kpi.numerator_aggregate = "count"
        self._deal(700)
        week = self._week()
        self.assertEqual((week.value, week.late_date), (1, date(2026, 3, 10)))
        self.assertEqual(
            week.restated_note,
            "Value of 03/10/2026, when it was measured; it cannot be measured again.",
        )
