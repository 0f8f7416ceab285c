"""Figures are written as Odoo writes them."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import formatLang

from odoo.addons.pilotage_commercial.tools.figures import FigureFormat

AMOUNTS = (0, -0.001, 0.005, 1, 1.5, -2.345, 99.994, 99.996, 100.5, -100.49, 1234567.5, -9876543)


@tagged("standard", "post_install", "-at_install")
class TestFigures(TransactionCase):
    def test_money_as_odoo_writes_it(self):
        """From a hundred on without cents; every currency, its sign before or after the amount."""
        self.env["res.lang"]._activate_lang("fr_FR")
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        self.assertGreater(len(set(currencies.mapped("decimal_places"))), 1)
        self.assertEqual(set(currencies.mapped("position")), {"before", "after"})
        for lang in ("en_US", "fr_FR"):
            env = self.env(context={"lang": lang})
            figures = FigureFormat(env)
            for currency in currencies:
                for amount in AMOUNTS:
                    is_whole = abs(amount) >= 100 or float(amount).is_integer()
                    expected = formatLang(
                        env,
                        amount,
                        currency_obj=currency,
                        rounding_method="HALF-UP",
                        rounding_unit="units" if is_whole else "decimals",
                    )
                    if not any(digit in expected for digit in "123456789"):
                        expected = expected.replace("-", "")  # no minus before a zero
                    with self.subTest(lang=lang, currency=currency.name, amount=amount):
                        self.assertEqual(figures.format(amount, "money", currency), expected)

    def test_in_the_language_of_the_context(self):
        """The language is that of the context."""
        self.env["res.lang"]._activate_lang("fr_FR")
        for lang, told in (("en_US", "1,234.5"), ("fr_FR", "1\N{NBSP}234,5")):
            env = self.env(context={"lang": lang})
            self.assertEqual(FigureFormat(env).format(1234.5, "number"), told)

    def test_singular_and_plural(self):
        """In French a word is in the singular below 2, in English at 1 only."""
        self.env["res.lang"]._activate_lang("fr_FR")
        days = {
            0: ("0 days", "0 jour"),
            0.5: ("0.5 days", "0,5 jour"),
            1: ("1 day", "1 jour"),
            1.04: ("1 day", "1 jour"),  # as it is written
            1.9: ("1.9 days", "1,9 jour"),
            1.96: ("2 days", "2 jours"),
            28: ("28 days", "28 jours"),
        }
        points = {0.01: ("1 point", "1 point"), -0.005: ("-0.5 points", "-0,5 point")}
        for column, lang in enumerate(("en_US", "fr_FR")):
            figures = FigureFormat(self.env(context={"lang": lang}))
            for value, texts in days.items():
                with self.subTest(lang=lang, days=value):
                    self.assertEqual(figures.format(value, "days"), texts[column])
            for value, texts in points.items():
                with self.subTest(lang=lang, points=value):
                    text = figures.format(value, "ratio", is_change=True)
                    self.assertEqual(text, texts[column])
            # With its decimal, as in a column.
            column_text = figures.format(0.01, "ratio", is_change=True, is_fixed=True)
            self.assertEqual(column_text, ("1.0 points", "1,0 point")[column])
