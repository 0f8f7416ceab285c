"""French is complete: every translatable term of our addons is translated, and none is stale."""

import io
from pathlib import Path
from unittest.mock import patch

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

import odoo.addons

ROOT = Path(__file__).resolve().parent.parent


def get_terms(catalogue, addon):
    """Return the terms of ``catalogue`` that ``addon`` shows to users.

    Without those of its tests, and those that it adds to the records of another addon.
    """
    return {
        entry.msgid
        for entry in catalogue
        if any(
            "/tests/" not in place
            and (not place.startswith("model") or place.rpartition(":")[2].startswith(addon + "."))
            for place, _line in entry.occurrences
        )
    }


@tagged("standard", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    maxDiff = None

    def test_french_is_complete(self):
        installed = self.env["ir.module.module"]._installed()
        bridges = [path for path in ROOT.glob("bridges/*") if path.name in installed]
        # Other apps add fields to the application's models: export it without them.
        alone = not any(path.name != "pilotage_commercial_import" for path in bridges)
        for folder in [*([ROOT / "pilotage_commercial"] if alone else []), *bridges]:
            with self.subTest(addon=folder.name):
                exported = get_terms(self._export(folder.name), folder.name)
                self.assertGreater(len(exported), 0)
                french = polib.pofile(str(folder / "i18n" / "fr.po"))
                translated = get_terms(french.translated_entries(), folder.name)
                self.assertEqual(sorted(exported - translated), [], "not translated")
                self.assertEqual(sorted(translated - exported), [], "no longer used")
                template = polib.pofile(str(folder / "i18n" / f"{folder.name}.pot"))
                self.assertEqual(get_terms(template, folder.name), exported, "the .pot is stale")

    def _export(self, addon):
        """Return the catalogue that Odoo exports for ``addon``."""
        content = io.BytesIO()
        # Odoo attributes a file to the first matching folder: the deepest folders go first.
        paths = sorted(odoo.addons.__path__, key=len, reverse=True)
        with patch.object(odoo.addons, "__path__", paths):
            self.assertTrue(trans_export(None, [addon], content, "po", self.env))
        return polib.pofile(content.getvalue().decode())
