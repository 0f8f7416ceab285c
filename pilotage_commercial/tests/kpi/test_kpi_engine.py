"""The arithmetic of the engine, by the examples in its docstrings."""

import doctest

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ...models.kpi.block import card
from ...models.kpi.engine import measure, plan, records, rights
from ...models.start import pilotage_start_targets
from ...tools import dates
from ..common_kpi import KpiCase


@tagged("standard", "post_install", "-at_install")
class TestKpiEngine(TransactionCase):
    def test_doctests(self):
        given = {"mine": Domain("user_id", "=", 7) & Domain("type", "=", "opportunity")}
        for module in (card, measure, plan, records, rights, pilotage_start_targets):
            with self.subTest(module.__name__):
                found = doctest.testmod(module, extraglobs={**given, "date": dates.date})
                self.assertTrue(found.attempted)
                self.assertEqual(found.failed, 0)


@tagged("standard", "post_install", "-at_install")
class TestKpiReader(KpiCase):
    def test_amounts_of_two_currencies_in_one_query(self):
        """An order of 1 000 $ in euros is 800 € ordered and as revenue; one of 500 $ in a company
        in dollars 400 €: 1 200 € on both sides, whichever is read first.
        """
        other = self._create_company("Roux Inc.")
        other.currency_id = self.dollar
        self.manager.company_ids |= other
        prices = self.env["product.pricelist"].create(
            {"name": "$", "currency_id": self.dollar.id, "company_id": False}
        )
        for company, price in ((self.company, 1000), (other, 500)):
            order = self._order(
                (self.study, 1, price),
                company_id=company.id,
                pricelist_id=prices.id,
                team_id=False,
            )
            order.action_confirm()
        fields = ["net_revenue", "amount_untaxed"]
        for code, (above, below) in (("mine", fields), ("other", fields[::-1])):
            sides = {"numerator": above, "denominator": below}
            values = {"name": code, "code": code, "unit": "number"}
            for side, field in sides.items():
                values |= {
                    f"{side}_model": "sale.order",
                    f"{side}_domain": "[('state', '=', 'sale')]",
                    f"{side}_date": "confirmation_date",
                    f"{side}_aggregate": "sum",
                    f"{side}_field": field,
                }
            self.kpis.with_user(self.manager).create(values)
            card = self._card(code, None, self.company | other)
            self.assertAlmostEqual(card["numerator"]["value"], 1200)
            self.assertAlmostEqual(card["denominator"]["value"], 1200)
