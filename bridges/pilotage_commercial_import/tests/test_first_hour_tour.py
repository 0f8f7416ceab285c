from odoo.tests import HttpCase, tagged

from .common import SheetMixin


@tagged("post_install", "-at_install")
class TestFirstHourTour(SheetMixin, HttpCase):
    """From an empty French company to its first review, in a browser."""

    def test_first_hour(self):
        self.set_up_sheet()
        self.company.country_id = self.env.ref("base.fr")
        manager = self.camille
        manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.env["pilotage.kpi.target"].search([]).unlink()
        self.start_tour(
            "/odoo/cockpit",
            "pilotage_commercial_import.first_hour",
            login=manager.login,
            timeout=180,
        )
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        self.assertEqual(leads.mapped("expected_revenue"), [5000, 12500])
        targets = self.env["pilotage.kpi.target"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {target.kpi_id.code: target.value for target in targets},
            {"pipeline_value": 3, "transformation_rate": 0.25, "sales_cycle": 45},
        )
        review = self.env["pilotage.review"].search(
            [("company_id", "=", self.company.id), ("state", "=", "held")]
        )
        self.assertEqual(len(review), 1)
        # The pipeline has the amounts of the sheet: 5 000 + 12 500.
        line = review.line_ids.filtered(lambda line: line.kpi_id.code == "pipeline_value")
        self.assertEqual(line.value, 17500)
