"""The weekly reviews go on without anybody's help."""

from datetime import time, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..common_review import ReviewCase


class RitualCase(ReviewCase):
    def _review(self):
        return self.reviews.browse(self.reviews.open_current(self.team.id)["res_id"])

    def _monday(self, moment):
        with (
            freeze_time(moment),
            patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 1),
        ):
            reviews = self.env["pilotage.review"].with_user(self.env.ref("base.user_root"))
            reviews._cron_monday()
        self.env.flush_all()
        self.env.invalidate_all()

    def _next_monday(self, review):
        # 08:00 UTC on the Monday after the week of the review.
        return f"{review.week + timedelta(days=7)} 08:00:00"

    def _following(self, review):
        week = review.week + timedelta(days=7)
        domain = [("team_id", "=", review.team_id.id), ("week", "=", week)]
        return self.env["pilotage.review"].sudo().search(domain)


@tagged("standard", "post_install", "-at_install")
class TestRitual(RitualCase):
    def test_creation_message(self):
        """In French, a feminine noun: Odoo's “%s créé” fits no review."""
        review = self._review()
        self.assertEqual(review._creation_message(), "Weekly review created")
        self.env["res.lang"]._activate_lang("fr_FR")
        module = self.env["ir.module.module"].search([("name", "=", "pilotage_commercial")])
        module._update_translations(["fr_FR"])
        french = review.with_context(lang="fr_FR")
        self.assertEqual(french._creation_message(), "Revue hebdomadaire créée")

    def test_one_that_fails_stops_no_other(self):
        """Whatever is wrong with it: the reviews of the other teams are prepared."""
        broken = self._review()
        team = self.env["crm.team"].create({"name": "Others", "company_id": self.company.id})
        other = self.reviews.browse(self.reviews.open_current(team.id)["res_id"])
        prepare = type(broken)._prepare_monday

        def fail(review):
            if review == broken:
                raise ValueError("a value that nobody thought of")
            return prepare(review)

        with (
            patch.object(type(broken), "_prepare_monday", fail),
            mute_logger(
                "odoo.addons.pilotage_commercial.models.review.course.pilotage_review_monday"
            ),
        ):
            self._monday(self._next_monday(broken))
        self.assertFalse(self._following(broken))
        self.assertTrue(self._following(other))

    def test_all_day_meeting(self):
        """An all-day meeting has days, without a time zone: Odoo keeps that of Monday at 8:00 UTC,
        Sunday evening in Honolulu; calendars that are synchronized at 0:00, Sunday in all America.
        """
        review = self._review()
        week = review.week + timedelta(days=7)
        following = self.reviews.create({"team_id": self.team.id, "week": week})
        meeting = self.env["calendar.event"].create(
            {
                "name": "Weekly sales review",
                "allday": True,
                "start_date": week,
                "stop_date": week,
                "res_model_id": self.env["ir.model"]._get_id(review._name),
                "res_model": review._name,
                "res_id": review.id,
            }
        )
        for zone, hour in (("Pacific/Honolulu", 8), ("America/New_York", 0)):
            self.company.sales_tz = zone
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE calendar_event SET start = %s WHERE id = %s",
                (f"{week} {hour:02}:00:00", meeting.id),
            )
            self.env.invalidate_all()
            with self.subTest(zone=zone):
                following._link_event()
                self.assertEqual(following.event_id, meeting)
                opened = meeting.action_open_calendar_event()["res_id"]
                self.assertEqual(opened, following.id)
                # Timed meetings that go on after it are at the usual hour.
                self.assertEqual(following._get_meeting_time(), time(9))
            following._note({"event_id": False})

    def test_left_open(self):
        review = self._review()
        review.action_start()
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "unclosed")
        self.assertFalse(review.timer_start)
        following = self._following(review)
        self.assertEqual(following.state, "planned")
        self.assertTrue(following.mail_date)

    def test_actions_of_one_left_open_get_their_activities(self):
        review = self._review()
        review.action_start()
        action = self.env["pilotage.review.action"].create(
            {"review_id": review.id, "name": "Call", "user_id": review.user_id.id}
        )
        self._monday(self._next_monday(review))
        self.assertEqual(action.state, "planned")
        self.assertTrue(action.activity_id)
        following = self._following(review)
        with freeze_time(self._next_monday(review)):
            following.with_user(review.user_id).action_start()
        self.assertEqual(following.previous_action_ids, action)

    def test_open_this_week_is_left_alone(self):
        review = self._review()
        review.action_start()
        self._monday(f"{review.week + timedelta(days=4)} 08:00:00")
        self.assertEqual(review.state, "open")

    def test_nobody_with_a_mail_address(self):
        review = self._review()
        people = review.user_id | review.participant_ids
        people.partner_id.sudo().email = False
        self._monday(self._next_monday(review))
        self.assertFalse(self._following(review).mail_date)

    def test_holder_who_left(self):
        review = self._review()
        holder = review.user_id
        second = self._create_user("ritual-second", "sales_team.group_sale_manager")
        self.env["res.users"].browse(holder.id).active = False
        self._monday(self._next_monday(review))
        following = self._following(review)
        self.assertEqual(following.state, "planned")
        self.assertIn(following.user_id, second | self.env.user)
