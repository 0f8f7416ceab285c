"""More lives of deals, quotations and customers: what nobody had listed before."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from ..common_attention import NOW, days_ago
from ..common_repurchase import RepurchaseCase
from .test_followup_life import LifeCase

TOMORROW = NOW.date() + timedelta(days=1)


@tagged("standard", "post_install", "-at_install")
class TestQuotationLives(LifeCase):
    def _team(self, leader):
        values = {"name": "North", "user_id": leader.id, "company_id": self.company.id}
        return self.env["crm.team"].sudo().create(values)

    # --- sent in other ways ---

    def test_shared_by_its_link(self):
        """The link is a message to the customer, not another sending: the step goes on."""
        order = self._followed()
        sent = order.last_sent_date
        share = (
            self.env["portal.share"]
            .sudo()
            .create(
                {
                    "res_model": "sale.order",
                    "res_id": order.id,
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            )
        )
        share.action_send_mail()
        self.assertEqual(order.last_sent_date, sent)
        self.assertOpen(order)

    def test_draft_shared_by_its_link(self):
        """Still a draft: nobody waits for an answer."""
        with self._at(days_ago(6)):
            order = self._quotation(self._lead(created=days_ago(6)))
            share = {"res_model": "sale.order", "res_id": order.id}
            share = (
                self.env["portal.share"]
                .sudo()
                .create({**share, "partner_ids": [Command.set(self.customer.ids)]})
            )
            share.action_send_mail()
        self._run()
        self.assertOpen(order, 0)

    def test_several_mailed_at_once(self):
        """Odoo sends no quotation by a mail to several of them: it is a message to each."""
        followed = self._followed()
        draft = self._quotation(self._lead(created=NOW))
        both, sent = followed | draft, followed.last_sent_date
        action = both.action_quotation_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"])
        composer = composer.create({"subject": "News", "body": "<p>Our workshop moves…</p>"})
        composer._action_send_mail()
        self.env.flush_all()
        self.assertEqual(both.mapped("state"), ["sent", "draft"])
        self.assertEqual(followed.last_sent_date, sent)
        self._on(5)
        self.assertOpen(followed)
        self.assertOpen(draft, 0)

    def test_posted_through_the_api(self):
        """A message without recipient is a note to the file, no sending and no answer."""
        order = self._followed()
        order.message_post(body="Called, will decide on Friday")
        self._run()
        self.assertOpen(order)

    def test_imported_as_sent(self):
        """Dated six days ago: its first step is due; a hundred days ago: it is cold."""
        recent, old = [
            self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "state": "sent",
                    "date_order": days_ago(days),
                }
            )
            for days in (6, 100)
        ]
        self._run()
        self.assertOpen(recent)
        self.assertOpen(old, 0)

    # --- the edge of the day ---

    def test_sent_before_midnight(self):
        """Sent at 23:30 on the 12th in Paris: the five days end with the 16th there."""
        with self._at(datetime(2026, 3, 12, 22, 30)):
            order = self._quotation(self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        for moment, number in (
            (datetime(2026, 3, 16, 22, 30), 0),
            (datetime(2026, 3, 16, 23, 30), 1),
        ):
            with self._at(moment):
                self._run()
            self.assertOpen(order, number)

    def test_sent_before_midnight_in_auckland(self):
        """Half past eleven on the 12th is 10:30 UTC; the 17th begins at 11:00 UTC on the 16th."""
        self.company.sudo().resource_calendar_id.tz = "Pacific/Auckland"
        with self._at(datetime(2026, 3, 12, 10, 30)):
            order = self._quotation(self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        for moment, number in (
            (datetime(2026, 3, 16, 10, 45), 0),
            (datetime(2026, 3, 16, 11, 15), 1),
        ):
            with self._at(moment):
                self._run()
            self.assertOpen(order, number)

    # --- changed meanwhile ---

    def test_extended_before_the_next_run(self):
        """Valid until yesterday at the last look, extended this morning: nothing has ended."""
        order = self._followed(validity_date=NOW.date())
        with self._at(NOW + timedelta(days=1)):
            order.validity_date = NOW.date() + timedelta(days=30)
            self._run()
            self.assertOpen(order)

    def test_cancelled_then_deleted(self):
        """The deal is an untouched deal again, a week after."""
        order = self._followed()
        lead = order.opportunity_id
        order._action_cancel()
        order.with_user(self.robot).unlink()
        self._run()
        self.assertEqual(self._open(lead), self._followups(lead))
        self._on(9)
        self.assertOpen(lead)

    def test_moved_to_a_followed_deal(self):
        """One follow-up for the case: the quotation's."""
        lead = self._followed_lead()
        order = self._followed()
        order.opportunity_id = lead
        self._run()
        self.assertOpen(order)
        self.assertOpen(lead, 0)

    def test_company_changed(self):
        """It goes to who sells there."""
        boss = self._user("lives-boss", "sales_team.group_sale_manager", self.elsewhere)
        order = self._followed()
        order.sudo().opportunity_id = False
        order.sudo().with_context(allowed_company_ids=(self.company | self.elsewhere).ids).write(
            {"company_id": self.elsewhere.id, "user_id": boss.id, "team_id": False}
        )
        self.assertOwner(order.sudo(), boss)

    def test_salesperson_of_the_quotation_only(self):
        """The quotation has its own salesperson: the deal's changes nothing for it."""
        order = self._followed()
        order.opportunity_id.user_id = self.other
        self.assertOwner(order, self.sales)

    def test_customer_archived(self):
        """The quotation still waits: archiving a contact is no answer."""
        order = self._followed()
        self.customer.sudo().active = False
        self._run()
        self.assertOpen(order)

    # --- the rule ---

    def test_rules_switched_off_and_on(self):
        """What is open stays; while it is off nothing comes; on again, the step that is due."""
        order, later = self._followed(), self._sent(4, self._lead(created=days_ago(4)))
        rules = self.env["base.automation"].sudo().union(*self.quotation_rules)
        rules.active = False
        self._on(2)
        self.assertOpen(order)
        self.assertOpen(later, 0)
        rules.active = True
        self._on(2)
        self.assertOpen(later)
        self.assertEqual(len(self._followups(later)), 1)

    def test_delay_made_shorter(self):
        """Sent on the 12th, its first step made: the second comes after seven days, once."""
        order = self._followed()
        self._open(order).with_user(self.robot).action_feedback("called")
        self.quotation_rules[1].trg_date_range = 7
        self._on(0)
        self.assertOpen(order, 0)
        self._on(1)
        self.assertOpen(order)
        self.assertEqual(len(self._followups(order)), 2)

    # --- who does it ---

    def test_bulk_done_by_a_manager(self):
        """Done for a colleague, several at once: the next step comes in its time, not before."""
        orders = self._followed() | self._followed()
        orders.user_id = self.other
        activities = self._open(orders[0]) | self._open(orders[1])
        self.assertEqual(activities.user_id, self.other)
        activities.action_feedback("all called")
        self._on(3)
        for order in orders:
            self.assertOpen(order, 0)
        self._on(5)
        for order in orders:
            self.assertOpen(order)
            self.assertEqual(self._open(order).user_id, self.other)


@tagged("standard", "post_install", "-at_install")
class TestDealLives(LifeCase):
    # --- merged ---

    def test_two_followed_ones_merged(self):
        """One follow-up is left, for the salesperson of what is left."""
        first = self._followed_lead(probability=60)
        second = self._followed_lead(user_id=self.other.id, team_id=False, probability=10)
        self._open(second).sudo().date_deadline = NOW.date() - timedelta(days=3)
        merged = (first | second).merge_opportunity(user_id=self.sales.id)
        self.assertOwner(merged, self.sales)
        self._run()
        self.assertOwner(merged, self.sales)

    def test_merged_into_one_that_is_planned(self):
        """A call is planned on what is left: it is not inactive, its follow-up is one line."""
        first = self._lead(probability=60)
        self._activity(first, TOMORROW)
        second = self._followed_lead(probability=10)
        merged = (first | second).merge_opportunity()
        self._run()
        self.assertLessEqual(len(self._open(merged)), 1)
        self.assertEqual(len(merged.activity_ids), 1 + len(self._open(merged)))

    # --- people ---

    def test_given_to_somebody_archived(self):
        """As an import does: somebody else is asked."""
        self.other.sudo().active = False
        lead = self._followed_lead(team_id=False)
        lead.sudo().user_id = self.other
        self.assertOwner(lead, self.sales)
        self._run()
        self.assertOwner(lead, self.sales)

    def test_assistant_then_another_salesperson(self):
        """Handed to an assistant, it goes along when the deal changes hands."""
        assistant = self._user("lives-assistant")
        lead = self._followed_lead()
        self._open(lead).user_id = assistant
        lead.user_id = self.other
        self.assertOwner(lead, self.other)

    def test_salesperson_changes_team(self):
        """The deal stays theirs, so does the follow-up."""
        leader = self._user("lives-leader")
        team = {"name": "South", "user_id": leader.id, "company_id": self.company.id}
        team = self.env["crm.team"].sudo().create(team)
        lead = self._followed_lead(user_id=self.other.id)
        team.member_ids = self.other
        lead.team_id = team
        self._run()
        self.assertOwner(lead, self.other)

    def test_of_no_company(self):
        """Shared by two companies: the salesperson's own rights decide."""
        lead = self._lead(company_id=False, user_id=self.other.id, team_id=False)
        self._run()
        self.assertOwner(lead, self.other)
        self.other.sudo().write(
            {"company_id": self.elsewhere.id, "company_ids": [Command.set(self.elsewhere.ids)]}
        )
        self._run()
        self.assertOwner(lead.sudo(), self.other)

    # --- stages and types ---

    def test_stage_of_a_followed_quotation_becomes_a_won_one(self):
        stage = self.env["crm.stage"].sudo().create({"name": "Signed"})
        lead = self._lead(stage_id=stage.id)
        order = self._followed(6, lead)
        stage.is_won = True
        self._run()
        self.assertEnded(order, "won")

    def test_won_stage_is_one_no_more(self):
        """The pipeline is edited back: the deal is open, and untouched."""
        stage = self.env["crm.stage"].sudo().create({"name": "Signed"})
        lead = self._followed_lead(stage_id=stage.id)
        stage.is_won = True
        self._run()
        self.assertOpen(lead, 0)
        stage.is_won = False
        lead.sudo().with_context(tracking_disable=True).probability = 40
        self._on(8)
        self.assertOpen(lead)

    def test_lead_with_a_dated_activity(self):
        """Converted today with a call planned: planned until it is done, then a week of rest."""
        lead = self._lead(type="lead")
        call = self._activity(lead, NOW.date() + timedelta(days=9))
        lead.convert_opportunity(self.customer)
        self._on(10)
        self.assertOpen(lead, 0)
        with self._at(NOW + timedelta(days=10)):
            call.action_feedback("called")
            self._flush_tracking()
        self._on(16)
        self.assertOpen(lead, 0)
        self._on(17)
        self.assertOpen(lead)

    # --- meetings ---

    def test_weekly_meeting(self):
        """The next of the series protects; when the series is given up, nothing does."""
        lead = self._lead()
        meeting = self.env["calendar.event"].create(
            {
                "name": "Site meeting",
                "start": days_ago(20),
                "stop": days_ago(20) + timedelta(hours=1),
                "opportunity_id": lead.id,
                "recurrency": True,
                "rrule_type": "weekly",
                "interval": 1,
                "end_type": "count",
                "count": 6,
                "thu": True,
            }
        )
        self._run()
        self.assertOpen(lead, 0)
        ahead = meeting.recurrence_id.calendar_event_ids.filtered(lambda x: x.start > NOW)
        ahead.unlink()
        self._on(9)
        self.assertOpen(lead)


@tagged("standard", "post_install", "-at_install")
class TestCustomerLives(RepurchaseCase):
    def _meet(self, partner, **values):
        start = NOW + timedelta(days=4)
        return self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.link(partner.id)],
                **values,
            }
        )

    def test_meeting_that_they_declined(self):
        """Neither planned with them, nor on their deal."""
        alone, deal = self._late("Alone"), self._late("Deal")
        meetings = self._meet(alone) | self._meet(
            deal, opportunity_id=self._lead(created=NOW, partner_id=deal.id).id
        )
        self._run()
        for partner in (alone, deal):
            self.assertFollowup(partner, 0)
        attendees = meetings.attendee_ids.filtered(lambda x: x.partner_id in (alone | deal))
        self.assertEqual(len(attendees), 2)
        attendees.state = "declined"
        self._run()
        for partner in (alone, deal):
            self.assertFollowup(partner, 1)

    def test_quotation_sent_again(self):
        """First sent a hundred days ago, again five days ago: its own reminders come."""
        partner = self._late()
        with self._at(days_ago(100)):
            order = self.env["sale.order"].sudo().with_context(tracking_disable=True)
            order = order.create({"partner_id": partner.id, "company_id": self.company.id})
            order.validity_date = False
            order.action_quotation_sent()
        order.validity_date = False
        with self._at(days_ago(5)):
            order._note_sending()
        self._run()
        self.assertFollowup(partner, 0)

    def test_merged_into_one_who_ordered(self):
        """The reminder comes along, to a customer who is not late: it ends."""
        kept, gone = self._partner("Kept"), self._late("Gone")
        self._run()
        self.assertFollowup(gone, 1)
        self._orders(kept, [2])
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge([kept.id, gone.id], kept)
        self.env.invalidate_all()
        self._run()
        self.assertEqual(len(self._followups(kept).filtered("active")), 0)
