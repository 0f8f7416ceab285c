"""The weekly review from opening to closing, and the review of the next week."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common_kpi import CODES
from ..common_order import NOW
from ..common_review import ReviewCase

MONDAY = date(2026, 3, 9)
SECONDS = timedelta(seconds=1)


@tagged("standard", "post_install", "-at_install")
class TestReview(ReviewCase):
    # --- opening ---

    def test_opened_once_a_week(self):
        first = self.reviews.open_current(self.team.id)["res_id"]
        self.assertEqual(self.reviews.open_current(self.team.id)["res_id"], first)
        review = self.reviews.browse(first)
        self.assertEqual((review.week, review.state), (MONDAY, "planned"))
        self.assertEqual(review.participant_ids, self.salesperson)
        self.assertNotEqual(self.reviews.open_current()["res_id"], first)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.reviews.create({"team_id": self.team.id, "week": MONDAY + timedelta(days=3)})

    def test_same_identity_again(self):
        """An import of what was exported gives an open review its week, company and team again."""
        review = self._open()
        same = {"week": "2026-03-09", "company_id": self.company.id, "team_id": self.team.id}
        review.write(same)
        self.assertEqual((review.week, review.team_id), (MONDAY, self.team))
        for change in ({"week": "2026-03-16"}, {"team_id": False}):
            with self.assertRaisesRegex(UserError, "cannot change once it is open"):
                review.write({**same, **change})

    def test_two_press_next(self):
        """Two screens show the same step, and both go on: the review goes on once."""
        review = self._open()
        shown = review.with_context(shown_step=review.step)
        self.assertEqual(review.step, "measure")
        shown.action_next_step()
        self.assertEqual(review.step, "analyse")
        shown.action_next_step()
        shown.action_previous_step()
        self.assertEqual(review.step, "analyse")
        review.with_context(shown_step="analyse").action_next_step()
        self.assertEqual(review.step, "act")

    def test_week_in_the_time_zone_of_the_company(self):
        """Sunday 23:30 UTC is Monday in Paris, and the evening of Sunday in Los Angeles."""
        with freeze_time("2026-03-15 23:30:00"):
            self.assertEqual(self.reviews._get_this_week(self.company), date(2026, 3, 16))
            self.company.resource_calendar_id.tz = "America/Los_Angeles"
            self.assertEqual(self.reviews._get_this_week(self.company), MONDAY)

    def test_frozen_on_opening(self):
        """10 quotations, 2 orders: 20 %, five points below the target of 25 %."""
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        review = self._open()
        self.assertEqual(review.line_ids.kpi_id.mapped("code"), CODES)
        line = self._line(review, "transformation_rate")
        self.assertEqual((line.value, line.target, line.state), (0.2, 0.25, "bad"))
        self.assertAlmostEqual(line.gap, -0.05)
        self.assertEqual(line.value_text, "20.0\N{NBSP}%")
        self.assertEqual((line.gap_text, line.is_off), ("-5.0 points", True))
        self.assertIn("follow-ups", line.question)
        self.assertIn("Write a follow-up script", line.corrective_action)
        self.assertEqual(review.step, "measure")  # nothing to look back at
        self.assertEqual((review.date_from, review.date_to), (date(2025, 12, 11), NOW.date()))

    def test_empty_database(self):
        review = self._open()
        self.assertEqual(set(review.line_ids.mapped("state")), {"no_data"})
        self.assertFalse(review.record_ids)
        self.assertEqual(set(review.line_ids.mapped("value_text")), {"No data"})
        review.action_plan()
        review.action_close()
        self.assertEqual((review.state, review.action_count), ("held", 0))

    def test_started_twice(self):
        review = self._open()
        review.action_start()
        self.assertEqual(len(review.line_ids), len(CODES))

    def test_not_before_its_week(self):
        review = self.reviews.create({"team_id": self.team.id, "week": MONDAY + timedelta(days=7)})
        with self.assertRaisesRegex(UserError, "future week"):
            review.action_start()
        with self.assertRaisesRegex(UserError, "not open yet"):
            review.action_close()

    # --- records and actions ---

    def test_records_proposed(self):
        """Five of six prospects, three of four quotations: the largest first."""
        leads, orders = self._create_gaps()
        rows = self._open().record_ids
        blocked = rows.filtered(lambda row: row.kind == "blocked")
        self.assertEqual([row.reference for row in blocked], list(leads[:0:-1]))
        self.assertEqual(blocked.mapped("amount"), [6000, 5000, 4000, 3000, 2000])
        self.assertIn("created on", blocked[0].reason)
        quotations = rows.filtered(lambda row: row.kind == "quotation")
        self.assertEqual([row.reference for row in quotations], list(orders[:0:-1]))
        self.assertEqual(rows, blocked + quotations)

    def test_orders_to_recost(self):
        """Sold for 100 at a cost of 90: a margin of 10 %, below 30 %."""
        order = self._sale(amount=100)
        order.order_line.purchase_price = 90
        self.env["sale.order.cost"].create(
            {
                "order_id": order.id,
                "category": "purchase",
                "state": "actual",
                "amount": 90,
                "date": NOW.date(),
                "source": "manual",
                "name": "Stone",
            }
        )
        order._update_real_cost()
        [row] = self._open().record_ids
        self.assertEqual((row.kind, row.reference), ("margin", order))
        self.assertNotRegex(row.reason, r"\d")  # readers of the row may not see the margin

    def test_drifting_orders(self):
        """100 planned at 50, and 60 ordered: 10 less than planned, and above the floor."""
        self.study.standard_price = 50
        order = self._sale(amount=100)
        values = {"order_id": order.id, "state": "committed", "amount": 60}
        self.env["sale.order.cost"].create(values)
        order._update_real_cost()
        [row] = self._open().record_ids
        self.assertEqual((row.kind, row.reference), ("margin", order))
        self.assertEqual(row.reason, "will leave less than planned")

    def test_plan(self):
        leads, _orders = self._create_gaps()
        review = self._open()
        review.record_ids[0].selected = False
        review.action_plan()
        call, follow = review.action_ids
        self.assertEqual(call.name, "Call 4 blocked prospects")
        self.assertEqual(follow.name, "Follow up 3 quotations without answer")
        # Three of the four prospects are the salesperson's.
        self.assertEqual((call.user_id, follow.user_id), (self.salesperson, self.salesperson))
        self.assertEqual(call.kpi_id.code, "pipeline_value")
        self.assertEqual(follow.kpi_id.code, "transformation_rate")
        self.assertEqual(call.date_deadline, date(2026, 3, 13))  # Friday
        # One activity each: the manager's own prospect is assigned to the manager.
        activities = call.activity_ids
        called = {leads.browse(activity.res_id): activity.user_id for activity in activities}
        manager, sales = self.manager, self.salesperson
        self.assertEqual(
            called, {leads[4]: sales, leads[3]: sales, leads[2]: sales, leads[1]: manager}
        )
        self.assertEqual(set(activities.mapped("summary")), {"Call one blocked prospect"})
        self.assertEqual(call.people_ids, manager | sales)
        self.assertEqual(leads[4].next_action_date, date(2026, 3, 13))
        # A second click plans nothing; records chosen later join the action of their kind.
        review.action_plan()
        self.assertEqual(len(review.action_ids.activity_ids), 7)
        review.record_ids[0].selected = True
        review.action_plan()
        self.assertEqual(review.action_ids.mapped("name")[0], "Call 5 blocked prospects")
        self.assertEqual(leads[5].activity_ids, call.activity_ids - activities)

    def test_single_record_has_the_activity(self):
        leads, _orders = self._create_gaps()
        review = self._open()
        review.record_ids[1:].selected = False
        review.action_plan()
        self.assertEqual(leads[5].activity_ids, review.action_ids.activity_id)
        self.assertEqual(leads[5].next_action, "Call Prospect 5")

    def test_actions_by_hand(self):
        review = self._open()
        review.action_next_step()
        review.action_next_step()
        self.assertEqual(review.step, "act")
        with Form(review) as form, form.action_ids.new() as action:
            action.name = "Write a follow-up script"
            action.user_id = self.other
        review.action_plan()
        action = review.action_ids
        self.assertEqual(action.state, "planned")
        # Assignees become participants.
        self.assertIn(self.other, review.participant_ids)
        action.write({"date_deadline": date(2026, 3, 12), "user_id": self.manager.id})
        self.assertEqual(action.activity_id.date_deadline, date(2026, 3, 12))
        self.assertEqual(action.activity_id.user_id, self.manager)
        activity = action.activity_id
        action.unlink()
        self.assertFalse(activity.exists())

    def test_action_of_a_gap(self):
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        review = self._open()
        self._line(review, "transformation_rate").action_add_action()
        self.assertEqual(review.action_ids.name, "Write a follow-up script and train on closing")
        self.assertEqual(review.action_ids.kpi_id.code, "transformation_rate")
        # A second click adds nothing, unless the action was dropped meanwhile.
        self._line(review, "transformation_rate").action_add_action()
        self.assertEqual(len(review.action_ids), 1)
        review.action_plan()
        review.action_ids.action_drop()
        self._line(review, "transformation_rate").action_add_action()
        self.assertEqual(len(review.action_ids), 2)

    # --- closing ---

    def test_close(self):
        self._create_gaps()
        review = self._open()
        with freeze_time(NOW + 300 * SECONDS):
            review.action_pause()
        with freeze_time(NOW + 3000 * SECONDS):
            review.action_pause()
        with freeze_time(NOW + 3420 * SECONDS):
            review.record_ids.filtered(lambda row: row.kind == "blocked").selected = False
            review.action_close()
        self.assertEqual(review.duration, 12)  # 5 + 7 minutes, the pause left out
        self.assertEqual((review.held_count, review.on_time_count, review.streak), (1, 1, 1))
        self.assertEqual(review.action_count, 1)
        self.assertEqual(len(review.record_ids), 3)  # records that nobody chose are deleted
        following = self.reviews.search([("week", "=", MONDAY + timedelta(days=7))])
        self.assertEqual((following.team_id, following.state), (self.team, "planned"))
        self.assertEqual(following.participant_ids, review.participant_ids)
        message = review.message_ids[0]
        self.assertIn("Follow up 3 quotations", message.body)
        self.assertIn("Transformation rate", message.body)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        # A second click changes nothing.
        review.action_close()
        self.assertEqual(len(review.message_ids), len(self._fresh(review).message_ids))
        self.assertEqual(review.message_ids[0], message)

    def test_history(self):
        """Held in ten minutes; the prepared review of next week does not change the average."""
        review = self._open()
        with freeze_time(NOW + 600 * SECONDS):
            review.action_close()
        self.assertEqual(self.reviews.search_count([("team_id", "=", self.team.id)]), 2)
        [figures] = self.reviews._read_group(
            [("team_id", "=", self.team.id)],
            [],
            ["held_count:sum", "on_time_count:sum", "duration:avg", "streak:max"],
        )
        self.assertEqual(figures, (1, 1, 10, 1))

    def test_frozen_means_frozen(self):
        """10 quotations, 2 orders: 20 %. One more signed afterwards: 30 %, shown as restated."""
        orders = self.env["sale.order"]
        for outcome in ["won"] * 2 + ["pending"] * 8:
            orders += self._quotation(outcome)
        review = self._open()
        line = self._line(review, "transformation_rate")
        review.action_close()
        orders[-1].user_id = self.salesperson
        orders[-1].action_confirm()
        orders[-1].quotation_date = NOW
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(line.value, 0.2)
        self.assertEqual(line.value_text, "20.0\N{NBSP}%")
        self.assertEqual(line.restated_text, "restated: 30.0\N{NBSP}%")
        self.assertFalse(self._line(review, "win_rate").restated_text)
        # The salesperson of that one would read 1 of 1, 100 %, beside the 20 % of the team.
        self.assertFalse(line.with_user(self.salesperson).restated_text)
        # A KPI that only exists now cannot be measured again.
        self._lead(revenue=5000)
        self.assertFalse(self._line(review, "pipeline_value").restated_text)
        for record, values in (
            (line, {"value": 0.9}),
            (line, {"note": "better"}),
            (review, {"note": "<p>better</p>"}),
            (review, {"state": "open"}),
            (review, {"duration": 3}),
            (review, {"week": date(2026, 3, 2)}),
        ):
            with self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            review.unlink()
        with self.assertRaises(UserError):
            self.env["pilotage.review.action"].with_user(self.manager).create(
                {"review_id": review.id, "name": "Late"}
            )

    def test_figures_are_not_typed(self):
        with self.assertRaisesRegex(UserError, "fills these fields"):
            self.reviews.create({"state": "held"})
        with self.assertRaisesRegex(UserError, "fills these fields"):
            self.reviews.create({"streak": 50})
        review = self._open()
        with self.assertRaisesRegex(UserError, "frozen"):
            review.line_ids[0].value = 5
        with self.assertRaises(AccessError):
            review.line_ids[0].copy()
        review.line_ids[0].note = "Two large deals are coming"
        self.assertEqual(review.line_ids[0].note, "Two large deals are coming")

    def test_close_without_the_report(self):
        """The report was deleted: the review closes without its PDF."""
        review = self._open()
        self.env.ref("pilotage_commercial.pilotage_review_report").unlink()
        review.action_close()
        self.assertEqual(review.state, "held")
        self.assertFalse(review.message_ids.attachment_ids)

    # --- next week ---

    def test_next_week(self):
        first = self._hold()
        call, follow = first.action_ids
        for activity in call.activity_ids:
            activity.with_user(activity.user_id).action_feedback("Two of them want a visit")
        self.env.flush_all()
        with freeze_time(NOW + timedelta(days=7)):
            second = self._open()
            self.assertEqual((second.previous_id, second.step), (first, "previous"))
            self.assertEqual(second.previous_action_ids, first.action_ids)
            self.assertEqual(call.state, "done")
            self.assertEqual(
                (call.feedback, call.date_done), ("Two of them want a visit", NOW.date())
            )
            self.assertEqual((first.action_count, first.action_done_count), (2, 1))
            # Quotations without answer: none signed of four, then and now.
            effect = "Transformation rate: 0.0\N{NBSP}% → 0.0\N{NBSP}% (unchanged)"
            self.assertEqual(self._fresh(follow).effect, effect)
            self.assertTrue(follow.is_late)
            # Those quotations are in an open action: they are not proposed.
            pending = [row.reference for row in follow.record_ids]
            self.assertEqual(len(pending), 3)
            self.assertFalse([row for row in second.record_ids if row.reference in pending])
            activities = follow.activity_ids
            self.assertEqual(len(activities), 3)
            follow.action_carry_over()
            self.assertEqual((follow.state, follow.feedback), ("carried", False))
            again = second.action_ids
            self.assertEqual((again.name, again.activity_ids), (follow.name, activities))
            self.assertEqual(set(activities.mapped("date_deadline")), {date(2026, 3, 20)})
            self.assertEqual((first.action_count, first.action_done_count), (1, 1))
            second.record_ids.selected = False
            second.action_close()
            self.assertEqual((second.streak, second.action_count), (2, 1))

    def test_dropped(self):
        first = self._hold()
        with freeze_time(NOW + timedelta(days=7)):
            self._open()
            first.action_ids[0].action_drop()
            first.action_ids[1].action_done()
        self.assertEqual(first.action_ids.mapped("state"), ["cancelled", "done"])

    def test_done_stays_done(self):
        first = self._hold()
        activities = first.action_ids[0].activity_ids
        for activity in activities:
            activity.action_feedback("Called")
        activities.sudo().unlink()
        self.assertEqual(self._fresh(first).action_ids[0].state, "done")

    def test_skipped_three_weeks(self):
        """Held on 9 March, then on 6 April: three weeks were missed, and the row starts again."""
        first = self._hold()
        for number in (1, 2, 3, 4):
            with freeze_time(NOW + timedelta(weeks=number)):
                self.env["pilotage.review"]._cron_monday()
        series = self.reviews.search([("team_id", "=", self.team.id)], order="week")
        self.assertEqual(series.mapped("state"), ["held", "missed", "missed", "missed", "planned"])
        with freeze_time(NOW + timedelta(weeks=4)):
            with self.assertRaisesRegex(UserError, "over"):
                series[1].action_start()
            last = self._open()
            self.assertEqual(last, series[-1])
            self.assertEqual(last.previous_id, first)
            self.assertEqual(last.previous_action_ids, first.action_ids)
            last.action_close()
        self.assertEqual((last.streak, last.on_time_count), (1, 1))

    def test_skipped_without_the_cron(self):
        first = self._hold()
        with freeze_time(NOW + timedelta(weeks=3)):
            last = self._open()
        self.assertEqual(last.week, date(2026, 3, 30))
        self.assertEqual(last.previous_id, first)
        series = self.reviews.search([("team_id", "=", self.team.id)], order="week")
        self.assertEqual(series.mapped("state"), ["held", "missed", "open"])

    def test_held_late(self):
        """Opened on Tuesday, closed on the Monday after: not on time."""
        review = self._open()
        with freeze_time(NOW + timedelta(days=6)):
            review.action_close()
        self.assertEqual((review.held_count, review.on_time_count), (1, 0))
        self.assertEqual(self.reviews.search([("state", "=", "planned")]).week, date(2026, 3, 16))

    def test_reopened(self):
        review = self._hold()
        values = review.line_ids.mapped("value")
        activities = review.action_ids.activity_ids
        self._quotation("won")
        review.action_reopen()
        self.assertEqual((review.state, review.held_count), ("open", 0))
        review.write({"note": "<p>One more thing</p>"})
        review.action_close()
        self.assertEqual(review.line_ids.mapped("value"), values)
        self.assertEqual(review.action_ids.activity_ids, activities)
        self.assertEqual((review.held_count, review.streak), (1, 1))
        self.assertEqual(self.reviews.search_count([("state", "=", "planned")]), 1)
        with freeze_time(NOW + timedelta(days=7)):
            self._open()
            with self.assertRaisesRegex(UserError, "opened on the results"):
                review.action_reopen()

    # --- Monday ---

    def test_monday_mail(self):
        """Sent once, on Monday from six in the morning in Paris (winter: 5 UTC)."""
        self.manager.write({"email": "marie@example.com", "lang": "en_US"})
        self._hold()
        following = self.reviews.search([("state", "=", "planned")])
        cron = self.env["pilotage.review"]._cron_monday
        sent = [("recipient_ids", "in", self.manager.partner_id.ids)]
        mails = self.env["mail.mail"]
        before = mails.search(sent)
        with freeze_time("2026-03-16 04:30:00"):
            cron()
            self.assertEqual(mails.search(sent), before)
        with freeze_time("2026-03-16 05:10:00"):
            cron()
            mail = mails.search(sent) - before
            self.assertEqual(len(mail), 1)
            cron()
            self.assertEqual(mails.search(sent) - before, mail)
        self.assertIn("Transformation rate", mail.body_html)
        self.assertIn("Action in Case of Gap", mail.body_html)
        self.assertIn("Follow up 3 quotations", mail.body_html)
        self.assertIn(f"/odoo/weekly-reviews/{following.id}", mail.body_html)
        # It is not shown to the other readers of the review.
        self.assertFalse(mail.mail_message_id.res_id)

    # --- calendar ---

    def test_calendar(self):
        """Tuesday: the first meeting is next Monday at nine, 8 UTC; in April it is 7 UTC."""
        review = self.reviews.browse(self.reviews.open_current(self.team.id)["res_id"])
        action = review.action_schedule()
        event = self.env["calendar.event"].with_user(self.manager).browse(action["res_id"])
        self.assertEqual(event.start, datetime(2026, 3, 16, 8, 0))
        self.assertEqual(event.stop - event.start, timedelta(minutes=15))
        events = event.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(events), 52)
        self.assertEqual(events[3].start, datetime(2026, 4, 6, 7, 0))
        self.assertEqual(event.partner_ids, (self.manager | self.salesperson).partner_id)
        self.assertFalse(review.activity_ids)
        # After any number of clicks, on any review.
        planned = self.reviews.create(
            {"team_id": self.team.id, "week": MONDAY + timedelta(days=14)}
        )
        for again in (review, planned, review):
            self.assertEqual(
                again.action_schedule()["res_id"], event.id if again == review else events[1].id
            )
        planned.unlink()
        mine = [("res_model", "=", review._name)]
        self.assertEqual(self.env["calendar.event"].search_count(mine), 52)
        # Held this week; next week's review has its meeting, and opens from it.
        review.action_start()
        review.action_close()
        following = self.reviews.search([("state", "=", "planned")])
        self.assertEqual(following.event_id, event)
        with freeze_time("2026-03-16 08:00:00"):
            self.assertEqual(event.action_open_calendar_event()["res_id"], following.id)
        with freeze_time("2026-03-23 08:00:00"):
            opened = events[1].action_open_calendar_event()["res_id"]
            self.assertEqual(self.reviews.browse(opened).week, date(2026, 3, 23))
