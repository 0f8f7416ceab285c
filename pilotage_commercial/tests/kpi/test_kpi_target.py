"""Targets that make no sense are refused."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common_kpi import KpiCase


@tagged("standard", "post_install", "-at_install")
class TestKpiTarget(KpiCase):
    def _target(self, code="win_rate", value=0.3, **values):
        kpi = self.kpis.search([("code", "=", code)])
        targets = self.env["pilotage.kpi.target"].with_user(self.manager)
        values = {"company_id": self.company.id, **values}
        return targets.create({"kpi_id": kpi.id, "value": value, **values})

    def test_out_of_reach(self):
        """A share goes from 0 to 100 %, an amount and a number of days from 0."""
        for code, value in [
            ("win_rate", -5),
            ("win_rate", 30),
            ("real_margin_rate", -0.1),
            ("real_margin_rate", 1.01),
            ("sales_cycle", -1),
            ("average_order_value", -1),
        ]:
            with self.subTest(code=code, value=value), self.assertRaises(ValidationError):
                self._target(code, value)
        target = self._target("churn_rate", 0)
        self._target("win_rate", 1)
        self._target("sales_cycle", 400)
        self._target("pipeline_value", 4, basis="monthly_revenue")
        with self.assertRaisesRegex(ValidationError, "from 0 to 100 %"):
            target.value = 10
        kpi = self.kpis.search([("code", "=", "win_rate")])
        with self.assertRaises(ValidationError):
            kpi.default_target = -5

    def test_never_added_up(self):
        """Two targets of 30 % and 55 % are no target of 85 %: a group of the list shows none."""
        for value in (0.3, 0.55):
            self._target("win_rate", value)
        for model, name in (("pilotage.kpi.target", "value"), ("pilotage.kpi", "default_target")):
            with self.subTest(model=model):
                field = self.env[model].fields_get([name], ["aggregator"])[name]
                self.assertFalse(field.get("aggregator"))

    def test_made_by_hand(self):
        """A KPI made by hand may measure what goes below zero or beyond 100 %."""
        kpi = self.kpis.with_user(self.manager).create(
            {
                "name": "Growth",
                "code": "growth",
                "company_id": self.company.id,
                "has_target": True,
                "default_target": 1.2,
                "has_denominator": False,
                "numerator_window": "now",
            }
        )
        self.assertEqual(self._target("growth", -0.02).kpi_id, kpi)
