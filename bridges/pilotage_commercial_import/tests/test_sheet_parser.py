import doctest
from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial_import.tools import (
    sheet_import,
    sheet_match,
    sheet_parser,
    sheet_source,
)

NBSP = "\u00a0"
THIN = "\u202f"
TODAY = date(2026, 12, 1)


@tagged("post_install", "-at_install")
class TestSheetParser(BaseCase):
    def test_doctests(self):
        for module in (sheet_parser, sheet_source, sheet_match, sheet_import):
            self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)

    def test_amounts(self):
        cases = {
            "5 000 €": 5000,
            f"5{NBSP}000{NBSP}€": 5000,
            f"5{THIN}000{NBSP}€": 5000,
            "12.500,00": 12500,
            "12,500.00": 12500,
            "12500": 12500,
            "12 500,50 EUR": 12500.5,
            "€12,500": 12500,
            "1.234.567": 1234567,
            "1,234,567.8": 1234567.8,
            "2.500.000,75 €": 2500000.75,
            # One separator and three digits: thousands, unless there is only 0 before it.
            "5,000": 5000,
            "5.000": 5000,
            "0,500": 0.5,
            "0.125": 0.125,
            # … and unless it cannot be thousands.
            "1234.567": 1234.567,
            "12 500,500": 12500.5,
            "12,5": 12.5,
            "12.50": 12.5,
            "-500": -500,
            "- 500 €": -500,
            "−500": -500,
            "€ -500": -500,
            "(500)": -500,
            "(1 200,50 €)": -1200.5,
            "12 500 € HT": 12500,
            "12 500 €HT": 12500,
            "500 H.T.": 500,
            "5000 euros": 5000,
            "CHF 12’500.-": 12500,
            "5 000,-": 5000,
            "US$ 5,000": 5000,
            " 0 ": 0,
            5000: 5000,
            # A number out of a spreadsheet is what it is.
            416.667: 416.667,
        }
        for text, amount in cases.items():
            with self.subTest(text=text):
                self.assertEqual(sheet_parser.parse_amount(text), amount)

    def test_amounts_refused(self):
        texts = ("abc", "12 50", "1.23.456", "1,2,3", "--5", "(-5)", "(5", "5,", ",5", "5-6")
        texts += ("1 2500", "nan", "1e5", "", "12/05", "5 000 € ?", "12 k€", "1.234,567.8")
        texts += (True, None, TODAY, "9" * 20)
        for text in texts:
            with self.subTest(text=text), self.assertRaises(sheet_parser.CellError) as caught:
                sheet_parser.parse_amount(text)
            self.assertEqual(caught.exception.code, "not_amount")

    def test_amounts_with_tax(self):
        for text in ("12 500 € TTC", "1 200 T.T.C.", "500 incl. VAT"):
            with self.subTest(text=text), self.assertRaises(sheet_parser.CellError) as caught:
                sheet_parser.parse_amount(text)
            self.assertEqual(caught.exception.code, "tax_included")

    def test_dates(self):
        december = date(2026, 12, 18)
        cases = {
            "18/12/2026": december,
            "18/12/26": december,
            "18-12-2026": december,
            "18.12.2026": december,
            "18.12.": december,
            "18 / 12": december,
            "2026-12-18": december,
            "2026/12/18": december,
            "2026-12-18 00:00:00": december,
            "18/12/2026 00:00": december,
            "18/12": december,
            "18 décembre": december,
            "18 déc. 2026": december,
            "vendredi 18 décembre 2026": december,
            "18 Dec": december,
            "Fri, Dec 18 2026": december,
            "1er janvier": date(2027, 1, 1),
            "mar 5 mai": date(2027, 5, 5),
            "5 août 27": date(2027, 8, 5),
            datetime(2026, 12, 18, 9, 30): december,
            december: december,
            # The next one: today is one, yesterday waits a year, 29 February four of them.
            "01/12": TODAY,
            "30/11": date(2027, 11, 30),
            "29/02": date(2028, 2, 29),
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(sheet_parser.parse_date(text, True, TODAY), expected)

    def test_dates_next_one(self):
        cases = (
            ("29/02", date(2028, 2, 29), date(2028, 2, 29)),
            ("29/02", date(2028, 3, 1), date(2032, 2, 29)),
            # 2100 is no leap year.
            ("29/02", date(2096, 3, 1), date(2104, 2, 29)),
            ("31/12", date(2026, 12, 31), date(2026, 12, 31)),
            ("01/01", date(2026, 12, 31), date(2027, 1, 1)),
        )
        for text, today, expected in cases:
            with self.subTest(text=text, today=today):
                self.assertEqual(sheet_parser.parse_date(text, True, today), expected)

    def test_dates_refused(self):
        cases = {
            "31/02": "impossible_date",
            "32/01": "impossible_date",
            "13/13/2026": "impossible_date",
            "29/02/2027": "impossible_date",
            "2026-02-30": "impossible_date",
            "99 déc": "impossible_date",
            "18/12/1200": "impossible_date",
            "demain": "not_date",
            "18 jui": "not_date",
            "46374": "not_date",
            "18/": "not_date",
            "": "not_date",
            46374.0: "not_date",
        }
        for text, code in cases.items():
            with self.subTest(text=text), self.assertRaises(sheet_parser.CellError) as caught:
                sheet_parser.parse_date(text, True, TODAY)
            self.assertEqual(caught.exception.code, code)

    def test_day_or_month_first(self):
        cases = (
            # One value that is possible one way only decides for the column.
            (["05/06", "18/12"], False, True),
            (["05/06", "12/18/2026"], True, False),
            # Nothing decides: the language does.
            (["05/06", "01/02/2026", "", "demain"], True, True),
            (["05/06", "2026-12-18", TODAY], False, False),
            # Both: each value as it is possible.
            (["18/12", "12/18"], True, None),
        )
        for values, default, expected in cases:
            with self.subTest(values=values):
                self.assertIs(sheet_parser.is_day_first(values, default), expected)
        dates = [sheet_parser.parse_date(text, None, TODAY) for text in ("18/12", "12/18", "05/06")]
        self.assertEqual(dates, [date(2026, 12, 18), date(2026, 12, 18), date(2027, 6, 5)])

    def test_headers(self):
        cases = {
            "Opportunité / client": "name",
            "OPPORTUNITE/CLIENT": "name",
            " opportunité  /  client ": "name",
            "Opportunity / customer": "name",
            "Montant estimé": "expected_revenue",
            "montant estime (€ HT)": "expected_revenue",
            "Estimated Amount": "expected_revenue",
            "STATUT": "stage_id",
            "Status": "stage_id",
            "Prochaine action :": "next_action",
            "Next action": "next_action",
            "Date d'échéance": "next_action_date",
            "Date d’échéance": "next_action_date",
            "DATE D ECHEANCE": "next_action_date",
            "Due  date": "next_action_date",
            "Phone": None,
            "": None,
            12: None,
        }
        for header, field in cases.items():
            with self.subTest(header=header):
                self.assertEqual(sheet_parser.get_header_field(header), field)

    def test_sheet_of_another_tool(self):
        self.assertEqual(sheet_parser.get_sheet_mapping(["Task", "Status", "Due date"]), {})
        # A column that comes twice counts once.
        self.assertEqual(sheet_parser.get_sheet_mapping(["Status", "Statut", "Due date"]), {})
