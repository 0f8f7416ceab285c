from odoo.tests import new_test_user, tagged

from ..common_facts import FactsCase


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
