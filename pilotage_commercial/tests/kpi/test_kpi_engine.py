"""The arithmetic of the engine, by the examples in its docstrings."""

import doctest

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ...models.kpi.block import card
from ...models.kpi.engine import measure, plan, records, rights
from ...models.start import pilotage_start_targets
from ...tools import dates


@tagged("standard", "post_install", "-at_install")
class TestKpiEngine(TransactionCase):
    def test_doctests(self):
        given = {"mine": Domain("user_id", "=", 7) & Domain("type", "=", "opportunity")}
        for module in (card, measure, plan, records, rights, pilotage_start_targets):
            with self.subTest(module.__name__):
                found = doctest.testmod(module, extraglobs={**given, "date": dates.date})
                self.assertTrue(found.attempted)
                self.assertEqual(found.failed, 0)
