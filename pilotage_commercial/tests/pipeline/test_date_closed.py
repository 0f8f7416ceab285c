"""``date_closed`` is the day on which the opportunity was won or lost, and nothing else."""

from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import PipelineCase

JANUARY = datetime(2026, 1, 15, 9, 0)
MARCH = datetime(2026, 3, 20, 9, 0)


@tagged("standard", "post_install", "-at_install")
class TestDateClosed(PipelineCase):
    def _closed(self, how, at=JANUARY, **values):
        """Create an opportunity that was won or lost (``how``) at a moment."""
        with freeze_time(at):
            lead = self._create_lead(self.negotiation, **values)
            lead.action_set_won() if how == "won" else lead.action_set_lost()
        return lead

    def _in_march(self, lead, play):
        with freeze_time(MARCH):
            play(lead)
        self.env.flush_all()
        return lead[:1].date_closed

    # --- later events do not change it ---

    def test_archived_after_it_was_won(self):
        lead = self._closed("won")
        self.assertEqual(self._in_march(lead, lambda x: x.action_archive()), JANUARY)
        self.assertEqual(lead.won_status, "won")

    def test_unarchived_and_archived_again(self):
        lead = self._closed("won")

        def tidy(lead):
            lead.action_archive()
            lead.action_unarchive()
            lead.write({"active": False})

        self.assertEqual(self._in_march(lead, tidy), JANUARY)

    def test_archived_together(self):
        won, opened = self._closed("won"), self._create_lead(self.quote, probability=20)
        closed = self._in_march(won | opened, lambda leads: leads.write({"active": False}))
        self.assertEqual(closed, JANUARY)
        self.assertFalse(opened.date_closed)

    def test_probability_typed_again(self):
        lead = self._closed("won")
        self.assertEqual(self._in_march(lead, lambda x: x.write({"probability": 100})), JANUARY)

    def test_won_once_more(self):
        lead = self._closed("won")
        self.assertEqual(self._in_march(lead, lambda x: x.action_set_won()), JANUARY)

    def test_lost_once_more_with_a_reason(self):
        lead = self._closed("lost")
        again = self._in_march(lead, lambda x: x.action_set_lost(lost_reason_id=self.reason.id))
        self.assertEqual(again, JANUARY)
        self.assertEqual(lead.lost_reason_id, self.reason)

    def test_lost_edited_in_the_form(self):
        lead = self._closed("lost")
        values = {"active": False, "probability": 0, "name": "Renamed"}
        self.assertEqual(self._in_march(lead, lambda x: x.write(values)), JANUARY)

    def test_merged_afterwards(self):
        won, opened = self._closed("won", name="Won"), self._create_lead(self.quote)
        with freeze_time(MARCH):
            merged = (won | opened).merge_opportunity()
        self.assertEqual((merged, merged.won_status), (won, "won"))
        self.assertEqual(merged.date_closed, JANUARY)

    def test_lost_moved_to_another_team(self):
        lead = self._closed("lost")
        moved = self._in_march(lead, lambda x: x.write({"team_id": self.other_team.id}))
        self.assertEqual(moved, JANUARY)

    # --- changes of the outcome do ---

    def test_archived_while_open_then_lost(self):
        lead = self._create_lead(self.quote, probability=20)
        with freeze_time(JANUARY):
            lead.action_archive()
        self.assertFalse(lead.date_closed, "archived is neither won nor lost")
        lost = self._in_march(lead, lambda x: x.write({"probability": 0}))
        self.assertEqual((lead.won_status, lost), ("lost", MARCH))

    def test_won_then_lost(self):
        lead = self._closed("won")

        def lose(lead):
            lead.stage_id = self.negotiation
            lead.stage_id = self.lost

        self.assertEqual(self._in_march(lead, lose), MARCH)

    def test_lost_then_won(self):
        lead = self._closed("lost")
        self.assertEqual(self._in_march(lead, lambda x: x.action_set_won()), MARCH)

    def test_restored(self):
        for how in ("lost", "won"):
            lead = self._closed(how)

            def reopen(lead, how=how):
                if how == "lost":
                    lead.action_restore()
                else:
                    lead.stage_id = self.quote

            self.assertFalse(self._in_march(lead, reopen))

    # --- a given date is kept ---

    def _import(self, **values):
        with freeze_time(MARCH):
            return self._create_lead(name="Imported", date_closed=JANUARY, **values)

    def test_created_in_won_with_a_date(self):
        lead = self._import(stage=self.won)
        self.assertEqual((lead.won_status, lead.date_closed), ("won", JANUARY))

    def test_created_in_lost_with_a_date(self):
        lead = self._import(stage=self.lost)
        self.assertEqual((lead.won_status, lead.date_closed), ("lost", JANUARY))

    def test_created_lost_as_natively_with_a_date(self):
        lead = self._import(stage=self.quote, active=False, probability=0)
        self.assertEqual((lead.stage_id, lead.date_closed), (self.lost, JANUARY))

    def test_updated_by_an_import_with_a_date(self):
        for stage in (self.won, self.lost):
            lead = self._create_lead(self.quote)
            values = {"stage_id": stage.id, "date_closed": JANUARY}
            self.assertEqual(self._in_march(lead, lambda x, v=values: x.write(v)), JANUARY)

    def test_loaded_from_a_sheet(self):
        header = ["name", "type", "team_id/.id", "stage_id/.id", "date_closed"]
        day = "2026-01-15 09:00:00"
        rows = [
            [name, "opportunity", str(self.team.id), str(stage.id), day]
            for name, stage in (("Sheet won", self.won), ("Sheet lost", self.lost))
        ]
        with freeze_time(MARCH):
            result = self.env["crm.lead"].load(header, rows)
        leads = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(leads.mapped("won_status"), ["won", "lost"])
        self.assertEqual(leads.mapped("date_closed"), [JANUARY, JANUARY])

    def test_created_lost_without_a_date(self):
        with freeze_time(MARCH):
            leads = self._create_leads([self.won, self.lost])
        self.assertEqual(leads.mapped("date_closed"), [MARCH, MARCH])

    def test_corrected_by_hand(self):
        lead = self._closed("won", MARCH)
        lead.date_closed = JANUARY
        self.assertEqual(lead.date_closed, JANUARY)
