"""More lives of quotations, deals and customers: what ends a follow-up, and what does not."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..common_attention import NOW, days_ago
from ..common_repurchase import RepurchaseCase
from .test_followup_life import LifeCase


@tagged("standard", "post_install", "-at_install")
class TestQuotationCases(LifeCase):
    # --- what the customer does ---

    def test_opened_on_the_portal(self):
        """They looked at it; they answered nothing."""
        order = self._followed()
        self._say(order, self.customer, "notification", "sale.mt_order_viewed")
        self._run()
        self.assertOpen(order)

    def test_answered_by_the_accounts_department(self):
        order = self._followed()
        firm = self.env["res.partner"].sudo().create({"name": "Girard SA", "is_company": True})
        self.customer.sudo().parent_id = firm
        accounts = self.env["res.partner"].sudo()
        accounts = accounts.create({"name": "Compta", "type": "invoice", "parent_id": firm.id})
        self._say(order, accounts)
        self._run()
        self.assertEnded(order, "answered")

    def test_we_answer_their_answer(self):
        """They wrote, we wrote back: nobody waits for an answer to the quotation."""
        order = self._sent(8)
        with self._at(days_ago(7)):
            self._answer(order)
            self._flush_tracking()
        with self._at(days_ago(6)):
            self._say(order, self.sales.partner_id)
            self._flush_tracking()
        self._on(3)
        self.assertOpen(order, 0)

    def test_revised_after_their_answer(self):
        order = self._sent(9)
        with self._at(days_ago(8)):
            self._answer(order)
            self._flush_tracking()
        with self._at(days_ago(6)):
            self._send_again(order)
            self._flush_tracking()
        self._run()
        self.assertOpen(order)

    # --- what we change ---

    def test_tax_changed(self):
        order = self._followed()
        order.order_line.price_unit = 100
        self._on(6)
        self.assertOpen(order)
        country = {"company_id": self.company.id, "country_id": self.env.ref("base.fr").id}
        env = self.env(su=True)
        group = env["account.tax.group"].create({"name": "VAT", **country})
        order.order_line.tax_ids = env["account.tax"].create(
            {"name": "20 %", "amount": 20, "tax_group_id": group.id, **country}
        )
        self.assertEqual(order.amount_total, order.amount_untaxed * 1.2)
        self.assertOpen(order)

    def test_note_added(self):
        order = self._followed()
        order.order_line = [Command.create({"display_type": "line_note", "name": "Two weeks"})]
        self.assertOpen(order)

    def test_validity_shortened(self):
        order = self._followed(validity_date=NOW.date() + timedelta(days=30))
        order.validity_date = days_ago(1).date()
        self._run()
        self.assertEnded(order, "expired")

    def test_deleted(self):
        """The deal remains, and is followed up itself once nobody touched it."""
        order = self._followed()
        lead = order.opportunity_id
        order.sudo()._action_cancel()
        order.sudo().unlink()
        self._flush_tracking()
        self._on(8)
        self.assertOpen(lead)

    def test_cancelled_set_to_quotation_and_sent(self):
        order = self._followed()
        order._action_cancel()
        self.assertEnded(order, "cancelled")
        order.action_draft()
        order.action_quotation_sent()
        self._flush_tracking()
        self._on(4)
        self.assertOpen(order, 0)
        self._on(6)
        self.assertOpen(order)

    def test_answer_on_the_other_deal(self):
        first, second = self._sent(6), self._sent(6)
        self._run()
        self._answer(first)
        self._run()
        self.assertEnded(first, "answered")
        self.assertOpen(second)

    def test_expires_today(self):
        """The last day of the offer is the best day to call."""
        order = self._sent(6, validity_date=NOW.date())
        self._run()
        self.assertOpen(order)

    def test_nobody_on_it(self):
        order = self._sent(6)
        order.sudo().write({"user_id": False, "team_id": False})
        order.opportunity_id.sudo().write({"user_id": False, "team_id": False})
        self._run()
        self.assertOwner(order, self.sales)  # the sales manager


@tagged("standard", "post_install", "-at_install")
class TestDealCases(LifeCase):
    def test_done(self):
        """A call is a touch: the next follow-up waits for the delay."""
        lead = self._followed_lead()
        self._open(lead).action_feedback(feedback="Called")
        self._flush_tracking()
        self._on(3)
        self.assertOpen(lead, 0)
        self._on(9)
        self.assertOpen(lead)

    def test_answer_of_the_former_customer(self):
        """The deal is another company's now."""
        lead = self._followed_lead()
        other = self.env["res.partner"].sudo().create({"name": "Roux", "is_company": True})
        lead.partner_id = other
        self._answer(lead)
        self._run()
        self.assertOpen(lead)

    def test_answer_of_a_colleague_who_buys(self):
        """A user of ours who wrote is at work, whoever the customer is."""
        lead = self._followed_lead(partner_id=self.colleague.partner_id.id)
        self._say(lead, self.colleague.partner_id)
        self._run()
        self.assertOpen(lead)

    def test_assigned_by_a_robot(self):
        lead = self._followed_lead()
        lead.with_user(self.robot).user_id = self.colleague
        self.assertOwner(lead, self.colleague)

    def test_given_by_hand_then_reassigned(self):
        lead = self._followed_lead()
        self._open(lead).user_id = self.other
        self._run()
        self.assertOwner(lead, self.other)
        lead.user_id = self.colleague
        self.assertOwner(lead, self.colleague)

    def test_given_to_nobody(self):
        lead = self._followed_lead()
        self._open(lead).user_id = False
        self._run()
        self.assertOwner(lead, self.sales)

    def test_left_to_its_team(self):
        leader = self._user("case-leader")
        team = self.env["crm.team"].sudo().create({"name": "North", "user_id": leader.id})
        lead = self._followed_lead(team_id=team.id)
        lead.user_id = False
        self.assertOwner(lead, leader)

    def test_closing_date_stays(self):
        """Tidied up later, a deal closed when it was lost."""
        lead = self._followed_lead()
        lead.action_set_lost()
        closed = lead.date_closed
        with self._at(NOW + timedelta(days=40)):
            reason = self.env["crm.lost.reason"].sudo().create({"name": "Too late"})
            lead.write({"lost_reason_id": reason.id})
            lead.action_archive()
            lead.tag_ids = [Command.create({"name": "Old"})]
            self._flush_tracking()
        self.assertEqual(lead.date_closed, closed)


@tagged("standard", "post_install", "-at_install")
class TestCustomerCases(RepurchaseCase, LifeCase):
    def _reminded(self):
        partner = self._late()
        self._run()
        self.assertOpen(partner)
        return partner

    def test_order_of_a_contact(self):
        partner = self._reminded()
        contact = self._partner("M. Roux", is_company=False, parent_id=partner.id)
        self._orders(contact, [0])
        self._run()
        self.assertEnded(partner, "ordered again")

    def test_negative_order(self):
        """Money given back is no order."""
        partner = self._reminded()
        line = {"product_id": self.product.id, "price_unit": -50}
        self._orders(partner, [0], order_line=[Command.create(line)])
        self._run()
        self.assertOpen(partner)

    def test_quotation_only(self):
        """A quotation that is prepared is no order yet."""
        partner = self._reminded()
        lead = self._lead(partner_id=partner.id)
        order = self._quotation(lead)
        order.partner_id = partner
        self._run()
        self.assertOpen(partner)

    def test_order_in_another_company(self):
        partner = self._reminded()
        self._orders(partner, [0], company=self.elsewhere, user_id=False)
        self._run()
        self.assertOpen(partner)
