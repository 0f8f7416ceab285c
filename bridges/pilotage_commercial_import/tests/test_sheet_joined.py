import io

import openpyxl
from freezegun import freeze_time

from odoo.tests import tagged

from .common import SheetCase

TITLES = ("Client", "Affaire", "Montant HT", "Relance")


def to_book(**sheets):
    """Return an Excel file of several sheets with the same headings, as bytes."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in (TITLES, *rows):
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 09:00:00")
class TestSheetJoined(SheetCase):
    """Workbooks that hold one list in several sheets."""

    def get_created(self, record):
        return record.row_ids.sorted("id").lead_id

    def test_a_sheet_a_month(self):
        content = to_book(
            Octobre=[("Dupont", "Hangar", 5000, "02/12")],
            Novembre=[("Martin", "Quai", "douze mille", "bientôt")],
        )
        record, warnings = self.bring(content, "suivi.xlsx", self.alex)
        leads = self.get_created(record)
        self.assertEqual(leads.mapped("name"), ["Hangar", "Quai"])
        self.assertIn("Octobre, Novembre", " ".join(warnings))
        # The row of a cell that cannot be read is told with its sheet.
        self.assertIn("row 2 of sheet 2", " ".join(warnings))
        self.assertIn("Novembre", leads[1].description)
        again, _warnings = self.bring(content, "suivi.xlsx", self.alex)
        self.assertEqual((again.count_new, again.count_updated), (0, 0))

    def test_a_sheet_a_salesperson(self):
        self.camille.name = "Camille Roussel"
        content = to_book(Camille=[("Dupont", "Hangar", 5000)], Zoe=[("Martin", "Quai", 7000)])
        record, _warnings = self.bring(content, "suivi.xlsx")
        leads = self.get_created(record)
        # Zoe is no user: her deal is nobody's, and keeps her name.
        self.assertEqual(leads.user_id, self.camille)
        self.assertFalse(leads[1].user_id)
        self.assertIn("Zoe", leads[1].description)

    def test_a_sheet_chosen(self):
        content = to_book(Camille=[("Dupont", "Hangar", 5000)], Zoe=[("Martin", "Quai", 7000)])
        record = self.upload(content, "suivi.xlsx")
        record.action_check()
        self.assertEqual(record.count_new, 2)
        record.sheet_name = "Zoe"
        record.action_check()
        self.assertEqual(record.count_new, 1)

    def test_states_of_one_list(self):
        rows = [("Dupont", "Hangar", 5000), ("Martin", "Quai", 7000)]
        content = to_book(Octobre=rows, Novembre=[*rows, ("Petit", "Mur", 900)])
        record, warnings = self.bring(content, "suivi.xlsx")
        self.assertEqual(self.get_created(record).mapped("name"), ["Hangar", "Quai", "Mur"])
        self.assertIn("Octobre", " ".join(warnings))
