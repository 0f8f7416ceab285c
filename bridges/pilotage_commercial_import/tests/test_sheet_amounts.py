from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.pilotage_commercial_import.tests.common import SheetCase, to_csv, to_xlsx


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetAmounts(SheetCase):
    """Amounts that go into no field are kept to the cent."""

    def bring_leads(self, content, file_name="suivi.csv"):
        self.bring(content, file_name)
        return self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")

    def test_amount_of_another_currency_is_kept_whole(self):
        """More than six digits: "1.23457e+06" would have lost 2.11."""
        headers = ("Opportunity", "Amount", "Stage")
        rows = [("Big", "$1234567.89", "Quote"), ("Huge", "$1000000000000", "Quote")]
        leads = self.bring_leads(to_csv(rows, headers))
        self.assertEqual(leads.mapped("expected_revenue"), [0, 0])
        self.assertIn("1234567.89 $", leads[0].description)
        self.assertIn("1000000000000 $", leads[1].description)

    def test_shares_are_no_margins(self):
        """A margin of "0,3" is 30 % of the price, as a spreadsheet holds it, not 30 cents."""
        headers = ("Affaire", "Montant", "Marge", "Statut")
        rows = [("Toit", 12500, 0.3, "Devis"), ("Mur", 8000, -0.05, "Devis"), ("Sol", 900, 0, "")]
        texts = [tuple(str(cell).replace(".", ",") for cell in row) for row in rows]
        for content, name in (
            (to_xlsx(rows, headers), "suivi.xlsx"),
            (to_csv(texts, headers), "suivi.csv"),
        ):
            with self.subTest(name=name), self.env.cr.savepoint() as savepoint:
                leads = self.bring_leads(content, name)
                self.assertEqual(leads.mapped("expected_revenue"), [12500, 8000, 900])
                self.assertFalse(any(leads.mapped("estimated_cost")))
                self.assertIn("Marge", leads[0].description)
                savepoint.rollback()

    def test_margins_in_thousands(self):
        headers = ("Affaire", "Montant (k€)", "Marge (k€)")
        leads = self.bring_leads(to_csv([("Toit", "2,5", "0,5"), ("Mur", "1,5", "0,4")], headers))
        self.assertEqual(leads.mapped("estimated_margin"), [500, 400])
