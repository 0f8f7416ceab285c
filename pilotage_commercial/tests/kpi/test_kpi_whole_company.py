"""A customer is lost for the company, not for a colleague; a refund is no order; the value of a won
deal is that of its orders.
"""

from odoo.tests import tagged

from ..common_kpi import KpiCase, at

THEN, SINCE = at("2024-06-01 12:00"), at("2025-09-01 12:00")


@tagged("standard", "post_install", "-at_install")
class TestKpiWholeCompany(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "sales_team.group_sale_salesman_all_leads"
        cls.anna, cls.bruno = (cls._create_user(name, group) for name in ("anna", "bruno"))
        cls.industry = cls._create_team("Industry")
        cls.tag = cls.env["crm.tag"].create({"name": "Barns"})

    def _customer(self, name):
        return self.env["res.partner"].create({"name": name})

    def _bought(self, customer, moment, amount=100, user=None, team=None, **values):
        order = self._sale(moment, amount, partner_id=customer.id, **values)
        order.write({"user_id": (user or self.anna).id, "team_id": (team or self.team).id})
        return order

    def _list(self, found):
        company = self.company.ids
        model = self.env[found["model"]].with_user(self.manager)
        return model.with_context(allowed_company_ids=company).search(found["domain"])

    def assertChurn(self, lost, out_of, **options):
        """Check which customers are lost, of ``out_of``: the card, its lists and those left out."""
        card = self._card("churn_rate", **options)
        expected = len(lost) / out_of if out_of else None
        self.assertEqual(card["value"], expected, options)
        self.assertEqual(self._list(card["numerator"]), lost, options)
        self.assertEqual(len(self._list(card["denominator"])), out_of, options)
        self.assertPartition("churn_rate", **options)

    def _read_row(self, user):
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        self.env.flush_all()
        rows = kpis.get_table({}, "user")["rows"]
        return next(row["cells"]["churn_rate"] for row in rows if row["id"] == user.id)

    # --- churn ---

    def test_handed_over(self):
        """Anna sold to two customers; Bruno has taken one over since: one of Anna's two is lost,
        and Bruno has none to lose. The table agrees with the filter.
        """
        kept, gone = self._customer("Kept"), self._customer("Gone")
        self._bought(kept, THEN)
        self._bought(gone, THEN)
        self._bought(kept, SINCE, user=self.bruno, team=self.industry)
        self.assertChurn(gone, 2)
        self.assertChurn(gone, 2, user_id=self.anna.id)
        self.assertChurn(gone, 2, team_id=self.team.id)
        self.assertChurn(self.env["res.partner"], 0, user_id=self.bruno.id)
        self.assertChurn(self.env["res.partner"], 0, team_id=self.industry.id)
        self.assertEqual(self._read_row(self.anna)["value"], 0.5)

    def test_all_handed_over(self):
        """100 % if colleagues did not count: nobody is lost."""
        kept = self._customer("Kept")
        self._bought(kept, THEN)
        self._bought(kept, SINCE, user=self.bruno)
        self.assertChurn(self.env["res.partner"], 1, user_id=self.anna.id)
        self.assertEqual(self._read_row(self.anna)["value"], 0)

    def test_both_sold_then(self):
        """A lost customer of two salespeople counts for each of them."""
        gone = self._customer("Gone")
        self._bought(gone, THEN)
        self._bought(gone, THEN, user=self.bruno)
        self.assertChurn(gone, 1)
        for user in (self.anna, self.bruno):
            self.assertChurn(gone, 1, user_id=user.id)

    def test_tag(self):
        """Bought a barn then, another product since: not lost."""
        faithful, gone = self._customer("Faithful"), self._customer("Gone")
        for customer in (faithful, gone):
            self._bought(customer, THEN, tag_ids=[(6, 0, self.tag.ids)])
        self._bought(faithful, SINCE)
        self.assertChurn(gone, 2, tag_id=self.tag.id)

    def test_another_company(self):
        """Sales of another company do not count."""
        other = self._create_company("Roux Toitures")
        gone = self._customer("Gone")
        self._bought(gone, THEN)
        team = self._create_team("Roofs", other)
        order = self._order((self.study, 1, 100), company_id=other.id, partner_id=gone.id)
        order.write({"team_id": team.id, "user_id": False})
        order.action_confirm()
        self.assertChurn(gone, 1, user_id=self.anna.id)

    def test_own_documents_only(self):
        """A reader of own orders only gets the KPI of these."""
        seller = self._create_user("kpi-own", "sales_team.group_sale_salesman")
        kept = self._customer("Kept")
        self._bought(kept, THEN, user=seller)
        self._bought(kept, SINCE, user=self.bruno)
        self.assertEqual(self._card("churn_rate", seller)["value"], 1)
        self.assertEqual(self._card("churn_rate", user_id=seller.id)["value"], 0)

    def test_left_out_of_what_no_list_shows(self):
        """Salespeople gone: their orders of both years are counted, the one before is left out."""
        self.kpis.create(
            {
                "name": "Salespeople gone",
                "code": "people_gone",
                "unit": "count",
                "has_denominator": False,
                "numerator_model": "sale.order",
                "numerator_window": "gone",
                "numerator_date": "confirmation_date",
                "numerator_aggregate": "count_distinct",
                "numerator_field": "user_id",
                "numerator_domain": "[('state', '=', 'sale')]",
            }
        )
        for moment in (at("2024-01-10 12:00"), THEN, SINCE, at("2026-02-01 12:00")):
            self._bought(self._customer("Someone"), moment)
        self.assertEqual(self.assertPartition("people_gone"), {"before": 1})

    # --- refunds entered as negative orders ---

    def test_refund_is_no_purchase(self):
        """A refund since then: still lost. Only a refund then: not a customer to lose."""
        gone, never = self._customer("Gone"), self._customer("Never")
        self._bought(gone, THEN)
        self._bought(gone, SINCE, -100)
        self._bought(never, THEN, -50)
        self.assertChurn(gone, 1)
        self.assertChurn(gone, 1, user_id=self.anna.id)

    def test_refund_is_no_order_of_the_average(self):
        """(100 + 300) ÷ 2 = 200; the refund of 50 is in the list of those left out."""
        for amount in (100, 300, -50):
            self._sale(amount=amount)
        self.assertEqual(self._card("average_order_value")["value"], 200)
        self.assertEqual(self.assertPartition("average_order_value"), {"refund": 1})

    def test_order_for_nothing_is_one(self):
        """(100 + 0) ÷ 2 = 50: a free order is an order."""
        self._sale(amount=100)
        self._sale(amount=0)
        self.assertEqual(self._card("average_order_value")["value"], 50)

    def test_refund_in_the_portfolio(self):
        """An old order and a later refund: lost, one order; the refund lowers the revenue."""
        gone = self._customer("Gone")
        self._bought(gone, THEN)
        self._bought(gone, SINCE, -100)
        refunded = self._customer("Refunded only")
        self._bought(refunded, SINCE, -100)
        self.env.flush_all()
        portfolio = self.env["pilotage.customer"].with_context(
            allowed_company_ids=self.company.ids, active_test=False
        )
        line = portfolio.search([("partner_id", "=", gone.id)])
        self.assertEqual((line.status, line.order_count, line.orders_12m), ("lost", 1, 0))
        self.assertEqual(line.revenue_12m, -100)
        self.assertFalse(portfolio.search([("partner_id", "=", refunded.id)]))

    # --- value of won deals ---

    def _won(self, expected, *amounts, **values):
        """Return a won deal with its signed orders."""
        lead = self._lead("won", revenue=expected)
        for amount in amounts:
            self._sale(amount=amount, opportunity_id=lead.id, **values)
        lead.expected_revenue = expected
        return lead

    def _by_value(self):
        return self._card("win_rate")["second"]["value"]

    def test_value_from_the_orders(self):
        """12 000 expected, 5 000 signed; 5 000 lost: 5 000 ÷ 10 000."""
        deal = self._won(12000, 5000)
        self._lead("lost", revenue=5000)
        self.assertEqual(self._by_value(), 0.5)
        self.assertEqual((deal.signed_order_count, deal.deal_revenue), (1, 5000))

    def test_value_without_an_order(self):
        """3 000 won without an order, 1 000 lost: 3 000 ÷ 4 000."""
        self._won(3000)
        self._lead("lost", revenue=1000)
        self.assertEqual(self._by_value(), 0.75)

    def test_value_of_several_orders(self):
        """4 000 + 2 000 − 1 000 refunded = 5 000; lost 5 000: a half."""
        self._won(12000, 4000, 2000, -1000)
        self._lead("lost", revenue=5000)
        self.assertEqual(self._by_value(), 0.5)

    def test_value_of_what_came_to_nothing(self):
        """An order and its refund: the value is 0, not the expected revenue."""
        deal = self._won(12000, 4000, -4000)
        self._lead("lost", revenue=5000)
        self.assertEqual((deal.signed_order_count, deal.deal_revenue), (2, 0))
        self.assertEqual(self._by_value(), 0)

    def test_value_of_a_cancelled_order(self):
        """Its only order is cancelled: the expected revenue counts."""
        deal = self._won(3000, 1000)
        deal.order_ids._action_cancel()
        self.assertEqual((deal.signed_order_count, deal.deal_revenue), (0, 3000))

    def test_value_in_dollars(self):
        """500 $ at 1.25 $ = 400 €."""
        deal = self._lead("won", revenue=9000)
        self._order((self.study, 1, 500), currency=self.dollar, opportunity_id=deal.id)
        deal.order_ids.action_confirm()
        self.assertEqual(deal.deal_revenue, 400)

    def test_value_of_an_order_unlinked(self):
        deal, other = self._won(3000, 1000), self._lead("won", revenue=50)
        deal.order_ids.opportunity_id = other
        self.assertEqual((deal.deal_revenue, other.deal_revenue), (3000, 1000))

    def test_lists_say_the_same(self):
        """The funnel and its lists sum the signed amounts; the list shows them."""
        self._won(12000, 5000)
        self._won(700)
        self._lead("lost", revenue=300)
        self.env.flush_all()
        self.env.invalidate_all()
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        funnel = kpis.get_funnel({})
        for found, amount in ((funnel["won"], 5700), (funnel["lost"], 300)):
            self.assertEqual(found["amount"], amount, found["name"])
            self.assertIn("deal_revenue", found["context"]["pilotage_columns"])
            self.assertEqual(sum(self._list(found).mapped("deal_revenue")), amount)
            [(total,)] = (
                self.env["crm.lead"]
                .with_context(allowed_company_ids=self.company.ids)
                ._read_group(found["domain"], [], ["deal_revenue:sum"])
            )
            self.assertEqual(total, amount)

    def test_old_deals_get_theirs_from_the_cron(self):
        """Until the cron has run, the expected revenue counts as signed."""
        deal = self._won(12000, 5000)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET signed_order_count = 0, signed_revenue = 0 WHERE id = %s",
            [deal.id],
        )
        self.env.invalidate_all()
        self.assertEqual(deal.deal_revenue, 12000)
        self.assertEqual(self.env["crm.lead"]._complete_history_signed(), 0)
        self.env.invalidate_all()
        self.assertEqual(deal.deal_revenue, 5000)
