"""The reminder of customers whose usual order is overdue: for whom, when, why, and once."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..common_attention import NOW
from ..common_followup import ENGINE, REPORT
from ..common_repurchase import MONTHLY, RepurchaseCase

TODAY = NOW.date()


def in_days(days):
    return TODAY + timedelta(days=days)


@tagged("standard", "post_install", "-at_install")
class TestRepurchaseSituations(RepurchaseCase):
    """One situation per line: days of the orders, another event, number of reminders."""

    # Other events of the customer of the line.

    def _plan(self, partner, days=5):
        return self._activity(partner, in_days(days))

    def _plan_today(self, partner):
        self._plan(partner, 0)

    def _plan_overdue(self, partner):
        self._plan(partner, -3)

    def _plan_done(self, partner):
        self._plan(partner).action_feedback(feedback="done")

    def _plan_deleted(self, partner):
        self._plan(partner).unlink()

    def _plan_on_contact(self, partner):
        contact = self.env["res.partner"].create({"name": "Site office", "parent_id": partner.id})
        self._plan(contact)

    def _meet(self, partner, days=4):
        start = NOW + timedelta(days=days)
        self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": partner.ids,
            }
        )

    def _met(self, partner):
        self._meet(partner, -4)

    def _deal(self, partner, **values):
        # Touched today: the opportunity is not due itself.
        return self._lead(created=NOW, partner_id=partner.id, **values)

    def _deal_planned(self, partner):
        self._plan(self._deal(partner))

    def _deal_of_contact_planned(self, partner):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id})
        self._plan(self._deal(contact))

    def _deal_without_action(self, partner):
        self._deal(partner)

    def _deal_overdue(self, partner):
        self._plan(self._deal(partner), -2)

    def _deal_followed_up(self, partner):
        self._lead(partner_id=partner.id)  # untouched for 30 days

    def _deal_lost(self, partner):
        lead = self._deal(partner)
        self._plan(lead)
        lead.with_context(tracking_disable=True).action_set_lost()

    def _deal_to_meet(self, partner):
        self._meeting(self._deal(partner), NOW + timedelta(days=2))

    def _deal_elsewhere(self, partner):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        lead = self._deal(partner)
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s WHERE id = %s", [other.id, lead.id]
        )
        self._plan(lead.sudo())

    def _quote(self, partner, sent=True, days_ago=1, **values):
        with self._at(NOW - timedelta(days=days_ago)):
            order = (
                self.env["sale.order"]
                .sudo()
                .with_context(tracking_disable=True)
                .create({"partner_id": partner.id, "company_id": self.company.id, **values})
            )
            if sent:
                order.action_quotation_sent()
        return order

    def _quote_planned(self, partner):
        self._plan(self._quote(partner, sent=False))

    def _quote_draft(self, partner):
        self._quote(partner, sent=False)

    def _quote_waiting(self, partner):
        self._quote(partner)

    def _quote_expired(self, partner):
        self._quote(partner, days_ago=20, validity_date=in_days(-5))

    def _quote_refused(self, partner):
        self._quote(partner)._action_cancel()

    def _quote_forgotten(self, partner):
        # Its own follow-ups ended after 90 days.
        self._quote(partner, days_ago=90, validity_date=False).validity_date = False

    def _archive(self, partner):
        partner.sudo().active = False

    def _order_again(self, partner):
        self._orders(partner, [0])

    def _order_again_then_cancel(self, partner):
        self._orders(partner, [3]).sudo()._action_cancel()

    def _order_by_contact(self, partner):
        contact = self.env["res.partner"].create({"name": "Workshop", "parent_id": partner.id})
        self._orders(contact, [5])

    SITUATIONS = [
        # 40 days ago and every 30 days: expected 10 days ago
        ("overdue by ten days", MONTHLY, None, 1),
        ("overdue by seven days", (97, 67, 37), None, 1),
        ("overdue by six days", (96, 66, 36), None, 0),
        ("expected tomorrow", (89, 59, 29), None, 0),
        ("at risk", (160, 130, 100), None, 1),
        # 420 days in 7 intervals of 60, the last order 80 days ago
        ("for years", (500, 440, 380, 320, 260, 200, 140, 80), None, 1),
        ("overdue by 89 days", (179, 149, 119), None, 1),
        ("overdue by 90 days: cold", (180, 150, 120), None, 0),
        ("lost", (800, 600, 400), None, 0),
        ("no order", (), None, 0),
        ("one order", (40,), None, 0),
        ("two orders are no rhythm", (70, 40), None, 0),
        ("three orders on two days are none", (70, 40, 40), None, 0),
        ("ordered again today", MONTHLY, _order_again, 0),
        ("ordered again, then cancelled", MONTHLY, _order_again_then_cancel, 1),
        ("a contact of theirs ordered again", MONTHLY, _order_by_contact, 0),
        ("planned ahead", MONTHLY, _plan, 0),
        ("planned today", MONTHLY, _plan_today, 0),
        ("planned, overdue", MONTHLY, _plan_overdue, 1),
        ("planned, done", MONTHLY, _plan_done, 1),
        ("planned, deleted", MONTHLY, _plan_deleted, 1),
        ("planned ahead with a contact of theirs", MONTHLY, _plan_on_contact, 0),
        ("a meeting to come", MONTHLY, _meet, 0),
        ("a meeting held", MONTHLY, _met, 1),
        ("an opportunity with its next action", MONTHLY, _deal_planned, 0),
        ("an opportunity of a contact of theirs", MONTHLY, _deal_of_contact_planned, 0),
        ("an opportunity without action", MONTHLY, _deal_without_action, 1),
        ("an opportunity with an overdue action", MONTHLY, _deal_overdue, 1),
        ("an opportunity that is followed up", MONTHLY, _deal_followed_up, 0),
        ("an opportunity lost", MONTHLY, _deal_lost, 1),
        ("an opportunity with a meeting", MONTHLY, _deal_to_meet, 0),
        ("an opportunity of another company", MONTHLY, _deal_elsewhere, 1),
        ("a quotation with its next action", MONTHLY, _quote_planned, 0),
        ("a draft quotation", MONTHLY, _quote_draft, 1),
        ("a quotation waiting for an answer", MONTHLY, _quote_waiting, 0),
        ("a quotation expired", MONTHLY, _quote_expired, 1),
        ("a quotation refused", MONTHLY, _quote_refused, 1),
        ("a quotation forgotten", MONTHLY, _quote_forgotten, 1),
        ("archived", MONTHLY, _archive, 0),
    ]

    def test_situations(self):
        partners = []
        for name, days_ago, happen, _number in self.SITUATIONS:
            partner = self._late(name, days_ago)
            if happen:
                happen(self, partner)
            partners.append(partner)
        with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 1):
            self.env["sale.order"].sudo()._cron_expire_quotations()
        self._run()
        self._run()
        for partner, (name, _days, _happen, number) in zip(partners, self.SITUATIONS, strict=True):
            with self.subTest(name):
                self.assertFollowup(partner, number)


@tagged("standard", "post_install", "-at_install")
class TestRepurchase(RepurchaseCase):
    def _team(self, leader):
        return (
            self.env["crm.team"]
            .sudo()
            .create({"name": "Led", "user_id": leader.id, "company_id": self.company.id})
        )

    def _company(self, timezone="Europe/Paris"):
        company = self.env["res.company"].sudo().create({"name": timezone})
        company.resource_calendar_id.tz = timezone
        return company

    def _user_of(self, company):
        return self.sales.sudo().copy(
            {"login": company.name, "company_ids": company.ids, "company_id": company.id}
        )

    def test_reminder(self):
        partner = self._partner()
        self._orders(partner, MONTHLY, user_id=self.colleague.id)
        self._run()
        activity = self._followups(partner)
        # Every user reads the activities of a contact, also who may not read its orders.
        self.assertEqual(activity.summary, "Usual order overdue")
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(activity.date_deadline, TODAY)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("pilotage_commercial.mail_activity_type_followup"),
        )
        self.assertNotIn(self.colleague.partner_id, partner.message_partner_ids)

    def test_reminder_in_the_language_of_the_salesperson(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].sudo()._load_module_terms(["pilotage_commercial"], ["fr_FR"])
        self.sales.sudo().lang = "fr_FR"
        partner = self._late()
        self._run()
        self.assertEqual(self._followups(partner).summary, "Commande habituelle en retard")

    def test_why_is_told_to_readers_of_the_orders(self):
        """On the row of *To Handle*, with the rights of its reader."""
        partner = self._late(days_ago=(12, 11, 10))
        self._run()
        row = self.env["pilotage.day"].with_user(self.sales).search([("kind", "=", "customer")])
        self.assertEqual(row.contact_id, partner)
        self.assertIn("orders every day, last one 10 days ago", row.reason)
        reader = new_test_user(self.env(su=True), "reader-of-contacts", "base.group_user")
        told = partner.with_user(reader).read(["activity_summary"])[0]["activity_summary"]
        self.assertEqual(told, "Usual order overdue")

    # --- once an order ---

    def test_deleted_reminder_stays_deleted(self):
        partner = self._late()
        self._run()
        self._followups(partner).unlink()
        with self._at(NOW + timedelta(days=1)):
            self._run()
        self.assertFollowup(partner, 0)

    def test_done_reminder_comes_back_after_the_next_order_only(self):
        partner = self._late()
        self._run()
        self._followups(partner).action_feedback(feedback="they will order")
        with self._at(NOW + timedelta(days=5)):
            self._run()
            self.assertFollowup(partner, 1)
            self._orders(partner, [0], moment=NOW + timedelta(days=5))
        # Every 35 days now: 105 ÷ 3; expected 5 + 35 days from now, reminded of 7 days later.
        for days, number in ((46, 1), (47, 2)):
            with self._at(NOW + timedelta(days=days)):
                self._run()
                self.assertFollowup(partner, number)

    def test_cancelled_order_gives_way_to_what_was_remembered(self):
        partner = self._late()
        self._run()
        self._followups(partner).unlink()
        order = self._orders(partner, [0])
        order.sudo()._action_cancel()
        self._run()
        self.assertFollowup(partner, 0)

    def test_open_reminder_does_not_multiply(self):
        partner = self._late()
        for days in (0, 1, 20):
            with self._at(NOW + timedelta(days=days)):
                self._run()
        self.assertFollowup(partner, 1)

    def test_duplicated_order_remembers_nothing(self):
        partner = self._late()
        self._run()
        [order] = self.env["sale.order"].search([("repurchase_reminder_date", "!=", False)])
        self.assertEqual(order.commercial_partner_id, partner)
        self.assertEqual(order.repurchase_reminder_date, TODAY)
        self.assertFalse(order.copy().repurchase_reminder_date)

    # --- contacts ---

    def test_orders_of_contacts_are_the_entitys(self):
        partner = self._partner()
        contacts = self.env["res.partner"].create(
            [{"name": f"Site {number}", "parent_id": partner.id} for number in range(3)]
        )
        for contact, days in zip(contacts, MONTHLY, strict=True):
            self._orders(contact, [days])
        self._run()
        self.assertFollowup(partner, 1)
        for contact in contacts:
            self.assertFollowup(contact, 0)

    def _merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge([partner.id for partner in partners], partners[0])
        self.env.invalidate_all()

    def test_merged_customers_have_one_rhythm(self):
        kept, gone = self._partner("A"), self._partner("B")
        self._orders(kept, [100, 40])
        self._orders(gone, [70])
        self._run()
        self.assertFollowup(kept, 0)
        self._merge(kept, gone)
        self._run()
        self.assertFollowup(kept, 1)

    def test_merged_customers_keep_one_reminder_and_everything_else(self):
        kept, gone = self._late("A"), self._late("B")
        self._run()
        self.assertFollowup(gone, 1)
        call = self._activity(gone, in_days(3))
        self._merge(kept, gone)
        self.assertFollowup(kept, 1)
        self.assertEqual((call.res_model, call.res_id), ("res.partner", kept.id))
        self._followups(kept).unlink()
        call.unlink()
        self._run()
        self.assertFollowup(kept, 0)  # the reminder is still stored

    # --- owner ---

    def test_leader_when_the_salesperson_is_gone(self):
        team = self._team(self.colleague)
        nobody, gone = self._partner("Nobody's"), self._partner("Gone's")
        leaver = self._user_of(self._company())
        self._orders(nobody, MONTHLY, user_id=False, team_id=team.id)
        self._orders(gone, MONTHLY, user_id=leaver.id, team_id=team.id)
        leaver.active = False
        self._run()
        self.assertEqual(self._followups(nobody).user_id, self.colleague)
        self.assertEqual(self._followups(gone).user_id, self.colleague)

    def test_salesperson_of_the_customer_when_the_team_has_no_leader(self):
        team = self._team(self.env["res.users"])
        partner = self._partner(user_id=self.colleague.id)
        self._orders(partner, MONTHLY, user_id=False, team_id=team.id)
        self._run()
        self.assertEqual(self._followups(partner).user_id, self.colleague)

    def test_nobody_left(self):
        team = self._team(self.env["res.users"])
        partner = self._partner()
        self._orders(partner, MONTHLY, user_id=False, team_id=team.id)
        self._run()
        self.assertFollowup(partner, 1)
        # The sales manager of the company.
        self.assertEqual(self._followups(partner).user_id, self.sales)

    # --- companies ---

    def test_company_whose_order_is_late_reminds(self):
        other = self._company()
        user = self._user_of(other)
        partner = self._late(days_ago=(70, 40, 10))
        self._orders(partner, MONTHLY, company=other, user_id=user.id)
        self._run()
        self.assertEqual(self._followups(partner).user_id, user)

    def test_late_in_two_companies(self):
        other = self._company()
        user = self._user_of(other)
        partner = self._late()
        # Every 45 days: expected 15 days ago, earlier than in the first company.
        self._orders(partner, (150, 105, 60), company=other, user_id=user.id)
        self._run()
        activity = self._followups(partner)
        self.assertEqual(activity.user_id, user)
        # One at a time; the order in the other company is still overdue.
        self._run()
        self.assertFollowup(partner, 1)
        activity.action_feedback(feedback="x")
        self._run()
        self.assertEqual((self._followups(partner) - activity).user_id, self.sales)
        self._followups(partner).filtered("active").action_feedback(feedback="x")
        self._run()
        self.assertFollowup(partner, 2)

    def test_each_company_has_its_day(self):
        # At 12:30 UTC it is the 19th in Auckland since 01:30, the 18th in Los Angeles.
        moment = NOW.replace(hour=12, minute=30)
        places = {}
        for timezone, noon in (("Pacific/Auckland", -1), ("America/Los_Angeles", 19)):
            partner = self._partner(timezone)
            # At noon there, the same days: expected on the 12th.
            at = moment.replace(hour=0, minute=0) + timedelta(hours=noon)
            self._orders(partner, (96, 66, 36), company=self._company(timezone), moment=at)
            places[timezone] = partner
        with self._at(moment):
            self._run()
        self.assertFollowup(places["Pacific/Auckland"], 1)
        self.assertFollowup(places["America/Los_Angeles"], 0)
        with self._at(moment.replace(day=19)):
            self._run()
        self.assertFollowup(places["America/Los_Angeles"], 1)

    # --- the rule ---

    def test_switched_off_and_on(self):
        partner = self._late()
        self.rule.active = False
        self._run()
        self.assertFollowup(partner, 0)
        self.rule.active = True
        self._run()
        self.assertFollowup(partner, 1)

    def test_manager_changes_the_delay_and_the_filter(self):
        rule = self.rule.with_env(self.env)  # a sales manager's
        rule.trg_date_range = 11
        partner, other = self._late("Kept"), self._late("Other")
        self._run()
        self.assertFollowup(partner, 0)
        rule.write({"trg_date_range": 10, "filter_domain": "[('name', '=', 'Kept')]"})
        self._run()
        self.assertFollowup(partner, 1)
        self.assertFollowup(other, 0)

    def test_working_days(self):
        self.rule.trg_date_calendar_id = self.company.sudo().resource_calendar_id
        # 7 working days before Wednesday 18 is Monday 9: expected on the 8th (10 days ago) is
        # due, on the 11th (7 days ago) is not.
        due, early = self._late("Due"), self._late("Early", (97, 67, 37))
        self._run()
        self.assertFollowup(due, 1)
        self.assertFollowup(early, 0)

    def test_history_to_complete_comes_first(self):
        partner = self._late()
        stranger = self._orders(self._partner("Old"), [500])
        self.env.cr.execute(
            "UPDATE sale_order SET order_progress = NULL WHERE id = %s", [stranger.id]
        )
        self.env.invalidate_all()
        self._run()
        self.assertFollowup(partner, 0)
        self.env["sale.order"].sudo()._complete_history_facts(10)
        self._run()
        self.assertFollowup(partner, 1)

    def test_longest_overdue_first_in_batches(self):
        recent, long_ago = self._late("Recent"), self._late("Long", (160, 130, 100))
        with patch(f"{ENGINE}.BATCH", 1):
            self._run(time_left=0)
            self.assertFollowup(long_ago, 1)
            self.assertFollowup(recent, 0)
            self._run()
        self.assertFollowup(recent, 1)

    @mute_logger(ENGINE, REPORT)
    def test_poisoned_customer_stops_nobody(self):
        partners = [self._late(f"Customer {number}") for number in range(5)]
        customers = type(self.env["pilotage.customer"])
        summary = customers._get_reminder_summary

        def poisoned(customer, rule, lang):
            if customer.partner_id == partners[2]:
                raise ValueError("this one hurts")
            return summary(customer, rule, lang)

        with patch.object(customers, "_get_reminder_summary", poisoned):
            self._run()
        for partner in partners:
            self.assertFollowup(partner, 0 if partner == partners[2] else 1)
        # Nothing was stored for the one that failed: once repaired, it gets its own.
        self._run()
        self.assertFollowup(partners[2], 1)
