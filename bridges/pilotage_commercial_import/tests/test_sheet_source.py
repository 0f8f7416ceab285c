from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial_import.tests.common import FIELDS, GUIDE, to_csv, to_xlsx
from odoo.addons.pilotage_commercial_import.tools import sheet_source
from odoo.addons.pilotage_commercial_import.tools.sheet_parser import get_sheet_mapping


@tagged("post_install", "-at_install")
class TestSheetSource(BaseCase):
    def test_guess(self):
        cases = (
            ("utf-8", ";", "utf-8"),
            ("utf-8-sig", ";", "utf-8-sig"),
            ("utf-8", ",", "utf-8"),
            ("cp1252", "\t", "windows-1252"),
            ("mac-roman", ";", "mac-roman"),
        )
        for encoding, separator, expected in cases:
            with self.subTest(encoding=encoding, separator=separator):
                content = to_csv(GUIDE, separator=separator, encoding=encoding)
                guess = sheet_source.guess_csv(content, '"', get_sheet_mapping)
                self.assertEqual(guess, (expected, separator))

    def test_guess_nothing(self):
        for content in (b"", b"\n\n", b"Task;Status\nA;B\n", "Tâche;Né".encode("utf-16")):
            with self.subTest(content=content):
                self.assertIsNone(sheet_source.guess_csv(content, '"', get_sheet_mapping))

    def test_lines_csv(self):
        # Empty lines count, a cell on two lines is one row, as a spreadsheet shows them.
        content = b'Nom;Note\n\nA;"deux\nlignes"\n;\n ; \nB;x\n'
        lines = sheet_source.read_lines("csv", content, {"separator": ";"})
        self.assertEqual([line.number for line in lines], [1, 3, 6])

    def test_lines_xlsx(self):
        content = to_xlsx([(None,) * 5, ("A", 0.5), ("",) * 5, ("B", 3)])
        lines = sheet_source.read_lines("xlsx", content, {})
        self.assertEqual([line.number for line in lines], [1, 3, 5])
        self.assertEqual(lines[1].cells[:2], ["A", 0.5])

    def test_lines_unknown(self):
        self.assertEqual(sheet_source.read_lines("ods", b"", {}), [])

    def test_locate(self):
        lines = [
            sheet_source.Line(1, ["Titre", "Montant", "Autre"]),
            sheet_source.Line(3, ["A", 416.667, None]),
            # Only in a column that is not imported: Odoo does not read it.
            sheet_source.Line(4, ["", None, "x"]),
            sheet_source.Line(6, ["B", "416.667"]),
        ]
        source = sheet_source.SheetSource()
        data = [["A", "416.667"], ["B", "416.667"]]
        fnames = ["name", "expected_revenue", False]
        source.locate(list(lines), fnames, data, {"has_headers": True})
        self.assertEqual(source.rows, [3, 6])
        self.assertEqual(source.headers, {"name": "Titre", "expected_revenue": "Montant"})
        self.assertEqual(data, [["A", 416.667], ["B", "416.667"]])

    def test_locate_skipped(self):
        lines = [sheet_source.Line(number, ["x"]) for number in (1, 3, 4)]
        source = sheet_source.SheetSource()
        source.locate(lines, ["name"], [["x"]], {"has_headers": True, "skip": 1})
        self.assertEqual(source.rows, [4])

    def test_locate_unknown(self):
        source = sheet_source.SheetSource()
        source.locate([], FIELDS, [["A"] * 5, ["B"] * 5], {"has_headers": True, "skip": 10})
        self.assertEqual(source.rows, [12, 13])
        self.assertEqual(source.headers, {})
