import io
import json

import openpyxl
from freezegun import freeze_time

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.pilotage_commercial_import.tests.common import (
    ENGLISH,
    FIELDS,
    FRENCH,
    GUIDE,
    SheetCase,
    SheetMixin,
)


@tagged("post_install", "-at_install")
class TestSheetExport(SheetCase):
    def test_columns(self):
        lead = self.env["crm.lead"]
        for lang, headers in (("fr_FR", FRENCH), ("en_US", ENGLISH)):
            columns = lead.with_context(lang=lang).get_pipeline_sheet_columns()
            self.assertEqual([column["label"] for column in columns], list(headers))
            self.assertEqual([column["name"] for column in columns], FIELDS)

    def test_export_list(self):
        export = self.env.ref("pilotage_commercial_import.ir_exports_pipeline_sheet")
        self.assertEqual(export.resource, "crm.lead")
        self.assertEqual(export.export_fields.mapped("name"), FIELDS)
        read = self.env["ir.exports"].with_user(self.camille).with_context(lang="fr_FR")
        names = [values["name"] for values in read.search_read([("id", "=", export.id)], ["name"])]
        self.assertEqual(names, ["Tableau de suivi"])
        export.name = "Mon tableau"
        names = [values["name"] for values in read.search_read([("id", "=", export.id)], ["name"])]
        self.assertEqual(names, ["Mon tableau"])

    def test_action(self):
        leads = self.create_lead("Chantier A") + self.create_lead("Chantier B")
        action = self.env.ref("pilotage_commercial_import.crm_lead_action_export_sheet")
        context = {"active_model": "crm.lead", "active_ids": leads.ids, "active_domain": []}
        result = action.with_user(self.camille).with_context(**context).run()
        self.assertEqual(result["tag"], "pilotage_commercial_import.export_sheet")
        self.assertEqual(result["params"], {"ids": leads.ids})
        self.assertIn(self.env.ref("base.group_allow_export"), action.group_ids)

    def test_action_on_more_than_the_client_selects(self):
        leads = self.create_lead("Chantier A") + self.create_lead("Chantier B")
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", "2")
        domain = [("name", "like", "Chantier")]
        action = leads.with_context(active_domain=domain)._export_pipeline_sheet()
        self.assertEqual(action["params"], {"domain": domain})

    def test_action_with_a_limit_that_is_no_number(self):
        leads = self.create_lead("Chantier A") + self.create_lead("Chantier B")
        for limit in ("many", "1e4", "-1", "2.5", " "):
            self.env["ir.config_parameter"].set_param("web.active_ids_limit", limit)
            action = leads.with_context(active_domain=[(1, "=", 1)])._export_pipeline_sheet()
            self.assertEqual(action["params"], {"ids": leads.ids}, limit)


@tagged("post_install", "-at_install")
class TestSheetDownload(SheetMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_sheet()

    def download(self, user, leads):
        """Post the request of the web client; return the response."""
        data = {"ids": leads.ids, "domain": [], "context": {"lang": user.lang}}
        return self.post(user, json.dumps(data))

    def post(self, user, data):
        self.authenticate(user.login, user.login)
        token = http.Request.csrf_token(self)
        return self.url_open(
            "/pilotage_commercial_import/sheet",
            data={"data": data, "csrf_token": token},
        )

    def test_round_trip(self):
        self.quote.with_context(lang="fr_FR").name = "Devis"
        with freeze_time("2026-12-01 12:00:00"):
            leads = self.import_leads(
                [
                    *GUIDE,
                    ("Mairie", "1 234,56", "Négociation", "Visiter", "05/01/2027"),
                    ("Mairie", "(500)", "Négociation", "Visiter", "05/01/2027"),
                    ("École", "", "Prospect", "", ""),
                    ("Piscine", "80 000", "Gagné", "Facturer", "10/12"),
                    ("Gymnase", "90 000", "Perdu", "", ""),
                ]
            )
        cases = ((self.camille, FRENCH, "Devis"), (self.alex, ENGLISH, "Quote"))
        for user, headers, stage in cases:
            with self.subTest(lang=user.lang):
                # Newest first, as in a list.
                content = self.download(user, leads.sorted("id", reverse=True)).content
                rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
                self.assertEqual(rows[0], headers)
                self.assertEqual(rows[-1][:4], ("M. Dupont BTP", 5000, stage, GUIDE[0][3]))
                self.assertEqual(str(rows[-1][4].date()), "2026-12-18")
                count, written = self.count_leads(), leads.mapped("write_date")
                result = self.import_sheet(content, user, file_name="export.xlsx")
                self.assertNoError(result)
                self.assertEqual(result["ids"], leads.sorted("id", reverse=True).ids)
                self.assertEqual(self.count_leads(), count)
                self.assertEqual(leads.mapped("write_date"), written)
                self.assertEqual(
                    leads.mapped("expected_revenue"), [5000, 12500, 1234.56, -500, 0, 80000, 90000]
                )

    def test_written_for_people(self):
        lead = self.create_lead('=HYPERLINK("http://exemple.fr")', expected_revenue=5)
        lead.write({"next_action": "+33 6", "next_action_date": "2026-12-18"})
        content = self.download(self.camille, lead).content
        cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
        self.assertEqual((cells[0].value, cells[0].data_type), (lead.name, "s"))
        self.assertEqual(cells[3].value, "+33 6")
        self.assertEqual(cells[4].number_format, "dd/mm/yyyy")

    def test_days_of_no_calendar(self):
        """A day that spreadsheets do not know is a text, and stops no sheet."""
        lead = self.create_lead("Chantier A")
        for day in ("0001-01-01", "1899-12-30", "9999-12-31"):
            lead.write({"next_action": "Appeler", "next_action_date": day})
            response = self.download(self.camille, lead)
            self.assertEqual(response.status_code, 200, day)
            openpyxl.load_workbook(io.BytesIO(response.content))

    def test_right_to_export(self):
        self.camille.group_ids -= self.env.ref("base.group_allow_export")
        lead = self.create_lead("Chantier A")
        with mute_logger("odoo.http"):
            response = self.download(self.camille, lead)
        self.assertEqual(response.status_code, 403)
        self.assertNotIn(b"Chantier A", response.content)

    def test_not_understood(self):
        """A request that no client sends gets an error without a traceback."""
        self.create_lead("Chantier A")
        for data in (
            "{",
            "[" * 1000,
            "5",
            "[1]",
            '{"context": [1]}',
            '{"ids": ["a"]}',
            '{"ids": [1e30]}',
            '{"ids": [99999999999999999999]}',
            '{"domain": "abc"}',
            '{"domain": [["nothing", "=", 1]]}',
            '{"ids": "12"}',
            '{"domain": [["id", "=", "abc"]]}',
            '{"domain": [["expected_revenue", ">", "abc"]]}',
            '{"domain": [["date_deadline", "=", "garbage"]]}',
            '{"domain": [["name", "=", "a\\u0000b"]]}',
            '{"domain": [["user_id", "in", [[1]]]]}',
            '{"domain": 5}',
            '{"context": {"allowed_company_ids": "abc"}}',
            '{"context": {"allowed_company_ids": [{}]}}',
            '{"ids": [1], "context": {"allowed_company_ids": 5}}',
            '{"ids": [1], "context": {"allowed_company_ids": [[1]]}}',
            '{"ids": [1], "context": {"lang": [1]}}',
            '{"ids": [1], "context": {"tz": {"a": 1}}}',
            '{"ids": [1], "context": {"active_test": {"a": 1}}}',
        ):
            with self.subTest(data=data[:40]), mute_logger("odoo.http", "odoo.sql_db"):
                response = self.post(self.camille, data)
                self.assertEqual(response.status_code, 400)
                self.assertNotIn(b"Traceback", response.content)
        # A context that the server does not accept is ignored.
        response = self.post(self.camille, '{"context": {"pilotage": 1}, "ids": false}')
        self.assertEqual(response.status_code, 200)
