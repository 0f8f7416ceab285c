from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from ..common_facts import FactsCase

LAST_WEEK = datetime.now().replace(microsecond=0) - timedelta(days=7)


@tagged("standard", "post_install", "-at_install")
class TestStagesFollowFacts(FactsCase):
    def test_draft_moves_nothing(self):
        lead = self._lead()
        self._quotation(lead)
        self.assertLead(lead, self.first, 1)

    def test_sent_then_confirmed(self):
        lead = self._lead()
        order = self._quotation(lead)
        order.action_quotation_sent()
        self.assertLead(lead, self.quote, 1000)
        order.action_confirm()
        self.assertLead(lead, self.won, 1000, "won")

    def test_sent_by_mail(self):
        lead = self._lead()
        order = self._quotation(lead)
        order.with_context(mark_so_as_sent=True).message_post(body="Our quotation")
        self.assertLead(lead, self.quote, 1000)

    def test_older_quotation_mailed_again(self):
        """The one of 1 000, which 700 had superseded, is sent last: it counts."""
        lead = self._lead()
        first, second = self._quotation(lead), self._quotation(lead, 700)
        with freeze_time(LAST_WEEK):
            first.action_quotation_sent()
        with freeze_time(LAST_WEEK + timedelta(days=1)):
            second.action_quotation_sent()
        self.assertLead(lead, self.quote, 700)
        first.with_context(mark_so_as_sent=True).message_post(body="Our first quotation, again")
        self.assertLead(lead, self.quote, 1000)
        self.assertEqual(second.quotation_outcome, "superseded")
        # The one that counts is sent again: what somebody typed since stays.
        lead.expected_revenue = 950
        first.with_context(mark_so_as_sent=True).message_post(body="Any question?")
        self.assertLead(lead, self.quote, 950)

    def test_typed_revenue_stays(self):
        """700 are sent after 1 000, and 650 expected: whatever becomes of the older quotation, or
        of a draft, changes nothing. The one that counts does."""
        lead, other = self._lead(), self._lead()
        first, older = self._quotation(lead), self._quotation(lead, 900)
        last = self._quotation(lead, 700)
        for days, order in enumerate((first, older, last)):
            with freeze_time(LAST_WEEK + timedelta(days=days)):
                order.action_quotation_sent()
        self.assertLead(lead, self.quote, 700)
        lead.expected_revenue = 650
        draft = last.copy()
        draft.order_line.price_unit = 10
        draft.unlink()
        first.order_line.price_unit = 1100
        older.opportunity_id = other
        first._action_cancel()
        self.assertLead(lead, self.quote, 650)
        self.assertLead(other, self.quote, 900)
        older.opportunity_id = lead
        self.assertLead(lead, self.quote, 650)
        last._action_cancel()
        self.assertLead(lead, self.quote, 900)

    def test_amount_in_another_currency(self):
        lead = self._lead()
        # 1 000 $ at 1.25 $ for 1 € = 800 €
        self._quotation(lead, currency=self.dollar).action_quotation_sent()
        self.assertLead(lead, self.quote, 800)

    def test_amount_without_company_on_the_lead(self):
        self.team.company_id = False
        lead = self._lead(company_id=False)
        self.assertFalse(lead.company_id)
        self._quotation(lead, currency=self.dollar).action_quotation_sent()
        self.assertLead(lead, self.quote, 800)

    def test_currency_changes_after_sending(self):
        """1 000 € become 1 000 $: 800 €, which the customer has not been sent before."""
        lead = self._lead()
        order = self._quotation(lead)
        with freeze_time(LAST_WEEK):
            order.action_quotation_sent()
        self.assertLead(lead, self.quote, 1000)
        order.pricelist_id = self._quotation(lead, currency=self.dollar).pricelist_id
        self.assertEqual((order.currency_id, order.amount_untaxed), (self.dollar, 1000))
        self.assertLead(lead, self.quote, 800)
        self.assertGreater(order.last_sent_date, LAST_WEEK)

    def test_rate_changes_after_sending(self):
        """1 000 $ are 800 € at the rate of today, 500 € at that of 2021: what the customer was
        sent stays the same."""
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.dollar.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2,
            }
        )
        lead = self._lead()
        order = self._quotation(lead, currency=self.dollar)
        with freeze_time(LAST_WEEK):
            order.action_quotation_sent()
        order.date_order = datetime.now().replace(microsecond=0)
        self.assertLead(lead, self.quote, 800)
        order.date_order = datetime(2021, 1, 1)
        self.assertEqual(order.net_revenue, 500)
        self.assertLead(lead, self.quote, 500)
        self.assertEqual(order.last_sent_date, LAST_WEEK)

    def test_tax_in_the_price_changes_after_sending(self):
        """120 with 20 % of tax in the price are 100; without the tax, 120."""
        country = self.env.ref("base.fr")
        self.company.account_fiscal_country_id = country
        values = {"company_id": self.company.id, "country_id": country.id}
        group = self.env["account.tax.group"].create({"name": "20", **values})
        tax = self.env["account.tax"].create(
            {
                "name": "20 in the price",
                "amount": 20,
                "price_include_override": "tax_included",
                "tax_group_id": group.id,
                **values,
            }
        )
        lead = self._lead()
        order = self._quotation(lead, 120)
        order.order_line.tax_ids = tax
        order.action_quotation_sent()
        self.assertLead(lead, self.quote, 100)
        order.order_line.tax_ids = False
        self.assertLead(lead, self.quote, 120)

    def test_never_backwards(self):
        lead = self._lead(stage_id=self.later.id)
        order = self._quotation(lead)
        order.action_quotation_sent()
        self.assertLead(lead, self.later, 1000)  # the amount changes, the stage does not
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        order.action_quotation_sent()
        self.assertLead(lead, self.won, 1000, "won")

    def test_confirmed_directly(self):
        lead = self._lead()
        self._quotation(lead).action_confirm()
        self.assertLead(lead, self.won, 1000, "won")

    def test_lost_opportunity(self):
        lead = self._lead()
        order = self._quotation(lead)
        lead.action_set_lost()
        stage = lead.stage_id
        order.action_quotation_sent()
        self.assertLead(lead, stage, 1, "lost")
        order.action_confirm()
        self.assertEqual((lead.won_status, lead.active, lead.stage_id), ("won", True, self.won))

    def test_quotation_sent_while_it_was_lost(self):
        """1 000 are lost, 700 are sent then: the deal is theirs once it is restored. Without a new
        quotation, it has what it had."""
        lead, other = self._lead(), self._lead()
        for each in lead, other:
            order = self._quotation(each)
            with freeze_time(LAST_WEEK):
                order.action_quotation_sent()
                each.expected_revenue = 950
                each.stage_id = self.first
                each.action_set_lost()
                self.env.flush_all()
        self._quotation(lead, 700).action_quotation_sent()
        self.assertEqual((lead.won_status, lead.expected_revenue), ("lost", 950))
        (lead | other).action_restore()
        self.assertLead(lead, self.quote, 700)
        self.assertLead(other, self.first, 950)

    def test_switched_off(self):
        self.company.stages_follow_facts = False
        lead = self._lead()
        order = self._quotation(lead)
        order.action_quotation_sent()
        self.assertLead(lead, self.first, 1)
        order.action_confirm()
        self.assertEqual((lead.stage_id, lead.won_status), (self.first, "pending"))

    def test_no_quote_stage(self):
        self.quote.is_quote = False
        self.env["crm.stage"].search([("is_quote", "=", True)]).is_quote = False
        lead = self._lead()
        self._quotation(lead).action_quotation_sent()
        self.assertLead(lead, self.first, 1000)

    def test_seller_who_may_not_see_the_opportunity(self):
        owner = new_test_user(
            self.env,
            login="facts-owner",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        seller = new_test_user(
            self.env,
            login="facts-seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        lead = self._lead(user_id=owner.id)
        order = self._quotation(lead)
        order.user_id = seller
        self.assertFalse(lead.with_user(seller).has_access("write"))
        order.with_user(seller).action_quotation_sent()
        self.assertLead(lead, self.quote, 1000)
