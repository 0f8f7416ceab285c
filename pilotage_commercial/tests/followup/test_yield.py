from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged

MEASURES = ["sent_count:sum", "signed_count:sum", "signing_rate:avg", "signed_amount:sum"]


@tagged("standard", "post_install", "-at_install")
class TestYield(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Yield"})
        cls.user = new_test_user(
            cls.env,
            "yield-user",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids, "lang": "en_US"})
        cls.customer = cls.env["res.partner"].create({"name": "Mme Girard"})
        cls.product = cls.env["product.product"].create(
            {"name": "Work", "type": "service", "taxes_id": False, "company_id": cls.company.id}
        )

    def _order(self, step, state="sent", amount=100, **values):
        line = {"product_id": self.product.id, "price_unit": amount, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": self.user.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )
        if state in ("sent", "cancel"):
            order.action_quotation_sent()
        if state == "sale":
            order.action_confirm()
        if state == "cancel":
            order.write({"state": "cancel"})
        order.followup_step = step
        return order

    def _yield(self, groupby):
        orders = self.env["sale.order"].with_user(self.user)
        domain = self.env.ref("pilotage_commercial.sale_order_action_yield").domain
        self.assertEqual(domain, "[('quotation_date', '!=', False)]")
        return orders._read_group([("quotation_date", "!=", False)], groupby, MEASURES)

    def test_by_step(self):
        self._order(0, "draft")
        for state in ("sale", "sent", "cancel", "sent"):
            self._order(0, state)
        self._order(5, "sale", 1000)
        self.assertEqual(self._yield(["followup_step"]), [(0, 4, 1, 0.25, 100), (5, 1, 1, 1, 1000)])
        # Of all: 2 / 5, not the average of 25 % and 100 %.
        self.assertEqual(self._yield([]), [(5, 2, 0.4, 1100)])

    def test_drafts_only(self):
        self._order(0, "draft")
        orders = self.env["sale.order"].search([("company_id", "=", self.company.id)])
        groups = orders._read_group([("id", "in", orders.ids)], [], MEASURES)
        self.assertEqual(groups, [(0, 0, False, 0)])
        self.assertEqual((orders.sent_count, orders.signed_count, orders.signed_amount), (0, 0, 0))

    def test_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "YLD",
                "symbol": "Y",
                "rate_ids": [
                    Command.create({"rate": 4, "company_id": self.company.id, "name": "2000-01-01"})
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Yield", "currency_id": currency.id}
        )
        order = self._order(5, "sale", 400, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self.assertAlmostEqual(order.signed_amount, 100)
        self.assertAlmostEqual(self._yield([])[0][-1], 100)
        self.assertEqual(order.company_currency_id, self.company.currency_id)

    def test_records_say_the_same(self):
        order = self._order(10, "sale")
        self.assertEqual((order.sent_count, order.signed_count, order.signing_rate), (1, 1, 1))
        order.write({"state": "cancel"})
        self.assertEqual((order.sent_count, order.signed_count, order.signing_rate), (1, 0, 0))
        self.assertEqual(self._yield([]), [(1, 0, 0, 0)])

    def test_only_what_the_user_may_see(self):
        self._order(0, "sale")
        self._order(0, "sale", user_id=self.env.ref("base.user_admin").id)
        self.assertEqual(self._yield([])[0][0], 1)

    def test_measures_of_the_pivot(self):
        shown = self.env["sale.order"].fields_get(
            [measure.split(":")[0] for measure in MEASURES], ["aggregator"]
        )
        self.assertEqual(
            {name: info["aggregator"] for name, info in shown.items()},
            {
                "sent_count": "sum",
                "signed_count": "sum",
                "signing_rate": "avg",
                "signed_amount": "sum",
            },
        )

    def test_dates(self):
        """Any other grouping of orders works with the measures: here by month sent."""
        order = self._order(0, "sale")
        order.quotation_date = fields.Datetime.now() - timedelta(days=90)
        self._order(0)
        groups = self._yield(["quotation_date:month"])
        self.assertEqual([group[2] for group in groups], [1, 0])
