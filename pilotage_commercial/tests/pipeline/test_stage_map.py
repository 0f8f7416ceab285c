"""Users' own stages become the six of the method, without any loss of data."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from odoo.addons.pilotage_commercial.models.history import crm_lead as crm_lead_history
from odoo.addons.pilotage_commercial.tests.common import PipelineCase


@tagged("standard", "post_install", "-at_install")
class TestStageMap(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leads = cls.env["crm.lead"].with_context(active_test=False)
        leads.search([]).unlink()
        cls.env["crm.stage"].search([]).unlink()
        cls.contact = cls._create_stage("Premier contact", 1)
        cls.visit = cls._create_stage("Visite de chantier", 2)
        cls.pricing = cls._create_stage("Devis envoyé", 3)
        cls.offer = cls._create_stage("Proposition", 4)
        cls.ordered = cls._create_stage("Signature", 5, is_won=True)
        cls.dropped = cls._create_stage("Perdu", 6)
        cls.stages = cls.env["crm.stage"].search([])

    def _create_map(self, targets=None, user=None, **values):
        """Create the wizard as its screen does, then change the targets of some stages."""
        model = self.env["crm.stage.map"].with_user(user or self.manager)
        wizard = model.create({**model.default_get(["line_ids", "move_losses"]), **values})
        for stage, target in (targets or {}).items():
            wizard.line_ids.filtered(
                lambda line, stage=stage: line.stage_id == stage
            ).target = target
        return wizard

    def _get_targets(self, wizard):
        return {line.stage_id: line.target for line in wizard.line_ids}

    def _describe(self):
        return [
            (stage.name, stage.is_won, stage.is_lost) for stage in self.env["crm.stage"].search([])
        ]

    def test_guesses(self):
        wizard = self._create_map()
        self.assertEqual(
            self._get_targets(wizard),
            {
                self.contact: "prospect",
                self.visit: "keep",
                self.pricing: "quote",
                self.offer: "quote",
                self.ordered: "won",
                self.dropped: "lost",
            },
        )
        self.dropped.is_lost = True
        self.dropped.name = "Anything"
        self.assertEqual(self._get_targets(self._create_map())[self.dropped], "lost")

    def test_screen(self):
        form = Form(self.env["crm.stage.map"].with_user(self.manager))
        with form.line_ids.edit(1) as line:
            self.assertEqual(line.stage_id, self.visit)
            line.target = "qualified"
        self.assertIn("Visite de chantier", form.preview)
        form.save().action_apply()
        self.assertEqual(self.visit.name, "Qualified")

    def test_nothing_before_apply(self):
        self._create_leads([self.contact, self.dropped])
        before = self.stages.read(["name", "sequence", "is_won", "is_lost"])
        self._create_map({self.visit: "qualified"}).preview  # noqa: B018
        self.assertEqual(self.stages.read(["name", "sequence", "is_won", "is_lost"]), before)

    def test_one_to_one(self):
        leads = self._create_leads([self.contact, self.visit, self.pricing])
        self.offer.unlink()
        won = self._create_lead(self.ordered)
        wizard = self._create_map({self.visit: "qualified"})
        self.assertIn(
            "Prospect: “Premier contact” takes this name, its opportunities (1)", wizard.preview
        )
        self.assertIn("Negotiation: created, empty", wizard.preview)
        wizard.action_apply()
        self.assertEqual(
            self._describe(),
            [
                ("Prospect", False, False),
                ("Qualified", False, False),
                ("Quote", False, False),
                ("Negotiation", False, False),
                ("Won", True, False),
                ("Lost", False, True),
            ],
        )
        self.assertEqual(leads.mapped("stage_id"), self.contact | self.visit | self.pricing)
        self.assertEqual((won.stage_id, won.won_status), (self.ordered, "won"))

    def test_several_to_one(self):
        leads = self._create_leads([self.pricing, self.offer, self.offer, self.contact])
        leads.probability = 33
        with freeze_time("2026-01-31 12:00:00"):
            leads[0].action_set_lost(lost_reason_id=self.reason.id)
        dates = leads.mapped("date_last_stage_update")
        count = self.env["crm.lead"].with_context(active_test=False).search_count([])
        wizard = self._create_map()
        self.assertIn(
            "Quote: “Proposition” takes this name; the opportunities of “Devis envoyé” (1) join it",
            wizard.preview,
        )
        wizard.action_apply()
        self.assertFalse(self.pricing.exists())
        self.assertEqual(leads.stage_id, self.offer | self.contact)
        self.assertEqual(leads[:3].stage_id, self.offer)
        self.assertEqual(leads[1:].mapped("probability"), [33, 33, 33])
        self.assertEqual(leads[0].won_status, "lost")
        self.assertEqual(leads[0].date_closed, Datetime.to_datetime("2026-01-31 12:00:00"))
        self.assertEqual(leads.mapped("date_last_stage_update"), dates)
        self.assertEqual(
            self.env["crm.lead"].with_context(active_test=False).search_count([]), count
        )

    def test_losses_of_a_joined_stage(self):
        """A loss in the Lost column keeps its former stage when that stage joins another."""
        self.dropped.is_lost = True
        leads = self._create_leads([self.pricing, self.offer, self.offer])
        leads[0].action_set_lost()
        self._create_map().action_apply()
        self.assertLost(leads[0], self.offer, self.dropped)
        leads[0].action_restore()
        self.assertOpen(leads[0], self.offer)

    def test_lost_with_open_ones(self):
        leads = self._create_leads([self.dropped] * 4)
        leads[1].probability = 12
        leads[1].action_archive()
        leads[2].action_set_lost(lost_reason_id=self.reason.id)
        leads[3].type = "lead"
        wizard = self._create_map()
        self.assertIn("Lost: “Perdu” takes this name, its opportunities (4)", wizard.preview)
        self.assertIn("; 3 of them, still open, are marked lost", wizard.preview)
        wizard.action_apply()
        self.assertTrue(self.dropped.is_lost)
        self.assertEqual(leads.mapped("won_status"), ["lost"] * 4)
        self.assertEqual(leads.stage_id, self.dropped)
        self.assertFalse(leads.lost_from_stage_id)
        leads.action_restore()
        self.assertOpen(leads, self.contact)

    def test_lost_joins_the_lost_column(self):
        column = self._create_stage("Abandoned", 7, is_lost=True)
        leads = self._create_leads([self.dropped, self.pricing])
        leads[1].action_set_lost()
        self._create_map({column: "lost"}).action_apply()
        lost = self.env["crm.stage"]._get_lost()
        self.assertEqual(len(lost), 1)
        self.assertEqual(leads.stage_id, lost)
        self.assertFalse(leads[0].lost_from_stage_id)
        self.assertTrue(leads[1].lost_from_stage_id)

    def test_won(self):
        """Open opportunities in a stage that becomes Won are won; lost ones stay lost."""
        signed = self._create_stage("Bon pour accord", 6)
        leads = self._create_leads([signed, signed, self.ordered])
        leads[1].action_set_lost()
        self._create_map({signed: "won"}).action_apply()
        won = self.env["crm.stage"].search([("is_won", "=", True)])
        self.assertEqual(won.name, "Won")
        self.assertEqual(leads.stage_id, won)
        self.assertEqual(leads.mapped("won_status"), ["won", "lost", "won"])

    def test_won_becomes_another(self):
        lead = self._create_lead(self.ordered)
        self._create_map({self.ordered: "negotiation"}).action_apply()
        self.assertFalse(self.ordered.is_won)
        self.assertEqual((lead.won_status, lead.stage_id), ("pending", self.ordered))

    def test_won_is_not_lost(self):
        self._create_lead(self.ordered)
        wizard = self._create_map({self.ordered: "lost", self.dropped: "keep"})
        with self.assertRaises(ValidationError):
            wizard.action_apply()

    def test_keep(self):
        lead = self._create_lead(self.visit)
        self._create_map({self.contact: "keep"}).action_apply()
        self.assertEqual(self.visit.name, "Visite de chantier")
        self.assertEqual(self.contact.name, "Premier contact")
        self.assertEqual(lead.stage_id, self.visit)

    def test_twice(self):
        self._create_leads([self.contact, self.visit, self.pricing, self.dropped])
        self._create_map().action_apply()
        before = self._describe()
        wizard = self._create_map()
        self.assertNotIn("created", wizard.preview)
        wizard.action_apply()
        self.assertEqual(self._describe(), before)
        wizard = self._create_map(dict.fromkeys(self.env["crm.stage"].search([]), "keep"))
        self.assertNotIn("created", wizard.preview)
        wizard.action_apply()
        self.assertEqual(self._describe(), before)

    def test_lost_stage_becomes_another(self):
        self.dropped.is_lost = True
        lead = self._create_lead(self.contact)
        lead.action_set_lost()
        self._create_map({self.dropped: "negotiation"}, move_losses=False).action_apply()
        self.assertFalse(self.dropped.is_lost)
        self.assertLost(lead, self.contact, self.contact)

    def test_team_stages(self):
        self.pricing.team_ids = self.team
        self.offer.team_ids = self.other_team
        leads = self._create_leads([self.pricing])
        leads += self._create_lead(self.offer, name="Theirs", team_id=self.other_team.id)
        self._create_map().action_apply()
        stage = leads.stage_id
        self.assertEqual(len(stage), 1)
        self.assertEqual(stage.team_ids, self.team | self.other_team)

    def test_team_stage_joined_with_a_shared_one(self):
        self.pricing.team_ids = self.team
        leads = self._create_leads([self.pricing, self.pricing, self.offer])
        self._create_map().action_apply()
        self.assertEqual(len(leads.stage_id), 1)
        self.assertFalse(leads.stage_id.team_ids)

    def _create_abroad(self, stages):
        """Create an opportunity of another company in each of ``stages``."""
        company = self.env["res.company"].create({"name": "Other & Sons"})
        self.env.user.company_ids |= company
        leads = self._create_leads(stages, team_id=False)
        leads.company_id = company
        self.env.flush_all()
        return leads

    def test_other_companies(self):
        """Opportunities that the user does not see never change: neither joined, lost nor won."""
        abroad = self._create_abroad([self.pricing, self.dropped, self.visit])
        self._create_leads([self.offer, self.offer])
        values = ["stage_id", "won_status", "active", "probability"]
        before = abroad.read(values, load=None)
        for targets in (
            {},  # “Devis envoyé” joins “Proposition”, “Perdu” becomes Lost
            {self.pricing: "keep"},  # “Perdu” becomes Lost
            {self.pricing: "keep", self.dropped: "keep", self.visit: "won"},
            {self.pricing: "keep", self.dropped: "keep", self.visit: "prospect"},
        ):
            with self.subTest(targets=targets):
                wizard = self._create_map(targets)
                self.assertIn("not possible", wizard.preview)
                with self.assertRaisesRegex(UserError, "other companies"):
                    wizard.action_apply()
                self.assertEqual(abroad.read(values, load=None), before)

    def test_other_companies_without_the_wizard(self):
        """The form of a stage changes as much: a Lost stage released, or a stage deleted."""
        self._create_map().action_apply()
        [lead] = self._create_abroad([self.contact])
        lead.action_set_lost()
        self.env.flush_all()
        before = lead.read(["stage_id", "lost_from_stage_id"], load=None)
        lost = lead.stage_id
        self.assertTrue(lost.is_lost)
        for change in (
            lambda: lost.with_user(self.manager).write({"is_lost": False}),
            lambda: self.contact.with_user(self.manager).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "other companies"), self.cr.savepoint():
                change()
            self.assertEqual(lead.read(["stage_id", "lost_from_stage_id"], load=None), before)
        # A manager of both companies does it.
        self.manager.company_ids |= lead.company_id
        lost.with_user(self.manager).is_lost = False
        self.assertEqual(lead.stage_id, self.contact)

    def test_name_alone_touches_no_opportunity(self):
        abroad = self._create_abroad([self.contact])
        values = ["stage_id", "won_status", "active", "probability"]
        before = abroad.read(values, load=None)
        wizard = self._create_map({self.dropped: "keep"}, move_losses=False)
        self.assertNotIn("not possible", wizard.preview)
        wizard.action_apply()
        self.assertEqual(self.contact.name, "Prospect")
        self.assertEqual(abroad.read(values, load=None), before)

    def test_manager_of_all_companies(self):
        """Counted in all companies, even those that are not selected; then all of them move."""
        abroad = self._create_abroad([self.pricing, self.dropped])
        self.manager.company_ids |= abroad.company_id
        self._create_leads([self.offer, self.offer])
        wizard = self._create_map()
        lines = {line.stage_id: line for line in wizard.line_ids}
        self.assertEqual(lines[self.pricing].lead_count, 1)
        self.assertEqual(lines[self.dropped].open_count, 1)
        self.assertIn("1 of them, still open, are marked lost", wizard.preview)
        wizard.action_apply()
        self.assertEqual(abroad[0].stage_id, self.offer)
        self.assertEqual((abroad[1].won_status, abroad[1].stage_id), ("lost", self.dropped))

    def test_past_losses_of_the_managers_companies(self):
        abroad = self._create_abroad([self.contact])
        here = self._create_leads([self.contact])
        (abroad | here).action_set_lost()
        self._create_map().action_apply()
        self._run_cron()
        self.assertEqual(here.stage_id, self.dropped)
        self.assertEqual(abroad.stage_id, self.contact)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._create_map(user=self.salesperson)
        wizard = self._create_map()
        with self.assertRaises(UserError):
            wizard.with_user(self.salesperson).action_apply()

    # --- past losses ---

    def _run_cron(self, batch=1000, stop_after=None):
        """Run the cron in batches of ``batch``; return its reported (processed, remaining)."""
        told = []

        def commit_progress(_self, processed=0, *, remaining=None, deactivate=False):
            told.append((processed, remaining))
            return 0 if stop_after and len(told) >= stop_after else 60

        with (
            patch.object(crm_lead_history, "BATCH", batch),
            patch.object(self.registry["ir.cron"], "_commit_progress", commit_progress),
        ):
            self.env["crm.lead"]._cron_complete_history()
        return told

    def test_past_losses(self):
        with freeze_time("2025-06-30 15:00:00"):
            leads = self._create_leads([self.visit, self.pricing, self.contact, self.dropped])
            leads[2].type = "lead"
            leads[:3].action_set_lost(lost_reason_id=self.reason.id)
            self.env.flush_all()
        dates = [(lead.date_closed, lead.date_last_stage_update, lead.day_close) for lead in leads]
        with freeze_time("2026-02-28 23:59:00"):
            self._create_map().action_apply()
            self.assertEqual(leads[0].stage_id, self.visit)
            self._run_cron()
        self.assertLost(leads[0], self.visit, self.dropped)
        self.assertLost(leads[1], self.pricing.exists() or self.offer, self.dropped)
        self.assertEqual((leads[2].won_status, leads[2].stage_id), ("lost", self.contact))
        self.assertEqual(
            [(lead.date_closed, lead.date_last_stage_update, lead.day_close) for lead in leads[:3]],
            dates[:3],
        )
        self.assertEqual(leads[:3].lost_reason_id, self.reason)
        leads[0].action_restore()
        self.assertOpen(leads[0], self.visit)

    def test_past_losses_left(self):
        lead = self._create_lead(self.visit)
        lead.action_set_lost()
        self._create_map(move_losses=False).action_apply()
        self._run_cron()
        self.assertEqual(lead.stage_id, self.visit)

    def test_past_losses_in_batches(self):
        """Newest first; the next run continues one that was stopped."""
        leads = self._create_leads([self.visit] * 7)
        leads.action_set_lost()
        leads[:3].lost_from_stage_id = False  # lost before the installation
        self._create_map().action_apply()
        self._run_cron(batch=3, stop_after=1)
        self.assertEqual(leads.filtered("stage_id.is_lost"), leads[4:])
        told = self._run_cron(batch=3)
        self.assertEqual(leads.stage_id, self.dropped)
        self.assertEqual(leads.lost_from_stage_id, self.visit)
        self.assertEqual([remaining for _processed, remaining in told], [1, 0])
        # Nothing is left to do.
        self.assertEqual(self._run_cron(batch=3), [(0, 0)])

    def test_past_losses_of_a_team_without_column(self):
        """One that cannot move must not keep the cron running for ever."""
        leads = self._create_leads([self.visit] * 3)
        leads.action_set_lost()
        leads.lost_from_stage_id = False
        self.dropped.team_ids = self.other_team
        self._create_map().action_apply()
        told = self._run_cron(batch=2)
        self.assertLess(len(told), 5)
        self.assertEqual(leads.stage_id, self.visit)
        self.assertEqual(leads.lost_from_stage_id, self.visit)


@tagged("standard", "post_install", "-at_install")
class TestHistory(PipelineCase):
    """The work left to the cron by an installation on a database with history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env["ir.config_parameter"].search(
            [("key", "=like", "pilotage_commercial.history_%")]
        ).unlink()
        cls.partner = cls.env["res.partner"].create({"name": "Atelier Martin"})
        cls.product = cls.env["product.product"].create(
            {"name": "Railing", "list_price": 100, "standard_price": 60, "taxes_id": False}
        )
        cls.leads = cls._create_leads([cls.quote] * 5, partner_id=cls.partner.id)
        for lead in cls.leads:
            cls.env["sale.order"].create(
                {
                    "partner_id": cls.partner.id,
                    "opportunity_id": lead.id,
                    "order_line": [Command.create({"product_id": cls.product.id})],
                }
            )
        cls.env.flush_all()
        cls._forget()

    @classmethod
    def _forget(cls):
        """Set the leads as after the installation: columns without values."""
        cls.env.cr.execute(
            """UPDATE crm_lead
                  SET estimated_cost = NULL, estimated_cost_source = NULL,
                      estimated_margin = NULL, estimated_margin_percent = NULL
                WHERE id IN %s""",
            [tuple(cls.leads.ids)],
        )
        cls.env.invalidate_all()

    _run_cron = TestStageMap._run_cron

    def test_quoted_cost(self):
        self._run_cron()
        for lead in self.leads:
            self.assertEqual(lead.estimated_cost_source, "quotation")
            self.assertEqual(lead.estimated_cost, 60)
            self.assertEqual(lead.estimated_margin, lead.expected_revenue - 60)

    def test_batches(self):
        """Newest first, and the next run continues one that was stopped."""
        self._run_cron(batch=2, stop_after=1)
        self.env.invalidate_all()
        done = self.leads.filtered("estimated_cost_source")
        self.assertEqual(done, self.leads[3:])
        told = self._run_cron(batch=2)
        self.assertEqual(self.leads.mapped("estimated_cost"), [60] * 5)
        self.assertEqual([remaining for _processed, remaining in told], [1, 0])

    def test_typed_cost_stays(self):
        self.leads[0].estimated_cost = 45
        self.env.flush_all()
        self._run_cron(batch=2)
        self.assertEqual(self.leads[0].estimated_cost, 45)
        self.assertEqual(self.leads[0].estimated_cost_source, "manual")

    def test_once(self):
        self._run_cron()
        self._forget()
        self._run_cron()
        self.env.invalidate_all()
        self.assertFalse(self.leads.filtered("estimated_cost_source"))

    def test_untouched(self):
        """Neither stage dates, messages nor activities change on old records."""
        messages = self.leads.message_ids
        dates = self.leads.mapped("date_last_stage_update")
        self._run_cron()
        self.env.cr.precommit.run()
        self.assertEqual(self.leads.message_ids, messages)
        self.assertEqual(self.leads.mapped("date_last_stage_update"), dates)
