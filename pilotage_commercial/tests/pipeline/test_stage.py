"""The six stages: those of a new database, and users' own stages, which stay."""

import json

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.pilotage_commercial.tests.common import PipelineCase
from odoo.addons.pilotage_commercial.tools import pipeline

STANDARD = [
    ("Prospect", False, False),
    ("Qualified", False, False),
    ("Quote", False, False),
    ("Negotiation", False, False),
    ("Won", True, False),
    ("Lost", False, True),
]
STOCK = {"en_US": ["New", "Qualified", "Proposition", "Won"]}


@tagged("standard", "post_install", "-at_install")
class TestStageAdoption(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.stage_model = cls.env["crm.stage"]
        cls._restore_stock()

    @classmethod
    def _restore_stock(cls):
        """Restore the stages of plain Odoo, whatever the database contains."""
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        stages = [cls.env.ref(xml_id, False) for xml_id in pipeline.STOCK.values()]
        (cls.stage_model.search([]) - cls.stage_model.union(*filter(None, stages))).unlink()
        cls.env["ir.config_parameter"].search([("key", "=", pipeline.NAMES_PARAMETER)]).unlink()
        for xml_id, name, stage in zip(
            pipeline.STOCK.values(), pipeline.STOCK_NAMES.values(), stages, strict=True
        ):
            stage = stage or cls._create_stock(xml_id, name)
            stage.update_field_translations(
                "name", {**dict.fromkeys(stage._get_stored_names(), False), "en_US": name}
            )
        stock = cls._get_stock()
        for stage, sequence in zip(stock, (1, 2, 3, 70), strict=True):
            stage.write(
                {"sequence": sequence, "aliases": False, "is_lost": False, "team_ids": False}
            )
        stock[:3].is_won = False
        stock[3:].is_won = True
        cls.env["ir.module.module"]._load_module_terms(["crm"], ["fr_FR"])

    @classmethod
    def _create_stock(cls, xml_id, name):
        stage = cls.stage_model.create({"name": name})
        cls.env["ir.model.data"]._update_xmlids([{"xml_id": xml_id, "record": stage}])
        return stage

    @classmethod
    def _get_stock(cls):
        return cls.stage_model.union(*map(cls.env.ref, pipeline.STOCK.values()))

    def _describe(self, lang="en_US"):
        return [
            (stage.name, stage.is_won, stage.is_lost)
            for stage in self.stage_model.with_context(lang=lang).search([])
        ]

    def _read_all(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, name::text, sequence, is_won, is_lost FROM crm_stage ORDER BY id"
        )
        return self.env.cr.fetchall()

    def _assert_untouched(self):
        before = self._read_all()
        self.stage_model._adopt_stock_stages()
        self.assertEqual(self._read_all(), before)

    def test_new_database(self):
        stock = self._get_stock()
        self.stage_model._adopt_stock_stages()
        self.assertEqual(self._describe(), STANDARD)
        self.assertEqual(stock.mapped("name"), ["Prospect", "Qualified", "Quote", "Won"])
        self.assertFalse(self.stage_model.search([]).team_ids)
        ours = self.env.ref("pilotage_commercial.stage_negotiation") + self.env.ref(
            "pilotage_commercial.stage_lost"
        )
        self.assertEqual(ours.mapped("name"), ["Negotiation", "Lost"])

    def test_french(self):
        self.assertEqual(self._get_stock()[0].with_context(lang="fr_FR").name, "Nouveau")
        self.stage_model._adopt_stock_stages()
        self.assertEqual(
            [name for name, _won, _lost in self._describe("fr_FR")],
            ["Prospect", "Qualifié", "Devis", "Négociation", "Gagné", "Perdu"],
        )
        self.assertEqual(self._describe(), STANDARD)

    def test_french_activated_later(self):
        """A language installed after us must not restore the stock names."""
        for stage in self._get_stock():
            stage.update_field_translations("name", {"fr_FR": False})
        self.stage_model._adopt_stock_stages()
        for stage in self.stage_model.search([]):
            stage.update_field_translations("name", {"fr_FR": False})
        quote = self.env.ref("crm.stage_lead3")
        quote.update_field_translations("name", {"fr_FR": "Chiffrage"})
        self.env["ir.module.module"]._load_module_terms(["crm", "pilotage_commercial"], ["fr_FR"])
        names = [name for name, _won, _lost in self._describe("fr_FR")]
        self.assertEqual(
            names, ["Prospect", "Qualifié", "Chiffrage", "Négociation", "Gagné", "Perdu"]
        )

    def test_again(self):
        self.stage_model._adopt_stock_stages()
        self._assert_untouched()

    def test_renamed(self):
        self._get_stock()[1].name = "Called"
        self._assert_untouched()

    def test_renamed_in_french_only(self):
        # A French user changes the French name; the English one stays.
        self._get_stock()[0].with_context(lang="fr_FR").name = "Premier contact"
        self._assert_untouched()

    def test_removed(self):
        self._get_stock()[2].unlink()
        self._assert_untouched()

    def test_added(self):
        self.stage_model.create({"name": "Site visit", "sequence": 2})
        self._assert_untouched()

    def test_reordered(self):
        self._get_stock()[0].sequence = 50
        self._assert_untouched()

    def test_resequenced(self):
        """Dragging a column away and back renumbers the stages: 0, 1, 2, 3."""
        for sequence, stage in enumerate(self._get_stock()):
            stage.sequence = sequence
        self.stage_model._adopt_stock_stages()
        self.assertEqual(self._describe(), STANDARD)

    def test_inactive_language(self):
        """The names in a deactivated language stay in the database."""
        self._deactivate_french()
        self.stage_model._adopt_stock_stages()
        self.assertEqual(self._describe(), STANDARD)

    def test_open_leads_stay(self):
        stock = self._get_stock()
        leads = self.env["crm.lead"].create(
            [
                {"name": stage.name, "type": "opportunity", "team_id": False, "stage_id": stage.id}
                for stage in stock
            ]
        )
        self.env.flush_all()
        dates = leads.mapped("write_date")
        self.stage_model._adopt_stock_stages()
        self.env.flush_all()
        self.assertEqual(leads.mapped("stage_id"), stock)
        self.assertEqual(leads.mapped("write_date"), dates)

    # --- uninstallation ---

    def _deactivate_french(self):
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'fr_FR'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("stable")

    def test_release(self):
        before = self._read_all()
        self.stage_model._adopt_stock_stages()
        stages = dict(zip(pipeline.STAGES, self.stage_model.search([]), strict=True))
        leads = {
            key: self.env["crm.lead"].create(
                {"name": key, "type": "opportunity", "team_id": False, "stage_id": stage.id}
            )
            for key, stage in stages.items()
        }
        leads["unknown"] = leads["quote"].copy({"stage_id": stages["quote"].id})
        leads["later"] = leads["quote"].copy({"stage_id": stages["negotiation"].id})
        (leads["unknown"] | leads["later"]).action_set_lost()
        leads["unknown"].lost_from_stage_id = False
        self.env.flush_all()
        self.stage_model._get_lost()._release_lost_leads()
        self.stage_model._release_stages()
        self.assertEqual([row[:4] for row in self._read_all()], [row[:4] for row in before])
        expected = {
            "prospect": "New",
            "qualified": "Qualified",
            "quote": "Proposition",
            "negotiation": "Proposition",
            "won": "Won",
            "lost": "New",
            "unknown": "New",
            "later": "Proposition",
        }
        self.assertEqual({key: lead.stage_id.name for key, lead in leads.items()}, expected)
        self.assertEqual(leads["later"].won_status, "lost")

    def test_release_without_french(self):
        before = self._read_all()
        self.stage_model._adopt_stock_stages()
        self._deactivate_french()
        self.stage_model._release_stages()
        self.assertEqual(
            [(row[0], json.loads(row[1])) for row in self._read_all()],
            [(row[0], json.loads(row[1])) for row in before],
        )

    def test_release_keeps_what_people_renamed(self):
        self.stage_model._adopt_stock_stages()
        self.env.ref("crm.stage_lead1").name = "First call"
        self.stage_model._release_stages()
        self.assertEqual(
            [name for name, _won, _lost in self._describe()],
            ["First call", "Qualified", "Proposition", "Won"],
        )

    def test_release_when_only_ours_are_left(self):
        self.stage_model._adopt_stock_stages()
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "stage_id": self.env.ref("pilotage_commercial.stage_negotiation").id,
            }
        )
        self._get_stock()[:3].unlink()
        self.stage_model._release_stages()
        self.assertTrue(lead.stage_id.exists())
        self.assertFalse(self.env.ref("pilotage_commercial.stage_negotiation", False))


@tagged("standard", "post_install", "-at_install")
class TestStageLost(PipelineCase):
    def test_won_and_lost(self):
        with self.assertRaisesRegex(ValidationError, "both a Won and a Lost"):
            self.won.is_lost = True
        with self.assertRaisesRegex(ValidationError, "both a Won and a Lost"):
            self.lost.is_won = True
        with self.assertRaisesRegex(ValidationError, "both a Won and a Lost"):
            self._create_stage("Both", 90, is_won=True, is_lost=True)

    def test_with_open_opportunities(self):
        leads = self._create_leads([self.quote] * 3)
        leads[1].probability = 10
        leads[1].action_archive()
        leads[2].action_set_lost()
        with self.assertRaisesRegex(ValidationError, r"“Quote” still holds .* \(2\)"):
            self.quote.is_lost = True

    def test_with_open_leads(self):
        self._create_lead(self.quote, type="lead")
        with self.assertRaisesRegex(ValidationError, r"“Quote” still holds .* \(1\)"):
            self.quote.is_lost = True

    def test_with_old_losses_only(self):
        self.lost.is_lost = False
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        self.quote.is_lost = True
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.quote))
        lead.action_restore()
        self.assertOpen(lead, self.prospect)

    def test_no_longer_lost(self):
        """Its losses return to the stages where they happened."""
        leads = self._create_leads([self.quote, self.negotiation, self.quote])
        leads.action_set_lost()
        leads[2].lost_from_stage_id = False
        closed = leads.mapped("date_closed")
        self.lost.is_lost = False
        self.assertLost(leads[0], self.quote, self.quote)
        self.assertLost(leads[1], self.negotiation, self.negotiation)
        self.assertEqual((leads[2].won_status, leads[2].stage_id), ("lost", self.lost))
        self.assertEqual(leads.mapped("date_closed"), closed)
        leads[0].action_restore()
        self.assertOpen(leads[0], self.quote)

    def test_lost_stages_are_known_at_once(self):
        stage = self._create_stage("Abandoned", 85, team_ids=self.team.ids)
        lead = self._create_lead(self.quote)
        lead.stage_id = stage
        self.assertEqual(lead.won_status, "pending")
        lead.stage_id = self.quote
        stage.is_lost = True
        lead.stage_id = stage
        self.assertLost(lead, self.quote, stage)
        lead.unlink()
        stage.unlink()
        self.assertEqual(self.env["crm.stage"]._get_lost(), self.lost)
        created = self._create_stage("Refused", 86, is_lost=True)
        self.assertEqual(self.env["crm.stage"]._get_lost(), self.lost | created)

    @mute_logger("odoo.sql_db")
    def test_stages_deleted(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        self.quote.unlink()
        self.assertFalse(lead.lost_from_stage_id)
        self.assertEqual(lead.stage_id, self.lost)

    def test_salesperson_changes_no_stage(self):
        with self.assertRaisesRegex(Exception, "not allowed"):
            self.negotiation.with_user(self.salesperson).is_lost = True

    def test_never_a_first_stage(self):
        """Whatever its place, no opportunity starts in the Lost stage."""
        self.lost.sequence = 0
        lead = self._create_lead()
        self.assertOpen(lead, self.prospect)
        self.assertOpen(lead.copy(), self.prospect)
