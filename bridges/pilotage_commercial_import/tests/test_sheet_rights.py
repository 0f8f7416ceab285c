from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.pilotage_commercial_import.tests.common import GUIDE, SheetCase, to_csv

ROW = ("Chantier A", "500", "", "Appeler", "18/12")


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetRights(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.noa = new_test_user(
            cls.env,
            login="noa_sheet",
            groups="base.group_user,sales_team.group_sale_salesman,base.group_partner_manager",
            lang="fr_FR",
            tz="Europe/Paris",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.team.member_ids |= cls.noa

    def test_own_documents_only(self):
        # Noa cannot see Camille's opportunity: the import creates another one.
        lead = self.create_lead("Chantier A")
        mine = self.import_leads([ROW], user=self.noa)
        self.assertNotEqual(mine, lead)
        self.assertEqual(mine.user_id, self.noa)
        self.assertEqual(lead.expected_revenue, 0)
        self.assertEqual(self.import_leads([ROW], user=self.noa), mine)

    def test_seen_but_not_writable(self):
        lead = self.create_lead("Chantier A")
        self.env["ir.rule"].create(
            {
                "name": "Nobody changes Chantier A",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "domain_force": "[('name', '!=', 'Chantier A')]",
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        self.assertIn("Chantier A", self.get_warnings([GUIDE[0], ROW], user=self.camille)[-1])
        self.assertEqual(lead.expected_revenue, 0)
        row = self.env["pilotage.import.row"].search([("state", "=", "aside")])
        self.assertEqual(row.number, 3)
        # A row without changes is not set aside.
        self.assertEqual(self.import_leads([("Chantier A", "0", "", "", "")]), lead)

    def test_may_not_create(self):
        self.env["ir.model.access"].search(
            [
                ("model_id.model", "=", "crm.lead"),
                ("perm_create", "=", True),
            ]
        ).perm_create = False
        with self.assertRaises(AccessError):
            self.import_sheet(to_csv([ROW]))

    def test_no_access_at_all(self):
        nobody = new_test_user(
            self.env,
            login="nobody_sheet",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.import_sheet(to_csv([ROW]), nobody)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Autre société"})
        self.camille.company_ids |= other
        theirs = self.create_lead("Chantier A", company_id=other.id, team_id=False, user_id=False)
        shared = self.create_lead("Chantier B", company_id=False, team_id=False, user_id=False)
        new, same = self.import_leads([ROW, ("Chantier B", "1", "", "", "")])
        self.assertNotEqual(new, theirs, "Camille works in her own company")
        self.assertEqual(same, shared)
        self.assertEqual(new.company_id, self.company)

    def test_account_of_an_import(self):
        # The user may write neither the import's system fields nor its rows.
        record, _warnings = self.bring(to_csv([ROW]))
        with self.assertRaises(AccessError):
            record.with_user(self.camille).state = "draft"
        with self.assertRaises(AccessError):
            record.row_ids.with_user(self.camille).write({"is_created": False})
        with self.assertRaises(AccessError):
            record.with_user(self.noa).read(["file_name"])

    def test_actions_of_somebody_else(self):
        record, _warnings = self.bring(to_csv([ROW]))
        theirs = record.with_user(self.noa)
        for name in ("action_open_leads", "action_download_aside"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(theirs, name)()

    def test_answers_stay_in_their_import(self):
        """The answers of an import cannot be moved to another one."""
        record, _warnings = self.bring(to_csv([ROW]))
        mine = self.upload(to_csv([(*ROW[:2], "Bloqué", *ROW[3:])]), user=self.noa)
        mine.action_check()
        lines = (mine.column_ids[:1], mine.status_ids)
        for line in lines:
            with self.subTest(line=line._name):
                with self.assertRaises(UserError):
                    line.import_id = record
                with self.assertRaises(UserError):
                    line.name = "Montant"
        lines[0].role = "ignore"

    def choose_stage(self, user, stage, status="Bloqué par le PLU"):
        record = self.upload(to_csv([("Chantier B", "5", status, "", "")]), user=user)
        record.action_check()
        record.status_ids.stage_id = stage
        record.action_import()
        record.action_import()
        self.assertEqual(record.state, "done")

    def check_status(self, user, status="Bloqué par le PLU"):
        """Return the statuses of a sheet that ``user`` is asked about."""
        record = self.upload(to_csv([("Chantier C", "5", status, "", "")]), user=user)
        record.action_check()
        return record.status_ids.mapped("name")

    def test_choice_of_a_salesperson(self):
        """Stages are shared: a salesperson's choice is only stored for their own files."""
        self.choose_stage(self.noa, self.negotiation)
        self.assertNotIn("PLU", self.negotiation.aliases or "")
        self.assertEqual(self.check_status(self.noa), [])
        self.assertEqual(self.check_status(self.camille), ["Bloqué par le PLU"])

    def test_choice_of_a_manager(self):
        self.noa.group_ids |= self.env.ref("sales_team.group_sale_manager")
        self.choose_stage(self.noa, self.negotiation)
        self.assertIn("Bloqué par le PLU", self.negotiation.aliases)
        self.assertEqual(self.check_status(self.camille), [])

    def test_stage_of_another_company(self):
        company = self.env["res.company"].create({"name": "Autre société"})
        team = self.env["crm.team"].create({"name": "Leur équipe", "company_id": company.id})
        stage = self.env["crm.stage"].create({"name": "Chez eux", "team_ids": [(6, 0, team.ids)]})
        record = self.upload(to_csv([("Chantier B", "5", "Bloqué", "", "")]), user=self.noa)
        record.action_check()
        with self.assertRaises(ValidationError):
            record.status_ids.stage_id = stage
        team.company_id = self.company
        record.status_ids.stage_id = stage
