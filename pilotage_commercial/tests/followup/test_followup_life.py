"""What happens to an open follow-up when its record, or its people, change."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common_attention import NOW, days_ago
from ..common_repurchase import RepurchaseCase
from .test_followup_end import EndCase


class LifeCase(EndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # By the robot: the user who creates a company gets it.
        cls.elsewhere = cls.env["res.company"].with_user(cls.robot).create({"name": "Elsewhere"})

    def _user(self, login, group="sales_team.group_sale_salesman_all_leads", company=None):
        company = company or self.company
        values = {"company_id": company.id, "company_ids": [fields.Command.set(company.ids)]}
        return new_test_user(self.env(user=self.robot), login, group, **values)

    def _on(self, day):
        """Run the engine ``day`` days from now."""
        with self._at(NOW + timedelta(days=day)):
            self._run()

    def _say(self, record, author, kind="comment", subtype="mail.mt_comment"):
        record.sudo().message_post(
            body="Hello", author_id=author.id, message_type=kind, subtype_xmlid=subtype
        )

    def _sign(self, order, moment=NOW):
        """Sign a quotation on the portal: it waits for the payment."""
        order.sudo().write({"signed_by": "The architect", "signed_on": moment})

    def assertOwner(self, record, owner):
        self.assertOpen(record)
        self.assertEqual(self._open(record).user_id, owner)


@tagged("standard", "post_install", "-at_install")
class TestQuotationLife(LifeCase):
    # --- signed by another than the customer ---

    def test_signed_before_the_payment(self):
        order = self._sent(6)
        self._sign(order, days_ago(1))
        self._run()
        self.assertOpen(order, 0)
        self.assertFalse(order.is_unanswered)
        order = self._followed()
        self._sign(order)
        self._run()
        self.assertEnded(order, "answered")

    def test_another_version_signed_before_the_payment(self):
        lead = self._lead()
        older = self._sent(8, lead)
        order = self._followed(6, lead)
        self._sign(older)
        self._run()
        self.assertEnded(order, "answered")

    def test_signed(self):
        order = self._followed()
        self._sign(order)
        order.sudo().action_confirm()
        self.assertEnded(order, "signed")

    def test_signature_of_the_version_before(self):
        """Signed, then changed and sent again: that signature was for the former amount."""
        order = self._sent(8)
        self._sign(order, days_ago(7))
        with self._at(days_ago(6)):
            self._send_again(order)
        self._run()
        self.assertOpen(order)

    # --- duplicated, sent by two companies, expired, changed ---

    def test_duplicated(self):
        order = self._followed()
        copy = order.copy()
        self.assertFalse(copy.followup_step)
        self._run()
        self.assertOpen(copy, 0)
        self.assertOpen(order)
        copy.action_quotation_sent()
        self.assertEnded(order, "another version")

    def test_quotations_of_two_companies(self):
        """One follow-up for the case, that of the quotation sent last; then the other's."""
        both = self.company | self.elsewhere
        self.sales.sudo().company_ids |= self.elsewhere
        lead = self._lead(company_id=False)
        with self._at(days_ago(7)):
            second = self._quotation(lead).with_context(allowed_company_ids=both.ids).sudo()
            second.company_id = self.elsewhere
            second.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        order = self._sent(6, lead)
        self._run()
        self.assertOpen(order)
        self.assertOpen(second, 0)
        order.action_confirm()
        self.assertEnded(order, "signed")

    def test_validity_extended(self):
        order = self._followed(validity_date=NOW.date())
        self._on(1)
        self.assertEnded(order, "expired")
        order.validity_date = NOW.date() + timedelta(days=30)
        self._on(5)
        self.assertOpen(order)

    def test_amount_to_zero_and_back(self):
        order = self._followed()
        order.order_line.price_unit = 0
        order.order_line.price_unit = 1
        self.assertOpen(order, 0)
        self._on(4)
        self.assertOpen(order, 0)
        self._on(5)
        self.assertOpen(order)

    def test_put_off(self):
        order = self._followed()
        self._open(order).date_deadline = NOW.date() + timedelta(days=20)
        self._on(10)
        self.assertEqual(len(self._followups(order)), 1)

    def test_deal_deleted(self):
        order = self._followed()
        order.opportunity_id.sudo().unlink()
        self._run()
        self.assertOpen(order)

    # --- who answers ---

    def test_who_answers(self):
        """A portal user of the customer, and a colleague of the customer whose company was only
        named since; not a note of ours, nor a colleague of ours below the customer."""
        firm = self.env["res.partner"].create({"name": "Girard SARL", "is_company": True})
        petit = {"name": "M. Petit", "parent_id": firm.id, "email": "petit@example.com"}
        petit = self.env["res.partner"].create(petit)
        portal = self._user("life-portal", "base.group_portal").partner_id
        ours = self.colleague.sudo().partner_id
        ours.parent_id = portal.sudo().parent_id = self.customer
        orders = [self._followed() for _number in range(4)]
        self.customer.parent_id = firm
        self._say(orders[0], portal)
        self._say(orders[1], petit, "email")
        self._say(orders[2], ours, subtype="mail.mt_note")
        self._say(orders[3], ours)
        self._run()
        self.assertEnded(orders[0], "answered")
        self.assertEnded(orders[1], "answered")
        self.assertOpen(orders[2])
        self.assertOpen(orders[3])

    def test_answer_that_was_deleted(self):
        order = self._sent(6)
        self._answer(order)
        order.sudo().message_ids.filtered(lambda x: x.author_id == self.customer).unlink()
        self._run()
        self.assertOpen(order)

    def test_meeting_held_is_no_answer(self):
        order = self._sent(6)
        self._meeting(order.opportunity_id, NOW - timedelta(days=2))
        self._run()
        self.assertOpen(order)

    def test_customers_merged(self):
        order = self._followed()
        kept = self.env["res.partner"].create({"name": "Girard SARL"})
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((kept | self.customer).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, kept)
        self.assertOpen(order)
        self._say(order, kept)
        self._run()
        self.assertEnded(order, "answered")


@tagged("standard", "post_install", "-at_install")
class TestDealLife(LifeCase):
    def test_duplicated(self):
        lead = self._followed_lead()
        copy = lead.copy()
        self._run()
        self.assertOpen(copy, 0)
        self.assertOpen(lead)

    def test_deleted_once_it_is_of_another_document(self):
        """A follow-up that was put on another document, or on none, is deleted as any activity; the
        deal that it left keeps no date.
        """
        team = self.env["crm.team"].create({"name": "Roofers"})
        teams = self.env["ir.model"]._get("crm.team")
        for model in (teams, teams.browse()):
            with self.subTest(model=model.model):
                lead = self._followed_lead()
                followup = lead.activity_ids.filtered("followup_rule_id")
                place = {"res_model_id": model.id, "res_id": team.id if model else 0}
                followup.write(place)
                followup.unlink()
                self.assertFalse(lead.followup_deleted_date)
        lead = self._followed_lead()
        lead.activity_ids.filtered("followup_rule_id").unlink()
        self.assertTrue(lead.followup_deleted_date)

    # --- archived, restored ---

    def test_archived_then_restored(self):
        lead = self._followed_lead()
        lead.write({"probability": 40, "active": False})
        self.assertEnded(lead, "archived")
        lead.active = True
        self.assertFalse(lead.followup_deleted_date)
        self._run()
        self.assertOpen(lead)

    def test_lost_then_restored(self):
        """Restored by a person today, which is a touch: followed up a week later."""
        lead = self._followed_lead()
        lead.action_set_lost()
        self.assertEnded(lead, "lost")
        self._flush_tracking()
        lead.action_unarchive()
        self._run()
        self.assertOpen(lead, 0)
        self._on(8)
        self.assertOpen(lead)

    def test_lost_with_its_quotation_then_restored(self):
        order = self._followed()
        order.opportunity_id.action_set_lost()
        self.assertEnded(order, "lost")
        order.opportunity_id.action_unarchive()
        self._on(4)
        self.assertOpen(order)

    # --- stages, types and rules ---

    def test_stage_folded_then_deleted(self):
        stage, other = self.env["crm.stage"].sudo().create([{"name": "Old"}, {"name": "New"}])
        lead = self._followed_lead(stage_id=stage.id)
        stage.fold = True
        self._run()
        self.assertOpen(lead)
        lead.sudo().with_context(tracking_disable=True).stage_id = other
        stage.unlink()
        self._run()
        self.assertOpen(lead)

    def test_stage_becomes_a_won_one(self):
        stage = self.env["crm.stage"].sudo().create({"name": "Signed"})
        lead = self._followed_lead(stage_id=stage.id)
        stage.is_won = True
        self._run()
        self.assertEnded(lead, "won")

    def test_type_deleted(self):
        kind = self.env["mail.activity.type"].sudo().create({"name": "Nudge"})
        action = self.lead_rule._get_followup_action()
        action.activity_type_id = kind
        lead = self._followed_lead()
        self.assertEqual(self._open(lead).activity_type_id, kind)
        action.activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        kind.unlink()
        self._run()
        self.assertOpen(lead)

    def test_rule_deleted(self):
        activity = self._open(self._followed_lead())
        self.lead_rule.unlink()
        self.assertTrue(activity.exists().active)

    # --- merged ---

    def test_merged_with_quotations(self):
        """Two deals with a followed quotation each: the case keeps that of the one sent last."""
        first, second = self._followed(8), self._followed(6)
        merged = (first.opportunity_id | second.opportunity_id).merge_opportunity()
        self.assertEqual((first | second).opportunity_id, merged)
        self._run()
        self.assertOpen(first, 0)
        self.assertOpen(second)
        self.assertOpen(merged, 0)

    def test_lead_merged_into_a_followed_deal(self):
        lead = self._followed_lead()
        raw = self._lead(type="lead", created=days_ago(1))
        self.assertEqual((lead | raw).merge_opportunity(), lead)
        self._run()
        self.assertOpen(lead)


@tagged("standard", "post_install", "-at_install")
class TestPeopleChange(LifeCase):
    """Each event on a deal and on a quotation."""

    def _both(self, user):
        """Return a followed deal and a followed quotation of ``user``, of no team."""
        lead, order = self._lead(user_id=user.id, team_id=False), self._sent(6)
        order.write({"user_id": user.id, "team_id": False})
        self._run()
        for record in (lead, order):
            self.assertOwner(record, user)
        return lead, order

    def test_leaves_the_company(self):
        records = self._both(self.other)
        values = {"company_id": self.elsewhere.id, "company_ids": self.elsewhere.ids}
        self.other.sudo().write(values)
        self._run()
        for record in records:
            self.assertOwner(record, self.sales)

    def test_sells_no_more(self):
        records = self._both(self.other)
        self.other.sudo().group_ids = self.env.ref("base.group_user")
        self._run()
        for record in records:
            self.assertOwner(record, self.sales)
        # Nor is a new one given to them, though the deal is still theirs.
        lead = self._lead(user_id=self.other.id, team_id=False)
        self._run()
        self.assertOwner(lead, self.sales)

    def test_archived_then_back(self):
        records = self._both(self.other)
        self.other.sudo().action_archive()
        self.other.sudo().action_unarchive()
        self._run()
        for record in records:
            self.assertOwner(record, self.sales)

    def test_leader_changes(self):
        leader, assistant = self._user("life-leader"), self._user("life-assistant")
        team = {"name": "North", "user_id": leader.id, "company_id": self.company.id}
        team = self.env["crm.team"].sudo().create(team)
        lead, helped = self._lead(user_id=False), self._lead(user_id=False)
        (lead | helped).team_id = team
        order = self._sent(6)
        order.write({"user_id": False, "team_id": team.id})
        own = self._lead(user_id=leader.id, team_id=team.id)
        self._run()
        for record in (lead, helped, order, own):
            self.assertOwner(record, leader)
        self._open(helped).sudo().user_id = assistant
        team.user_id = self.sales
        self.assertOwner(lead, self.sales)
        self.assertOwner(order, self.sales)
        self.assertOwner(helped, assistant)
        self.assertOwner(own, leader)

    def test_team_changes(self):
        leader = self._user("life-leader")
        team = {"name": "North", "user_id": leader.id, "company_id": self.company.id}
        team = self.env["crm.team"].sudo().create(team)
        lead = self._lead(user_id=False, team_id=False)
        self._run()
        self.assertOwner(lead, self.sales)
        lead.team_id = team
        self.assertOwner(lead, leader)

    def test_deal_of_another_company(self):
        boss = self._user("life-boss", "sales_team.group_sale_manager", self.elsewhere)
        lead = self._followed_lead(team_id=False)
        values = {"company_id": self.elsewhere.id, "user_id": False, "team_id": False}
        lead.sudo().write(values)
        self.assertOwner(lead.sudo(), boss)

    def test_another_time_zone(self):
        lead = self._followed_lead()
        day = self._open(lead).date_deadline
        self.sales.sudo().tz = "Pacific/Auckland"
        self._run()
        self.assertOpen(lead)
        self.assertEqual(self._open(lead).date_deadline, day)

    def test_done_by_somebody_else(self):
        lead = self._followed_lead()
        self._open(lead).sudo().action_feedback("called")
        self._on(6)
        self.assertOpen(lead, 0)
        self._on(9)
        self.assertOpen(lead)


@tagged("standard", "post_install", "-at_install")
class TestCustomerLife(RepurchaseCase):
    def _reminded(self):
        """Return a customer, a person, with an open reminder."""
        partner = self._late()
        partner.sudo().is_company = False
        self._run()
        self.assertFollowup(partner, 1)
        return partner

    def test_becomes_a_contact_of_another(self):
        partner = self._reminded()
        partner.parent_id = self._partner("Group")
        self._run()
        self.assertFollowup(partner, 0)

    def test_company_in_a_group(self):
        """A company with a parent is still a customer of its own."""
        partner = self._late()
        self._run()
        partner.parent_id = self._partner("Group")
        self._run()
        self.assertFollowup(partner, 1)

    def test_archived(self):
        partner = self._reminded()
        partner.sudo().active = False
        self._run()
        self.assertFollowup(partner, 0)

    def test_given_to_another_salesperson(self):
        partner = self._reminded()
        partner.sudo().user_id = self.sales
        self._run()
        self.assertFollowup(partner, 1)
