"""French is complete: every term that Odoo can translate in our addons is, and none is stale."""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

ROOT = Path(__file__).resolve().parent.parent


@tagged("standard", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_french_is_complete(self):
        folders = [ROOT / "pilotage_commercial", *ROOT.glob("bridges/pilotage_commercial_*")]
        for folder in folders:
            with self.subTest(addon=folder.name):
                content = io.BytesIO()
                self.assertTrue(trans_export(None, [folder.name], content, "po", self.env))
                terms = {entry.msgid for entry in polib.pofile(content.getvalue().decode())}
                self.assertGreater(len(terms), 0)
                french = polib.pofile(str(folder / "i18n" / "fr.po"))
                translated = {entry.msgid for entry in french.translated_entries()}
                self.assertEqual(sorted(terms - translated), [], "not translated")
                self.assertEqual(sorted(translated - terms), [], "in fr.po but no longer used")
                template = polib.pofile(str(folder / "i18n" / f"{folder.name}.pot"))
                self.assertEqual({entry.msgid for entry in template}, terms, "the .pot is stale")
