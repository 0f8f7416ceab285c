import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial_import import controllers, engine, reader


@tagged("post_install", "-at_install")
class TestReader(BaseCase):
    def test_doctests(self):
        for package in (reader, engine, controllers):
            for module in vars(package).values():
                if type(module) is type(doctest) and module.__name__.startswith(package.__name__):
                    self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)
