import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FRENCH = (
    "Opportunité / client",
    "Montant estimé",
    "Statut",
    "Prochaine action",
    "Date d’échéance",
)
ENGLISH = ("Opportunity / customer", "Estimated amount", "Status", "Next action", "Due date")
FIELDS = ["name", "expected_revenue", "stage_id", "next_action", "next_action_date"]
GUIDE = (
    ("M. Dupont BTP", "5 000 €", "Devis envoyé", "Relance téléphonique", "18/12"),
    ("Atelier Martin", "12 500 €", "Prospect qualifié", "Envoyer une offre", "20/12"),
)
# Options of the import screen when the user changes none.
OPTIONS = {
    "advanced": True,
    "date_format": "",
    "datetime_format": "",
    "encoding": "",
    "fallback_values": {},
    "float_decimal_separator": ".",
    "float_thousand_separator": ",",
    "has_headers": True,
    "import_set_empty_fields": [],
    "import_skip_records": [],
    "keep_matches": False,
    "limit": 2000,
    "name_create_enabled_fields": {},
    "quoting": '"',
    "separator": "",
    "sheet": "",
    "sheets": [],
    "skip": 0,
    "tracking_disable": True,
}


def to_csv(rows, headers=FRENCH, separator=";", encoding="utf-8"):
    """Return a CSV file as bytes, from texts without separators."""
    lines = [separator.join(row) for row in [headers, *rows]]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def to_xlsx(rows, headers=FRENCH):
    """Return an Excel file, as bytes."""
    book = openpyxl.Workbook()
    for row in [headers, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class SheetMixin:
    """A new company with a French and an American salesperson, and no opportunity."""

    @classmethod
    def set_up_sheet(cls):
        env = cls.env
        for code in ("fr_FR", "en_US"):
            env["res.lang"]._activate_lang(code)
        env.ref("base.lang_fr").date_format = "%d/%m/%Y"
        env.ref("base.lang_en").date_format = "%m/%d/%Y"
        cls.company = env["res.company"].create(
            {
                "name": "Bâtisseurs du Test",
                "currency_id": env.ref("base.EUR").id,
            }
        )
        cls.camille = cls.create_salesperson("camille", "fr_FR", "Europe/Paris")
        cls.alex = cls.create_salesperson("alex", "en_US", "America/Los_Angeles")
        cls.team = env["crm.team"].create(
            {
                "name": "Sheet team",
                "sequence": -100,
                "company_id": cls.company.id,
                "member_ids": [(6, 0, (cls.camille | cls.alex).ids)],
            }
        )
        cls.prospect = env.ref("crm.stage_lead1")
        cls.qualified = env.ref("crm.stage_lead2")
        cls.quote = env.ref("crm.stage_lead3")
        cls.negotiation = env.ref("pilotage_commercial.stage_negotiation")
        cls.won = env.ref("crm.stage_lead4")
        cls.lost = env.ref("pilotage_commercial.stage_lost")

    @classmethod
    def create_salesperson(cls, login, lang, tz):
        return new_test_user(
            cls.env,
            login=f"{login}_sheet",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads,"
            "base.group_partner_manager,base.group_allow_export",
            lang=lang,
            tz=tz,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def create_lead(self, name, **values):
        """Create an open opportunity of Camille at the stage Prospect, unless given otherwise."""
        return (
            self.env["crm.lead"]
            .with_company(self.company)
            .create(
                {
                    "name": name,
                    "type": "opportunity",
                    "user_id": self.camille.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "stage_id": self.prospect.id,
                    **values,
                }
            )
        )

    # --- Bring your pipeline ---

    def upload(self, content, file_name="suivi.csv", user=None):
        """Upload a file as ``user`` does on the first screen; return the import."""
        user = user or self.camille
        env = self.env(
            user=user,
            context={"lang": user.lang, "tz": user.tz, "allowed_company_ids": user.company_id.ids},
        )
        return env["pilotage.import"].create(
            {"file": base64.b64encode(content), "file_name": file_name}
        )

    def bring(self, content, file_name="suivi.csv", user=None):
        """Import a file with the fewest clicks.

        :return: (import, sentences for the user), or (None, error) when it was refused
        """
        record = self.upload(content, file_name, user)
        try:
            record.action_check()
            warnings = record._get_warnings(record._read_draft())
            record.action_import()
        except UserError as error:
            return None, [str(error)]
        self.env.invalidate_all()
        return record, warnings

    # --- Odoo's import screen ---

    def preview(self, content, user=None, file_name="suivi.csv", **options):
        """Upload a file as ``user`` does; return the import and the data of the screen."""
        user = user or self.camille
        context = {
            "lang": user.lang,
            "tz": user.tz,
            "allowed_company_ids": user.company_id.ids,
            "tracking_disable": True,
        }
        env = self.env(user=user, context=context)
        file_type = XLSX if file_name.endswith("xlsx") else "text/csv"
        wizard = env["base_import.import"].create({"res_model": "crm.lead"})
        wizard.write({"file": content, "file_name": file_name, "file_type": file_type})
        preview = wizard.parse_preview({**OPTIONS, **options})
        self.assertNotIn("error", preview)
        return wizard, preview

    def get_mapping(self, preview):
        """Return the field that the screen shows for each column, False for none."""
        matches = preview["matches"] or {}
        return [
            "/".join(matches[index]) if index in matches else False
            for index in range(len(preview["headers"]))
        ]

    def import_sheet(self, content, user=None, dryrun=False, mapping=None, **kwargs):
        """Import a file with the mapping that the screen proposes, or with ``mapping``."""
        wizard, preview = self.preview(content, user, **kwargs)
        return wizard.execute_import(
            mapping or self.get_mapping(preview),
            [header.strip().lower() for header in preview["headers"]],
            {**OPTIONS, **preview["options"]},
            dryrun=dryrun,
        )

    def import_leads(self, rows, **kwargs):
        """Import ``rows`` of texts and return the opportunities; fail on any error."""
        result = self.import_sheet(to_csv(rows), **kwargs)
        self.assertNoError(result)
        self.env.invalidate_all()
        return self.env["crm.lead"].with_context(active_test=False).browse(result["ids"])

    def get_warnings(self, rows, **kwargs):
        """Import ``rows`` of texts and return the sentences for the user."""
        result = self.import_sheet(to_csv(rows), **kwargs)
        self.assertNoError(result)
        # Non-breaking spaces of French typography are read as spaces.
        return [message["message"].replace("\u00a0", " ") for message in result["messages"]]

    def assertNoError(self, result):
        kinds = [message["type"] for message in result["messages"]]
        self.assertNotIn("error", kinds, result["messages"])

    def count_leads(self):
        return self.env["crm.lead"].with_context(active_test=False).search_count([])

    def assertLead(self, lead, name, amount, stage, action, due):
        self.assertEqual(lead.name, name)
        self.assertEqual(lead.expected_revenue, amount)
        self.assertEqual(lead.stage_id, stage)
        self.assertEqual(lead.next_action or "", action)
        self.assertEqual(str(lead.next_action_date or ""), due)


class SheetCase(SheetMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_sheet()
