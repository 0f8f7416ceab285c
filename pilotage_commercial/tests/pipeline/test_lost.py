"""One opportunity enters and leaves the Lost column, by each of Odoo's paths."""

from markupsafe import Markup
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from odoo.addons.pilotage_commercial.tests.common import PipelineCase


@tagged("standard", "post_install", "-at_install")
class TestLost(PipelineCase):
    # --- to the Lost column ---

    def test_drag(self):
        lead = self._create_lead(self.quote).with_user(self.salesperson)
        saved = lead.web_save({"stage_id": self.lost.id}, {"stage_id": {}, "active": {}})
        self.assertEqual(saved[0]["stage_id"], self.lost.id)
        self.assertFalse(saved[0]["active"])
        self.assertLost(lead, self.quote)
        self.assertEqual(lead.automated_probability, 0)

    def test_drag_with_other_values(self):
        lead = self._create_lead(self.quote)
        lead.write(
            {
                "stage_id": self.lost.id,
                "lost_reason_id": self.reason.id,
                "probability": 40,
                "active": True,
                "expected_revenue": 500,
            }
        )
        self.assertLost(lead, self.quote)
        self.assertEqual(lead.lost_reason_id, self.reason)
        self.assertEqual(lead.expected_revenue, 500)

    def test_status_bar(self):
        lead = self._create_lead(self.quote)
        with Form(lead.with_user(self.salesperson)) as form:
            form.stage_id = self.lost
        self.assertLost(lead, self.quote)

    def test_button(self):
        lead = self._create_lead(self.negotiation)
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.salesperson)
            .create(
                {
                    "lead_ids": lead.ids,
                    "lost_reason_id": self.reason.id,
                    "lost_feedback": Markup("<p>Half the price elsewhere</p>"),
                }
            )
        )
        wizard.action_lost_reason_apply()
        self.assertLost(lead, self.negotiation)
        self.assertEqual(lead.lost_reason_id, self.reason)

    def test_list_action(self):
        leads = self._create_leads([self.prospect, self.qualified, self.prospect])
        leads[2].type = "lead"
        form = Form(
            self.env["crm.lead.lost"].with_context(
                active_ids=leads.ids, active_model="crm.lead", default_lead_ids=leads.ids
            )
        )
        form.lost_reason_id = self.reason
        form.save().action_lost_reason_apply()
        self.assertLost(leads[0], self.prospect)
        self.assertLost(leads[1], self.qualified)
        self.assertLost(leads[2], self.prospect, stage=self.prospect)
        self.assertEqual(leads.mapped("automated_probability"), [0, 0, 0])
        self.assertEqual(leads.lost_reason_id, self.reason)

    def test_mass_update(self):
        leads = self._create_leads([self.prospect, self.quote, self.negotiation, self.quote])
        leads.write({"stage_id": self.lost.id})
        for lead, origin in zip(
            leads, [self.prospect, self.quote, self.negotiation, self.quote], strict=True
        ):
            self.assertLost(lead, origin)

    def test_mass_update_of_the_status(self):
        leads = self._create_leads([self.prospect, self.quote])
        leads.write({"active": False, "probability": 0})
        self.assertEqual(leads.mapped("won_status"), ["lost", "lost"])
        self.assertEqual(leads.stage_id, self.lost)
        self.assertEqual(leads.lost_from_stage_id, self.prospect | self.quote)

    def test_stage_by_assignment(self):
        lead = self._create_lead(self.quote)
        lead.stage_id = self.lost
        self.assertLost(lead, self.quote)

    def test_archived_then_probability_0(self):
        lead = self._create_lead(self.quote)
        lead.probability = 30
        with freeze_time("2026-02-01 10:00:00"):
            lead.action_archive()
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(lead.stage_id, self.quote)
        self.assertFalse(lead.lost_from_stage_id)
        with freeze_time("2026-03-01 10:00:00"):
            lead.probability = 0
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.lost))
        self.assertEqual(lead.lost_from_stage_id, self.quote)
        # Archiving is no loss: the day of the loss stays.
        self.assertEqual(lead.date_closed, fields.Datetime.to_datetime("2026-03-01 10:00:00"))

    def test_probability_0_then_archived(self):
        lead = self._create_lead(self.quote)
        lead.write({"probability": 0})
        self.assertEqual((lead.won_status, lead.stage_id), ("pending", self.quote))
        lead.action_archive()
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.lost))

    def test_created_in_the_lost_column(self):
        leads = (
            self.env["crm.lead"]
            .with_context(default_stage_id=self.lost.id)
            .create(
                [
                    {"name": "Dropped", "type": "opportunity", "team_id": self.team.id},
                    {
                        "name": "Kept",
                        "type": "opportunity",
                        "stage_id": self.quote.id,
                        "team_id": False,
                    },
                ]
            )
        )
        self.assertLost(leads[0], self.prospect)
        self.assertOpen(leads[1], self.quote)
        self.assertEqual(leads.env, self.env(context=leads.env.context))
        self.assertEqual(leads.env.context.get("default_stage_id"), self.lost.id)

    def test_created_in_the_lost_column_of_its_team(self):
        first = self._create_stage("Call", 0, team_ids=self.team.ids)
        lead = self._create_lead(self.lost, lost_reason_id=self.reason.id)
        self.assertLost(lead, first)
        self.assertEqual(lead.lost_reason_id, self.reason)

    def test_created_lost(self):
        lead = self._create_lead(self.quote, active=False, probability=0)
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.lost))
        self.assertEqual(lead.lost_from_stage_id, self.quote)
        lead = self._create_lead(self.lost, active=False, probability=0)
        self.assertLost(lead, self.prospect)

    def test_imported_lost(self):
        result = (
            self.env["crm.lead"]
            .with_context(import_file=True)
            .load(
                ["name", "type", "stage_id/.id"],
                [["From a sheet", "opportunity", str(self.lost.id)]],
            )
        )
        self.assertFalse(result["messages"])
        self.assertLost(self.env["crm.lead"].browse(result["ids"]), self.prospect)

    def test_lead_stays_in_its_stage(self):
        leads = self._create_leads([self.qualified] * 3, type="lead")
        leads[0].action_set_lost(lost_reason_id=self.reason.id)
        leads[1].write({"stage_id": self.lost.id})
        leads[2].write({"active": False, "probability": 0, "automated_probability": 0})
        self.assertLost(leads, self.qualified, stage=self.qualified)
        leads.action_restore()
        self.assertOpen(leads, self.qualified)

    def test_lead_created_in_the_lost_column(self):
        lead = self._create_lead(self.lost, type="lead")
        self.assertLost(lead, self.prospect, stage=self.prospect)

    def test_lost_outside_the_column_keeps_where(self):
        # Odoo lets one write the stage of a lost record: it is the stage where it was lost.
        lead = self._create_lead(self.prospect, type="lead")
        lead.action_set_lost()
        lead.stage_id = self.qualified
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.qualified))
        self.assertEqual(lead.lost_from_stage_id, self.qualified)

    def test_old_loss_dragged_to_the_column(self):
        # Lost before there was a Lost stage.
        self.lost.is_lost = False
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        self.assertEqual(lead.stage_id, self.quote)
        self.lost.is_lost = True
        lead.write({"stage_id": self.lost.id, "lost_reason_id": self.reason.id})
        self.assertLost(lead, self.quote)
        self.assertEqual(lead.lost_reason_id, self.reason)

    def test_dropped_twice(self):
        lead = self._create_lead(self.quote)
        with freeze_time("2026-02-01 10:00:00"):
            lead.stage_id = self.lost
        with freeze_time("2026-03-01 10:00:00"):
            lead.write({"stage_id": self.lost.id})
        self.assertLost(lead, self.quote)
        self.assertEqual(lead.date_closed, fields.Datetime.to_datetime("2026-02-01 10:00:00"))

    # --- archiving is no loss ---

    def test_archived_without_loss(self):
        lead = self._create_lead(self.quote)
        lead.probability = 30
        lead.action_archive()
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(lead.stage_id, self.quote)
        self.assertFalse(lead.lost_from_stage_id)
        lead.action_unarchive()
        self.assertOpen(lead, self.quote)

    # --- restored ---

    def test_restore_button(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        lead.with_user(self.salesperson).action_restore()
        self.assertOpen(lead, self.quote)
        self.assertEqual(lead.probability, lead.automated_probability)

    def test_restore_several(self):
        stages = [self.prospect, self.quote, self.quote, self.negotiation]
        leads = self._create_leads(stages)
        leads.action_set_lost()
        leads.action_restore()
        for lead, stage in zip(leads, stages, strict=True):
            self.assertOpen(lead, stage)

    def test_unarchive(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        lead.action_unarchive()
        self.assertOpen(lead, self.quote)

    def test_write_active(self):
        def scenario():
            lead = self._create_lead(self.quote)
            lead.action_set_lost()
            lead.write({"active": True})
            lead.flush_recordset()
            return [
                lead.won_status,
                lead.stage_id,
                lead.probability,
                lead.automated_probability,
                bool(lead.date_closed),
            ]

        native, ours = self._play_both(scenario)
        self.assertEqual(ours, native)
        self.assertEqual(ours[:2], ["pending", self.quote])

    def test_probability_given_back(self):
        # In Odoo it is archived and pending then: no longer lost.
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        lead.probability = 20
        self.assertEqual((lead.won_status, lead.active), ("pending", False))
        self.assertEqual((lead.stage_id, lead.probability), (self.quote, 20))
        self.assertFalse(lead.lost_from_stage_id)

    def test_drag_back(self):
        leads = self._create_leads([self.quote, self.prospect])
        leads.action_set_lost(lost_reason_id=self.reason.id)
        leads.write({"stage_id": self.negotiation.id})
        self.assertOpen(leads, self.negotiation)
        self.assertFalse(leads.filtered("date_closed"))

    def test_restore_after_the_stage_was_deleted(self):
        stage = self._create_stage("Site visit", 2)
        lead = self._create_lead(stage)
        lead.action_set_lost()
        stage.unlink()
        self.assertFalse(lead.lost_from_stage_id)
        lead.action_restore()
        self.assertOpen(lead, self.prospect)

    def test_restore_after_the_stage_became_closed(self):
        leads = self._create_leads([self.quote, self.negotiation])
        leads.action_set_lost()
        self.quote.is_lost = True
        self.negotiation.is_won = True
        leads.action_restore()
        self.assertOpen(leads, self.prospect)

    def test_lost_again(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        lead.action_restore()
        lead.stage_id = self.negotiation
        lead.action_set_lost()
        self.assertLost(lead, self.negotiation)
        lead.action_restore()
        self.assertOpen(lead, self.negotiation)

    def test_corrected_where_it_was_lost(self):
        lead = self._create_lead(self.prospect)
        lead.action_set_lost()
        lead.write({"stage_id": self.negotiation.id, "active": False, "probability": 0})
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.lost))
        self.assertEqual(lead.lost_from_stage_id, self.negotiation)

    # --- won ---

    def test_lost_then_won_by_drag(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        lead.stage_id = self.won
        self.assertEqual((lead.won_status, lead.active, lead.probability), ("won", True, 100))
        self.assertEqual(lead.stage_id, self.won)
        self.assertFalse(lead.lost_from_stage_id)
        self.assertFalse(lead.lost_reason_id)

    def test_lost_then_won_by_button(self):
        # Odoo looks for the won stage after the opportunity's own.
        first_won = self._create_stage("Ordered by phone", 2, is_won=True)
        lead = self._create_lead(self.prospect)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        lead.action_set_won()
        self.assertEqual((lead.won_status, lead.active), ("won", True))
        self.assertEqual(lead.stage_id, first_won)
        self.assertFalse(lead.lost_from_stage_id)
        self.assertFalse(lead.lost_reason_id)

    def test_won_is_not_lost(self):
        def refusal(lose):
            lead = self._create_lead(self.won)
            self.assertEqual(lead.won_status, "won")
            with self.assertRaises(ValidationError) as refused, self.cr.savepoint():
                lose(lead)
            lead.invalidate_recordset()
            self.assertEqual((lead.won_status, lead.active, lead.stage_id), ("won", True, self.won))
            return str(refused.exception)

        native, by_button = self._play_both(lambda: refusal(lambda lead: lead.action_set_lost()))
        self.assertEqual(by_button, native)
        by_drag = refusal(lambda lead: lead.write({"stage_id": self.lost.id}))
        self.assertEqual(by_drag, native)

    def test_one_won_among_many(self):
        leads = self._create_leads([self.quote, self.won])
        with self.assertRaises(ValidationError), self.cr.savepoint():
            leads.write({"stage_id": self.lost.id})
        leads.invalidate_recordset()
        self.assertEqual(leads.mapped("stage_id"), self.quote | self.won)

    # --- other actions of Odoo ---

    def test_copy(self):
        # Odoo copies neither stage nor probability, but the archiving.
        def scenario():
            lead = self._create_lead(self.quote)
            lead.action_set_lost(lost_reason_id=self.reason.id)
            copy = lead.copy()
            fnames = ["active", "won_status", "lost_reason_id", "date_closed", "probability"]
            return [*(copy[name] for name in fnames), copy._get_effective_stage()]

        native, ours = self._play_both(scenario)
        self.assertEqual(ours, native)
        self.assertEqual(ours[-1], self.prospect)

    def test_closing_date(self):
        """Closed when lost, by any path; after a restore, the date is Odoo's."""

        def scenario(lose, restore):
            def play():
                with freeze_time("2026-01-05 08:00:00"):
                    lead = self._create_lead(self.quote)
                with freeze_time("2026-01-31 23:59:00"):
                    lose(lead)
                dates = [lead.date_closed, lead.day_close]
                with freeze_time("2026-02-28 12:00:00"):
                    restore(lead)
                return [*dates, lead.date_closed]

            return play

        def drop(lead):
            lead.write({"stage_id": self.lost.id})

        def restore(lead):
            lead.action_restore()

        def lose(lead):
            lead.action_set_lost()

        native, ours = self._play_both(scenario(lose, restore))
        self.assertEqual(ours, native)
        self.assertEqual(ours[0], fields.Datetime.to_datetime("2026-01-31 23:59:00"))
        native, ours = self._play_both(scenario(drop, restore), scenario(lose, restore))
        self.assertEqual(ours, native)
        native, ours = self._play_both(scenario(lose, lambda lead: lead.action_unarchive()))
        self.assertEqual(ours, native)

    @mute_logger("odoo.sql_db")
    def test_stage_with_losses_cannot_go(self):
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.lost.unlink()
        lead.unlink()
        self.lost.unlink()
        lead = self._create_lead(self.quote)
        lead.action_set_lost()
        self.assertLost(lead, self.quote, stage=self.quote)
        lead.action_restore()
        self.assertOpen(lead, self.quote)

    def test_queries_do_not_grow_with_the_losses(self):
        """The Lost column adds no query per loss to Odoo's own."""

        def count(number):
            def play():
                leads = self._create_leads([self.quote, self.prospect] * number)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                leads.action_set_lost()
                self.env.flush_all()
                leads.action_restore()
                self.env.flush_all()
                return self.cr.sql_log_count - before

            return play

        native_few, few = self._play_both(count(1))
        native_many, many = self._play_both(count(15))
        self.assertLessEqual(many - native_many, few - native_few + 5)
