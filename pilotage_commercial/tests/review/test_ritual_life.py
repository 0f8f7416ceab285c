"""The ritual goes on, whoever leaves it and however: one case per method."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .test_ritual import RitualCase


class RitualLifeCase(RitualCase):
    """A team whose weekly review is held by its leader, a sales manager, with one participant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_user("ritual-second", "sales_team.group_sale_manager")
        cls.elsewhere = cls._create_company("Elsewhere")
        for user in (cls.manager, cls.second, cls.salesperson):
            user.email = f"{user.login}@example.com"

    def _review(self):
        # The holder may not read it any more once they have left.
        return super()._review().sudo()

    def _move_out(self, user):
        """Give ``user`` another company, and that one only."""
        user = self.env["res.users"].browse(user.id).sudo()
        user.write(
            {
                "company_id": self.elsewhere.id,
                "company_ids": [Command.set(self.elsewhere.ids)],
            }
        )

    def _demote(self, user):
        """Take every right to sell from ``user``."""
        user = self.env["res.users"].browse(user.id).sudo()
        user.group_ids = [Command.set(self.env.ref("base.group_user").ids)]

    def _action(self, review, user, **values):
        return self.env["pilotage.review.action"].create(
            {"review_id": review.id, "name": "Call", "user_id": user.id, **values}
        )

    def assertGoesOn(self, review, holder):
        """Check that the review of the next week is there, mailed, and held by ``holder``."""
        following = self._following(review)
        self.assertEqual(len(following), 1)
        self.assertEqual(following.state, "planned")
        self.assertEqual(following.user_id, holder)
        self.assertTrue(following.mail_date)
        return following


@tagged("standard", "post_install", "-at_install")
class TestHolderLeaves(RitualLifeCase):
    def test_moved_to_another_company(self):
        """The leader is the holder, so it is the next manager's."""
        review = self._review()
        self._move_out(self.manager)
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "missed")
        self.assertGoesOn(review, self.second)

    def test_moved_and_the_team_has_a_new_leader(self):
        review = self._review()
        self._move_out(self.manager)
        self.team.user_id = self.salesperson
        self._monday(self._next_monday(review))
        self.assertGoesOn(review, self.salesperson)

    def test_sells_no_more(self):
        review = self._review()
        self._demote(self.manager)
        self._monday(self._next_monday(review))
        self.assertGoesOn(review, self.second)

    def test_moved_after_the_review_was_prepared(self):
        """Prepared on Friday for the next week; the holder changes company at the week-end."""
        review = self._review()
        review.action_start()
        review.action_close()
        following = self._following(review)
        self._move_out(self.manager)
        self._monday(self._next_monday(review))
        self.assertEqual(self.assertGoesOn(review, self.second), following)

    def test_left_open_by_one_who_moved(self):
        review = self._review()
        review.action_start()
        self._move_out(self.manager)
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "unclosed")
        self.assertGoesOn(review, self.second)

    def test_participant_moved_after_the_review_was_prepared(self):
        review = self._review()
        review.action_start()
        review.action_close()
        following = self._following(review)
        self.assertIn(self.salesperson, following.participant_ids)
        self._move_out(self.salesperson)
        self._monday(self._next_monday(review))
        self.assertGoesOn(review, self.manager)

    def test_holder_and_participant_moved(self):
        review = self._review()
        review.action_start()
        review.action_close()
        self._move_out(self.manager)
        self._move_out(self.salesperson)
        self._monday(self._next_monday(review))
        following = self.assertGoesOn(review, self.second)
        self.assertNotIn(self.salesperson, following.participant_ids)


@tagged("standard", "post_install", "-at_install")
class TestLeftOpen(RitualLifeCase):
    def test_for_three_weeks(self):
        """The server was down: one review, this week's, not one for each week between."""
        review = self._review()
        review.action_start()
        later = review.week + timedelta(days=21)
        self._monday(f"{later} 08:00:00")
        self.assertEqual(review.state, "unclosed")
        reviews = self.env["pilotage.review"].sudo().search([("team_id", "=", self.team.id)])
        self.assertEqual((reviews - review).week, later)

    def test_nobody_knows_how_long_it_took(self):
        """The clock ran for a week: that is no duration, and none in the average."""
        review = self._review()
        review.action_start()
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "unclosed")
        domain = [("id", "=", review.id)]
        [[average]] = self.env["pilotage.review"].sudo()._read_group(domain, [], ["duration:avg"])
        self.assertFalse(average)
        self.assertFalse(review.timer_start)

    def test_reopened_and_forgotten(self):
        """Held and closed on Tuesday, reopened for a word, left so: it was held, in 5 minutes."""
        review = self._review()
        review.action_start()
        with freeze_time(datetime(2026, 3, 10, 10, 5)):
            review.action_close()
        held = (review.date_held, review.held_count, review.on_time_count, review.streak)
        self.assertEqual(held[1:], (1, 1, 1))
        with freeze_time(datetime(2026, 3, 13, 9, 0)):
            review.action_reopen()
            action = self._action(review, self.manager)
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "held")
        found = (review.date_held, review.held_count, review.on_time_count, review.streak)
        self.assertEqual(found, held)
        self.assertEqual(review.duration, 5)
        self.assertEqual(action.state, "planned")
        self.assertEqual(self._following(review).state, "planned")

    def test_week_of_the_company(self):
        """In Auckland (13 hours ahead in March) Monday begins on Sunday at 11:00 UTC."""
        self.company.sales_tz = "Pacific/Auckland"
        review = self._review()
        review.action_start()
        sunday = review.week + timedelta(days=6)
        self._monday(f"{sunday} 10:59:00")
        self.assertEqual(review.state, "open")
        self._monday(f"{sunday} 11:01:00")
        self.assertEqual(review.state, "unclosed")
        # Its mail leaves at six in the morning there: 17:00 UTC.
        self.assertFalse(self._following(review).mail_date)
        self._monday(f"{sunday} 17:01:00")
        self.assertTrue(self._following(review).mail_date)

    def test_deal_of_its_action_deleted(self):
        lead = self._lead()
        review = self._review()
        review.action_start()
        action = self._action(
            review,
            self.manager,
            record_ids=[
                Command.create({"review_id": review.id, "reference": f"crm.lead,{lead.id}"})
            ],
        )
        lead.unlink()
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "unclosed")
        self.assertEqual(action.state, "planned")
        self.assertEqual(action.activity_id.user_id, self.manager)
        self.assertGoesOn(review, self.manager)

    def test_its_action_of_somebody_who_left(self):
        """Decided, not planned yet, and its assignee is archived before the week ends."""
        review = self._review()
        review.action_start()
        action = self._action(review, self.salesperson)
        self.env["res.users"].browse(self.salesperson.id).action_archive()
        self._monday(self._next_monday(review))
        self.assertEqual(action.state, "planned")
        self.assertEqual(action.activity_id.user_id, self.manager)
        self.assertGoesOn(review, self.manager)

    def test_team_archived(self):
        """Nobody holds the review of a team that is no more."""
        review = self._review()
        review.action_start()
        self.team.active = False
        self._monday(self._next_monday(review))
        self.assertEqual(review.state, "unclosed")
        self.assertFalse(self._following(review))


@tagged("standard", "post_install", "-at_install")
class TestMondayMail(RitualLifeCase):
    def test_holder_without_an_address(self):
        review = self._review()
        self.manager.sudo().partner_id.email = False
        self._monday(self._next_monday(review))
        self.assertTrue(self._following(review).mail_date)

    def test_templates_deleted(self):
        """Nobody was written to, so it is not said that somebody was."""
        review = self._review()
        self.env["mail.template"].search([("model", "=", "pilotage.review")]).unlink()
        self._monday(self._next_monday(review))
        self.assertFalse(self._following(review).mail_date)

    def test_once(self):
        review = self._review()
        self._monday(self._next_monday(review))
        first = self._following(review).mail_date
        self._monday(f"{review.week + timedelta(days=8)} 09:00:00")
        self.assertEqual(self._following(review).mail_date, first)

    def test_late(self):
        """The server was down on Monday: on Wednesday night it is still said."""
        review = self._review()
        self._monday(f"{review.week + timedelta(days=9)} 23:30:00")
        self.assertTrue(self._following(review).mail_date)


@tagged("standard", "post_install", "-at_install")
class TestActionsOfLeavers(RitualLifeCase):
    def _held(self):
        """Hold the review of the week with two actions: a task, and prospects to call."""
        self._create_gaps()
        review = self._review()
        review.action_start()
        self._action(review, self.salesperson)
        review.action_close()
        self.assertIn(self.salesperson, review.action_ids.people_ids)
        return review

    def assertGiven(self, review):
        actions = review.action_ids
        self.assertEqual(set(actions.mapped("state")), {"planned"})
        self.assertNotIn(self.salesperson, actions.people_ids)
        self.assertNotIn(self.salesperson, actions.activity_ids.user_id)
        self.assertNotIn(self.salesperson, actions.user_id)

    def test_moved_to_another_company(self):
        review = self._held()
        self._move_out(self.salesperson)
        self._monday(self._next_monday(review))
        self.assertGiven(review)

    def test_sells_no_more(self):
        """The deals go to others; the task that a manager typed for them is still theirs."""
        review = self._held()
        self._demote(self.salesperson)
        self._monday(self._next_monday(review))
        task = review.action_ids.filtered(lambda action: not action.record_ids)
        calls = review.action_ids - task
        self.assertEqual(set(review.action_ids.mapped("state")), {"planned"})
        self.assertNotIn(self.salesperson, calls.people_ids | calls.activity_ids.user_id)
        self.assertEqual(task.activity_id.user_id, self.salesperson)

    def test_deal_given_to_a_colleague(self):
        """That deal goes along with its new owner; the others stay."""
        review = self._held()
        rows = review.record_ids.filtered(
            lambda row: row.kind == "blocked" and row.assignee_id == self.salesperson
        )
        self.assertGreater(len(rows), 1)
        given, *kept = rows
        given.reference.sudo().user_id = self.other
        self._monday(self._next_monday(review))
        self.assertEqual(given.assignee_id, self.other)
        self.assertEqual(given.reference.activity_ids.user_id, self.other)
        for row in kept:
            self.assertEqual(row.assignee_id, self.salesperson)
            self.assertEqual(row.reference.activity_ids.user_id, self.salesperson)

    def test_task_of_somebody_who_does_not_sell(self):
        """The buyer asked for new prices keeps the task."""
        buyer = self._create_user("ritual-buyer", "base.group_user")
        review = self._review()
        review.action_start()
        action = self._action(review, buyer)
        review.action_close()
        self._monday(self._next_monday(review))
        self.assertEqual(action.activity_id.user_id, buyer)
        self.assertIn(buyer, self._following(review).participant_ids)

    def test_archived_among_others(self):
        review = self._held()
        users = self.env["res.users"].browse((self.salesperson | self.other).ids)
        users.action_archive()
        self.assertGiven(review)

    def test_whoever_stays_keeps_theirs(self):
        review = self._held()
        people = review.action_ids.people_ids
        self._monday(self._next_monday(review))
        self.assertEqual(review.action_ids.people_ids, people)
