"""The limits of an import's superuser rights, whatever a client sends."""

import base64
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.pilotage_commercial_import.tests.common import GUIDE, SheetCase, to_csv

ROW = ("Chantier A", "500", "", "Appeler", "18/12")
OTHER_ROW = ("Chantier B", "700", "", "", "")


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetTrust(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.noa = cls.create_own("noa_trust", cls.company)
        cls.team.member_ids |= cls.noa

    @classmethod
    def create_own(cls, login, company):
        """Return a salesperson who sees their own documents only."""
        return new_test_user(
            cls.env,
            login=login,
            groups="base.group_user,sales_team.group_sale_salesman,base.group_partner_manager",
            lang="fr_FR",
            tz="Europe/Paris",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def start(self, rows, user):
        """Return an import of ``user`` that waits for the scheduler."""
        record = self.upload(to_csv(rows), user=user)
        record.action_check()
        record._store_rows(record._read_draft())
        record.sudo().state = "running"
        self.env.flush_all()
        return record

    def run_cron(self):
        """Run the scheduled action without committing."""
        with patch.object(IrCron, "_commit_progress", lambda *args, **options: 1):
            self.env["pilotage.import"].with_user(self.env.ref("base.user_root"))._cron_import()
        self.env.invalidate_all()

    # --- nothing is forged ---

    def test_account_is_not_forged(self):
        forged = {
            "state": "running",
            "user_id": self.camille.id,
            "report": "<p>Tout est bon</p>",
            "count_new": 50,
            "checked_choices": {"file": "x"},
            "layout": "x",
            "date_done": "2026-01-01 00:00:00",
        }
        # (The record rules on imports are for salespeople, not for managers.)
        self.noa.group_ids |= self.env.ref("sales_team.group_sale_manager")
        context = {f"default_{name}": value for name, value in forged.items()}
        imports = self.env["pilotage.import"].with_user(self.noa).with_context(**context)
        record = imports.create({"file_name": "suivi.csv"}).sudo()
        plain = self.upload(to_csv([ROW]), user=self.noa).sudo()
        self.assertEqual(record.user_id, self.noa)
        for name in forged:
            self.assertEqual(record[name], plain[name], name)

    def test_rows_are_not_forged(self):
        """Opportunities older than the import are not its own: undoing it keeps them."""
        mine = self.create_lead("Chantier A", user_id=self.noa.id).with_user(self.noa)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_uid = %s WHERE id = %s", [self.noa.id, mine.id]
        )
        self.env.invalidate_all()
        record = self.upload(to_csv([ROW]), user=self.noa)
        record.action_check()
        record.with_context(default_is_created=True).action_import()
        self.assertEqual(record.sudo().row_ids.lead_id, mine.sudo())
        self.assertFalse(record.sudo().row_ids.is_created)
        record.action_undo()
        self.assertTrue(mine.sudo().exists())

    def test_another_file_is_checked_again(self):
        """Of a file that takes the place of the checked one, its report is shown first."""
        record = self.upload(to_csv([ROW]), user=self.noa)
        record.action_check()
        record.file = base64.b64encode(to_csv([ROW, OTHER_ROW]))
        record.action_import()
        self.assertEqual((record.state, record.count_new), ("checked", 2))
        record.action_import()
        self.assertEqual(record.state, "done")

    # --- imports of colleagues ---

    def test_deleted_deal_of_a_colleague(self):
        """Only users who could see a deleted deal are told that it was deleted."""
        for user in (self.camille, self.noa):
            self.bring(to_csv([OTHER_ROW]), user=user)
        self.bring(to_csv([ROW]))
        self.env["crm.lead"].search([("name", "=", "Chantier A")]).unlink()
        # The user who imported it, and users who see all deals.
        for user, counts in ((self.noa, (1, 0)), (self.camille, (0, 1)), (self.alex, (0, 1))):
            record = self.upload(to_csv([ROW]), user=user)
            record.action_check()
            self.assertEqual((record.count_new, record.count_aside), counts, user.login)

    def test_open_what_one_may_read(self):
        record, _warnings = self.bring(to_csv([ROW, OTHER_ROW]), user=self.noa)
        first, second = record.sudo().row_ids.lead_id
        first.user_id = self.camille
        action = record.with_user(self.noa).action_open_leads()
        self.assertTrue(action["context"]["search_disable_custom_filters"])
        self.assertEqual(action["domain"], [("id", "in", second.ids)])

    # --- undone ---

    def test_undo_leaves_what_somebody_worked_on(self):
        names = ("call planned", "reassigned", "stage", "document", "untouched")
        record, _warnings = self.bring(to_csv([(name, "5", "", "", "") for name in names]))
        leads = {lead.name: lead for lead in record.sudo().row_ids.lead_id}
        # (The tests of Odoo track no change unless they are asked to.)
        alex = self.env(user=self.alex, context={"tracking_disable": False})
        leads["call planned"].with_env(alex).activity_schedule(
            "mail.mail_activity_data_call", summary="Call"
        )
        leads["reassigned"].with_env(alex).user_id = self.alex
        leads["stage"].with_env(alex).stage_id = self.negotiation
        self.env["ir.attachment"].create(
            {"name": "plan.pdf", "res_model": "crm.lead", "res_id": leads["document"].id}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        record.with_user(self.camille).action_undo()
        left = {name for name, lead in leads.items() if lead.exists()}
        self.assertEqual(left, {*names} - {"untouched"})

    # --- one stops no other ---

    def test_who_sells_no_more_stops_nobody(self):
        gone = self.start([ROW], self.noa)
        company = self.env["res.company"].create({"name": "Autre société"})
        theirs = self.create_own("autre_trust", company)
        other = self.start([OTHER_ROW], theirs)
        self.noa.group_ids -= self.env.ref("sales_team.group_sale_salesman")
        self.run_cron()
        self.assertEqual(other.sudo().state, "done")
        self.assertEqual(gone.sudo().state, "done")
        self.assertEqual(gone.sudo().row_ids.mapped("state"), ["aside"])
        self.assertTrue(gone.sudo().row_ids.reason)
        # Their company goes on.
        record, _warnings = self.bring(to_csv(GUIDE))
        self.assertEqual(record.state, "done")

    def test_who_left_the_company_stops_nobody(self):
        company = self.env["res.company"].create({"name": "Autre société"})
        gone = self.start([ROW], self.noa)
        self.noa.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        other = self.start([OTHER_ROW], self.create_own("autre_trust", company))
        self.run_cron()
        self.assertEqual((gone.sudo().state, other.sudo().state), ("done", "done"))
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "Chantier A")]))

    def test_stage_that_is_gone_stops_one_row(self):
        stage = self.env["crm.stage"].create({"name": "Chez le notaire"})
        rows = [("Chantier A", "5", "Chez le notaire", "", ""), OTHER_ROW]
        record = self.start(rows, self.camille)
        stage.unlink()
        with mute_logger("odoo.sql_db"):
            self.run_cron()
        self.assertEqual(record.state, "done")
        first, second = record.sudo().row_ids
        self.assertEqual((first.state, second.state), ("aside", "done"))
        self.assertNotIn("psycopg", first.reason)
