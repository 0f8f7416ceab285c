from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.pilotage_commercial_import.tests.common import FRENCH, GUIDE, SheetCase, to_csv

DEALS = ("Client", "Opportunité", "Montant", "Statut", "Prochaine action", "Échéance")


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestImportAgain(SheetCase):
    """Only values that changed in the sheet change in Odoo."""

    def bring_rows(self, rows, headers=FRENCH, user=None, name="suivi.csv"):
        record, _told = self.bring(to_csv(rows, headers), name, user)
        return record

    def get_leads(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        ids = leads.search([("company_id", "=", self.company.id)], order="id").ids
        return self.env["crm.lead"].browse(ids)

    def assertCounts(self, record, new=0, updated=0, unchanged=0, aside=0):
        counts = (
            record.count_new,
            record.count_updated,
            record.count_unchanged,
            record.count_aside,
        )
        self.assertEqual(counts, (new, updated, unchanged, aside))

    # --- work done in Odoo ---

    def test_nothing_changed(self):
        self.assertCounts(self.bring_rows(GUIDE), new=2)
        leads = self.get_leads()
        written = leads.mapped("write_date")
        self.assertCounts(self.bring_rows(GUIDE), unchanged=2)
        self.assertEqual(self.get_leads(), leads)
        self.assertEqual(leads.mapped("write_date"), written)
        self.assertEqual(len(leads.activity_ids), 2)

    def test_won_in_odoo_is_not_doubled(self):
        self.bring_rows(GUIDE)
        leads = self.get_leads()
        leads[0].action_set_won()
        self.assertCounts(self.bring_rows(GUIDE), unchanged=2)
        self.assertEqual(self.get_leads(), leads)
        self.assertEqual(leads[0].stage_id, self.won)

    def test_stage_is_not_moved_back(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.stage_id = self.negotiation
        name, _amount, *rest = GUIDE[0]
        self.assertCounts(self.bring_rows([(name, "6 000 €", *rest)]), updated=1)
        self.assertEqual((lead.stage_id, lead.expected_revenue), (self.negotiation, 6000))

    def test_planned_call_is_not_overwritten(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.next_action = "Déjeuner avec M. Dupont"
        name, amount, status, _action, due = GUIDE[0]
        record = self.bring_rows([(name, amount, status, "Envoyer un courriel", due)])
        self.assertCounts(record, unchanged=1)
        self.assertEqual(lead.next_action, "Déjeuner avec M. Dupont")
        self.assertEqual(len(lead.activity_ids), 1)

    def test_done_action_is_not_created_again(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.activity_ids.action_feedback(feedback="Fait")
        self.bring_rows(GUIDE)
        self.assertFalse(lead.activity_ids)
        # The same action on another day is the one that was done.
        self.bring_rows([(*GUIDE[0][:4], "22/12")])
        self.assertFalse(lead.activity_ids)
        # Another action is planned.
        self.bring_rows([(*GUIDE[0][:3], "Signer", "22/12")])
        self.assertEqual(lead.next_action, "Signer")

    def test_two_deals_of_a_client_are_not_swapped(self):
        rows = [
            ("Mairie", "Préau", "100", "Devis", "Appeler", "18/12"),
            ("Mairie", "Préau", "200", "Prospect", "Visiter", "20/12"),
        ]
        self.bring_rows(rows, DEALS)
        first, second = self.get_leads()
        changed = (*rows[1][:2], "250", *rows[1][3:])
        self.assertCounts(self.bring_rows([changed, rows[0]], DEALS), updated=1, unchanged=1)
        self.assertEqual((first.expected_revenue, second.expected_revenue), (100, 250))

    def test_same_name_for_two_clients(self):
        rows = [
            ("Mairie", "Extension", "100", "Devis", "", ""),
            ("École", "Extension", "200", "Devis", "", ""),
        ]
        self.bring_rows(rows, DEALS)
        first, second = self.get_leads()
        self.bring_rows([(*rows[1][:2], "300", *rows[1][3:])], DEALS)
        self.assertEqual((first.expected_revenue, second.expected_revenue), (100, 300))

    def test_renamed_in_the_sheet(self):
        rows = [("Chantier A", "100", "Devis", "Appeler", "18/12"), *GUIDE]
        self.bring_rows(rows)
        self.assertCounts(
            self.bring_rows([("Chantier A bis", *rows[0][1:]), *GUIDE]), updated=1, unchanged=2
        )
        self.assertEqual(len(self.get_leads()), 3)
        self.assertEqual(self.get_leads()[0].name, "Chantier A bis")

    def test_identifier_of_the_tool(self):
        headers = ("Deal ID", "Deal Name", "Amount", "Deal Stage")
        rows = [("901", "Extension", "100", "Proposal"), ("902", "Hangar", "200", "Proposal")]
        self.bring_rows(rows, headers)
        self.bring_rows([("902", "Hangar agricole", "250", "Proposal"), rows[0]], headers)
        self.assertEqual(self.get_leads().mapped("name"), ["Extension", "Hangar agricole"])
        self.assertEqual(self.get_leads().mapped("expected_revenue"), [100, 250])

    def test_new_rows(self):
        self.bring_rows(GUIDE)
        record = self.bring_rows([("Chantier B", "5", "", "", ""), *GUIDE])
        self.assertCounts(record, new=1, unchanged=2)

    # --- both changed ---

    def test_conflict(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.expected_revenue = 7000
        name, _amount, *rest = GUIDE[0]
        content = to_csv([(name, "6 000 €", *rest)])
        record = self.upload(content)
        record.action_check()
        conflict = record.conflict_ids
        self.assertEqual(
            (conflict.lead_id, conflict.fact, conflict.choice), (lead, "expected_revenue", "odoo")
        )
        self.assertEqual((conflict.sheet_value, conflict.odoo_value), ("6000", "7000"))
        record.action_import()
        self.assertEqual(lead.expected_revenue, 7000)
        # Decided once: the same sheet does not ask again.
        record = self.upload(content)
        record.action_check()
        self.assertFalse(record.conflict_ids)

    def test_conflict_won_by_the_sheet(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.expected_revenue = 7000
        name, _amount, *rest = GUIDE[0]
        record = self.upload(to_csv([(name, "6 000 €", *rest)]))
        record.action_check()
        record.conflict_ids.choice = "sheet"
        record.action_import()
        self.assertEqual(record.state, "done")
        self.assertEqual(lead.expected_revenue, 6000)

    def test_stage_of_a_deal_made_in_odoo_is_not_moved_back(self):
        lead = self.create_lead("Chantier A", stage_id=self.negotiation.id)
        self.bring_rows([("Chantier A", "5", "Prospect", "", "")])
        self.assertEqual((lead.stage_id, lead.expected_revenue), (self.negotiation, 5))

    # --- deleted in between ---

    def test_deleted_in_between(self):
        self.bring_rows(GUIDE)
        self.get_leads()[0].unlink()
        record = self.bring_rows(GUIDE)
        self.assertCounts(record, unchanged=1, aside=1)
        self.assertEqual(len(self.get_leads()), 1)

    def test_all_deleted_in_between(self):
        self.bring_rows(GUIDE)
        self.get_leads().unlink()
        self.assertCounts(self.bring_rows(GUIDE), new=2)

    def test_archived_in_between(self):
        self.bring_rows(GUIDE)
        lead = self.get_leads()[0]
        lead.probability = 50
        lead.action_archive()
        self.assertCounts(self.bring_rows(GUIDE), unchanged=2)
        self.assertCounts(self.bring_rows([(GUIDE[0][0], "9", *GUIDE[0][2:])]), aside=1)
        self.assertFalse(lead.active)
        self.assertEqual(lead.expected_revenue, 5000)

    def test_another_company(self):
        self.bring_rows(GUIDE)
        other = self.env["res.company"].create({"name": "Autre société"})
        theirs = new_test_user(
            self.env,
            login="other_sheet",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertCounts(self.bring_rows(GUIDE, user=theirs), new=2)
        self.assertEqual(len(self.get_leads()), 2)

    def test_colleagues(self):
        self.bring_rows(GUIDE)
        self.assertCounts(self.bring_rows(GUIDE, user=self.alex), unchanged=2)

    def test_one_import_at_a_time(self):
        first = self.upload(to_csv(GUIDE))
        first.action_check()
        first.sudo().state = "running"
        second = self.upload(to_csv(GUIDE), user=self.alex)
        second.action_check()
        with self.assertRaises(UserError):
            second.action_import()

    def test_import_of_somebody_else(self):
        record = self.upload(to_csv(GUIDE))
        self.camille.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.alex.group_ids += self.env.ref("sales_team.group_sale_manager")
        with self.assertRaises(UserError):
            record.with_user(self.alex).action_check()

    # --- undone ---

    def test_undo(self):
        self.bring_rows([GUIDE[0]])
        old = self.get_leads()
        record = self.bring_rows([*GUIDE, ("Chantier B", "5", "Gagné", "", "")])
        touched = self.get_leads() - old
        touched = touched.filtered(lambda lead: lead.name == "Chantier B")
        touched.message_post(body="Vu", message_type="comment")
        record.action_undo()
        self.assertEqual(self.get_leads(), old + touched)
        self.assertEqual(record.state, "undone")
        with self.assertRaises(UserError):
            record.action_undo()
        # As if it had never been imported.
        self.assertCounts(self.bring_rows(GUIDE), new=1, unchanged=1)

    def test_undo_leaves_what_was_changed(self):
        record = self.bring_rows(GUIDE)
        first, second = self.get_leads()
        first.expected_revenue = 1
        second.activity_ids.action_feedback()
        record.action_undo()
        self.assertEqual(self.get_leads(), first + second)

    def test_undo_leaves_what_was_filled_in(self):
        """What the sheet left blank is work too, though Odoo may track no such change."""
        record = self.bring_rows([*GUIDE, ("Chantier B", "", "", "", "")])
        first, _second, third = self.get_leads()
        first.description = "Vu avec le gérant"
        third.expected_revenue = 700
        record.action_undo()
        self.assertEqual(self.get_leads(), first + third)

    # --- choices ---

    def test_statuses_are_remembered(self):
        rows = [
            ("Chantier A", "5", "Bloqué par le PLU", "", ""),
            ("Chantier B", "5", "bloqué par le plu", "", ""),
        ]
        self.camille.group_ids |= self.env.ref("sales_team.group_sale_manager")
        record = self.upload(to_csv(rows))
        record.action_check()
        line = record.status_ids
        self.assertEqual((line.name, line.count, line.stage_id.id), ("Bloqué par le PLU", 2, False))
        line.stage_id = self.negotiation
        record.action_import()
        self.assertEqual(record.state, "checked", "the report is shown again first")
        record.action_import()
        self.assertEqual(self.get_leads().stage_id, self.negotiation)
        self.assertIn("Bloqué par le PLU", self.negotiation.aliases)
        record = self.upload(to_csv([*rows, ("Chantier C", "5", "Bloqué par le PLU", "", "")]))
        record.action_check()
        self.assertFalse(record.status_ids)

    def test_columns(self):
        record = self.upload(
            to_csv(
                [("Chantier A", "12", "7", "Prospect")], ("Projet", "Montant", "Frais", "Statut")
            )
        )
        record.action_check()
        lines = record.column_ids
        self.assertEqual(lines.mapped("role"), ["name", "amount", False, "status"])
        lines[1].role, lines[2].role = False, "amount"
        record.action_import()
        self.assertEqual((record.state, record.amount_total), ("checked", 7))
        record.action_import()
        self.assertEqual(self.get_leads().expected_revenue, 7)

    def test_nothing_is_written_before_the_report_is_accepted(self):
        record = self.upload(to_csv(GUIDE))
        record.action_check()
        self.assertFalse(self.get_leads())
        self.assertFalse(record.row_ids)
