"""The access to a review, and its languages."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_kpi import CODES
from ..common_order import NOW
from ..common_review import ReviewCase


@tagged("standard", "post_install", "-at_install")
class TestReviewRights(ReviewCase):
    # --- rights ---

    def test_salesperson(self):
        """A salesperson reads the team's review, their own records and no margin, and changes
        nothing.
        """
        self._create_gaps()
        review = self._open()
        own = self._fresh(review, self.salesperson)
        self.assertEqual(own.state, "open")
        seen = own.line_ids.kpi_id.mapped("code")
        self.assertEqual(seen, [code for code in CODES if code != "real_margin_rate"])
        self.assertFalse(own.record_ids)
        review.action_plan()
        own = self._fresh(review, self.salesperson)
        # The manager's own prospect is not among them.
        self.assertEqual(len(own.record_ids), 8)
        self.assertEqual(own.action_ids, review.action_ids)
        review.action_ids[0].user_id = self.manager
        own = self._fresh(review, self.salesperson)
        self.assertEqual(len(own.record_ids), 3)
        self.assertEqual(own.action_ids[0].record_names, "")
        for method in ("action_start", "action_plan", "action_close", "action_reopen"):
            with self.assertRaises(AccessError):
                getattr(own, method)()
        with self.assertRaises(AccessError):
            own.write({"note": "x"})
        with self.assertRaises(UserError):
            own.with_context(lang="en_US").open_current()
        review.action_close()
        self.assertNotIn("Real margin", review.message_ids[0].body)
        # They mark their own activities done.
        for activity in self._fresh(review.action_ids[1].activity_ids, self.salesperson):
            activity.action_feedback("Done")
        self.assertEqual(review.action_ids[1].state, "done")

    def test_found_by_the_name_that_the_reader_reads(self):
        """A review is found by its date, an action and a deal by the name that the reader reads."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self._create_gaps()
        review = self._open()
        review.action_plan()
        own = self._fresh(review, self.salesperson)
        for lang, day in (("en_US", "03/09"), ("fr_FR", "09/03")):  # 9 March 2026
            reviews = own.with_context(lang=lang)
            found = reviews.name_search(day)
            self.assertEqual(found, [(review.id, reviews.display_name)], lang)
        self.assertIn(day, own.with_context(lang="fr_FR").display_name)
        self.assertFalse(own.search([("display_name", "ilike", "31/12")]))
        self.assertNotIn(own, own.search([("display_name", "not ilike", "2026")]))
        self.assertIn(own, own.search([("display_name", "ilike", self.team.name)]))
        # The names of actions and deals are for managers: searching by them was an access error.
        for rows in (own.action_ids, own.record_ids):
            name = rows[0].display_name
            found = rows.search([("display_name", "=", name), ("id", "in", rows.ids)])
            self.assertEqual(found, rows.filtered(lambda row, n=name: row.display_name == n))
            self.assertFalse(rows.search([("display_name", "ilike", "no such name")]))

    def test_feedback_is_for_the_readers_of_the_deal(self):
        """Two salespeople each call one of theirs: neither reads what the other said."""
        leads, _orders = self._create_gaps()
        self.env["crm.team.member"].create({"crm_team_id": self.team.id, "user_id": self.other.id})
        leads[3].user_id = self.other
        review = self._open()
        rows = review.record_ids.filtered(lambda row: row.reference in (leads[3], leads[4]))
        (review.record_ids - rows).selected = False
        review.action_plan()
        [action] = review.action_ids
        for activity in action.activity_ids:
            said = "offers 12 000" if activity.res_id == leads[3].id else "wants a visit"
            activity.with_user(activity.user_id).action_feedback(said)
        self.assertEqual(self._fresh(action, self.manager).said_feedback, action.feedback)
        for user, said in ((self.other, "offers 12 000"), (self.salesperson, "wants a visit")):
            own = self._fresh(action, user)
            self.assertEqual(own.said_feedback, said)
            with self.assertRaises(AccessError):
                own.read(["feedback"])
            with self.assertRaises(AccessError):
                own.search([("feedback", "ilike", "12 000")])
        self.assertFalse(self._fresh(action).with_context(review_for_all=True).said_feedback)

    def test_stranger(self):
        review = self._open()
        stranger = self._create_user("review-stranger", "sales_team.group_sale_salesman")
        own = self._fresh(review, stranger)
        self.assertFalse(own.search([("id", "=", review.id)]))
        with self.assertRaises(AccessError):
            own.read(["state"])
        with self.assertRaises(AccessError):
            own.line_ids.browse(review.line_ids.ids).read(["value"])
        outsider = self._create_user("review-outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self._fresh(review, outsider).search([])

    def test_companies(self):
        """Each company has its own review of the week, with its own figures."""
        other = self._create_company("Maçonnerie Roux")
        self.env.user.company_ids |= other
        foreign = self._create_user("review-foreign", "sales_team.group_sale_manager", other)
        self._lead(revenue=1000)
        review = self._open(team=self.env["crm.team"])
        self.assertEqual(self._line(review, "pipeline_value").value, 1000)
        theirs = self._fresh(self.env["pilotage.review"], foreign)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", review.id)]))
        mine = theirs.browse(theirs.open_current()["res_id"])
        mine.action_start()
        self.assertEqual(mine.company_id, other)
        self.assertFalse(self._line(mine, "pipeline_value").has_value)
        with self.assertRaisesRegex(UserError, "belong"):
            mine.participant_ids = [Command.link(self.salesperson.id)]
        with self.assertRaises(UserError):
            theirs.create({"team_id": self.team.id, "company_id": other.id, "week": "2026-03-16"})

    def test_nobody_in_the_team(self):
        team = self._create_team("Empty")
        self._lead(team_id=team.id)
        review = self._open(team)
        self.assertFalse(review.participant_ids)
        review.action_close()
        self.assertEqual(review.state, "held")

    def test_departed_holder(self):
        """The leader of the team takes over; without any holder, the ritual ends."""
        leader = self._create_user("review-leader", "sales_team.group_sale_manager")
        self._hold()
        self.team.user_id = leader
        self.manager.active = False
        with freeze_time(NOW + timedelta(weeks=2)):
            self.env["pilotage.review"]._cron_monday()
        planned = self.env["pilotage.review"].search([("state", "=", "planned")])
        self.assertEqual(planned.user_id, leader)
        leader.active = False
        with freeze_time(NOW + timedelta(weeks=3)):
            self.env["pilotage.review"]._cron_monday()
        self.assertEqual(planned.state, "missed")
        self.assertFalse(planned.search([("state", "=", "planned")]))

    def test_language(self):
        """A review frozen in English is read in French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        kpi = self.env.ref("pilotage_commercial.kpi_transformation_rate")
        kpi.with_context(lang="fr_FR").write({"name": "Taux", "corrective_actions": "Relancer"})
        line = self._line(self._open(), "transformation_rate").with_context(lang="fr_FR")
        self.assertEqual((line.name, line.action_text), ("Taux", "Relancer"))
        line.corrective_action = "Something else"
        self.assertEqual(line.action_text, "Something else")

    # --- deleted records ---

    def test_group_deleted(self):
        """The frozen line stays, for the holder of the review only: nobody else has the right any
        more.
        """
        group = self.env["res.groups"].create({"name": "Directors"})
        self.manager.group_ids += group
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        kpi.group_id = group
        second = self._create_user("review-second", "sales_team.group_sale_manager")
        review = self._open()
        line = self._line(review, "win_rate")
        review.action_close()
        count = len(review.line_ids)
        kpi.group_id = False
        group.unlink()
        self.assertEqual(len(self._fresh(review, self.manager).line_ids), count)
        self.assertEqual(line.name, "Win rate")
        for user in (second, self.salesperson):
            self.assertEqual(len(self._fresh(line, user)._filtered_access("read")), 0)
        self.assertNotIn(line, self._fresh(review, second)._get_table_lines())

    def test_kpi_deleted(self):
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate").copy(
            {"name": "Ours", "code": "ours"}
        )
        review = self._open()
        line = review.line_ids.filtered(lambda line: line.kpi_id == kpi)
        line.action_add_action()
        count = len(review.line_ids)
        kpi.unlink()
        self.assertEqual(len(self._fresh(review).line_ids), count)
        self.assertEqual((line.name, line.kpi_id.id), ("Ours", False))
        self.assertTrue(review.action_ids.name)
        review.action_close()

    def test_team_with_reviews(self):
        """A team with past reviews is archived, not deleted."""
        review = self._open()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.team.unlink()
        self.team.active = False
        self.assertEqual(self._fresh(review).team_id, self.team)
