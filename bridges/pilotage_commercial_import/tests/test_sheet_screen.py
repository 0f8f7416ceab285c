from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools.misc import file_open

from odoo.addons.pilotage_commercial_import.tests.common import (
    ENGLISH,
    FIELDS,
    FRENCH,
    GUIDE,
    OPTIONS,
    SheetCase,
    to_csv,
    to_xlsx,
)


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetScreen(SheetCase):
    """The proposals of the screen before the import."""

    def test_csv(self):
        for headers in (FRENCH, ENGLISH, [header.upper() for header in FRENCH]):
            for separator in ";,\t":
                for encoding in ("utf-8", "utf-8-sig", "latin-1"):
                    rows = [(name, "5000", *rest) for name, _amount, *rest in GUIDE]
                    # Latin-1 has neither the euro sign nor the typographic apostrophe.
                    titles = [header.replace("’", "'") for header in headers]
                    with self.subTest(headers=titles, separator=separator, encoding=encoding):
                        content = to_csv(rows, titles, separator, encoding)
                        _wizard, preview = self.preview(content)
                        self.assertEqual(self.get_mapping(preview), FIELDS)
                        self.assertEqual(preview["headers"], titles)
                        self.assertEqual(preview["options"]["separator"], separator)

    def test_xlsx(self):
        for headers in (FRENCH, ENGLISH):
            with self.subTest(headers=headers):
                _wizard, preview = self.preview(to_xlsx(GUIDE, headers), file_name="suivi.xlsx")
                self.assertEqual(self.get_mapping(preview), FIELDS)

    def test_whatever_the_language(self):
        for user in (self.camille, self.alex):
            for headers in (FRENCH, ENGLISH):
                with self.subTest(user=user.login, headers=headers):
                    _wizard, preview = self.preview(to_csv(GUIDE, headers), user)
                    self.assertEqual(self.get_mapping(preview), FIELDS)

    def test_last_cells_left_out(self):
        content = "\r\n".join([";".join(FRENCH), "Chantier A;5000", "Chantier B"]).encode()
        _wizard, preview = self.preview(content)
        self.assertEqual(self.get_mapping(preview), FIELDS)
        result = self.import_sheet(content)
        self.assertNoError(result)
        self.assertEqual(len(result["ids"]), 2)

    def test_order_and_foreign_columns(self):
        headers = ("Phone", FRENCH[4], FRENCH[0], "Couleur du camion")
        _wizard, preview = self.preview(to_csv([("0102", "18/12", "A", "rouge")], headers))
        self.assertEqual(self.get_mapping(preview), ["phone", "next_action_date", "name", False])

    def test_saved_mapping_wins(self):
        self.env["base_import.mapping"].create(
            {
                "res_model": "crm.lead",
                "column_name": "statut",
                "field_name": "description",
            }
        )
        _wizard, preview = self.preview(to_csv(GUIDE))
        self.assertEqual(self.get_mapping(preview)[2], "description")

    def test_mapping_is_saved(self):
        self.import_leads(GUIDE)
        mappings = self.env["base_import.mapping"].search([("res_model", "=", "crm.lead")])
        names = {mapping.column_name: mapping.field_name for mapping in mappings}
        self.assertEqual(names["opportunité / client"], "name")
        self.assertEqual(names["date d’échéance"], "next_action_date")
        _wizard, preview = self.preview(to_csv(GUIDE))
        self.assertEqual(self.get_mapping(preview), FIELDS)

    def test_other_headers_stay_native(self):
        _wizard, preview = self.preview(to_csv([("A", "B", "1")], ("Task", "Status", "Due date")))
        self.assertNotIn("next_action_date", self.get_mapping(preview))
        self.assertNotIn("stage_id", self.get_mapping(preview))

    def test_other_models_stay_native(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": to_csv(GUIDE),
                "file_name": "suivi.csv",
                "file_type": "text/csv",
            }
        )
        self.assertFalse(wizard._get_sheet_import(FIELDS, OPTIONS))
        suggestions = wizard._get_mapping_suggestions(
            list(FRENCH),
            {(index, header): ["char"] for index, header in enumerate(FRENCH)},
            wizard.get_fields_tree("res.partner"),
        )
        paths = [match["field_path"] for match in suggestions.values() if match]
        self.assertNotIn(["expected_revenue"], paths)

    def test_whose_import_it_is(self):
        content = to_csv(GUIDE)
        cases = (
            (FIELDS, True),
            (["name", False, False, "next_action", False], True),
            ([*FIELDS[:4], False], True),
            ([False, *FIELDS[1:]], False),
            (["id", *FIELDS[1:]], False),
            (["order_ids/name", *FIELDS[1:]], False),
            (["name", "referred", *FIELDS[2:]], False),
        )
        for fnames, expected in cases:
            with self.subTest(fnames=fnames):
                wizard, preview = self.preview(content)
                found = wizard._get_sheet_import(fnames, {**OPTIONS, **preview["options"]})
                self.assertIs(bool(found), expected)

    def test_template(self):
        lead = self.env["crm.lead"]
        for lang, headers, label in (
            ("fr_FR", FRENCH, "Tableau de suivi (5 colonnes)"),
            ("en_US", ENGLISH, "Pipeline sheet (5 columns)"),
        ):
            with self.subTest(lang=lang):
                templates = lead.with_context(lang=lang).get_import_templates()
                self.assertEqual(templates[0]["label"], label)
                self.assertGreater(len(templates), 1, "Odoo's own template is still offered")
                with file_open(templates[0]["template"].lstrip("/"), "rb") as template:
                    content = template.read()
                user = self.camille if lang == "fr_FR" else self.alex
                _wizard, preview = self.preview(content, user, file_name="template.xlsx")
                self.assertEqual(preview["headers"], list(headers))
                self.assertEqual(self.get_mapping(preview), FIELDS)
                result = self.import_sheet(content, user, file_name="template.xlsx")
                self.assertNoError(result)
                leads = lead.browse(result["ids"])
                actions = {
                    "fr_FR": ("Relance téléphonique", "Envoyer une offre"),
                    "en_US": ("Follow-up call", "Send an offer"),
                }[lang]
                # The second language finds the opportunities of the first.
                self.assertLead(
                    leads[0], "M. Dupont BTP", 5000, self.quote, actions[0], "2026-12-18"
                )
                self.assertLead(
                    leads[1], "Atelier Martin", 12500, self.qualified, actions[1], "2026-12-20"
                )
