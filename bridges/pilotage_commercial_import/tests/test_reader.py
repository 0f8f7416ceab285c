import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial_import import controllers, engine, reader


@tagged("post_install", "-at_install")
class TestReader(BaseCase):
    def test_doctests(self):
        attempted = 0
        for package in (reader, engine, controllers):
            for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                result = doctest.testmod(importlib.import_module(found.name))
                self.assertEqual(result.failed, 0, found.name)
                attempted += result.attempted
        self.assertGreater(attempted, 50)
