"""Deals whose stages, customers and quotations change in the middle."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common_facts import FactsCase

JANUARY = datetime(2026, 1, 15, 9, 0)
MARCH = datetime(2026, 3, 20, 9, 0)
OLD_AND_NEW = ("superseded", "pending")


@tagged("standard", "post_install", "-at_install")
class TestDealLife(FactsCase):
    def _sent(self, lead, price=1000.0, currency=None):
        order = self._quotation(lead, price, currency)
        order.action_quotation_sent()
        return order

    # --- stages ---

    def test_stage_becomes_won(self):
        lead = self._lead(stage_id=self.later.id)
        with freeze_time(MARCH):
            self.later.is_won = True
            self.env.flush_all()
        self.assertEqual((lead.won_status, lead.date_closed), ("won", MARCH))

    def test_stage_is_won_no_more(self):
        with freeze_time(JANUARY):
            lead = self._lead()
            lead.stage_id = self.won
            self.env.flush_all()
        self.assertEqual(lead.date_closed, JANUARY)
        with freeze_time(MARCH):
            self.won.is_won = False
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(lead.won_status, "pending")
        self.assertFalse(lead.date_closed)
        with freeze_time(MARCH + timedelta(days=1)):
            self.won.is_won = True
            self.env.flush_all()
        self.assertEqual(lead.date_closed, MARCH + timedelta(days=1))

    def test_won_reopened_won_again(self):
        with freeze_time(JANUARY):
            lead = self._lead()
            lead.action_set_won()
        with freeze_time(MARCH):
            lead.stage_id = self.quote
            self.env.flush_all()
            self.assertFalse(lead.date_closed)
            lead.action_set_won()
        self.assertEqual(lead.date_closed, MARCH)

    def test_from_a_won_stage_to_another(self):
        other = self.env["crm.stage"].create(
            {"name": "Invoiced", "sequence": -5, "team_ids": self.team.ids, "is_won": True}
        )
        with freeze_time(JANUARY):
            lead = self._lead()
            lead.action_set_won()
        with freeze_time(MARCH):
            lead.stage_id = other
            self.env.flush_all()
        self.assertEqual(lead.date_closed, JANUARY)

    def test_quote_stage_before_the_present_one(self):
        lead = self._lead(stage_id=self.later.id)
        self._sent(lead)
        self.assertLead(lead, self.later, 1000)

    # --- orders ---

    def test_signed_order_cancelled(self):
        lead = self._lead()
        order = self._sent(lead)
        order.action_confirm()
        order._action_cancel()
        self.assertEqual((lead.stage_id, lead.won_status), (self.won, "won"))
        self.assertEqual((lead.signed_order_count, lead.signed_revenue), (0, 0))

    def test_more_work_offered_on_a_won_deal(self):
        lead = self._lead()
        self._sent(lead).action_confirm()
        revenue = lead.expected_revenue
        self._sent(lead, 50)
        self.assertEqual(
            (lead.stage_id, lead.won_status, lead.expected_revenue), (self.won, "won", revenue)
        )
        self.assertEqual(lead.deal_revenue, 1000)

    def test_more_work_signed_on_a_won_deal(self):
        lead = self._lead()
        with freeze_time(JANUARY):
            self._sent(lead).action_confirm()
        with freeze_time(MARCH):
            self._sent(lead, 50).action_confirm()
        self.assertEqual((lead.deal_revenue, lead.signed_order_count), (1050, 2))
        self.assertEqual(lead.date_closed, JANUARY)

    def test_confirmed_on_an_archived_deal(self):
        lead = self._lead(probability=40)
        order = self._quotation(lead)
        lead.active = False
        order.action_confirm()
        self.assertEqual((lead.won_status, lead.active), ("won", True))

    def test_discount_of_the_sent(self):
        lead = self._lead()
        order = self._sent(lead)
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_percentage": 0.1, "discount_type": "so_discount"}
        ).action_apply_discount()
        self.assertLead(lead, self.quote, 900)

    def test_prices_of_another_list(self):
        lead = self._lead()
        order = self._sent(lead)
        cheap = self.env["product.pricelist"].create(
            {
                "name": "Cheap",
                "company_id": self.company.id,
                "currency_id": self.euro.id,
                "item_ids": [
                    fields.Command.create(
                        {"compute_price": "fixed", "fixed_price": 700, "applied_on": "3_global"}
                    )
                ],
            }
        )
        order.pricelist_id = cheap
        order.action_update_prices()
        self.assertEqual(order.amount_untaxed, 700)
        self.assertLead(lead, self.quote, 700)

    def test_two_quotations_expired(self):
        lead = self._lead()
        self._sent(lead, 1000)
        order = self._sent(lead, 2000)
        order.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertLead(lead, self.quote, 2000)

    def test_cancelled_then_sent_again(self):
        lead = self._lead()
        order = self._sent(lead)
        order._action_cancel()
        order.action_draft()
        order.order_line.price_unit = 800
        order.action_quotation_sent()
        self.assertLead(lead, self.quote, 800)
        self.assertEqual(order.quotation_outcome, "pending")

    def test_duplicated_quotation(self):
        lead = self._lead()
        order = self._sent(lead)
        copy = order.copy()
        self.assertEqual(copy.opportunity_id, lead)
        copy.order_line.price_unit = 400
        self.assertLead(lead, self.quote, 1000)
        copy.action_quotation_sent()
        self.assertLead(lead, self.quote, 400)
        self.assertEqual(order.quotation_outcome, "superseded")

    # --- merges and conversions ---

    def test_won_and_open_merged(self):
        with freeze_time(JANUARY):
            won = self._lead(expected_revenue=10)
            won.action_set_won()
            self.env.flush_all()
        lead = self._lead()
        with freeze_time(MARCH):
            merged = (won | lead).merge_opportunity()
            self.env.flush_all()
        closed = JANUARY if merged.won_status == "won" else False
        self.assertEqual(merged.date_closed, closed)

    def test_merged_into_a_deal_with_a_signed_order(self):
        first, second = self._lead(), self._lead()
        order = self._quotation(second)
        order.action_confirm()
        merged = (first | second).merge_opportunity()
        self.assertEqual(order.opportunity_id, merged)
        self.assertEqual(merged.won_status, "won")
        self.assertEqual(merged.deal_revenue, 1000)

    def _merge_unseen(self, deals, companies=None):
        """Merge ``deals`` as their salesperson, who sees none of their quotations: these are a
        colleague's, or those of a company that is switched off.
        """
        seller = new_test_user(
            self.env,
            "deal-life",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=(companies or self.company).ids,
        )
        deals.write({"user_id": seller.id, "company_id": not companies and self.company.id})
        deals.sudo().order_ids.user_id = seller if companies else self.env.user
        self.env.flush_all()
        self.env.invalidate_all()
        deals = deals.with_user(seller)
        self.assertFalse(deals.order_ids)
        self.env.invalidate_all()
        merged = deals.merge_opportunity()
        self.env.flush_all()
        self.env.invalidate_all()
        return merged.with_env(self.env)

    def test_merged_with_quotations_of_a_colleague(self):
        first, second = self._lead(), self._lead()
        older, newer = self._sent(first, 1000), self._sent(second, 400)
        merged = self._merge_unseen(first | second)
        self.assertEqual((older | newer).opportunity_id, merged)
        self.assertEqual((older.quotation_outcome, newer.quotation_outcome), OLD_AND_NEW)
        self.assertEqual(merged.expected_revenue, 400)

    def test_merged_with_signed_orders_of_a_colleague(self):
        first, second = self._lead(), self._lead()
        orders = self._quotation(first, 1000) | self._quotation(second, 250)
        orders.action_confirm()
        merged = self._merge_unseen(first | second)
        self.assertEqual(orders.opportunity_id, merged)
        # 1 000 + 250
        self.assertEqual((merged.signed_order_count, merged.deal_revenue), (2, 1250))

    def test_merged_with_quotations_of_another_company(self):
        other = self.env["res.company"].create({"name": "Off", "currency_id": self.euro.id})
        self.env.user.company_ids |= other
        self.team.company_id = False
        deals = self._lead(company_id=False) | self._lead(company_id=False)
        both = (self.company | other).ids
        orders = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=both)
            .create(
                [
                    {
                        "partner_id": self.partner.id,
                        "opportunity_id": deal.id,
                        "company_id": other.id,
                    }
                    for deal in deals
                ]
            )
        )
        merged = self._merge_unseen(deals, self.company | other)
        self.assertEqual(orders.opportunity_id, merged)

    def test_lead_converted_into_an_existing_deal(self):
        with freeze_time(JANUARY):
            deal = self._lead()
            self.env.flush_all()
        lead = self._lead(type="lead")
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
            .create(
                {
                    "name": "merge",
                    "lead_id": lead.id,
                    "duplicated_lead_ids": [fields.Command.set((deal | lead).ids)],
                }
            )
        )
        wizard.action_apply()
        kept = (deal | lead).exists()
        self.assertEqual((len(kept), kept.type), (1, "opportunity"))
        self.assertEqual(kept, deal)

    def test_customers_merged(self):
        lead = self._lead()
        order = self._sent(lead)
        kept = self.env["res.partner"].create({"name": "Atelier Martin SARL"})
        self.env["base.partner.merge.automatic.wizard"]._merge((kept | self.partner).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(
            (lead.partner_id, order.partner_id, order.commercial_partner_id), (kept, kept, kept)
        )

    def test_team_changed(self):
        """In a team with a Quote stage of its own, the deal goes on from there."""
        other = self.env["crm.team"].create({"name": "Other", "company_id": self.company.id})
        stage = self.env["crm.stage"].create(
            {"name": "Devis", "sequence": -8, "team_ids": other.ids, "is_quote": True}
        )
        lead = self._lead()
        lead.team_id = other
        self._sent(lead)
        self.assertEqual(lead.stage_id, stage)

    def test_deal_deleted(self):
        lead = self._lead()
        order = self._sent(lead)
        lead.unlink()
        self.assertFalse(order.opportunity_id)
        self.assertEqual(order.quotation_outcome, "pending")
        order.action_confirm()
        self.assertEqual(order.quotation_outcome, "won")
