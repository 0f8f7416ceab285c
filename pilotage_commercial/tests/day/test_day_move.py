"""Actions on a row: they move the activity, on working days, and ask where nothing is planned."""

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...exceptions import NextActionRequiredError
from .test_day import DayCase

REQUEST = "odoo.addons.pilotage_commercial.models.action.plan.crm_lead_next_action_policy.request"
ANSWER = {"next_action": "Visit the site", "next_action_date": "2026-03-20"}


@tagged("standard", "post_install", "-at_install")
class TestDayMove(DayCase):
    def _planned(self, day=date(2026, 3, 10)):
        lead = self._lead()
        self._activity(lead, day)
        return lead

    def test_drop_on_a_column(self):
        """Wednesday 18: the working days are 19 (this week) and 23 (the next one)."""
        for horizon, expected in [
            ("today", date(2026, 3, 18)),
            ("week", date(2026, 3, 19)),
            ("later", date(2026, 3, 23)),
        ]:
            with self.subTest(horizon=horizon):
                lead = self._planned()
                row = self._row(lead)
                row.write({"horizon": horizon})
                self.assertEqual(lead.activity_ids.date_deadline, expected)
                self.assertEqual((row.date, row.horizon), (expected, horizon))

    def test_drop_on_the_past_or_on_nothing(self):
        row = self._row(self._planned())
        for horizon in ("overdue", "none"):
            with self.assertRaisesRegex(UserError, "drop the card on another column"):
                row.write({"horizon": horizon})

    def test_what_the_screen_shows(self):
        """Done by somebody else meanwhile: what is planned after it is neither done nor moved; nor
        is the same action with another date.
        """
        for name, *values in (
            ("action_done",),
            ("action_postpone",),
            ("write", {"horizon": "later"}),
            ("write", {"date": "2026-03-25"}),
        ):
            with self.subTest(name, values=values):
                lead = self._planned()
                call = lead.activity_ids
                row = self._row(lead)
                shown = row.with_context(shown_action=row.action, shown_date=str(row.date))
                call.action_feedback()
                visit = lead.activity_schedule(
                    date_deadline=date(2026, 3, 20), summary="Call", user_id=self.sales.id
                )
                self.env.invalidate_all()
                with self.assertRaisesRegex(UserError, "“Call” is done or was moved meanwhile"):
                    getattr(shown, name)(*values)
                self.assertEqual((visit.active, visit.date_deadline), (True, date(2026, 3, 20)))
                shown = row.with_context(shown_action="Call", shown_date="2026-03-20")
                getattr(shown, name)(*values)
                self.assertNotEqual((visit.active, visit.date_deadline), (True, date(2026, 3, 20)))

    def test_no_day(self):
        row = self._row(self._planned())
        for value in ("tomorrow", "20260320", 3, "0001-01-01"):
            with self.assertRaisesRegex(UserError, "is not a date"):
                row.write({"date": value})

    def test_days_off(self):
        """Thursday and Friday are off: this week has none left; Monday is off: Tuesday."""
        for day in (date(2026, 3, 19), date(2026, 3, 20), date(2026, 3, 23)):
            self.env["resource.calendar.leaves"].sudo().create(
                {
                    "name": "Off",
                    "calendar_id": self.company.resource_calendar_id.id,
                    "company_id": self.company.id,
                    "date_from": datetime.combine(day, datetime.min.time()),
                    "date_to": datetime.combine(day, datetime.max.time()),
                }
            )
        lead = self._planned()
        row = self._row(lead)
        with self.assertRaisesRegex(UserError, "no working day left"):
            row.write({"horizon": "week"})
        row.action_postpone()
        self.assertEqual(row.date, date(2026, 3, 24))

    def test_postpone(self):
        lead = self._planned()
        with self._at(datetime(2026, 3, 20, 10)):  # a Friday
            self._row(lead).action_postpone()
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 3, 23))

    def test_several_at_once(self):
        leads = self._planned() | self._planned()
        self.days.search([("lead_id", "in", leads.ids)]).write({"date": "2026-03-25"})
        self.assertEqual(set(leads.mapped("next_action_date")), {date(2026, 3, 25)})

    def test_nothing_planned_asks(self):
        lead = self._lead()
        row = self._row(lead)
        for act in (row.action_plan, lambda: row.write({"horizon": "later"})):
            with self.assertRaises(NextActionRequiredError) as caught:
                act()
            self.assertTrue(caught.exception.context["required"])
        # The proposed day is that of the column.
        self.assertEqual(caught.exception.context["date"], "2026-03-23")
        call = self.env.ref("mail.mail_activity_data_call")
        answer = {**ANSWER, "activity_type_id": call.id}
        row.with_context(next_action_answer=answer).action_plan()
        activity = lead.activity_ids
        self.assertEqual((activity.summary, activity.activity_type_id), ("Visit the site", call))
        self.assertEqual((row.date, row.horizon), (date(2026, 3, 20), "week"))

    def test_answer_of_an_unknown_kind(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        for kind in ("x", -1, 2**40, None, [3], True):
            lead = self._lead()
            answer = {**ANSWER, "activity_type_id": kind}
            self._row(lead).with_context(next_action_answer=answer).action_plan()
            self.assertEqual(lead.activity_ids.activity_type_id, todo, kind)

    def test_meeting_is_moved_in_the_calendar(self):
        lead = self._lead()
        self._meeting(lead, datetime(2026, 3, 18, 14))
        row = self._row(lead)
        for act in (row.action_postpone, row.action_done):
            with self.assertRaisesRegex(UserError, "meeting"):
                act()

    def test_done(self):
        lead = self._planned()
        self.company.sudo().next_action_policy = "off"
        row = self._row(lead)
        row.action_done()
        self.assertFalse(lead.activity_ids)
        self.assertEqual((row.horizon, row.action), ("none", False))

    def test_done_asks_for_the_next_one(self):
        """On the deal as on its quotation: the case has nothing planned any more."""
        self.company.sudo().next_action_policy = "ask"
        for on_quotation in (False, True):
            lead = self._lead()
            record = self._quotation(lead) if on_quotation else lead
            self._on(record, date(2026, 3, 18))
            self.env.flush_all()
            row = self._row(lead).with_context(ask_next_action=True)
            with patch(REQUEST, new=True), self.assertRaises(NextActionRequiredError) as caught:
                row.action_done()
                self.env.cr.precommit.run()
            self.assertEqual(caught.exception.context["leads"][0]["id"], lead.id)

    def test_done_and_planned_at_once(self):
        self.company.sudo().next_action_policy = "require"
        lead = self._planned()
        row = self._row(lead).with_context(next_action_answer=ANSWER)
        with patch(REQUEST, new=True):
            row.action_done()
            self.env.cr.precommit.run()
        self.assertEqual(lead.activity_ids.mapped("summary"), ["Visit the site"])

    def test_write_to_the_customer(self):
        action = self._row(self._lead()).action_mail()
        self.assertEqual(action["target"], "new")
        self.assertEqual(action["context"]["default_partner_ids"], self.customer.ids)

    def test_nobody_moves_what_they_may_not(self):
        """A salesperson with own documents only neither reads nor writes a colleague's row."""
        lead = self._planned()
        row = self.days.with_user(self.colleague).browse(self.days._encode("deal", lead.id))
        for act in (row.action_postpone, row.action_done, row.action_plan, row.action_mail):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            row.write({"horizon": "today"})

    def test_who_has_no_sales_has_no_day(self):
        user = self.colleague
        user.sudo().group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        with self.assertRaises(AccessError):
            self.days.with_user(user).search([])
