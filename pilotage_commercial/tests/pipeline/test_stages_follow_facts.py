from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("standard", "post_install", "-at_install")
class TestStagesFollowFacts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.dollar = cls.env.ref("base.USD")
        (cls.euro | cls.dollar).active = True
        cls.company = cls.env["res.company"].create({"name": "Facts", "currency_id": cls.euro.id})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": fields.Date.today(),
                "rate": 1.25,
            }
        )
        # Stages of our own, for a team of our own: whatever the database's stages are.
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Facts",
                "company_id": cls.company.id,
            }
        )
        create = cls.env["crm.stage"].create
        cls.first = create({"name": "First", "sequence": -9, "team_ids": cls.team.ids})
        cls.quote = create(
            {
                "name": "Quoted",
                "sequence": -8,
                "team_ids": cls.team.ids,
                "is_quote": True,
            }
        )
        cls.later = create({"name": "Later", "sequence": -7, "team_ids": cls.team.ids})
        cls.won = create(
            {
                "name": "Signed",
                "sequence": -6,
                "team_ids": cls.team.ids,
                "is_won": True,
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Atelier Martin"})
        cls.product = cls.env["product.product"].create({"name": "Work", "taxes_id": False})

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "stage_id": self.first.id,
                "expected_revenue": 1,
                "user_id": False,
                **values,
            }
        )

    def _quotation(self, lead, price=1000.0, currency=None):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Prices",
                "currency_id": (currency or self.euro).id,
                "company_id": self.company.id,
            }
        )
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "opportunity_id": lead.id,
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    fields.Command.create({"product_id": self.product.id, "price_unit": price})
                ],
            }
        )

    def assertLead(self, lead, stage, revenue, status="pending"):
        self.assertEqual(
            (lead.stage_id, lead.expected_revenue, lead.won_status), (stage, revenue, status)
        )

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
        self.assertLead(lead, self.later, 1000)  # the amount is news, the stage is not
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
