from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.pilotage_commercial_import.engine import matching
from odoo.addons.pilotage_commercial_import.tests.common import SheetCase, to_csv


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01 12:00:00")
class TestSheetMatch(SheetCase):
    """The opportunity that a row updates, and its final stage."""

    def import_row(self, name, status="", amount="", action="", due="", **kwargs):
        return self.import_leads([(name, amount, status, action, due)], **kwargs)

    # --- names ---

    def test_names_are_compared_as_people_read_them(self):
        lead = self.create_lead("Chœur d’Élite  & Fils")
        names = ("CHŒUR D'ÉLITE & FILS", "choeur d’elite & fils", " Chœur d’Elite &\u00a0Fils ")
        for name in names:
            with self.subTest(name=name):
                self.assertEqual(self.import_row(name, action="Appeler"), lead)
        self.assertNotEqual(self.import_row("Chœur d’Élite", action="Appeler"), lead)

    def test_two_rows_of_the_same_name(self):
        first, second = self.create_lead("Mairie"), self.create_lead("Mairie")
        leads = self.import_leads(
            [
                ("Mairie", "100", "", "", ""),
                ("mairie", "200", "", "", ""),
                ("MAIRIE", "300", "", "", ""),
            ]
        )
        self.assertEqual(leads[:2], first + second)
        self.assertNotIn(leads[2], first + second)
        self.assertEqual(leads.mapped("expected_revenue"), [100, 200, 300])

    def test_a_row_prefers_what_it_already_says(self):
        # In the order of an exported list: the newest first.
        first = self.create_lead("Mairie", expected_revenue=100, stage_id=self.quote.id)
        second = self.create_lead("Mairie", expected_revenue=200, stage_id=self.quote.id)
        leads = self.import_leads(
            [
                ("Mairie", "200", "Devis", "", ""),
                ("Mairie", "100", "Devis", "", ""),
            ]
        )
        self.assertEqual(leads, second + first)
        self.assertEqual(leads.mapped("expected_revenue"), [200, 100])

    def test_many_of_the_same_name(self):
        leads = self.env["crm.lead"].concat(*(self.create_lead("Mairie") for _n in range(3)))
        self.patch(matching, "MAX_COMPARISONS", 5)
        found = self.import_leads([("Mairie", str(number), "", "", "") for number in range(3)])
        self.assertEqual(found, leads)

    def test_leads_are_not_opportunities(self):
        lead = self.create_lead("Salon 2026", type="lead")
        self.assertNotEqual(self.import_row("Salon 2026", action="Appeler"), lead)

    # --- customers ---

    def test_customer(self):
        martin = self.env["res.partner"].create({"name": "Ateliers Réunis", "is_company": True})
        self.assertEqual(self.import_row("ateliers reunis", action="Appeler").partner_id, martin)

    def test_customer_and_its_contact_are_one(self):
        company = self.env["res.partner"].create({"name": "Ateliers Réunis", "is_company": True})
        self.env["res.partner"].create({"name": "Ateliers Réunis", "parent_id": company.id})
        self.assertEqual(self.import_row("Ateliers Réunis", action="Appeler").partner_id, company)

    def test_two_customers_are_none(self):
        self.env["res.partner"].create([{"name": "Ateliers Réunis"}, {"name": "Ateliers Réunis"}])
        lead = self.import_row("Ateliers Réunis", action="Appeler")
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.partner_name, "Ateliers Réunis")

    def test_archived_customer_is_none(self):
        self.env["res.partner"].create({"name": "Ateliers Réunis", "active": False})
        self.assertFalse(self.import_row("Ateliers Réunis", action="Appeler").partner_id)

    def test_customer_of_an_old_opportunity_stays(self):
        partner = self.env["res.partner"].create({"name": "Quelqu’un d’autre"})
        self.env["res.partner"].create({"name": "Chantier A"})
        lead = self.create_lead("Chantier A", partner_id=partner.id)
        self.import_row("Chantier A", action="Appeler")
        self.assertEqual(lead.partner_id, partner)

    # --- statuses ---

    def test_statuses(self):
        self.quote.with_context(lang="fr_FR").name = "Devis remis"
        cases = {
            "Prospect": self.prospect,
            "Qualified": self.qualified,
            "Prospect qualifié": self.qualified,
            "QUALIFIE": self.qualified,
            "Quote": self.quote,
            "devis  remis": self.quote,
            "Devis envoyé": self.quote,
            "Négociation": self.negotiation,
            "Gagné": self.won,
            "Won": self.won,
            "Perdu": self.lost,
            "": self.prospect,
        }
        for number, (status, stage) in enumerate(cases.items()):
            with self.subTest(status=status):
                lead = self.import_row(f"Chantier {number}", status, action="Appeler")
                self.assertEqual(lead.stage_id, stage)

    def test_own_stages(self):
        stage = self.env["crm.stage"].create({"name": "Métré", "sequence": 3})
        self.assertEqual(self.import_row("Chantier A", "métré", action="x").stage_id, stage)

    def test_name_wins_over_alias(self):
        stage = self.env["crm.stage"].create({"name": "Devis envoyé", "sequence": 3})
        lead = self.import_row("Chantier A", "devis envoyé", action="Appeler")
        self.assertEqual(lead.stage_id, stage)

    def test_stages_of_a_team(self):
        other = self.env["crm.team"].create({"name": "Another team"})
        theirs = self.env["crm.stage"].create({"name": "Métrage", "team_ids": [(4, other.id)]})
        row = ("Chantier A", "", "Métrage", "Appeler", "")
        self.assertIn("Métrage", self.get_warnings([row])[0])
        self.import_row("Chantier A", action="Appeler").unlink()
        ours = self.env["crm.stage"].create({"name": "Métrage", "team_ids": [(4, self.team.id)]})
        self.assertEqual(self.import_leads([row]).stage_id, ours)
        # The team of the opportunity decides, not the importer's.
        lead = self.create_lead("Chantier B", team_id=other.id, user_id=False)
        self.import_row("Chantier B", "Métrage")
        self.assertEqual(lead.stage_id, theirs)

    # --- won and lost ---

    def test_new_won_and_lost(self):
        won, lost = self.import_leads(
            [
                ("Chantier gagné", "100", "Gagné", "Facturer", "18/12"),
                ("Chantier perdu", "100", "Perdu", "Oublier", "18/12"),
            ]
        )
        self.assertEqual((won.won_status, lost.won_status), ("won", "lost"))
        self.assertFalse(lost.active)
        self.assertEqual(lost.stage_id, self.lost)
        self.assertEqual(won.next_action, "Facturer")
        self.assertFalse(lost.next_action, "a lost deal has nothing left to do")

    def test_lost_by_import_then_again(self):
        lead = self.create_lead("Chantier A", stage_id=self.quote.id)
        for _time in range(2):
            self.assertEqual(self.import_row("Chantier A", "Perdu", action="Appeler"), lead)
            self.assertEqual(lead.won_status, "lost")
            self.assertEqual(lead.stage_id, self.lost)
            self.assertEqual(lead.lost_from_stage_id, self.quote)

    def test_lost_is_restored(self):
        lead = self.create_lead("Chantier A", stage_id=self.quote.id)
        lead.action_set_lost()
        self.assertEqual(self.import_row("Chantier A", "Négociation", action="Signer"), lead)
        self.assertTrue(lead.active)
        self.assertEqual(lead.won_status, "pending")
        self.assertLead(lead, "Chantier A", 0, self.negotiation, "Signer", "2026-12-01")
        self.assertGreater(lead.probability, 0)

    def test_lost_stays_lost_without_status(self):
        lead = self.create_lead("Chantier A")
        lead.action_set_lost()
        self.assertEqual(self.import_row("Chantier A", amount="500", action="Appeler"), lead)
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.expected_revenue, 500)

    def test_lost_becomes_won(self):
        lead = self.create_lead("Chantier A")
        lead.action_set_lost()
        self.assertEqual(self.import_row("Chantier A", "Gagné"), lead)
        self.assertEqual(lead.won_status, "won")
        self.assertTrue(lead.active)

    def test_archived_without_a_loss(self):
        lead = self.create_lead("Chantier A", stage_id=self.quote.id)
        lead.action_archive()
        self.assertEqual(self.import_row("Chantier A", "Devis", action="Appeler"), lead)
        self.assertTrue(lead.active)
        self.assertEqual(lead.stage_id, self.quote)

    def test_open_before_lost(self):
        lost, lead = self.create_lead("Chantier A"), self.create_lead("Chantier A")
        lost.action_set_lost()
        self.assertEqual(self.import_row("Chantier A", "Perdu", amount="5"), lead)

    def test_won_only_for_won(self):
        won = self.create_lead("Chantier A", stage_id=self.won.id)
        new = self.import_row("Chantier A", "Devis", action="Appeler")
        self.assertNotEqual(new, won, "a new deal with an old customer")
        self.assertEqual(won.stage_id, self.won)
        new.unlink()
        self.assertEqual(self.import_row("Chantier A", "Gagné", amount="7"), won)
        self.assertEqual(won.expected_revenue, 7)

    def test_rows_that_stay_open_choose_first(self):
        first = self.create_lead("Chantier A", stage_id=self.quote.id)
        won = self.create_lead("Chantier A", stage_id=self.won.id)
        leads = self.import_leads(
            [
                ("Chantier A", "1", "Gagné", "", ""),
                ("Chantier A", "2", "Devis", "", ""),
            ]
        )
        self.assertEqual(leads, won + first)

    # --- salespeople ---

    def test_salespeople_that_only_the_cells_tell(self):
        """No heading says who sells: a column with the name of a user does, on both screens; deals
        of whom Odoo does not know are nobody's. Left out by the user, the column is not read.
        """
        headers = ("Affaire", "Montant", "Étape", "Entre les mains de")
        rows = [("Hangar", "12 000", "Devis", self.camille.name), ("Quai", "5 000", "Devis", "Zoe")]
        content = to_csv(rows, headers)
        record, warnings = self.bring(content)
        leads = record.row_ids.lead_id.sorted("id")
        self.assertEqual(leads.mapped("user_id"), self.camille)
        self.assertFalse(leads[1].user_id)
        self.assertTrue(any("Zoe" in text for text in warnings))
        _wizard, preview = self.preview(content)
        self.assertEqual(self.get_mapping(preview)[3], "user_id")
        others = to_csv(rows, (*headers[:3], "Chef de chantier"))
        _wizard, preview = self.preview(others)
        self.assertFalse(self.get_mapping(preview)[3])
        record = self.upload(content.replace(b"Hangar", b"Toit").replace(b"Quai", b"Mur"))
        record.action_check()
        record.column_ids[3].role = False
        record.action_import()
        record.action_import()
        self.assertEqual(len(record.row_ids.lead_id.filtered("user_id")), 2)
