import datetime
import io
import random
import time
import zipfile
from contextlib import suppress

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_import.reader.deal import deals
from odoo.addons.pilotage_commercial_import.reader.file import files
from odoo.addons.pilotage_commercial_import.reader.file.sheets import FileError
from odoo.addons.pilotage_commercial_import.reader.row import table
from odoo.addons.pilotage_commercial_import.tests.common import (
    FRENCH,
    GUIDE,
    SheetCase,
    to_csv,
    to_xlsx,
)

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Suivi">%s</table:table></office:spreadsheet></office:body>
 </office:document-content>"""


def to_ods(rows):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", ODS % rows)
    return content.getvalue()


def ods_row(cells, attributes=""):
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{texts}</table:table-row>"


@tagged("post_install", "-at_install")
class TestHostile(SheetCase):
    """Files unlike any sheet of sales: an error within seconds, nothing written."""

    def setUp(self):
        super().setUp()
        self.started = time.monotonic()

    def tearDown(self):
        self.assertLess(time.monotonic() - self.started, 20)
        super().tearDown()

    def assertRefused(self, content, code, name="suivi.xlsx"):
        with self.assertRaises(FileError) as caught:
            files.read_sheets(content, name)
        self.assertEqual(caught.exception.code, code)
        before = self.count_leads()
        record = self.upload(content, name)
        with self.assertRaises(UserError) as refused:
            record.action_check()
        self.assertNotIn("%s", str(refused.exception))
        self.assertEqual((self.count_leads(), record.state), (before, "draft"))

    def read_file(self, content, name="suivi.xlsx"):
        return table.find_table(files.read_sheets(content, name))

    def test_zip_bomb(self):
        content = io.BytesIO(to_xlsx(GUIDE))
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/bomb", b"\0" * 450_000_000)
        self.assertRefused(content.getvalue(), "too_large")

    def test_zip_that_lies_about_its_size(self):
        content = bytearray(to_xlsx(GUIDE))
        for place in range(len(content) - 4):
            if content[place : place + 4] == b"PK\1\2":
                content[place + 24 : place + 28] = b"\1\0\0\0"
        self.assertRefused(bytes(content), "damaged")

    def test_cell_on_the_last_row(self):
        book = openpyxl.Workbook()
        for row in [FRENCH, *GUIDE]:
            book.active.append(row)
        book.active.cell(1_048_576, 16_384).font = openpyxl.styles.Font(bold=True)
        content = io.BytesIO()
        book.save(content)
        self.assertEqual(len(self.read_file(content.getvalue()).rows), 2)

    def test_ten_thousand_columns(self):
        content = to_csv([[str(number) for number in range(10_000)]])
        self.assertRefused(content, "too_many_columns", "suivi.csv")
        self.assertRefused(to_xlsx([list(range(10_000))]), "too_many_columns")

    def test_ods_repeated_without_end(self):
        head, deal = ods_row(FRENCH), ods_row(GUIDE[0])
        empty = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'  # noqa: E501
        self.assertEqual(len(self.read_file(to_ods(head + deal + empty), "suivi.ods").rows), 1)
        wide = '<table:table-row><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'  # noqa: E501
        self.assertRefused(to_ods(head + wide), "too_many_columns", "suivi.ods")

    def test_wrong_extension(self):
        # The content counts, not the file name.
        self.assertEqual(len(self.read_file(to_csv(GUIDE), "suivi.xlsx").rows), 2)
        self.assertEqual(len(self.read_file(to_xlsx(GUIDE), "suivi.csv").rows), 2)
        self.assertRefused(
            b"<html><table><tr><td>Client</td></tr></table></html>", "web_page", "suivi.xls"
        )
        self.assertRefused(b"%PDF-1.7 Client;Montant", "format", "suivi.csv")
        self.assertRefused(b"\x89PNG\r\n", "format", "suivi.csv")
        self.assertRefused(b'{"a": 1}', "format", "trello.json")

    def test_web_page(self):
        """A page saved as a workbook is read; one that spans too much, or nests, is refused."""
        page = b"<html><table><tr><td>Client<td>Montant</tr><tr><td>Dupont<td>5000</tr></table>"
        self.assertEqual(len(self.read_file(page, "suivi.xls").rows), 1)
        wide = b"<table><tr><td colspan=99999999>Client<td>Montant</tr></table>"
        self.assertRefused(wide, "too_many_columns", "suivi.xls")
        tall = b"<table><tr><td rowspan=99999999>A<td>B</tr><tr><td>C</tr></table>"
        (sheet,) = files.read_sheets(tall)
        self.assertEqual([row.cells for row in sheet.rows], [["A", "B"], ["A", "C"]])
        deep = b"<html>" + b"<div>" * 100_000 + b"<table><tr><td>A<td>B</tr></table>"
        self.assertRefused(deep, "web_page", "suivi.xls")

    def test_truncated(self):
        content = to_xlsx(GUIDE)
        for size in (30, len(content) // 2, len(content) - 30):
            self.assertRefused(content[:size], "damaged")
        self.assertRefused(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged", "suivi.xls"
        )
        self.assertRefused(b'{"cards": [{"name": "A"', "damaged", "trello.json")

    def test_damaged_anywhere(self):
        """A file with changed bytes is read, or refused with an error of the reader."""
        dice = random.Random(19)
        workbooks = [to_xlsx(GUIDE), to_ods(ods_row(FRENCH) + ods_row(GUIDE[0]))]
        for number in range(200):
            content = bytearray(workbooks[number % 2])
            for _ in range(dice.randint(1, 6)):
                content[dice.randrange(4, len(content))] = dice.randrange(256)
            with self.subTest(number=number), suppress(FileError):
                files.read_sheets(bytes(content), "suivi.xlsx")

    def test_times_of_day(self):
        """A column of times is text: 09:30 is neither an amount nor a date."""
        content = io.BytesIO()
        book = openpyxl.Workbook()
        book.active.append(["Client", "Montant", "Heure"])
        book.active.append(["Dupont BTP", 5000, datetime.time(9, 30)])
        book.save(content)
        record, _warnings = self.bring(content.getvalue(), "suivi.xlsx")
        lead = self.env["crm.lead"].search([("name", "=", "Dupont BTP")], limit=1)
        self.assertEqual((record.count_new, lead.expected_revenue), (1, 5000))
        self.assertIn("09:30", lead.description)

    def test_numbers_without_end(self):
        """Infinity and NaN, as programs write them in JSON."""
        record, warnings = self.bring(
            b'[{"client": "Dupont BTP", "montant": Infinity, "statut": "Devis"}]', "suivi.json"
        )
        self.assertEqual(record.amount_total, 0)
        self.assertTrue(any("inf" in text for text in warnings), warnings)

    def test_empty(self):
        for content in (b"", b" \n\n", b";;;\n;;;\n"):
            with self.subTest(content=content):
                record = self.upload(content or b" ")
                with self.assertRaises(UserError):
                    record.action_check()

    def test_nul(self):
        self.assertRefused(to_csv([("Chantier\0A", "5", "", "", "")]), "nul", "suivi.csv")

    def test_open_quotation_mark(self):
        content = to_csv([('"' + "x" * 200_000, "5", "", "", "")])
        self.assertRefused(content, "damaged_row", "suivi.csv")

    def test_noise(self):
        noise = random.Random(1)
        for _time in range(20):
            content = bytes(noise.randrange(256) for _byte in range(3000))
            record = self.upload(content)
            try:
                record.action_check()
            except UserError:
                continue
            self.assertFalse(record.count_new)

    def test_deep_json(self):
        self.assertRefused(b'{"cards": ' + b"[" * 100_000, "damaged", "trello.json")

    def test_long_cells(self):
        # A reader of quadratic time would take minutes.
        for cell in (
            " " * 20_000,
            "1" + " " * 20_000 + "!",
            "1 " * 20_000,
            "(" * 20_000,
            "a" * 100_000,
        ):
            record = self.upload(to_csv([(cell + "x", cell, cell, cell, cell)]))
            record.action_check()
        self.assertLess(time.monotonic() - self.started, 10)

    def test_long_cells_of_each_column(self):
        """What a cell repeats, for each role; most of it is no deal, and is said."""
        headings = (*FRENCH, "Contact", "E-mail", "Commercial", "Notes", "Étiquettes", "Clôture")
        row = (*GUIDE[0], "Ada", "ada@example.com", "Zoe", "x", "y", "18/12/2026")
        for unit in ("1", "a", "€", "a.", "-", "/", "=", "_", "x (", "lundi ", "1 k€ ", "a@"):
            cell = "a" + unit * (50_000 // len(unit)) + "(!"
            for rows, titles in (
                ([[cell] * len(headings), row], headings),
                ([row], (cell, *headings[1:])),
            ):
                found = table.find_table(files.read_sheets(to_csv(rows, titles), "suivi.csv"))
                reader = deals.DealReader(found, datetime.date(2026, 3, 4), True, lambda _text: "")
                self.assertTrue(reader.read_deals())
            self.assertLess(time.monotonic() - self.started, 15, unit)

    def test_formulas_are_texts(self):
        record, _told = self.bring(to_xlsx([("'=1+1", 5, "Devis", "@SUM(1)", None)]), "suivi.xlsx")
        self.assertEqual(record.row_ids.lead_id.next_action, "@SUM(1)")

    def test_markup_is_text(self):
        rows = [
            ("<script>alert(1)</script>", "<b>x</b>", "<img src=x onerror=alert(1)>", "Appeler", "")
        ]
        record, _told = self.bring(to_csv(rows))
        self.assertNotIn("<script", str(record.report))
        self.assertNotIn("<img", str(record.report))
        self.assertNotIn("<img", str(record.row_ids.lead_id.description))
