from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_import.tests.common import (
    ENGLISH,
    FIELDS,
    FRENCH,
    GUIDE,
    SheetCase,
    to_csv,
    to_xlsx,
)


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetImport(SheetCase):
    def assertGuide(self, leads):
        dupont, martin = leads
        self.assertLead(
            dupont, "M. Dupont BTP", 5000, self.quote, "Relance téléphonique", "2026-12-18"
        )
        self.assertLead(
            martin, "Atelier Martin", 12500, self.qualified, "Envoyer une offre", "2026-12-20"
        )

    def test_guide(self):
        leads = self.import_leads(GUIDE)
        self.assertGuide(leads)
        self.assertEqual(leads.mapped("type"), ["opportunity", "opportunity"])
        self.assertEqual(leads.user_id, self.camille)
        self.assertEqual(leads.team_id, self.team)
        self.assertEqual(leads.company_id, self.company)
        self.assertEqual(leads.mapped("partner_name"), ["M. Dupont BTP", "Atelier Martin"])
        # 5 000 + 12 500, as in the guide.
        self.assertEqual(sum(leads.mapped("expected_revenue")), 17500)
        self.assertEqual(leads.activity_ids.user_id, self.camille)

    def test_guide_english(self):
        rows = [
            ("M. Dupont BTP", '"5,000.00"', "Quotation sent", "Relance téléphonique", "12/18"),
            ("Atelier Martin", '"€12,500"', "Qualified prospect", "Envoyer une offre", "12/20/26"),
        ]
        result = self.import_sheet(to_csv(rows, ENGLISH, ","), self.alex)
        self.assertNoError(result)
        self.assertGuide(self.env["crm.lead"].browse(result["ids"]))

    def test_guide_xlsx(self):
        rows = [
            ("M. Dupont BTP", 5000, "DEVIS ENVOYE", "Relance téléphonique", date(2026, 12, 18)),
            ("Atelier Martin", 12500.0, "Qualifié", "Envoyer une offre", datetime(2026, 12, 20, 9)),
        ]
        result = self.import_sheet(to_xlsx(rows), file_name="suivi.xlsx")
        self.assertNoError(result)
        self.assertGuide(self.env["crm.lead"].browse(result["ids"]))

    def test_numbers_of_a_spreadsheet(self):
        # The number 416.667 has decimals, the text has thousands.
        rows = [("A", 416.667, None, "Appeler", None), ("B", "416.667", None, "Appeler", None)]
        result = self.import_sheet(to_xlsx(rows), file_name="suivi.xlsx")
        leads = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(leads.mapped("expected_revenue"), [416.67, 416667])

    def test_again(self):
        first = self.import_leads(GUIDE)
        written = first.mapped("write_date")
        count = self.count_leads()
        again = self.import_leads(GUIDE)
        self.assertEqual(again, first)
        self.assertEqual(self.count_leads(), count)
        self.assertGuide(again)
        self.assertEqual(len(again.activity_ids), 2, "no activity is doubled")
        self.assertEqual(again.mapped("write_date"), written)

    def test_again_with_changes(self):
        first = self.import_leads(GUIDE)
        again = self.import_leads(
            [
                ("m. DUPONT  btp", "6 000", "Négociation", "Signer", "22/12"),
                ("Atelier Martin", "", "", "", ""),
            ]
        )
        self.assertEqual(again, first)
        # The name was used to match: it does not change.
        self.assertLead(again[0], "M. Dupont BTP", 6000, self.negotiation, "Signer", "2026-12-22")
        # Blank cells erase nothing.
        self.assertLead(
            again[1], "Atelier Martin", 12500, self.qualified, "Envoyer une offre", "2026-12-20"
        )
        self.assertEqual(len(again.activity_ids), 2, "the activity moved, none was added")

    def test_zero_is_an_amount(self):
        first = self.import_leads(GUIDE)
        self.import_leads([("M. Dupont BTP", "0", "", "", "")])
        self.assertEqual(first[0].expected_revenue, 0)

    def test_new_with_blanks(self):
        leads = self.import_leads(
            [
                ("Chantier nu", "", "", "", ""),
                ("Sans date", "", "", "Appeler", ""),
                ("Sans action", "", "", "", "18/12"),
            ]
        )
        self.assertLead(leads[0], "Chantier nu", 0, self.prospect, "", "")
        # An action without a date is due today, in the user's time zone.
        self.assertLead(leads[1], "Sans date", 0, self.prospect, "Appeler", "2026-12-01")
        self.assertEqual(str(leads[2].next_action_date), "2026-12-18")

    def test_action_without_date_keeps_the_date(self):
        lead = self.import_leads(GUIDE[:1])
        self.import_leads([("M. Dupont BTP", "", "", "Rendre visite", "")])
        self.assertEqual(lead.next_action, "Rendre visite")
        self.assertEqual(str(lead.next_action_date), "2026-12-18")

    def test_wholly_empty_rows(self):
        content = to_csv([GUIDE[0], ("",) * 5, ("  ",) * 5, GUIDE[1]])
        result = self.import_sheet(content)
        self.assertNoError(result)
        self.assertGuide(self.env["crm.lead"].browse(result["ids"]))

    def test_next_date_in_the_time_zone(self):
        # 31 December, 23:30 UTC: already 1 January in Paris, still the 31st in Los Angeles.
        with freeze_time("2026-12-31 23:30:00"):
            paris = self.import_leads([("Chantier Paris", "", "", "Appeler", "demain")])
            west = self.import_leads(
                [("Chantier Ouest", "", "", "Appeler", "tomorrow")], user=self.alex
            )
        self.assertEqual(str(paris.next_action_date), "2027-01-02")
        self.assertEqual(str(west.next_action_date), "2027-01-01")

    def test_month_or_day_first(self):
        ambiguous = [("Chantier ambigu", "", "", "Appeler", "05/06/2027")]
        self.assertEqual(str(self.import_leads(ambiguous).next_action_date), "2027-06-05")
        lead = self.import_leads(ambiguous, user=self.alex)
        self.assertEqual(str(lead.next_action_date), "2027-05-06")
        # One unambiguous date decides, whatever the language.
        leads = self.import_leads(
            [*ambiguous, ("Chantier clair", "", "", "Appeler", "18/12/2026")], user=self.alex
        )
        self.assertEqual(
            [str(lead.next_action_date) for lead in leads], ["2027-06-05", "2026-12-18"]
        )

    def test_foreign_columns(self):
        headers = [*FRENCH, "Phone", "Salesperson"]
        rows = [
            ("Chantier A", "1", "", "Appeler", "", "0102030405", self.alex.name),
            ("Chantier B", "2", "", "Appeler", "", "", ""),
        ]
        result = self.import_sheet(to_csv(rows, headers))
        self.assertNoError(result)
        leads = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(leads.mapped("phone"), ["0102030405", False])
        self.assertEqual(leads[0].user_id, self.alex)
        self.assertEqual(leads[1].user_id, self.camille, "blank: the default")
        self.import_sheet(to_csv([("Chantier A", "3", "", "", "", "", "")], headers))
        self.assertEqual(leads[0].phone, "0102030405", "blank: nothing erased")
        self.assertEqual(leads[0].user_id, self.alex)
        self.assertEqual(leads[0].expected_revenue, 3)

    def test_longer_than_a_batch(self):
        # 2 501 rows at once, although the screen would stop after 2 000.
        rows = [(f"Chantier {number:04}", str(number), "", "", "") for number in range(2501)]
        result = self.import_sheet(to_csv(rows))
        self.assertNoError(result)
        self.assertEqual(len(result["ids"]), 2501)
        self.assertEqual(result["nextrow"], 0)

    def test_few_queries(self):
        rows = [
            (f"Chantier {number:03}", str(number + 1), "Devis", "Appeler", "18/12")
            for number in range(300)
        ]
        leads = self.import_leads(rows)
        self.assertEqual(len(leads), 300)
        self.env.flush_all()
        wizard, preview = self.preview(to_csv(rows))
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            # Nothing changed: matching takes a few queries per file, none per row.
            result = wizard.execute_import(
                FIELDS, list(FRENCH), {**preview["options"], "skip": 0}, dryrun=False
            )
        self.assertEqual(result["ids"], leads.ids)

    # --- errors ---

    def test_cells_that_cannot_be_read(self):
        rows = [
            GUIDE[0],
            ("Chantier A", "abc", "Devis", "Appeler", "18/12"),
            ("", "500", "", "", ""),
            ("", "", "", "", ""),
            ("Chantier B", "12 000 TTC", "En attente", "Appeler", "31/02"),
            ("Chantier C", "à définir", "", "", "demain"),
        ]
        content = to_csv(rows)
        for dryrun in (True, False):
            result = self.import_sheet(content, self.alex, dryrun=dryrun)
            self.assertNoError(result)
            told = "\n".join(message["message"] for message in result["messages"])
            for text in (
                "“abc” (row 3)",
                "amounts with tax are refused",
                "“12 000 TTC” (row 6)",
                "“31/02” (row 6)",
                "“En attente” (row 6)",
                "“à définir” (row 7)",
                "“demain” is 12/02/2026 (row 7)",
                "Nothing names this deal: fill in its name or its customer : row 4",
            ):
                self.assertIn(text, told)
            self.assertEqual(len(result["ids"]), 4)
        leads = self.env["crm.lead"].browse(result["ids"])
        self.assertLead(leads[1], "Chantier A", 0, self.quote, "Appeler", "2026-12-18")
        self.assertLead(leads[2], "Chantier B", 0, self.prospect, "Appeler", "2026-12-01")
        # Nothing of the sheet is lost.
        for text in ("12 000 TTC", "En attente", "31/02"):
            self.assertIn(text, leads[2].description)

    def test_row_numbers_of_xlsx(self):
        rows = [GUIDE[0], (None,) * 5, (None,) * 5, ("Chantier A", "abc", None, None, None)]
        result = self.import_sheet(to_xlsx(rows), self.alex, file_name="suivi.xlsx")
        self.assertIn("“abc” (row 5)", result["messages"][0]["message"])

    def test_errors_while_saving(self):
        rows = [
            ("Chantier A", "1", "Devis", "Appeler", "18/12"),
            ("Chantier B", "2", "Devis", "Appeler", "18/12"),
        ]
        model = type(self.env["crm.lead"])
        create = model.create

        def refuse_second(leads, vals_list):
            if any(values["name"] == "Chantier B" for values in vals_list):
                raise ValidationError(leads.env._("Ce chantier est refusé."))
            return create(leads, vals_list)

        self.patch(model, "create", refuse_second)
        self.import_sheet(to_csv(rows))
        row = self.env["pilotage.import.row"].search([("state", "=", "aside")])
        self.assertEqual((row.number, row.reason), (3, "Ce chantier est refusé."))
        self.assertEqual(self.env["crm.lead"].search_count([("name", "=", "Chantier A")]), 1)

    def test_dry_run(self):
        count = self.count_leads()
        result = self.import_sheet(to_csv(GUIDE), dryrun=True)
        self.assertNoError(result)
        self.assertEqual(len(result["ids"]), 2)
        self.assertEqual(self.count_leads(), count)

    def test_native_import_is_untouched(self):
        # Identifiers: Odoo's own import, without "5 000 €" and our aliases.
        content = to_csv([("__import__.a", *GUIDE[0])], ("External ID", *FRENCH))
        result = self.import_sheet(content, mapping=["id", *FIELDS])
        self.assertTrue(result["messages"])
        self.assertFalse(result.get("ids"))
