"""Estimates in one currency, on orders of a company with another one."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..common_real_cost import RealCostCase

NAMES = ("estimated_revenue", "estimated_cost", "estimated_margin", "estimated_margin_percent")
MEASURES = [*(f"{name}:sum" for name in NAMES[:3]), f"{NAMES[3]}:avg"]


@tagged("standard", "post_install", "-at_install")
class TestEstimateCurrency(RealCostCase):
    """1 dollar is 0.80 euro until 10 March, 0.50 after, for the company in dollars.

    The company in euros has other rates, which must not count.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 10:00:00"))
        cls.american = cls._create_company("Real Cost Inc.")
        cls.american.currency_id = cls.dollar
        rates = [
            (cls.american, cls.euro, "2020-01-01", 0.8),
            (cls.american, cls.euro, "2026-03-11", 0.5),
            (cls.american, cls.dollar, "2020-01-01", 1),
            (cls.company, cls.dollar, "2020-01-01", 7),
        ]
        cls.env["res.currency.rate"].search(
            [("company_id", "in", (cls.american | cls.company).ids)]
        ).unlink()
        cls.env["res.currency.rate"].create(
            [
                {"company_id": company.id, "currency_id": currency.id, "name": day, "rate": rate}
                for company, currency, day, rate in rates
            ]
        )
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": (cls.american | cls.company).ids,
            }
        )
        cls.manager.company_ids |= cls.american

    def _estimate(self, lead_company, currency=None, day=None):
        """Return an American order whose opportunity, of ``lead_company``, was estimated at
        2 000 with a cost of 1 200."""
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "company_id": self.american.id}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "List", "currency_id": (currency or self.dollar).id}
        )
        order = self._create_order(
            confirm=False,
            company_id=self.american.id,
            opportunity_id=lead.id,
            pricelist_id=pricelist.id,
        )
        if day:
            order.date_order = day
        # The opportunity moves to another company of the group.
        lead.company_id = lead_company
        lead.write({"expected_revenue": 2000, "estimated_cost": 1200})
        self.env.flush_all()
        self.env.invalidate_all()
        return order

    def assertEstimate(self, order, revenue, cost, margin):
        """Check the figures of ``order``, and those of its groups; 800 / 2 000 is 40 %."""
        found = [order.with_user(self.manager)[name] for name in NAMES]
        for value, expected in zip(found, (revenue, cost, margin, 0.4), strict=True):
            self.assertAlmostEqual(value, expected, 2)
        orders = order.browse().with_user(self.manager)
        [group] = orders._read_group([("id", "=", order.id)], [], MEASURES)
        for value, expected in zip(group, (revenue, cost, margin, 0.4), strict=True):
            self.assertAlmostEqual(value, expected, 2)

    def test_same_company(self):
        self.assertEstimate(self._estimate(self.american), 2000, 1200, 800)

    def test_opportunity_in_euros(self):
        """2 000 / 0.80 = 2 500 dollars; 1 200 / 0.80 = 1 500; 1 000 are left."""
        order = self._estimate(self.company)
        self.assertEqual(order.company_currency_id, self.dollar)
        self.assertEstimate(order, 2500, 1500, 1000)

    def test_rate_of_the_date_of_the_order(self):
        """The order is of 12 March: 2 000 / 0.50 = 4 000 dollars."""
        order = self._estimate(self.company, day="2026-03-12 08:00:00")
        self.assertEstimate(order, 4000, 2400, 1600)

    def test_before_the_first_rate(self):
        """In 2019: the first known rate, 0.80."""
        order = self._estimate(self.company, day="2019-05-02 08:00:00")
        self.assertEstimate(order, 2500, 1500, 1000)

    def test_order_in_the_currency_of_the_opportunity(self):
        """The order keeps its own rate, 0.80, when somebody corrects the table to 0.40."""
        order = self._estimate(self.company, currency=self.euro)
        self.assertAlmostEqual(order.currency_rate, 0.8)
        rate = self.env["res.currency.rate"].search(
            [("company_id", "=", self.american.id), ("name", "=", date(2020, 1, 1))], limit=2
        )
        rate.filtered(lambda r: r.currency_id == self.euro).rate = 0.4
        self.assertEstimate(order, 2500, 1500, 1000)

    def test_opportunity_without_company(self):
        """Its figures are in the currency of the order's company, for every reader."""
        order = self._estimate(self.american.browse())
        self.assertEstimate(order, 2000, 1200, 800)
        order = order.with_company(self.company)
        self.assertEstimate(order, 2000, 1200, 800)

    def test_branch(self):
        """A branch uses the rates of the company it belongs to."""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.american.id, "currency_id": self.dollar.id}
        )
        self.manager.company_ids |= branch
        self.env.user.company_ids |= branch
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": (branch | self.company).ids}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "company_id": branch.id}
        )
        order = self._create_order(confirm=False, company_id=branch.id, opportunity_id=lead.id)
        order = order.with_env(self.env)
        lead.company_id = self.company
        lead.write({"expected_revenue": 2000, "estimated_cost": 1200})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEstimate(order, 2500, 1500, 1000)

    def test_side_by_side(self):
        """On the opportunity, in euros: 1 000 dollars quoted are 800, their cost of 600, 480."""
        order = self._estimate(self.company)
        order.order_line.purchase_price = 60
        order.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        lead = order.opportunity_id.with_user(self.manager)
        self.assertEqual(lead.company_currency, self.euro)
        self.assertAlmostEqual(lead.estimated_margin, 800)
        self.assertAlmostEqual(lead.quoted_revenue, 800)
        self.assertAlmostEqual(lead.quoted_cost, 480)
        self.assertAlmostEqual(lead.real_revenue, 800)
