from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_path

from odoo.addons.pilotage_commercial.tests.test_browser import get_hoot_id
from odoo.addons.pilotage_commercial_import.tests.common import GUIDE, SheetMixin, to_csv

# Debian's package of Odoo lacks this file, which the browser reports as an error.
MISSING = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@tagged("post_install", "-at_install")
class TestSheetTour(SheetMixin, HttpCase):
    browser_size = "2200x1000"  # all six columns in sight

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_sheet()
        try:
            file_path(MISSING)
        except FileNotFoundError:
            if cls.env["ir.asset"].search_count([("path", "=", MISSING)]):
                return
            cls.env["ir.asset"].create(
                {
                    "name": "Missing file",
                    "bundle": "web.assets_backend",
                    "directive": "remove",
                    "path": MISSING,
                }
            )

    def test_import_screen(self):
        # Odoo warns at each upload that its route ignores a parameter of its own client.
        with mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/action-crm.crm_lead_action_pipeline",
                "pilotage_commercial_import.import_sheet",
                login=self.camille.login,
                timeout=120,
            )
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        self.assertEqual(leads.mapped("name"), ["M. Dupont BTP", "Atelier Martin"])
        self.assertEqual(leads.mapped("expected_revenue"), [5000, 12500])
        self.assertEqual(leads.stage_id, self.quote + self.qualified)
        self.assertEqual(leads.mapped("next_action"), ["Relance téléphonique", "Envoyer une offre"])
        # The next such days, whatever today is.
        days = [(lead.next_action_date.day, lead.next_action_date.month) for lead in leads]
        self.assertEqual(days, [(18, 12), (20, 12)])

    def start(self, tour):
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            f"pilotage_commercial_import.{tour}",
            login=self.camille.login,
            timeout=120,
        )

    def test_bring(self):
        """A sheet with title rows, a TOTAL and a status that is no stage."""
        self.start("bring")
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        self.assertEqual(leads.mapped("expected_revenue"), [12000, 0])
        self.assertEqual(leads.stage_id, self.quote + self.prospect)

    def test_hubspot(self):
        """An export of HubSpot, with a stage of its own and a deal that is won."""
        self.camille.name = "Camille"
        visit = self.env["crm.stage"].create({"name": "Site à visiter", "sequence": 2})
        self.start("hubspot")
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        self.assertEqual(leads.mapped("name"), ["Hangar", "Quai", "Toit"])
        self.assertEqual(leads.mapped("expected_revenue"), [1200.5, 900, 0])
        self.assertEqual(leads.mapped("partner_name"), ["Dupont BTP", "Martin SA", False])
        self.assertEqual(leads.stage_id, self.quote + self.won + visit)
        self.assertEqual(str(leads[1].date_closed.date()), "2026-10-02")
        self.assertEqual(leads.user_id, self.camille)

    def test_again_and_undo(self):
        """The same sheet again, changed on both sides, then undone: earlier records stay."""
        self.bring(to_csv(GUIDE))
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        leads[0].expected_revenue = 7000
        self.start("again")
        self.assertEqual(leads.exists(), leads)
        self.assertEqual(leads[0].expected_revenue, 7000)
        record = self.env["pilotage.import"].search([], limit=1)
        self.assertEqual(record.state, "undone")

    def test_guide(self):
        """The guide's two rows: imported, shown in their columns, lost, restored, summed."""
        # In French even if Odoo's French terms are not loaded here.
        for record, name in [
            (self.quote, "Devis"),
            (self.qualified, "Qualifié"),
            (self.lost, "Perdu"),
            (self.env.ref("crm.lost_reason_1"), "Trop cher"),
        ]:
            record.with_context(lang="fr_FR").name = name
        with mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/action-crm.crm_lead_action_pipeline",
                "pilotage_commercial_import.guide",
                login=self.camille.login,
                timeout=180,
            )
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)], order="id")
        self.assertEqual(leads.mapped("won_status"), ["pending", "pending"])
        self.assertEqual(leads.stage_id, self.quote + self.qualified)


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    def test_desktop(self):
        suite = get_hoot_id("@pilotage_commercial_import")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
